//! The way to a file's key: wrapped for a recipient, or for a passphrase.
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, aead::Aead};
use domain::vault::{Header, Passphrase, Recipient, Stanza};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use x25519_dalek::{X25519_BASEPOINT_BYTES, x25519};
use zeroize::Zeroizing;

use super::{VaultError, identity::Identity};

const X25519_LABEL: &[u8] = b"age-encryption.org/v1/X25519";
const SCRYPT_LABEL: &[u8] = b"age-encryption.org/v1/scrypt";

/// A key that is used for one file.
pub(super) struct FileKey(pub(super) Zeroizing<[u8; 16]>);

/// A key that is derived from others.
pub(super) type Key = Zeroizing<[u8; 32]>;

impl FileKey {
    /// The header of a file with this key.
    pub(super) fn header(&self, stanza: Stanza) -> Vec<u8> {
        Header::write(&[stanza], |proven| self.mac(proven).finalize().into_bytes().into())
    }

    /// The key of a file that begins so.
    pub(super) fn prove(self, header: &Header, beginning: &[u8]) -> Result<Self, VaultError> {
        let proven = beginning.get(..header.proven_bytes).ok_or(VaultError::Damaged)?;
        self.mac(proven).verify_slice(&header.mac).map_err(|_| VaultError::Damaged)?;
        Ok(self)
    }

    /// What its pieces are encrypted with.
    pub(super) fn payload(&self, nonce: &[u8; 16]) -> Key {
        derive(&*self.0, nonce, b"payload")
    }

    fn mac(&self, proven: &[u8]) -> Hmac<Sha256> {
        let key = derive(&*self.0, &[], b"header");
        let mut mac =
            <Hmac<Sha256> as KeyInit>::new_from_slice(&*key).expect("HMAC takes keys of any length");
        mac.update(proven);
        mac
    }

    /// Wraps it for a recipient, behind a key pair of its own.
    pub(super) fn for_recipient(&self, recipient: &Recipient, ephemeral: &Key) -> Stanza {
        let share = x25519(**ephemeral, X25519_BASEPOINT_BYTES);
        let shared = Zeroizing::new(x25519(**ephemeral, *recipient.public()));
        Stanza::for_x25519(&share, &self.wrap(&x25519_key(&shared, &share, recipient.public())))
    }

    /// Unwraps the one among these that is for an identity.
    pub(super) fn of_identity(stanzas: &[Stanza], identity: &Identity) -> Result<Self, VaultError> {
        let public = *identity.recipient().public();
        let mut own = stanzas.iter().filter_map(Stanza::x25519).filter_map(|(share, wrapped)| {
            let shared = Zeroizing::new(x25519(*identity.secret(), share));
            // A share that makes every secret the same is nobody's.
            let is_none: bool = shared.ct_eq(&[0; 32]).into();
            (!is_none).then(|| Self::unwrap(&wrapped, &x25519_key(&shared, &share, &public))).flatten()
        });
        own.next().ok_or(VaultError::NotForThisKey)
    }

    /// Wraps it for a passphrase.
    pub(super) fn for_passphrase(&self, passphrase: &Passphrase, salt: &[u8; 16], work_factor: u8) -> Stanza {
        let wrapped = self.wrap(&scrypt_key(passphrase, salt, work_factor));
        Stanza::for_passphrase(salt, work_factor, &wrapped)
    }

    /// Unwraps what is for a passphrase.
    pub(super) fn of_passphrase(stanzas: &[Stanza], passphrase: &Passphrase) -> Result<Self, VaultError> {
        let [stanza] = stanzas else { return Err(VaultError::NoIdentity) };
        let (salt, work_factor) = stanza.scrypt().ok_or(VaultError::NoIdentity)?;
        let wrapped = stanza.body.as_slice().try_into().map_err(|_| VaultError::NoIdentity)?;
        Self::unwrap(wrapped, &scrypt_key(passphrase, &salt, work_factor)).ok_or(VaultError::WrongPassphrase)
    }

    fn wrap(&self, key: &Key) -> [u8; 32] {
        let cipher = ChaCha20Poly1305::new((&**key).into());
        let wrapped = cipher.encrypt(&Default::default(), self.0.as_slice()).expect("sixteen bytes are few");
        wrapped.try_into().expect("a key and its tag")
    }

    fn unwrap(wrapped: &[u8; 32], key: &Key) -> Option<Self> {
        let cipher = ChaCha20Poly1305::new((&**key).into());
        let opened = Zeroizing::new(cipher.decrypt(&Default::default(), wrapped.as_slice()).ok()?);
        let mut file_key = Zeroizing::new([0; 16]);
        file_key.copy_from_slice(&opened);
        Some(Self(file_key))
    }
}

fn x25519_key(shared: &[u8; 32], share: &[u8; 32], recipient: &[u8; 32]) -> Key {
    derive(shared, &[*share, *recipient].concat(), X25519_LABEL)
}

fn scrypt_key(passphrase: &Passphrase, salt: &[u8; 16], work_factor: u8) -> Key {
    let parameters = scrypt::Params::new(work_factor, 8, 1).expect("the work factor was looked at");
    let mut key = Zeroizing::new([0; 32]);
    let salt = [SCRYPT_LABEL, salt].concat();
    scrypt::scrypt(passphrase.as_bytes(), &salt, &parameters, &mut *key).expect("a key of 32 bytes");
    key
}

fn derive(secret: &[u8], salt: &[u8], label: &[u8]) -> Key {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), secret).expand(label, &mut *key).expect("a key of 32 bytes");
    key
}
