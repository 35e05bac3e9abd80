//! What is told of the versions of a file.

use client::proto::storage::FileVersion;

use crate::figures;

/// Versions asked for at once.
pub const VERSIONS_STEP: i32 = 50;

/// What a version is called.
pub fn title(version: &FileVersion) -> String {
    format!("Version\u{a0}{}", version.number)
}

/// Its size, who made it, and where its content is from.
pub fn about(version: &FileVersion) -> String {
    let size = figures::bytes(version.size);
    let by = match version.made_by.as_str() {
        "" => "by somebody without an account here".to_owned(),
        name => format!("by {name}"),
    };
    match version.restored_from {
        0 => format!("{size} · {by}"),
        from => format!("{size} · {by} · content of version\u{a0}{from}"),
    }
}

/// What deleting it would do.
pub fn before_deletion(version: &FileVersion) -> String {
    let kept = version.size > 0 && version.freed_bytes == 0;
    let space = if kept {
        "Another version has the same content, so no space comes free.".to_owned()
    } else {
        format!("{} come free.", figures::bytes(version.freed_bytes))
    };
    format!("Delete it for good? {space} This cannot be undone.")
}

/// What deleting it did.
pub fn after_deletion(freed: i64) -> String {
    if freed == 0 {
        "No space came free.".to_owned()
    } else {
        format!("{} came free.", figures::bytes(freed))
    }
}

/// How many there are more than those on show; none when all are.
pub fn further(shown: usize, total: i32) -> Option<String> {
    let shown = i64::try_from(shown).unwrap_or(i64::MAX);
    let more = i64::from(total) - shown;
    (more > 0).then(|| format!("Show {} more", figures::count(more.min(VERSIONS_STEP.into()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(size: i64, freed_bytes: i64) -> FileVersion {
        FileVersion { number: 4, size, freed_bytes, made_by: "ada".to_owned(), ..Default::default() }
    }

    #[test]
    fn a_version_says_how_it_came_about() {
        assert_eq!(about(&version(1_500, 0)), "1.5\u{a0}kB · by ada");
        let restored = FileVersion { restored_from: 2, ..version(1_500, 0) };
        assert_eq!(about(&restored), "1.5\u{a0}kB · by ada · content of version\u{a0}2");
        let orphan = FileVersion { made_by: String::new(), ..version(1_500, 0) };
        assert_eq!(about(&orphan), "1.5\u{a0}kB · by somebody without an account here");
    }

    #[test]
    fn a_deletion_promises_what_comes_free_and_no_more() {
        assert!(before_deletion(&version(1_500, 1_500)).contains("1.5\u{a0}kB come free."));
        assert!(before_deletion(&version(1_500, 0)).contains("no space comes free"));
        assert!(before_deletion(&version(0, 0)).contains("0\u{a0}B come free."));
        assert_eq!(after_deletion(0), "No space came free.");
        assert_eq!(after_deletion(1_500), "1.5\u{a0}kB came free.");
    }

    #[test]
    fn more_are_offered_while_there_are_more() {
        assert_eq!(further(3, 3), None);
        assert_eq!(further(50, 52).as_deref(), Some("Show 2 more"));
        assert_eq!(further(50, 500).as_deref(), Some("Show 50 more"));
    }
}
