//! Whether files go into a vault, and then their encrypted forms.

use client::{Authorized, Kind};

use super::picked::Picked;
use crate::{
    notice::{Notice, Tone},
    shell::code_missing,
    vaults::door::seal_code,
};

/// The files as they are to be sent into this folder. The server says whether it is in a vault: one that is not told of could
/// make no difference, for a vault refuses what is plain.
pub(super) async fn sealed(
    api: &Authorized,
    files: Vec<Picked>,
    folder_id: &str,
) -> Result<Vec<Picked>, Notice> {
    if folder_id.is_empty() {
        return Ok(files);
    }
    let key = match api.vault_of(folder_id).await {
        Ok(key) => key,
        Err(error) if error.kind == Kind::NotFound => return Ok(files),
        Err(error) => return Err(Notice::from(&error)),
    };
    let seal = seal_code().await.map_err(|_| code_missing("Nothing was uploaded."))?;
    let sealed = files.into_iter().map(|file| {
        let source = seal(&key.recipient, file.plain_source()?)?;
        Some(file.sealed(source))
    });
    sealed.collect::<Option<Vec<Picked>>>().ok_or_else(|| {
        Notice::new(Tone::Danger, "This browser cannot encrypt: it gives the page no random numbers.")
            .advise("Nothing was uploaded. Use another browser, or skyshard put.")
    })
}
