//! Typing in the list goes to the next name that begins with what was typed.

/// Milliseconds after which typing begins anew.
const PAUSE_MILLIS: f64 = 700.0;

/// What was typed so far.
#[derive(Debug, Clone, Default)]
pub struct TypeAhead {
    typed: String,
    /// When the last letter was taken, which is later than its key was pressed while the page is busy.
    at: f64,
}

/// What names are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// In lower case.
    typed: String,
    /// A first letter moves on; more letters may keep the row that they have found.
    moves_on: bool,
}

impl Beginning {
    /// The row to go to, looking from `row` on and around the end.
    pub fn find(&self, row: usize, names: &[String]) -> Option<usize> {
        let first = if self.moves_on { row + 1 } else { row };
        (first..first + names.len())
            .map(|place| place % names.len())
            .find(|place| names[*place].to_lowercase().starts_with(&self.typed))
    }
}

impl TypeAhead {
    /// Takes a letter that was pressed then; what is looked for now. The same letter again goes to the next name with it.
    /// Whoever types on while the page is busy makes no pause.
    pub fn type_letter(&mut self, letter: char, pressed_millis: f64, now_millis: f64) -> Beginning {
        if !self.is_typing(pressed_millis) {
            self.typed.clear();
        }
        self.at = now_millis;
        let letter = letter.to_lowercase().to_string();
        let is_repeated = self.typed == letter;
        if !is_repeated {
            self.typed += &letter;
        }
        Beginning { typed: self.typed.clone(), moves_on: self.typed == letter }
    }

    /// Whether a space belongs to what is being typed rather than to the selection.
    pub fn is_typing(&self, pressed_millis: f64) -> bool {
        !self.typed.is_empty() && pressed_millis - self.at <= PAUSE_MILLIS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["report.pdf", "Notes.md", "nature.png", "résumé.odt"].map(str::to_owned).to_vec()
    }

    fn type_at(typing: &mut TypeAhead, letter: char, millis: f64) -> Beginning {
        typing.type_letter(letter, millis, millis)
    }

    #[test]
    fn letters_add_up_until_a_pause() {
        let mut typing = TypeAhead::default();
        assert_eq!(type_at(&mut typing, 'n', 1_000.0).find(0, &names()), Some(1));
        assert_eq!(type_at(&mut typing, 'a', 1_200.0).find(1, &names()), Some(2));
        assert!(typing.is_typing(1_300.0));
        assert_eq!(type_at(&mut typing, 'r', 3_000.0).find(2, &names()), Some(3));
        assert_eq!(type_at(&mut typing, 'é', 3_100.0).find(3, &names()), Some(3));
        assert_eq!(type_at(&mut typing, 'x', 3_200.0).find(3, &names()), None);
    }

    #[test]
    fn whoever_types_on_while_the_page_is_busy_makes_no_pause() {
        let mut typing = TypeAhead::default();
        typing.type_letter('n', 1_000.0, 5_000.0);
        assert_eq!(typing.type_letter('a', 1_100.0, 9_000.0).find(0, &names()), Some(2));
        assert_eq!(typing.type_letter('r', 9_800.0, 9_800.0).find(2, &names()), Some(3));
    }

    #[test]
    fn the_same_letter_goes_round() {
        let mut typing = TypeAhead::default();
        assert_eq!(type_at(&mut typing, 'N', 1_000.0).find(0, &names()), Some(1));
        assert_eq!(type_at(&mut typing, 'n', 1_100.0).find(1, &names()), Some(2));
        assert_eq!(type_at(&mut typing, 'n', 1_200.0).find(2, &names()), Some(1));
        assert_eq!(type_at(&mut typing, 'n', 1_300.0).find(0, &[]), None);
    }
}
