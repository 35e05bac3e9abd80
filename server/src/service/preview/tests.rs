//! What is shown as what, and what is not.

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x02\0\0\0";

fn is_text(content: &[u8], shown: &str, whole: bool) {
    let size = content.len() as u64;
    assert_eq!(look(content, size), Preview::Text { text: shown.to_owned(), is_whole: whole });
}

fn is_nothing(content: &[u8]) {
    let seen = look(content, content.len() as u64);
    assert!(matches!(seen, Preview::Nothing(_)), "{seen:?} of {content:?}");
}

#[test]
fn what_browsers_decode_and_do_not_run_is_shown_as_what_it_is() {
    for (content, served) in [
        (PNG, "image/png"),
        (b"GIF89a\x01\0\x01\0\x80\0\0", "image/gif"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        (b"fLaC\0\0\0\x22", "audio/flac"),
        (b"OggS\0\x02\0\0\0\0\0\0\0\0", "audio/ogg"),
        (b"ID3\x04\0\0\0\0\0\0", "audio/mpeg"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video/mp4"),
    ] {
        assert_eq!(look(content, content.len() as u64), Preview::Media(served));
    }
}

#[test]
fn what_could_run_is_text_or_nothing() {
    for words in [
        "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        "<!DOCTYPE html><script>alert(1)</script>",
        "<?xml version=\"1.0\"?><a/>",
        "#!/bin/sh\necho hi\n",
    ] {
        is_text(words.as_bytes(), words, true);
    }
    is_nothing(b"\x7fELF\x02\x01\x01\0");
    is_nothing(b"PK\x03\x04\x14\0\0\0");
}

#[test]
fn a_pdf_is_the_pages_to_draw_unless_it_would_fill_the_memory() {
    let beginning = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
    assert_eq!(look(beginning, PDF_MAX), Preview::Pdf);
    assert!(matches!(look(beginning, PDF_MAX + 1), Preview::Nothing(_)));
}

/// A picture that is a script as well stays a picture: nobody may take it for what it also is (`nosniff`).
#[test]
fn of_two_kinds_at_once_the_picture_counts() {
    let mut both = b"GIF89a/*\x80\0\0".to_vec();
    both.extend_from_slice(b"*/=1;alert(1)//");
    let seen = look(&both, both.len() as u64);
    assert_ne!(seen, Preview::Media("text/html"));
    assert!(matches!(seen, Preview::Media("image/gif") | Preview::Nothing(_)), "{seen:?}");
}

#[test]
fn a_picture_that_would_fill_the_memory_is_not_shown() {
    let mut bomb = PNG.to_vec();
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    is_nothing(&bomb);
    // And neither is one that does not say.
    is_nothing(&PNG[..12]);
}

#[test]
fn a_text_is_cut_between_letters() {
    let long = "é".repeat(TEXT_MAX);
    let mut shifted = vec![b'x'];
    shifted.extend_from_slice(long.as_bytes());
    is_text(&shifted, &format!("x{}", "é".repeat(TEXT_MAX / 2 - 1)), false);
    let exact = "a".repeat(TEXT_MAX);
    is_text(exact.as_bytes(), &exact, true);
    assert_eq!(look(b"abc", 4), Preview::Text { text: "abc".to_owned(), is_whole: false });
}

#[test]
fn what_is_no_text_is_not_shown_as_text() {
    is_nothing(b"");
    is_nothing(b"a\0b");
    is_nothing(b"\xff\xfea\0b\0");
    is_nothing(b"caf\xe9");
    is_nothing(b"red \x1b[31m");
    // Cut off inside of a letter where there is no more of it.
    is_nothing("é".as_bytes().get(..1).unwrap_or_default());
}
