//! Names that Windows cannot store: worth a hint where files are downloaded, no reason to refuse them.

use std::fmt;

/// What Windows has against a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowsTrouble {
    /// It means a device there, such as `CON` or `COM1.txt`.
    Device,
    /// It ends with a dot or a blank, which are dropped there.
    TrailingDotOrBlank,
    /// It contains one of `< > : " | ? *`.
    Character,
}

impl fmt::Display for WindowsTrouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Device => "Windows reserves this name for a device.",
            Self::TrailingDotOrBlank => "Windows drops the dot or blank at the end of this name.",
            Self::Character => "Windows does not allow < > : \" | ? * in names.",
        })
    }
}

pub(super) fn trouble(name: &str) -> Option<WindowsTrouble> {
    if name.contains(['<', '>', ':', '"', '|', '?', '*']) {
        return Some(WindowsTrouble::Character);
    }
    if name.ends_with(['.', ' ']) {
        return Some(WindowsTrouble::TrailingDotOrBlank);
    }
    is_device(name).then_some(WindowsTrouble::Device)
}

/// A device keeps its meaning with any extension, and its digit may be superscript.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).unwrap_or_default();
    let mut digits = port.chars();
    matches!(digits.next(), Some('0'..='9' | '¹' | '²' | '³')) && digits.next().is_none()
}
