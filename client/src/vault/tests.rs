//! What goes in comes out, and nothing else does.
use domain::{
    limits::VAULT_WORK_FACTOR,
    vault::{Header, NONCE_BYTES, Passphrase, SEALED_PIECE_BYTES, SealedIdentity, plain_bytes_of_file},
};

use super::*;

/// Where lengths go wrong, and a few pieces.
const SIZES: [usize; 8] = [0, 1, 65_535, 65_536, 65_537, 131_072, 131_073, 1_300_000];

fn identity(seed: u8) -> Identity {
    Identity::from_random([seed; 32])
}

fn chance(seed: u8) -> Chance {
    Chance { file_key: [seed; 16], nonce: [seed ^ 1; 16], ephemeral: [seed ^ 2; 32] }
}

fn plain(size: usize) -> Vec<u8> {
    (0..size).map(|at| (at * 7 + at / 251) as u8).collect()
}

/// The range of the encrypted form, made of what it needs and nothing else.
fn range(encryption: &Encryption, plain: &[u8], range: std::ops::Range<u64>) -> Vec<u8> {
    let needs = encryption.needs(&range);
    encryption.encrypt(range, &plain[needs.start as usize..needs.end as usize])
}

fn encrypted(plain: &[u8]) -> Vec<u8> {
    let encryption = Encryption::new(&identity(1).recipient(), plain.len() as u64, chance(9));
    range(&encryption, plain, 0..encryption.size())
}

fn decrypted(file: &[u8], identity: Identity, step: usize) -> Result<Vec<u8>, VaultError> {
    let (mut decryption, mut plain) = (Decryption::new(identity), Vec::new());
    for bytes in file.chunks(step) {
        plain.extend(decryption.push(bytes)?);
    }
    plain.extend(decryption.end()?);
    Ok(plain)
}

fn pieces_begin(file: &[u8]) -> usize {
    Header::read(file).expect("a header").bytes + NONCE_BYTES as usize
}

#[test]
fn what_goes_in_comes_out() {
    for size in SIZES {
        let (plain, file) = (plain(size), encrypted(&plain(size)));
        assert_eq!(plain_bytes_of_file(&file, file.len() as u64), Some(size as u64));
        for step in [1_000, 65_552, 1_048_576] {
            assert!(decrypted(&file, identity(1), step).as_deref() == Ok(&plain), "{size} by {step}");
        }
    }
    let small = encrypted(b"hello");
    assert_eq!(decrypted(&small, identity(1), 1).as_deref(), Ok(&b"hello"[..]));
}

#[test]
fn any_range_is_the_same_as_in_the_whole() {
    for size in SIZES {
        let (plain, whole) = (plain(size), encrypted(&plain(size)));
        let encryption = Encryption::new(&identity(1).recipient(), size as u64, chance(9));
        let end = whole.len() as u64;
        assert_eq!(encryption.size(), end);
        for part in [10_007, 65_552, 262_144, 1_048_576] {
            let parts = (0..end)
                .step_by(part)
                .map(|from| range(&encryption, &plain, from..end.min(from + part as u64)));
            assert!(parts.collect::<Vec<_>>().concat() == whole, "{size} by {part}");
        }
    }
}

#[test]
fn what_was_cut_short_does_not_end() {
    for size in SIZES {
        let file = encrypted(&plain(size));
        let begin = pieces_begin(&file);
        let cuts = [0, 10, begin - 1, begin, begin + 15, begin + SEALED_PIECE_BYTES as usize, file.len() - 1];
        for cut in cuts.into_iter().filter(|cut| *cut < file.len()) {
            assert_eq!(
                decrypted(&file[..cut], identity(1), 10_000),
                Err(VaultError::Damaged),
                "{size} at {cut}"
            );
        }
        let longer = [file.as_slice(), &[0]].concat();
        assert_eq!(decrypted(&longer, identity(1), 10_000), Err(VaultError::Damaged), "{size}");
    }
}

