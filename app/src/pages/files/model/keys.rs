//! The keyboard of the list: a WAI-ARIA grid, in which one cell has the focus and the arrows move it.

/// The columns, from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Column {
    /// The name; heads its row.
    #[default]
    Name,
    /// The size.
    Size,
    /// When it was uploaded.
    Modified,
    /// Which zones hold it.
    Copies,
    /// The link that downloads.
    Download,
    /// The menu of the row.
    Actions,
}

impl Column {
    /// What a wide window shows.
    pub const WIDE: [Self; 6] =
        [Self::Name, Self::Size, Self::Modified, Self::Copies, Self::Download, Self::Actions];
    /// What a phone shows: size and time stand below the name there.
    pub const NARROW: [Self; 3] = [Self::Name, Self::Copies, Self::Actions];

    /// The value of the attribute by which a cell is found.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Size => "size",
            Self::Modified => "modified",
            Self::Copies => "copies",
            Self::Download => "download",
            Self::Actions => "actions",
        }
    }

    /// What takes the focus inside a cell of this column; the cell itself where there is nothing.
    pub fn control(self) -> Option<&'static str> {
        match self {
            Self::Name | Self::Size | Self::Modified | Self::Copies => None,
            Self::Download => Some("a"),
            Self::Actions => Some("button"),
        }
    }

    /// The column of a cell that was found.
    pub fn named(name: &str) -> Option<Self> {
        Self::WIDE.into_iter().find(|column| column.name() == name)
    }
}

/// The cell that has the focus, or would get it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// Counts from 0 on this page.
    pub row: usize,
    /// Which column.
    pub column: Column,
}

/// A way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One column left.
    Left,
    /// One column right.
    Right,
    /// The first cell of the row.
    RowStart,
    /// The last cell of the row.
    RowEnd,
    /// The first row.
    First,
    /// The last row.
    Last,
    /// Ten rows up.
    PageUp,
    /// Ten rows down.
    PageDown,
}

/// Rows that Page Up and Page Down move by.
const PAGE_STEP: usize = 10;

impl Cursor {
    /// The cell one step on; stays inside.
    pub fn step(self, step: Step, rows: usize, columns: &[Column]) -> Self {
        let last_row = rows.saturating_sub(1);
        let place = columns.iter().position(|column| *column == self.column).unwrap_or_default();
        let last_place = columns.len().saturating_sub(1);
        let (row, place) = match step {
            Step::Up => (self.row.saturating_sub(1), place),
            Step::Down => (self.row + 1, place),
            Step::Left => (self.row, place.saturating_sub(1)),
            Step::Right => (self.row, place + 1),
            Step::RowStart => (self.row, 0),
            Step::RowEnd => (self.row, last_place),
            Step::First => (0, place),
            Step::Last => (last_row, place),
            Step::PageUp => (self.row.saturating_sub(PAGE_STEP), place),
            Step::PageDown => (self.row + PAGE_STEP, place),
        };
        let column = columns.get(place.min(last_place)).copied().unwrap_or_default();
        Self { row: row.min(last_row), column }
    }
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Move the focus.
    Move(Step),
    /// Move the focus and select all rows from the anchor to it.
    Extend(Step),
    /// Select the row, or no more.
    Toggle,
    /// Select all rows.
    SelectAll,
    /// Open the folder or show the details of the file, or open its menu from the last column.
    Open,
    /// Give the row another name.
    Rename,
    /// Take the selected rows along, to be put elsewhere.
    Cut,
    /// Take copies of them along.
    Copy,
    /// Put here what was taken along.
    Paste,
    /// Move the selected rows to the trash.
    Trash,
    /// Select nothing, close the details.
    Clear,
    /// Go to the next name that begins so.
    Find(char),
}

/// A key press, as the browser tells it.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeyPress<'a> {
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// Shift.
    pub shift: bool,
    /// Ctrl or Cmd.
    pub ctrl: bool,
}

