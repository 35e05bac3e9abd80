//! Debian packages, by apt-get as root or by `sudo -n`; never a password prompt.

use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};

use crate::process::{find, quietly, succeeds};
use crate::step::note;

/// Whether the lists of packages are today's. Who installs holds it: apt-get works for one at a time.
static LISTS: Mutex<bool> = Mutex::new(false);

/// Installs Debian packages, or says which to install by hand.
pub fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let by_hand = format!("please install by hand: sudo apt-get install {names}");
    if find("apt-get").is_none() {
        bail!("this is not Debian, so {names} cannot be installed from here; please install the equivalents");
    }
    let Some(mut apt) = apt_get() else {
        bail!("installing needs root or a sudo without password; {by_hand}")
    };
    note("setup", &format!("installing {names}"));
    let mut are_new = LISTS.lock().unwrap_or_else(PoisonError::into_inner);
    // Old lists name old packages, or some that are no more. Without a network what is at hand may do all the same.
    if !*are_new && let Some(mut update) = apt_get() {
        quietly(update.arg("update")).map_or_else(|problem| note("setup", &format!("{problem:#}")), drop);
        *are_new = true;
    }
    apt.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    quietly(&mut apt).map(drop).with_context(|| by_hand)
}

fn apt_get() -> Option<Command> {
    let mut apt = if is_root() {
        Command::new("apt-get")
    } else if succeeds(Command::new("sudo").args(["-n", "true"])) {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        sudo
    } else {
        return None;
    };
    apt.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
    Some(apt)
}

/// Whether this process is root, as `id -u` tells.
pub fn is_root() -> bool {
    quietly(Command::new("id").arg("-u")).is_ok_and(|uid| uid.trim() == "0")
}
