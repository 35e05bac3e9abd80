//! The disk under everything: one `dd conv=fsync` of as many bytes.

use std::fs;
use std::io::{BufWriter, Write};
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::process::quietly;
use crate::workspace;

/// Megabytes per second of one copy of `bytes` bytes that no disk could compress, flushed.
pub fn megabytes_per_second(bytes: u64) -> Result<f64> {
    let folder = workspace::root().join("target");
    let (from, to) = (folder.join("bench-from"), folder.join("bench-to"));
    write_noise(&mut BufWriter::new(fs::File::create(&from)?), bytes)?;
    let started = Instant::now();
    let mut dd = Command::new("dd");
    dd.arg(format!("if={}", from.display())).arg(format!("of={}", to.display()));
    let copied = quietly(dd.args(["bs=1M", "conv=fsync"]));
    let seconds = started.elapsed().as_secs_f64();
    fs::remove_file(from)?;
    fs::remove_file(to)?;
    copied?;
    #[expect(clippy::cast_precision_loss, reason = "a size of less than 2^52")]
    Ok(bytes as f64 / 1e6 / seconds)
}

/// xorshift64: quick, and nothing compresses it.
pub fn write_noise(file: &mut impl Write, bytes: u64) -> Result<()> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..bytes / 8 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        file.write_all(&state.to_le_bytes())?;
    }
    Ok(file.flush()?)
}
