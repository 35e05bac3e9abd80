//! Passphrases: never in an argument, where other people of this machine see them, nor in a log.
use std::{
    fs,
    io::{self, IsTerminal},
    path::Path,
};

use anyhow::{Context, Result, bail};
use domain::{password::PersonalWords, vault::Passphrase};
use zeroize::Zeroizing;

use crate::{
    exit::{Exit, stopped},
    unseen,
};

/// One that was chosen before.
pub(super) fn typed(file: Option<&Path>) -> Result<Passphrase> {
    Ok(Passphrase::typed(&read(file)?)?)
}

/// A new one: typed twice, for nobody sees it.
pub(super) fn chosen(file: Option<&Path>) -> Result<Passphrase> {
    let text = read(file)?;
    let passphrase = Passphrase::chosen(&text, &PersonalWords::default());
    let passphrase = passphrase.map_err(|weakness| stopped(Exit::Failed, weakness.to_string()))?;
    if file.is_none() && asked("The same once more: ")? != text {
        bail!("the two differ: nothing was done");
    }
    Ok(passphrase)
}

fn read(file: Option<&Path>) -> Result<Zeroizing<String>> {
    let Some(file) = file else {
        if !io::stdin().is_terminal() {
            bail!("there is no terminal to ask for the passphrase: add --passphrase-file FILE");
        }
        return asked("Passphrase of the vault: ");
    };
    let reading = || format!("cannot read {}", file.display());
    let whole = Zeroizing::new(fs::read_to_string(file).with_context(reading)?);
    Ok(Zeroizing::new(whole.lines().next().unwrap_or_default().to_owned()))
}

fn asked(what: &str) -> Result<Zeroizing<String>> {
    unseen::ask(what).map(Zeroizing::new).context("the passphrase could not be read")
}
