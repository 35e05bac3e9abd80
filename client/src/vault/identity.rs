//! The identity that opens a vault, and how it is kept: as an age file under a passphrase.
use bech32::{Bech32, Hrp, primitives::decode::CheckedHrpstring};
use domain::{
    limits::VAULT_WORK_FACTOR,
    vault::{Header, Passphrase, Recipient, SealedIdentity},
};
use x25519_dalek::{X25519_BASEPOINT_BYTES, x25519};
use zeroize::Zeroizing;

use super::{
    Decryption, VaultError,
    encryption::Encryption,
    way::{FileKey, Key},
};

const PREFIX: &str = "age-secret-key-";

/// What opens the files of a vault: the secret half of its key. Wiped when dropped.
#[derive(Clone)]
pub struct Identity(Key);

/// What chance gives to keep an identity; used once.
pub struct SealingChance {
    /// The file's key.
    pub file_key: [u8; 16],
    /// Before its pieces.
    pub nonce: [u8; 16],
    /// Beside the passphrase.
    pub salt: [u8; 16],
}

impl Identity {
    /// A new one, of 32 bytes of chance.
    pub fn from_random(secret: [u8; 32]) -> Self {
        Self(Zeroizing::new(secret))
    }

    /// Whom files are encrypted for that it opens.
    pub fn recipient(&self) -> Recipient {
        Recipient::new(x25519(*self.0, X25519_BASEPOINT_BYTES))
    }

    pub(super) fn secret(&self) -> &[u8; 32] {
        &self.0
    }

    /// The age file that the server keeps and `age -d -i` takes: the identity under a passphrase. Some second of work.
    pub fn seal(&self, passphrase: &Passphrase, chance: SealingChance) -> SealedIdentity {
        let key = FileKey(Zeroizing::new(chance.file_key));
        let header = key.header(key.for_passphrase(passphrase, &chance.salt, VAULT_WORK_FACTOR));
        let text = self.text();
        let encryption = Encryption::of(header, &key, chance.nonce, text.len() as u64);
        let file = encryption.encrypt(0..encryption.size(), text.as_bytes());
        SealedIdentity::parse(file).expect("what is made here has the form")
    }

    /// Opens it. Some second of work.
    pub fn open(sealed: &SealedIdentity, passphrase: &Passphrase) -> Result<Self, VaultError> {
        let file = sealed.as_bytes();
        let header = Header::read(file).map_err(|_| VaultError::NoIdentity)?;
        let key = FileKey::of_passphrase(&header.stanzas, passphrase)?.prove(&header, file)?;
        let mut decryption = Decryption::of(&key, &file[header.bytes..])?;
        let text = Zeroizing::new(decryption.end()?);
        Self::read(&text)
    }

    /// As files of identities have it, with a word about whom it is for.
    fn text(&self) -> Zeroizing<String> {
        let prefix = Hrp::parse_unchecked(PREFIX);
        let secret =
            Zeroizing::new(bech32::encode_upper::<Bech32>(prefix, &*self.0).expect("32 bytes are few"));
        Zeroizing::new(format!("# public key: {}\n{}\n", self.recipient(), *secret))
    }

    /// The only line of a file of identities that is no comment.
    fn read(text: &[u8]) -> Result<Self, VaultError> {
        let text = std::str::from_utf8(text).map_err(|_| VaultError::NoIdentity)?;
        let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let (Some(line), None) = (lines.next(), lines.next()) else { return Err(VaultError::NoIdentity) };
        let checked = CheckedHrpstring::new::<Bech32>(line).map_err(|_| VaultError::NoIdentity)?;
        if !checked.hrp().as_str().eq_ignore_ascii_case(PREFIX) {
            return Err(VaultError::NoIdentity);
        }
        let mut bytes = checked.byte_iter();
        let mut secret = Zeroizing::new([0; 32]);
        for place in secret.iter_mut() {
            *place = bytes.next().ok_or(VaultError::NoIdentity)?;
        }
        if bytes.next().is_some() { Err(VaultError::NoIdentity) } else { Ok(Self(secret)) }
    }
}
