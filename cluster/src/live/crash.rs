//! Named points at which a test ends the whole process, as `kill -9` would (FT22).
//!
//! `SKYSHARD_CRASH_AT=version.before_commit:3` ends the process when it comes to that point for the third time: at
//! once, without a destructor, a flush or a word to anybody. Only builds with debug assertions have these points; in a
//! release build [`point`] is nothing.

/// Comes to this point; perhaps the process ends here.
#[inline]
pub fn point(name: &str) {
    #[cfg(debug_assertions)]
    armed::pass(name);
    #[cfg(not(debug_assertions))]
    let _ = name;
}

#[cfg(debug_assertions)]
mod armed {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    struct Armed {
        point: String,
        /// Passages left before the end.
        left: AtomicU64,
    }

    static ARMED: OnceLock<Option<Armed>> = OnceLock::new();

    pub(super) fn pass(name: &str) {
        let armed = ARMED.get_or_init(|| from_text(&from_environment()?));
        if let Some(armed) = armed.as_ref().filter(|armed| armed.point == name)
            && armed.left.fetch_sub(1, Ordering::SeqCst) == 1
        {
            std::process::abort();
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the one setting that no user has")]
    fn from_environment() -> Option<String> {
        std::env::var("SKYSHARD_CRASH_AT").ok()
    }

    fn from_text(text: &str) -> Option<Armed> {
        let (point, times) = text.split_once(':').unwrap_or((text, "1"));
        Some(Armed { point: point.to_owned(), left: AtomicU64::new(times.parse().ok()?) })
    }
}