impl Command {
    /// The meaning of a key; `None` leaves it to the browser.
    pub fn of(press: KeyPress<'_>) -> Option<Self> {
        let step = match (press.key, press.ctrl) {
            ("ArrowUp", _) => Some(Step::Up),
            ("ArrowDown", _) => Some(Step::Down),
            ("ArrowLeft", _) => Some(Step::Left),
            ("ArrowRight", _) => Some(Step::Right),
            ("Home", false) => Some(Step::RowStart),
            ("End", false) => Some(Step::RowEnd),
            ("Home", true) => Some(Step::First),
            ("End", true) => Some(Step::Last),
            ("PageUp", _) => Some(Step::PageUp),
            ("PageDown", _) => Some(Step::PageDown),
            _ => None,
        };
        if let Some(step) = step {
            return Some(if press.shift { Self::Extend(step) } else { Self::Move(step) });
        }
        match (press.key, press.ctrl) {
            (" ", false) => Some(Self::Toggle),
            ("a" | "A", true) => Some(Self::SelectAll),
            ("x" | "X", true) => Some(Self::Cut),
            ("c" | "C", true) => Some(Self::Copy),
            ("v" | "V", true) => Some(Self::Paste),
            ("Enter", false) => Some(Self::Open),
            ("F2", false) => Some(Self::Rename),
            ("Delete", false) => Some(Self::Trash),
            ("Escape", false) => Some(Self::Clear),
            // The sheet of shortcuts and the filter keep their keys.
            ("?" | "/", _) => None,
            (key, false) => single(key).map(Self::Find),
            _ => None,
        }
    }
}

/// The character of a key that types one.
fn single(key: &str) -> Option<char> {
    let mut letters = key.chars();
    letters.next().filter(|letter| letters.next().is_none() && !letter.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str) -> KeyPress<'_> {
        KeyPress { key, ..KeyPress::default() }
    }

    #[test]
    fn keys_have_the_meaning_of_a_grid() {
        let shift = KeyPress { shift: true, ..press("ArrowDown") };
        let ctrl = |key| Command::of(KeyPress { ctrl: true, ..press(key) });
        assert_eq!(Command::of(press("ArrowDown")), Some(Command::Move(Step::Down)));
        assert_eq!(Command::of(shift), Some(Command::Extend(Step::Down)));
        assert_eq!(Command::of(press(" ")), Some(Command::Toggle));
        assert_eq!(Command::of(press("Enter")), Some(Command::Open));
        assert_eq!(ctrl("a"), Some(Command::SelectAll));
        assert_eq!(ctrl("End"), Some(Command::Move(Step::Last)));
        assert_eq!(
            (ctrl("x"), ctrl("c"), ctrl("v")),
            (Some(Command::Cut), Some(Command::Copy), Some(Command::Paste))
        );
        assert_eq!(Command::of(press("F2")), Some(Command::Rename));
        assert_eq!(ctrl("p"), None);
        assert_eq!(Command::of(press("ü")), Some(Command::Find('ü')));
        for left_alone in ["Tab", "F5", "?", "/", "Shift", "Dead"] {
            assert_eq!(Command::of(press(left_alone)), None, "{left_alone}");
        }
    }

    #[test]
    fn the_focus_stays_in_the_grid() {
        let check = |row, column, step, expected: (usize, Column)| {
            let moved = Cursor { row, column }.step(step, 25, &Column::WIDE);
            assert_eq!((moved.row, moved.column), expected, "{step:?} from {row}");
        };
        check(0, Column::Name, Step::Up, (0, Column::Name));
        check(24, Column::Size, Step::Down, (24, Column::Size));
        check(20, Column::Size, Step::PageDown, (24, Column::Size));
        check(3, Column::Name, Step::Left, (3, Column::Name));
        check(3, Column::Download, Step::Right, (3, Column::Actions));
        check(3, Column::Actions, Step::Right, (3, Column::Actions));
        check(3, Column::Copies, Step::RowStart, (3, Column::Name));
        check(3, Column::Copies, Step::Last, (24, Column::Copies));
    }

    #[test]
    fn a_phone_skips_what_it_does_not_show() {
        let moved = Cursor::default().step(Step::Right, 1, &Column::NARROW);
        assert_eq!(moved.column, Column::Copies);
        assert_eq!(Cursor::default().step(Step::Down, 0, &Column::NARROW), Cursor::default());
    }
}
