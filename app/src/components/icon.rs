//! The icons: one family, 16 by 16, one stroke width, drawn as a single path each.

use leptos::prelude::*;

/// Which icon. Each stands beside a word or on a button that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    /// A folder.
    Files,
    /// A bin.
    Trash,
    /// Two servers.
    Nodes,
    /// A pocket calculator.
    Calculator,
    /// Two arrows that pass each other.
    Calls,
    /// A sheet of a calendar.
    Lessons,
    /// An envelope.
    Outbox,
    /// An arrow up out of a tray.
    Upload,
    /// An arrow down into a tray.
    Download,
    /// A sheet of paper.
    File,
    /// A picture.
    Picture,
    /// A film.
    Film,
    /// Two upright bars.
    Pause,
    /// A triangle to the right.
    Play,
    /// A cross.
    Close,
    /// Three dots.
    More,
    /// A magnifying glass.
    Search,
    /// Three sliders.
    Admin,
    /// A shield.
    Shield,
    /// An eye.
    Show,
    /// A struck eye.
    Hide,
    /// Two sheets.
    Copy,
    /// A tick.
    Check,
    /// A triangle with an exclamation mark.
    Warning,
    /// A circle with an i.
    Info,
    /// An arrow that turns back.
    Undo,
    /// Two arrows in a ring.
    Retry,
    /// An arrow out of a door.
    SignOut,
    /// A head and shoulders.
    Person,
    /// An arrow to the right.
    Next,
    /// A key that deletes to the left.
    Backspace,
    /// A folder with a plus.
    NewFolder,
    /// A pen.
    Rename,
    /// A star.
    Star,
    /// A label with a hole for its string.
    Tag,
    /// Three dots, one joined to the two others.
    Share,
    /// A padlock.
    Vault,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Files => {
                "M1.5 4a1 1 0 0 1 1-1h3.2l1.6 1.8h6.2a1 1 0 0 1 1 1V12a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1z"
            }
            Self::Trash => "M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4",
            Self::Nodes => {
                "M3 2.5h10a1 1 0 0 1 1 1v2a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1v-2a1 1 0 0 1 1-1zM3 9.5h10a1 1 0 0 1 1 1v2\
                 a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1v-2a1 1 0 0 1 1-1zM4.5 4.5h0M4.5 11.5h0"
            }
            Self::Calculator => {
                "M4.5 1.5h7A1.5 1.5 0 0 1 13 3v10a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 13V3a1.5 1.5 0 0 1 1.5-1.5z\
                 M5.5 4.5h5M5.5 8h0M8 8h0M10.5 8h0M5.5 11h0M8 11h0M10.5 11h0"
            }
            Self::Calls => "M2.5 5.5h11M10.5 2.5l3 3-3 3M13.5 10.5h-11M5.5 7.5l-3 3 3 3",
            Self::Lessons => {
                "M3.5 3h9A1.5 1.5 0 0 1 14 4.5v8a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 12.5v-8A1.5 1.5 0 0 1 3.5 3z\
                 M2 6.5h12M5.5 1.5V4M10.5 1.5V4"
            }
            Self::Outbox => {
                "M3 3h10a1.5 1.5 0 0 1 1.5 1.5v7A1.5 1.5 0 0 1 13 13H3a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 3 3z\
                 M2 4.5l6 4.5 6-4.5"
            }
            Self::Upload => "M8 11V2.5M4.5 6L8 2.5 11.5 6M2.5 13.5h11",
            Self::Download => "M8 2.5V11M4.5 7.5L8 11l3.5-3.5M2.5 13.5h11",
            Self::File => "M9 1.5H4a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V5.5zM9 1.5v4h4",
            Self::Picture => {
                "M3.5 2.5h9A1.5 1.5 0 0 1 14 4v8a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 12V4a1.5 1.5 0 0 1 1.5-1.5z\
                 M4.3 6a1.2 1.2 0 1 0 2.4 0 1.2 1.2 0 1 0-2.4 0M2.5 12l4-4 3 3 2-2 2.5 2.5"
            }
            Self::Film => {
                "M3.5 3h9A1.5 1.5 0 0 1 14 4.5v7a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5v-7A1.5 1.5 0 0 1 3.5 3z\
                 M7 6l3 2-3 2z"
            }
            Self::Pause => "M6 3.5v9M10 3.5v9",
            Self::Play => "M5 3l8 5-8 5z",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::More => "M3.5 8h0M8 8h0M12.5 8h0",
            Self::Search => "M2.5 7a4.5 4.5 0 1 0 9 0 4.5 4.5 0 1 0-9 0M10.5 10.5L14 14",
            Self::Admin => {
                "M2 4h6M12 4h2M2 8h2M8 8h6M2 12h6M12 12h2M8.5 4a1.7 1.7 0 1 0 3.4 0 1.7 1.7 0 1 0-3.4 0M4.5 8a1.7 1.7 0 1 0 3.4 0 \
                 1.7 1.7 0 1 0-3.4 0M8.5 12a1.7 1.7 0 1 0 3.4 0 1.7 1.7 0 1 0-3.4 0"
            }
            Self::Shield => "M8 1.5L3 3.5v4c0 3.2 2.1 5.6 5 7 2.9-1.4 5-3.8 5-7v-4z",
            Self::Show => {
                "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM6 8a2 2 0 1 0 4 0 2 2 0 1 0-4 0"
            }
            Self::Hide => {
                "M2.5 2.5l11 11M6.6 3.7A6 6 0 0 1 8 3.5C12 3.5 14.5 8 14.5 8a11 11 0 0 1-1.9 2.4M10.9 11.7\
                 A6 6 0 0 1 8 12.5C4 12.5 1.5 8 1.5 8a11 11 0 0 1 3.1-3.4"
            }
            Self::Copy => {
                "M6.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1zM3.5 10.5a1 1 0 0 1-1-1v-6\
                 a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1"
            }
            Self::Check => "M3 8.5l3.5 3.5L13 4.5",
            Self::Warning => "M8 2.5l6 10.5H2zM8 6.5v3M8 11.3h0",
            Self::Info => "M1.8 8a6.2 6.2 0 1 0 12.4 0A6.2 6.2 0 1 0 1.8 8M8 7.5v3.3M8 5.2h0",
            Self::Undo => "M5.5 3L2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6",
            Self::Retry => {
                "M13.5 3v3.5H10M2.5 13V9.5H6M12.9 6.5A5.3 5.3 0 0 0 3.4 5.6M3.1 9.5a5.3 5.3 0 0 0 9.5.9"
            }
            Self::SignOut => "M6.5 2.5h-3a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3M10.5 5l3 3-3 3M13.5 8H6.5",
            Self::Person => {
                "M5.5 5a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0M2.5 14c0-3 2.5-4.5 5.5-4.5s5.5 1.5 5.5 4.5"
            }
            Self::Next => "M3 8h10M9 4l4 4-4 4",
            Self::NewFolder => {
                "M1.5 4a1 1 0 0 1 1-1h3.2l1.6 1.8h6.2a1 1 0 0 1 1 1V12a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1zM8 7v4M6 9h4"
            }
            Self::Vault => {
                "M4 7h8a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1zM5 7V5a3 3 0 0 1 6 0v2M8 10v1.5"
            }
            Self::Tag => "M2 2.5h5.5l6.5 6.5-5 5L2.5 7.5V2.5M5 5.5h0",
            Self::Star => "M8 2l1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.8l-3.8 2 .7-4.3-3.1-3 4.3-.6z",
            Self::Rename => {
                "M3 13l.6-2.9 7.2-7.2a1.2 1.2 0 0 1 1.7 0l.6.6a1.2 1.2 0 0 1 0 1.7l-7.2 7.2zM9.8 4l2.2 2.2"
            }
            Self::Share => {
                "M10 3.8a1.8 1.8 0 1 0 3.6 0 1.8 1.8 0 1 0-3.6 0M2.4 8a1.8 1.8 0 1 0 3.6 0 1.8 1.8 0 1 0-3.6 0\
                 M10 12.2a1.8 1.8 0 1 0 3.6 0 1.8 1.8 0 1 0-3.6 0M5.8 7.1l4.4-2.5M5.8 8.9l4.4 2.5"
            }
            Self::Backspace => "M5.5 3.5h8a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-8L1.5 8zM7.5 6l4 4M11.5 6l-4 4",
        }
    }
}

/// An icon. Decoration for assistive technology: the word or the button beside it carries the name.
#[component]
pub fn Icon(
    /// Which one.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=glyph.path()></path>
        </svg>
    }
}

/// The sign of the house: three overlapping shards, one a zone.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <span class="brand">
            <svg class="brand-sign" viewBox="0 0 22 22" aria-hidden="true" focusable="false">
                <rect class="shard-u" x="1" y="9" width="9" height="9" rx="2"></rect>
                <rect class="shard-e" x="8" y="3" width="9" height="9" rx="2"></rect>
                <rect class="shard-a" x="12" y="11" width="9" height="9" rx="2"></rect>
            </svg>
            "Skyshard"
        </span>
    }
}
