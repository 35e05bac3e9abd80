//! Forms: what has one, what has none, and that lengths add up.
use super::*;

const SHARE: &str = "TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc";
const BODY: &str = "EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U";
const MAC: &str = "Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0";

fn header(lines: &str) -> Vec<u8> {
    format!("age-encryption.org/v1\n{lines}").into_bytes()
}

fn sound() -> Vec<u8> {
    header(&format!("-> X25519 {SHARE}\n{BODY}\n--- {MAC}\n"))
}

#[test]
fn a_header_is_read_and_written_alike() {
    let bytes = [sound(), b"and what follows".to_vec()].concat();
    let read = Header::read(&bytes).expect("a header");
    assert_eq!((read.bytes, read.stanzas.len()), (sound().len(), 1));
    assert!(bytes[..read.proven_bytes].ends_with(b"\n---"));
    assert!(read.stanzas[0].x25519().is_some());
    let written = Header::write(&read.stanzas, |proven| {
        assert_eq!(proven, &bytes[..read.proven_bytes]);
        read.mac
    });
    assert_eq!(written, sound());
}

#[test]
fn only_what_is_well_made_is_a_header() {
    let line = format!("-> X25519 {SHARE}\n{BODY}\n");
    let scrypt = format!("-> scrypt rF0/NwblUHHTpgQgRpe5CQ 10\n{BODY}\n");
    let long = format!("-> other a b c\n{}\n\n", "A".repeat(64));
    let end = format!("--- {MAC}\n");
    for good in [
        format!("{line}{end}"),
        format!("{line}{line}{end}"),
        format!("{scrypt}{end}"),
        format!("{line}{long}{end}"),
        format!("-> empty\n\n{end}"),
    ] {
        assert!(Header::read(&header(&good)).is_ok(), "{good}");
    }
    for bad in [
        // Nobody, no end, no MAC or one that is too short.
        end.clone(),
        line.clone(),
        format!("{line}--- "),
        format!("{line}---\n"),
        format!("{line}--- {}\n", &MAC[1..]),
        // A second passphrase, or somebody beside it.
        format!("{scrypt}{scrypt}{end}"),
        format!("{scrypt}{line}{end}"),
        // Shapes of what is known.
        format!("-> X25519\n{BODY}\n{end}"),
        format!("-> X25519 {SHARE} more\n{BODY}\n{end}"),
        format!("-> X25519 {SHARE}\n{}\n{end}", &BODY[..38]),
        format!("-> X25519 {}\n{BODY}\n{end}", &SHARE[1..]),
        format!("-> scrypt rF0/NwblUHHTpgQgRpe5CQ 010\n{BODY}\n{end}"),
        format!("-> scrypt rF0/NwblUHHTpgQgRpe5CQ 300\n{BODY}\n{end}"),
        // Spaces and spellings that say the same otherwise.
        format!("->  X25519 {SHARE}\n{BODY}\n{end}"),
        format!("-> X25519 {SHARE} \n{BODY}\n{end}"),
        format!("-> X25519 {SHARE}\r\n{BODY}\n{end}"),
        format!("-> X25519 {SHARE}\n{BODY}=\n{end}"),
        format!("-> X25519 {SHARE}\n{}V\n{end}", &BODY[..42]),
        format!("-> other\n{}\n{end}", "A".repeat(64)),
        format!("-> other\n{}\n\n{end}", "A".repeat(68)),
        format!("-> ümlaut\n\n{end}"),
    ] {
        assert_eq!(Header::read(&header(&bad)), Err(HeaderError), "{bad}");
    }
    for bad in [&b""[..], b"age-encryption.org/v1", b"age-encryption.org/v2\n", b"%PDF-1.7\n", b"\x85\x01"] {
        assert_eq!(Header::read(bad), Err(HeaderError));
    }
    let endless = header(&format!("-> long\n{}", format!("{}\n", "A".repeat(64)).repeat(2_000)));
    assert_eq!(Header::read(&endless), Err(HeaderError));
}

#[test]
fn lengths_add_up() {
    for plain in [0, 1, 65_535, 65_536, 65_537, 131_072, 131_073, 1_048_576, 100_000_000_000] {
        assert_eq!(plain_bytes(encrypted_bytes(plain)), Some(plain));
    }
    assert_eq!(encrypted_bytes(0), 32);
    assert_eq!(encrypted_bytes(65_536), 16 + 65_552);
    assert_eq!(encrypted_bytes(65_537), 16 + 65_552 + 17);
    for none in [0, 15, 16, 31, 16 + 65_552 + 1, 16 + 65_552 + 16] {
        assert_eq!(plain_bytes(none), None, "{none}");
    }
}

#[test]
fn a_file_has_the_form_or_not() {
    let head = sound();
    let size = |behind: u64| head.len() as u64 + behind;
    assert_eq!(plain_bytes_of_file(&head, size(encrypted_bytes(70_000))), Some(70_000));
    assert_eq!(plain_bytes_of_file(&head, size(31)), None);
    assert_eq!(plain_bytes_of_file(&head, 5), None);
    assert_eq!(plain_bytes_of_file(b"Dear diary,", 1_000), None);
}

#[test]
fn a_recipient_is_read_as_it_is_written() {
    let text = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    let recipient: Recipient = text.parse().expect("a recipient");
    assert_eq!(recipient.to_string(), text);
    assert_eq!(Recipient::new(*recipient.public()), recipient);
    for bad in [
        "",
        "age1",
        &text[..61],
        &text.to_uppercase(),
        &text.replace("zvkyg", "zvkyq"),
        &text.replace("age", "ago"),
    ] {
        assert_eq!(bad.parse::<Recipient>(), Err(RecipientError), "{bad}");
    }
}

#[test]
fn an_identity_is_kept_only_under_a_passphrase() {
    let sealed = |stanza: &str, behind: u64| {
        let head = header(&format!("{stanza}\n{BODY}\n--- {MAC}\n"));
        [head, vec![7; usize::try_from(encrypted_bytes(behind)).expect("a small file")]].concat()
    };
    let scrypt = |factor: u8| format!("-> scrypt rF0/NwblUHHTpgQgRpe5CQ {factor}");
    let fate = |bytes: Vec<u8>| SealedIdentity::parse(bytes).map(|sealed| sealed.as_bytes().len());
    let good = sealed(&scrypt(17), 189);
    assert_eq!(fate(good.clone()), Ok(good.len()));
    assert_eq!(fate(sealed(&scrypt(19), 189)), Err(SealedIdentityError::TooMuchWork));
    assert_eq!(fate(sealed(&scrypt(17), 4_096)), Err(SealedIdentityError::TooLong));
    assert_eq!(fate(sealed(&format!("-> X25519 {SHARE}"), 189)), Err(SealedIdentityError::NoPassphrase));
    // The identity itself, as it must never come here.
    let bare = b"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX".to_vec();
    assert_eq!(fate(bare), Err(SealedIdentityError::NoPassphrase));
}
