//! What a search is presetsed to besides a name: the kind of a file, how large it is, how long ago it came. The address
//! keeps it: `only=picture,100mb,week`, or `only=any`.

use std::{fmt, str::FromStr};

use client::proto::storage::{FileKind as WireKind, SearchFilesRequest};
use domain::file_kind::FileKind;

const DAY_SECONDS: i64 = 86_400;
const ANY: &str = "any";

/// Only files like these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Presets {
    /// What they seem to be.
    pub kind: Option<FileKind>,
    /// How large they are at least.
    pub size: Option<Size>,
    /// How long ago they came at most.
    pub age: Option<Age>,
}

/// Bytes at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// A million.
    Megabyte,
    /// A hundred million.
    HundredMegabytes,
    /// A thousand million.
    Gigabyte,
}

impl Size {
    /// All, as they are offered.
    pub const ALL: [Self; 3] = [Self::Megabyte, Self::HundredMegabytes, Self::Gigabyte];

    /// In the address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Megabyte => "1mb",
            Self::HundredMegabytes => "100mb",
            Self::Gigabyte => "1gb",
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Megabyte => "1 MB or more",
            Self::HundredMegabytes => "100 MB or more",
            Self::Gigabyte => "1 GB or more",
        }
    }

    const fn bytes(self) -> i64 {
        match self {
            Self::Megabyte => 1_000_000,
            Self::HundredMegabytes => 100_000_000,
            Self::Gigabyte => 1_000_000_000,
        }
    }
}

/// Not longer ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// A day.
    Day,
    /// Seven.
    Week,
    /// Thirty.
    Month,
    /// A year.
    Year,
}

impl Age {
    /// All, as they are offered.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    /// In the address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Day => "In the last 24 hours",
            Self::Week => "In the last 7 days",
            Self::Month => "In the last 30 days",
            Self::Year => "In the last 365 days",
        }
    }

    const fn seconds(self) -> i64 {
        DAY_SECONDS
            * match self {
                Self::Day => 1,
                Self::Week => 7,
                Self::Month => 30,
                Self::Year => 365,
            }
    }
}

impl Presets {
    /// Asks for such files, at this time.
    pub fn ask(self, now: i64, request: SearchFilesRequest) -> SearchFilesRequest {
        SearchFilesRequest {
            files_only: true,
            kind: self.kind.map_or(WireKind::Unspecified, WireKind::from).into(),
            min_bytes: self.size.map_or(0, Size::bytes),
            changed_from: self.age.map_or(0, |age| now - age.seconds()),
            ..request
        }
    }
}

impl fmt::Display for Presets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [self.kind.map(FileKind::word), self.size.map(Size::name), self.age.map(Age::name)];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        formatter.write_str(if words.is_empty() { ANY } else { "" })?;
        formatter.write_str(&words.join(","))
    }
}

impl FromStr for Presets {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut presets = Self::default();
        for word in text.split(',').filter(|word| *word != ANY) {
            let size = Size::ALL.into_iter().find(|size| size.name() == word);
            let age = Age::ALL.into_iter().find(|age| age.name() == word);
            match (FileKind::called(word), size, age) {
                (Some(kind), ..) => presets.kind = Some(kind),
                (_, Some(size), _) => presets.size = Some(size),
                (.., Some(age)) => presets.age = Some(age),
                _ => return Err(()),
            }
        }
        Ok(presets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_keeps_it() {
        for text in ["any", "picture", "100mb", "week", "picture,100mb,week", "archive,1gb", "video,day"] {
            assert_eq!(text.parse::<Presets>().map(|presets| presets.to_string()).as_deref(), Ok(text));
        }
        assert!("elephant".parse::<Presets>().is_err() && "".parse::<Presets>().is_err());
    }

    #[test]
    fn it_is_asked_for_as_the_wire_has_it() {
        let presets =
            Presets { kind: Some(FileKind::Audio), size: Some(Size::Megabyte), age: Some(Age::Week) };
        let asked = presets.ask(1_000_000, SearchFilesRequest { limit: 7, ..Default::default() });
        let expected = SearchFilesRequest {
            limit: 7,
            files_only: true,
            kind: WireKind::Audio.into(),
            min_bytes: 1_000_000,
            changed_from: 1_000_000 - 604_800,
            ..Default::default()
        };
        assert_eq!(asked, expected);
        let any = Presets::default().ask(5, SearchFilesRequest::default());
        assert_eq!(any, SearchFilesRequest { files_only: true, ..Default::default() });
    }
}
