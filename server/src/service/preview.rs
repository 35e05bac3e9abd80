//! What of a file can be shown in the page, and as what: its content decides, by the list below (SEC-37).
//!
//! On the list is what browsers decode and do not run. Whatever else can be read as text is text: a page, a drawing or a
//! script of somebody's is shown by its letters.
use std::ops::Range;

use bytes::BytesMut;
use futures::TryStreamExt;

use super::{ServiceError, download::Download};

#[cfg(test)]
mod tests;

/// How text is served: to be read and never to be looked into.
pub const TEXT: &str = "text/plain";

/// What a PDF is called; it is never served as that.
pub const PDF: &str = "application/pdf";

/// So much of a text is shown.
const TEXT_MAX: usize = 64 * 1024;
/// The size of a picture stands behind at most so much of what cameras write about it.
const BEGINNING: u64 = 256 * 1024;
/// Larger PDFs take more memory than a tab should: the page has all of one at once.
const PDF_MAX: u64 = 32 * 1024 * 1024;
/// Bigger pictures take more memory than a tab should (4 bytes each in the browser).
const PIXELS_MAX: usize = 64_000_000;

/// What is shown, by the name that its signature has in the crate `infer`, and as what it is served.
const MEDIA: [(&str, &str); 15] = [
    ("image/avif", "image/avif"),
    ("image/gif", "image/gif"),
    ("image/jpeg", "image/jpeg"),
    ("image/png", "image/png"),
    ("image/webp", "image/webp"),
    ("audio/aac", "audio/aac"),
    ("audio/m4a", "audio/mp4"),
    ("audio/mpeg", "audio/mpeg"),
    ("audio/ogg", "audio/ogg"),
    ("audio/opus", "audio/ogg"),
    ("audio/x-flac", "audio/flac"),
    ("audio/x-wav", "audio/wav"),
    ("video/mp4", "video/mp4"),
    ("video/webm", "video/webm"),
    ("video/x-m4v", "video/mp4"),
];

/// What of a file can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preview {
    /// A picture, sound or film, by its media type.
    Media(&'static str),
    /// A PDF: the page draws it itself, and nothing is served as one.
    Pdf,
    /// The beginning of a text.
    Text {
        /// At most 64 KiB.
        text: String,
        /// There is no more of it.
        is_whole: bool,
    },
    /// Nothing, for this reason: a sentence.
    Nothing(&'static str),
}

/// Looks at the beginning of a file.
pub async fn of(download: &Download) -> Result<Preview, ServiceError> {
    let beginning = read(download, 0..download.size.min(BEGINNING)).await?;
    Ok(look(&beginning, download.size))
}

async fn read(download: &Download, range: Range<u64>) -> Result<BytesMut, ServiceError> {
    let together = |mut all: BytesMut, piece: bytes::Bytes| async move {
        all.extend_from_slice(&piece);
        Ok(all)
    };
    Box::pin(download.read(range)).try_fold(BytesMut::new(), together).await
}

fn look(beginning: &[u8], size: u64) -> Preview {
    if beginning.is_empty() {
        return Preview::Nothing("This file is empty.");
    }
    if infer::get(beginning).is_some_and(|found| found.mime_type() == PDF) {
        return if size <= PDF_MAX {
            Preview::Pdf
        } else {
            Preview::Nothing("This PDF is too big to be shown here.")
        };
    }
    let is_all = u64::try_from(beginning.len()) == Ok(size);
    let Some(media_type) = media_type(beginning) else {
        return text(beginning, is_all)
            .unwrap_or(Preview::Nothing("There is no preview of this kind of file."));
    };
    if media_type.starts_with("image/") && !fits(beginning) {
        return Preview::Nothing("This picture is too big to be shown here, or its size cannot be told.");
    }
    Preview::Media(media_type)
}

fn media_type(beginning: &[u8]) -> Option<&'static str> {
    let found = infer::get(beginning)?.mime_type();
    MEDIA.iter().find(|(name, _)| *name == found).map(|(_, served)| *served)
}

fn fits(picture: &[u8]) -> bool {
    imagesize::blob_size(picture)
        .ok()
        .and_then(|size| size.width.checked_mul(size.height))
        .is_some_and(|pixels| pixels <= PIXELS_MAX)
}

/// UTF-8 without control characters but those that arrange text; it may be cut off inside of a letter.
fn text(beginning: &[u8], is_all: bool) -> Option<Preview> {
    let shown = &beginning[..beginning.len().min(TEXT_MAX)];
    let is_whole = is_all && shown.len() == beginning.len();
    let text = match str::from_utf8(shown) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() && !is_whole => {
            str::from_utf8(&shown[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let is_plain = |letter: char| !letter.is_control() || "\t\n\r\u{c}".contains(letter);
    text.chars().all(is_plain).then(|| Preview::Text { text: text.to_owned(), is_whole })
}
