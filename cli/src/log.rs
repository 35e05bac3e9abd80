//! The log goes to standard error: what people need to see goes to standard output and is never mixed with it. What of an
//! event is written, [`fields`] and [`sentences`] say.
mod fields;
mod sentences;

use std::{env, io, io::IsTerminal};

use sentences::Sentences;
use tracing_subscriber::EnvFilter;

/// What is worth a line when nobody asks for more.
const DEFAULT: &str = "warn,server=info,cluster=info,skyshard=info";

/// Starts it. `SKYSHARD_LOG`, else `RUST_LOG`, says what is written; colours are for terminals only.
pub(crate) fn start() {
    let wanted = ["SKYSHARD_LOG", "RUST_LOG"].into_iter().find_map(|name| env::var(name).ok());
    let filter = EnvFilter::try_new(wanted.as_deref().unwrap_or(DEFAULT)).unwrap_or_else(|problem| {
        eprintln!("skyshard: SKYSHARD_LOG is not understood ({problem}); logging as usual");
        EnvFilter::new(DEFAULT)
    });
    let colours = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .fmt_fields(fields::Listed)
        .with_writer(io::stderr)
        .with_ansi(colours)
        .map_event_format(Sentences)
        .init();
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("nobody panicked").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What the log holds after this.
    pub(super) fn logged(work: impl FnOnce()) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = tracing_subscriber::fmt()
            .fmt_fields(fields::Listed)
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .map_event_format(Sentences)
            .finish();
        tracing::subscriber::with_default(log, work);
        let bytes = kept.0.lock().expect("nobody panicked").clone();
        String::from_utf8(bytes).expect("text")
    }
}
