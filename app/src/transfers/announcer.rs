//! What a screen reader hears of the uploads: at most one message in two seconds, a summary of what gathered meanwhile.

/// Milliseconds between two messages.
pub const PAUSE_MILLIS: f64 = 2_000.0;

/// Gathers what ended until it may be said.
#[derive(Debug, Clone, Default)]
pub struct Announcer {
    uploaded: Vec<String>,
    failed: Vec<String>,
    spoke_at: Option<f64>,
}

impl Announcer {
    /// A file is stored.
    pub fn uploaded(&mut self, name: &str) {
        self.uploaded.push(name.to_owned());
    }

    /// A file could not be stored.
    pub fn failed(&mut self, name: &str) {
        self.failed.push(name.to_owned());
    }

    /// The next message, when there is one and the last is long enough ago.
    pub fn speak(&mut self, now_millis: f64) -> Option<String> {
        let too_soon = self.spoke_at.is_some_and(|at| now_millis - at < PAUSE_MILLIS);
        if too_soon || self.is_silent() {
            return None;
        }
        self.spoke_at = Some(now_millis);
        let uploaded = sentence(&std::mem::take(&mut self.uploaded), "uploaded");
        let failed = sentence(&std::mem::take(&mut self.failed), "could not be uploaded");
        Some([uploaded, failed].into_iter().flatten().collect::<Vec<_>>().join(". "))
    }

    /// Whether nothing waits to be said.
    pub fn is_silent(&self) -> bool {
        self.uploaded.is_empty() && self.failed.is_empty()
    }
}

fn sentence(names: &[String], what: &str) -> Option<String> {
    match names {
        [] => None,
        [name] => Some(format!("{name} {what}")),
        names => Some(format!("{} files {what}", names.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_is_named_and_many_are_counted() {
        let mut announcer = Announcer::default();
        assert_eq!(announcer.speak(0.0), None);
        announcer.uploaded("report.pdf");
        assert_eq!(announcer.speak(0.0).as_deref(), Some("report.pdf uploaded"));
        announcer.uploaded("a");
        announcer.uploaded("b");
        announcer.failed("c");
        assert_eq!(announcer.speak(1_999.0), None);
        let told = announcer.speak(2_000.0);
        assert_eq!(told.as_deref(), Some("2 files uploaded. c could not be uploaded"));
        assert!(announcer.is_silent());
    }
}
