//! Keyboard shortcuts: `g` and a letter go to a page, `l` opens the lens, `g` and `l` go into it, `?` opens the sheet, Ctrl or
//! Cmd with K the palette. Plain state, no browser.

use crate::address;

/// Milliseconds in which the letter must follow `g`.
const CHORD_MILLIS: f64 = 1500.0;

/// The letter of the lens, alone and after `g`.
pub const LENS: &str = "l";

/// What a key press asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Go to this address.
    Go(&'static str),
    /// Show the sheet of shortcuts, or hide it.
    ToggleSheet,
    /// Open the lens, or close it.
    ToggleLens,
    /// Go into the lens.
    EnterLens,
}

/// One way to go somewhere.
pub struct Jump {
    /// The letter after `g`.
    pub letter: &'static str,
    /// What the sheet calls it.
    pub name: &'static str,
    /// Where it leads.
    pub to: &'static str,
}

/// All ways.
pub const JUMPS: [Jump; 10] = [
    Jump { letter: "f", name: "Files", to: address::FILES },
    Jump { letter: "h", name: "Shared", to: address::SHARED },
    Jump { letter: "t", name: "Trash", to: address::TRASH },
    Jump { letter: "n", name: "Nodes", to: address::NODES },
    Jump { letter: "c", name: "Calculator", to: address::CALCULATOR },
    Jump { letter: "s", name: "SkillShare", to: address::SKILLSHARE },
    Jump { letter: "r", name: "gRPC", to: address::PLAYGROUND },
    Jump { letter: "y", name: "Security", to: address::SECURITY },
    Jump { letter: "a", name: "Admin", to: address::ADMIN },
    Jump { letter: "o", name: "Outbox", to: address::OUTBOX },
];

/// Keys that work inside the list of files, for the sheet.
pub const LIST_KEYS: [(&str, &str); 6] = [
    ("↑ ↓ ← →", "Move in the list; ↑ from the first row to the headers"),
    ("Space", "Select, or no more"),
    ("Shift ↑ ↓", "Select a range"),
    ("Ctrl A", "Select all"),
    ("Enter", "Details"),
    ("Del", "Move to Trash"),
];

/// Whether a way is offered to somebody: what one cannot use is not shown.
pub fn is_offered(jump: &Jump, is_test_mode: bool, is_admin: bool) -> bool {
    match jump.to {
        address::OUTBOX => is_test_mode,
        address::ADMIN => is_admin,
        _ => true,
    }
}

/// The ways whose names have every word of what was typed, in order.
pub fn jumps_for<'a>(
    typed: &'a str,
    offered: impl Fn(&Jump) -> bool + 'a,
) -> impl Iterator<Item = &'static Jump> + 'a {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    JUMPS.iter().filter(move |jump| {
        let name = jump.name.to_lowercase();
        offered(jump) && words.iter().all(|word| name.contains(word))
    })
}

/// Remembers a `g` until its letter comes or it is too old.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keys {
    g_at: Option<f64>,
}

impl Keys {
    /// A key without modifiers, pressed outside of any field.
    pub fn press(&mut self, key: &str, now_millis: f64) -> Option<Command> {
        let after_g = self.g_at.take().is_some_and(|at| now_millis - at <= CHORD_MILLIS);
        if after_g {
            if key == LENS {
                return Some(Command::EnterLens);
            }
            return JUMPS.iter().find(|jump| jump.letter == key).map(|jump| Command::Go(jump.to));
        }
        match key {
            "g" => {
                self.g_at = Some(now_millis);
                None
            }
            "?" => Some(Command::ToggleSheet),
            _ if key.eq_ignore_ascii_case(LENS) => Some(Command::ToggleLens),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g_and_a_letter_go_somewhere() {
        let mut keys = Keys::default();
        assert_eq!(keys.press("g", 0.0), None);
        assert_eq!(keys.press("n", 900.0), Some(Command::Go("/nodes")));
    }

    #[test]
    fn a_late_letter_and_a_lone_letter_do_nothing() {
        let mut keys = Keys::default();
        assert_eq!(keys.press("g", 0.0), None);
        assert_eq!(keys.press("n", 1600.0), None);
        assert_eq!(keys.press("f", 1700.0), None);
    }

    #[test]
    fn the_palette_finds_by_parts_of_names() {
        let found = |typed: &str| jumps_for(typed, |_| true).map(|jump| jump.name).collect::<Vec<_>>();
        assert_eq!(
            found(""),
            [
                "Files",
                "Shared",
                "Trash",
                "Nodes",
                "Calculator",
                "SkillShare",
                "gRPC",
                "Security",
                "Admin",
                "Outbox"
            ]
        );
        assert_eq!(found(" CALC"), ["Calculator"]);
        assert_eq!(found("o x"), ["Outbox"]);
        assert_eq!(found("nothing"), [""; 0]);
        let to_admin = jumps_for("adm", |_| true).map(|jump| jump.to).collect::<Vec<_>>();
        assert_eq!(to_admin, ["/admin"]);
        let mut jumps = jumps_for("out", |jump| jump.to != address::OUTBOX);
        assert!(jumps.next().is_none(), "what is not offered is not found");
    }

    #[test]
    fn the_way_to_admin_is_for_admins() {
        let offered = |test_mode, admin| {
            jumps_for("", move |jump| is_offered(jump, test_mode, admin))
                .map(|jump| jump.name)
                .collect::<Vec<_>>()
        };
        assert!(!offered(true, false).contains(&"Admin") && offered(true, true).contains(&"Admin"));
        assert!(!offered(false, true).contains(&"Outbox"));
    }

    #[test]
    fn the_letter_of_the_lens_opens_it_and_after_g_goes_into_it() {
        let mut keys = Keys::default();
        for key in ["l", "L"] {
            assert_eq!(keys.press(key, 0.0), Some(Command::ToggleLens));
        }
        keys.press("g", 0.0);
        assert_eq!(keys.press("l", 900.0), Some(Command::EnterLens));
        assert!(JUMPS.iter().all(|jump| jump.letter != LENS), "no page has its letter");
    }

    #[test]
    fn a_question_mark_opens_the_sheet() {
        assert_eq!(Keys::default().press("?", 0.0), Some(Command::ToggleSheet));
    }
}
