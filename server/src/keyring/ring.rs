//! Several master keys by their numbers, and the two forms of their file.
//!
//! ```text
//! 32 bytes                        one key, whose number is 1: what a first start makes
//!
//! skyshard master keys v1         a ring: the newest key first, and of each retired one what verifies its signatures
//! 2 <64 hexadecimal digits>
//! retired 1 <64 hexadecimal digits>
//! ```
use std::{fmt::Write, sync::Arc};

use cluster::crypto::MasterKey;
use domain::hex;
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{clock::random, trail::Signer};

pub(super) const KEY_BYTES: usize = 32;
const FIRST: u32 = 1;
const HEAD: &str = "skyshard master keys v1";
const RETIRED: &str = "retired";
/// So much of a derived key names a master key.
const ID_BYTES: usize = 8;

/// The master keys of a server, at least one.
pub struct Ring {
    /// The newest first.
    keys: Vec<Arc<Keys>>,
    /// The newest first, behind all keys in use.
    retired: Vec<Retired>,
    /// Signs the checkpoints of the audit trail with the newest key, and reads those of every key there ever was.
    pub signer: Signer,
}

/// A master key and what is derived from it.
pub struct Keys {
    /// Counts up from 1 with each new key; what is sealed names it.
    pub number: u32,
    /// Made from the key, so that no other key can be taken for it.
    pub id: String,
    /// Wraps the accounts' keys.
    pub master: MasterKey,
    /// Signs access tokens (HS256).
    pub token: Zeroizing<[u8; KEY_BYTES]>,
    /// Keys the MACs of one-time codes.
    pub code: Zeroizing<[u8; KEY_BYTES]>,
    /// Signs the passes of known browsers.
    pub device: Zeroizing<[u8; KEY_BYTES]>,
    /// Seals the seeds of authenticators.
    pub totp: Zeroizing<[u8; KEY_BYTES]>,
    /// Signs the checkpoints of the audit trail.
    audit: Zeroizing<[u8; KEY_BYTES]>,
    /// Keys the digests of networks in the audit trail.
    pub network: Zeroizing<[u8; KEY_BYTES]>,
    /// Seals mails that wait, and successors of refresh tokens.
    pub mail: Zeroizing<[u8; KEY_BYTES]>,
}

/// What stays of a key: it opens nothing, but what it signed can be verified for ever.
#[derive(Clone)]
struct Retired {
    number: u32,
    /// The public half of its key for checkpoints (Ed25519, RFC 8032).
    public: [u8; KEY_BYTES],
}

impl Keys {
    fn new(number: u32, master: &[u8; KEY_BYTES]) -> Self {
        Self {
            number,
            id: hex::encode(&derive(master, "id/v1")[..ID_BYTES]),
            token: derive(master, "token/v1"),
            code: derive(master, "code/v1"),
            device: derive(master, "device/v1"),
            totp: derive(master, "totp/v1"),
            audit: derive(master, "audit/v1"),
            network: derive(master, "network/v1"),
            mail: derive(master, "mail/v1"),
            master: MasterKey::from_bytes(*master),
        }
    }
}

impl Ring {
    /// What a key file says; `None` when it is damaged.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        if let Ok(only) = <&[u8; KEY_BYTES]>::try_from(bytes) {
            return Self::of(vec![Arc::new(Keys::new(FIRST, only))], Vec::new());
        }
        let mut lines = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?.split('\n');
        lines.next().filter(|line| *line == HEAD)?;
        let (mut keys, mut retired) = (Vec::new(), Vec::new());
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                [RETIRED, number, public] => {
                    retired.push(Retired { number: number.parse().ok()?, public: hex::digest(public)? });
                }
                [number, key] => {
                    let key = Zeroizing::new(hex::digest(key)?);
                    keys.push(Arc::new(Keys::new(number.parse().ok()?, &key)));
                }
                _ => return None,
            }
        }
        Self::of(keys, retired)
    }

    /// `None` without a key, or when numbers do not go down line by line.
    fn of(keys: Vec<Arc<Keys>>, retired: Vec<Retired>) -> Option<Self> {
        let numbers: Vec<u32> =
            keys.iter().map(|it| it.number).chain(retired.iter().map(|it| it.number)).collect();
        let in_order = numbers.is_sorted_by(|a, b| a > b) && !numbers.contains(&0);
        let newest = keys.first().filter(|_| in_order)?;
        let older = keys.iter().skip(1).map(|keys| Signer::public_of(&keys.audit));
        let older = older.chain(retired.iter().map(|it| it.public)).collect();
        Some(Self { signer: Signer::after(&newest.audit, older), keys, retired })
    }

    /// The ring as a file holds it.
    pub(super) fn text(&self) -> Zeroizing<String> {
        // Reserved whole, so that no half of it is left behind in memory when it grows.
        let line_bytes = RETIRED.len() + 13 + 2 * KEY_BYTES;
        let capacity = HEAD.len() + 1 + (self.keys.len() + self.retired.len()) * line_bytes;
        let mut text = Zeroizing::new(String::with_capacity(capacity));
        let mut line = |words: std::fmt::Arguments<'_>| writeln!(text, "{words}").expect("text grows");
        line(format_args!("{HEAD}"));
        for keys in &self.keys {
            let secret = Zeroizing::new(hex::encode(keys.master.expose()));
            line(format_args!("{} {}", keys.number, secret.as_str()));
        }
        for it in &self.retired {
            line(format_args!("{RETIRED} {} {}", it.number, hex::encode(&it.public)));
        }
        text
    }

    /// The same with a new key, which is the newest.
    pub fn rotated(&self) -> Self {
        let key = Zeroizing::new(random());
        let fresh = Arc::new(Keys::new(self.newest().number + 1, &key));
        let keys = [fresh].into_iter().chain(self.keys.iter().map(Arc::clone)).collect();
        Self::of(keys, self.retired.clone()).expect("a higher number in front of the others")
    }

    /// The same without the secret of the oldest key; `None` when that is the only one.
    pub fn without_oldest(&self) -> Option<Self> {
        let (oldest, keys) = self.keys.split_last()?;
        let out = Retired { number: oldest.number, public: Signer::public_of(&oldest.audit) };
        let retired = [out].into_iter().chain(self.retired.iter().cloned()).collect();
        Self::of(keys.to_vec(), retired)
    }

    /// The key that seals, signs and wraps.
    pub fn newest(&self) -> &Arc<Keys> {
        &self.keys[0]
    }

    /// The newest first.
    pub fn keys(&self) -> &[Arc<Keys>] {
        &self.keys
    }

    /// The key of this number, if it is in use.
    pub fn key(&self, number: u32) -> Option<&Keys> {
        self.keys.iter().find(|keys| keys.number == number).map(AsRef::as_ref)
    }

    /// What access tokens are signed with, by number, the newest first.
    pub fn token_keys(&self) -> impl Iterator<Item = (u32, &[u8; KEY_BYTES])> {
        self.keys.iter().map(|keys| (keys.number, &*keys.token))
    }

    /// Whether both have the same keys.
    pub fn is_same(&self, other: &Self) -> bool {
        self.keys.len() == other.keys.len()
            && self.keys.iter().zip(&other.keys).all(|(a, b)| (a.number, &a.id) == (b.number, &b.id))
    }
}

