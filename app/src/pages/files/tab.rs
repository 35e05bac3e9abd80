//! The parts of the details panel, as the address names them.

use std::{fmt, str::FromStr};

/// The parts of the details panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// Chunks and copies.
    #[default]
    Xray,
    /// What is in it.
    Preview,
    /// What it was before.
    Versions,
    /// Size, time, checksum.
    Info,
    /// Who has it.
    Sharing,
    /// What happened to it.
    Activity,
}

impl FromStr for Tab {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "preview" => Ok(Self::Preview),
            "versions" => Ok(Self::Versions),
            "info" => Ok(Self::Info),
            "sharing" => Ok(Self::Sharing),
            "activity" => Ok(Self::Activity),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Tab {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Xray => "x-ray",
            Self::Preview => "preview",
            Self::Versions => "versions",
            Self::Info => "info",
            Self::Sharing => "sharing",
            Self::Activity => "activity",
        })
    }
}
