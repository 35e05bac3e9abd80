//! Vaults: files are encrypted here before they are sent and decrypted here when they have come, in the format of age
//! (<https://age-encryption.org/v1>). The server sees neither keys nor content; whatever lies in a vault, the program age
//! opens as well.
//!
//! ```text
//! passphrase ─scrypt─→ opens the sealed identity ─X25519─→ opens a file's key ─HKDF─→ opens its pieces
//! ```
//!
//! Only X25519 recipients and passphrases are known here, of all kinds of ways to a file key. A piece is encrypted for its
//! number under its file's own key, so that any range of a file can be made, and made once more, without the rest.
//!
//! - [`Identity`]: what opens a vault
//! - `way`: file keys, wrapped for a recipient or for a passphrase
//! - [`Encryption`]: a file on its way into a vault, from any of its bytes on
//! - [`Decryption`]: a file on its way out, from its first byte on
//! - [`EncryptedSource`]: an upload that encrypts what it sends
mod decryption;
mod encryption;
mod identity;
mod pieces;
mod source;
mod way;

pub use decryption::Decryption;
pub use encryption::{Chance, Encryption};
pub use identity::{Identity, SealingChance};
pub use source::EncryptedSource;

/// Why something does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It opens with another passphrase.
    #[error("This is not the vault's passphrase. Nothing was opened; try again.")]
    WrongPassphrase,
    /// It is for somebody else.
    #[error(
        "This file was not encrypted for this vault. Whoever has its key can open it with the program age."
    )]
    NotForThisKey,
    /// It is no age file, or no whole one, or it was changed.
    #[error(
        "This file is damaged: what came is not what was encrypted. Nothing of the damaged part was kept."
    )]
    Damaged,
    /// The sealed identity holds something else.
    #[error("The vault's key is none that can be used here. The program age may open it.")]
    NoIdentity,
}

#[cfg(test)]
mod tests;