fn derive(master: &[u8; KEY_BYTES], label: &str) -> Zeroizing<[u8; KEY_BYTES]> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    Hkdf::<Sha256>::new(None, master)
        .expand(label.as_bytes(), key.as_mut())
        .expect("32 bytes are within what HKDF-SHA-256 can give");
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; KEY_BYTES] = [7; KEY_BYTES];

    fn again(ring: &Ring) -> Ring {
        Ring::parse(ring.text().as_bytes()).expect("what is written is read")
    }

    fn numbers(ring: &Ring) -> Vec<u32> {
        ring.keys.iter().map(|keys| keys.number).collect()
    }

    #[test]
    fn a_file_of_one_key_is_a_ring_of_number_one() {
        let ring = Ring::parse(&KEY).expect("32 bytes");
        assert_eq!((numbers(&ring), ring.newest().master.expose()), (vec![1], &KEY));
        assert!(again(&ring).is_same(&ring), "and the other form says the same");
        assert_eq!(*ring.newest().token, *derive(&KEY, "token/v1"), "as before there were rings");
    }

    #[test]
    fn a_new_key_goes_in_front_and_the_oldest_goes_out() {
        let first = Ring::parse(&KEY).expect("32 bytes");
        let second = again(&first.rotated());
        assert_eq!(numbers(&second), [2, 1]);
        assert_eq!(second.key(1).map(|keys| &keys.id), Some(&first.newest().id));
        assert_ne!(second.newest().id, first.newest().id);
        let third = again(&second.rotated());
        let last =
            again(&third.without_oldest().and_then(|ring| ring.without_oldest()).expect("two older ones"));
        assert_eq!(numbers(&last), [3]);
        assert!(last.without_oldest().is_none(), "one stays");
        assert_eq!(last.newest().id, third.newest().id);
        assert_eq!(numbers(&again(&last.rotated())), [4, 3], "no number comes back");
    }

    #[test]
    fn what_a_retired_key_signed_is_still_read() {
        let head = crate::trail::Head::BEGINNING;
        let first = Ring::parse(&KEY).expect("32 bytes");
        let note = first.signer.sign(head);
        let later = again(&first.rotated().without_oldest().expect("an older one"));
        assert!(later.signer.read(&note).is_some());
        assert!(first.signer.read(&later.signer.sign(head)).is_none());
    }

    #[test]
    fn what_is_no_ring_is_refused() {
        let good = Ring::parse(&KEY).expect("32 bytes").rotated().text().to_string();
        let (head, rest) = good.split_once('\n').expect("a first line");
        let key = "ab".repeat(KEY_BYTES);
        let bad = [
            String::new(),
            format!("{head}\n"),
            format!("{head}2\n{rest}"),
            good.trim_end().to_owned(),
            format!("{good}\n"),
            format!("{good}2 {key}\n"),
            format!("{good}0 {key}\n"),
            format!("{good}retired 1 {key}\n"),
            format!("{head}\nretired 1 {key}\n"),
            good.replace("1 ", "1  "),
            good[..good.len() - 2].to_owned() + "\n",
        ];
        for text in bad {
            assert!(Ring::parse(text.as_bytes()).is_none(), "{text}");
        }
        assert!(Ring::parse(&KEY[1..]).is_none());
    }
}