#[test]
fn pieces_stay_where_they_were() {
    let file = encrypted(&plain(4 * 65_536));
    let begin = pieces_begin(&file);
    let (head, pieces) = file.split_at(begin);
    let pieces: Vec<&[u8]> = pieces.chunks(SEALED_PIECE_BYTES as usize).collect();
    let with = |order: &[usize]| {
        let pieces: Vec<u8> = order.iter().flat_map(|piece| pieces[*piece]).copied().collect();
        decrypted(&[head, &pieces].concat(), identity(1), 1 << 20)
    };
    assert!(with(&[0, 1, 2, 3]).is_ok());
    for order in
        [&[1, 0, 2, 3][..], &[0, 2, 1, 3], &[0, 1, 2], &[0, 1, 3], &[0, 1, 2, 3, 3], &[3], &[0, 1, 2, 3, 0]]
    {
        assert_eq!(with(order), Err(VaultError::Damaged), "{order:?}");
    }
}

#[test]
fn any_changed_byte_is_found() {
    let file = encrypted(b"a few words");
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 1;
        assert!(decrypted(&changed, identity(1), 50).is_err(), "at {at}");
    }
    // A stanza more, which the MAC does not know.
    let text = String::from_utf8_lossy(&file[..pieces_begin(&file) - NONCE_BYTES as usize]).into_owned();
    let more = text.replace("--- ", "-> other one\n\n--- ");
    let changed = [more.as_bytes(), &file[text.len()..]].concat();
    assert_eq!(decrypted(&changed, identity(1), 50), Err(VaultError::Damaged));
}

#[test]
fn another_identity_opens_nothing() {
    let file = encrypted(b"a few words");
    assert_eq!(decrypted(&file, identity(2), 50), Err(VaultError::NotForThisKey));
}

#[test]
fn an_endless_header_is_not_waited_for() {
    let mut decryption = Decryption::new(identity(1));
    let began = decryption.push(b"age-encryption.org/v1\n");
    assert_eq!(began, Ok(Vec::new()));
    let line = "A".repeat(64) + "\n";
    let end = (0..2_000).find_map(|_| decryption.push(line.as_bytes()).err());
    assert_eq!(end, Some(VaultError::Damaged));
}

#[test]
fn a_passphrase_opens_the_identity_and_another_does_not() {
    let passphrase = |text: &str| Passphrase::typed(text).expect("short");
    let chance = SealingChance { file_key: [3; 16], nonce: [4; 16], salt: [5; 16] };
    let sealed = identity(1).seal(&passphrase("correct horse battery staple"), chance);
    let opened = Identity::open(&sealed, &passphrase("correct horse battery staple"));
    assert!(opened.is_ok_and(|opened| opened.recipient() == identity(1).recipient()));
    let fate = |sealed: &SealedIdentity, text: &str| Identity::open(sealed, &passphrase(text)).err();
    assert_eq!(fate(&sealed, "correct horse battery stable"), Some(VaultError::WrongPassphrase));
    // Another header in front of the same pieces.
    let file = sealed.as_bytes();
    let mut changed = file.to_vec();
    let mac = pieces_begin(file) - NONCE_BYTES as usize - 2;
    changed[mac - 3] = if changed[mac - 3] == b'A' { b'B' } else { b'A' };
    let changed = SealedIdentity::parse(changed).expect("the form");
    assert_eq!(fate(&changed, "correct horse battery staple"), Some(VaultError::Damaged));
    assert!(String::from_utf8_lossy(file).contains(&format!(" {VAULT_WORK_FACTOR}\n")));
}

#[test]
fn accents_are_typed_in_two_ways() {
    let bytes = |text: &str| Passphrase::typed(text).expect("short").as_bytes().to_vec();
    assert_eq!(bytes("cafe\u{301}"), bytes("caf\u{e9}"));
    // Unlike in a password: the program age takes what was typed.
    assert_ne!(bytes("\u{fb01}ne"), bytes("fine"));
}
