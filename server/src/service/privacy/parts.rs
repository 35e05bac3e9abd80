//! The zip that an archive is written into: entries as they are, one after the other, and after each what it measured,
//! so that nothing has to be known before. What was written is taken out at once and held nowhere (APPNOTE 4.3.5, 4.4.4).
use std::{
    io::{self, Write},
    sync::Arc,
};

use bytes::Bytes;
use domain::{skillshare::TimeZone, time::Timestamp};
use parking_lot::Mutex;
use zip::{
    CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions, write::StreamWriter,
};

use crate::{service::ServiceError, zones};

/// A zip under way.
pub(in crate::service) struct Parts {
    writer: Option<ZipWriter<StreamWriter<Tray>>>,
    tray: Tray,
}

/// Where the zip puts what is to leave.
#[derive(Clone, Default)]
struct Tray(Arc<Mutex<Vec<u8>>>);

impl Write for Tray {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Parts {
    pub(in crate::service) fn new() -> Self {
        let tray = Tray::default();
        Self { writer: Some(ZipWriter::new_stream(tray.clone())), tray }
    }

    /// Begins an entry; what is written next is in it.
    pub(in crate::service) fn begin(&mut self, path: &str, at: Timestamp) -> Result<(), ServiceError> {
        // Some may be larger than 4 GiB, and nobody knows which.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(true)
            .unix_permissions(0o600)
            .last_modified_time(date(at));
        self.writer()?.start_file(path, options).map_err(broken)
    }

    /// A folder, which holds nothing.
    pub(in crate::service) fn folder(&mut self, path: &str, at: Timestamp) -> Result<(), ServiceError> {
        let options = SimpleFileOptions::default().unix_permissions(0o700).last_modified_time(date(at));
        self.writer()?.add_directory(path, options).map_err(broken)
    }

    pub(in crate::service) fn write(&mut self, bytes: &[u8]) -> Result<(), ServiceError> {
        self.writer()?.write_all(bytes).map_err(|error| broken(error.into()))
    }

    /// A whole entry.
    pub(in crate::service) fn entry(
        &mut self,
        path: &str,
        at: Timestamp,
        text: &str,
    ) -> Result<(), ServiceError> {
        self.begin(path, at)?;
        self.write(text.as_bytes())
    }

    /// Writes the table of contents. Without it a zip is none.
    pub(in crate::service) fn finish(&mut self) -> Result<(), ServiceError> {
        let writer = self.writer.take().ok_or_else(over)?;
        writer.finish().map(drop).map_err(broken)
    }

    /// What was written since the last time.
    pub(in crate::service) fn take(&mut self) -> Bytes {
        std::mem::take(&mut *self.tray.0.lock()).into()
    }

    fn writer(&mut self) -> Result<&mut ZipWriter<StreamWriter<Tray>>, ServiceError> {
        self.writer.as_mut().ok_or_else(over)
    }
}

/// By the clocks of Greenwich, because a zip has no zones; years that it cannot write are its first.
fn date(at: Timestamp) -> DateTime {
    let at = zones::zoned(at, &TimeZone::UTC);
    let small = |number: i8| u8::try_from(number).unwrap_or_default();
    DateTime::from_date_and_time(
        u16::try_from(at.year()).unwrap_or_default(),
        small(at.month()),
        small(at.day()),
        small(at.hour()),
        small(at.minute()),
        small(at.second()),
    )
    .unwrap_or_default()
}

fn broken(error: ZipError) -> ServiceError {
    ServiceError::Internal(error.into())
}

fn over() -> ServiceError {
    ServiceError::Internal(anyhow::anyhow!("the archive is written already"))
}
