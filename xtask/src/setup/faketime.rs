//! libfaketime, with which the server of a journey lives in another month: from `LIBFAKETIME` or Debian's package.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::packages;

/// Below Debian's folder of libraries for this kind of machine.
const LIBRARY: &str = "faketime/libfaketime.so.1";

/// The library to load into the server.
pub fn find_or_install() -> Result<PathBuf> {
    if let Some(named) = env::var_os("LIBFAKETIME").map(PathBuf::from) {
        if !named.is_file() {
            bail!("LIBFAKETIME names {}, which is no file", named.display());
        }
        return Ok(named);
    }
    if let Some(found) = installed() {
        return Ok(found);
    }
    packages::install(&["libfaketime"])?;
    installed().with_context(|| {
        format!("the package libfaketime is installed, yet there is no /usr/lib/*/{LIBRARY}")
    })
}

fn installed() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?;
    folders.flatten().map(|folder| folder.path().join(LIBRARY)).find(|library| library.is_file())
}
