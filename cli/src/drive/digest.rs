//! SHA-256 of files of this machine, read without holding them in memory.
use std::{fs::File, io, io::Read, path::Path};

use anyhow::{Context, Result};
use domain::hex;
use sha2::{Digest, Sha256};

/// Bytes of one read.
const READ_BYTES: usize = 1 << 20;

/// The digest so far, and over how many bytes.
pub(super) struct Running {
    digest: Sha256,
    /// Bytes that went in.
    pub(super) bytes: u64,
}

impl Running {
    pub(super) fn new() -> Self {
        Self { digest: Sha256::new(), bytes: 0 }
    }

    pub(super) fn add(&mut self, piece: &[u8]) {
        self.digest.update(piece);
        self.bytes += piece.len() as u64;
    }

    /// In lower-case hex.
    pub(super) fn end(self) -> String {
        hex::encode(&self.digest.finalize())
    }
}

/// Of what a reader gives until its end.
fn of(mut reader: impl Read) -> io::Result<Running> {
    let (mut running, mut piece) = (Running::new(), vec![0; READ_BYTES]);
    loop {
        match reader.read(&mut piece) {
            Ok(0) => return Ok(running),
            Ok(read) => running.add(&piece[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Of a file, read by a thread that may wait for a disk.
pub(super) async fn of_file(path: &Path) -> Result<Running> {
    let (path, name) = (path.to_owned(), path.display().to_string());
    let read = tokio::task::spawn_blocking(move || of(File::open(path)?));
    read.await?.with_context(|| format!("cannot read {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_can_go_on() {
        // FIPS 180-4: "abc".
        let whole = of(&b"abc"[..]).expect("memory can be read");
        assert_eq!(whole.bytes, 3);
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(whole.end(), known);
        let mut running = of(&b"a"[..]).expect("memory can be read");
        running.add(b"bc");
        assert_eq!(running.end(), known);
    }
}
