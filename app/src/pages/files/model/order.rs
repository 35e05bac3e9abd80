//! The order of the list: what it is called, and the one that this browser keeps for a folder.

use domain::file_order::{FileOrder, SortKey};
use gloo_storage::{LocalStorage, Storage};

/// Where the browser keeps the order of the one folder there is; each folder will have its own.
const STORAGE_KEY: &str = "skyshard.order:/";

/// What was changed last comes first.
pub const LAST_FIRST: FileOrder = FileOrder { by: SortKey::Modified, descending: true };

/// Every order, as a list to choose from offers them.
pub const ALL: [FileOrder; 8] = [
    FileOrder { by: SortKey::Modified, descending: true },
    FileOrder { by: SortKey::Modified, descending: false },
    FileOrder { by: SortKey::Name, descending: false },
    FileOrder { by: SortKey::Name, descending: true },
    FileOrder { by: SortKey::Size, descending: true },
    FileOrder { by: SortKey::Size, descending: false },
    FileOrder { by: SortKey::Copies, descending: false },
    FileOrder { by: SortKey::Copies, descending: true },
];

/// "Largest first".
pub fn words(order: FileOrder) -> &'static str {
    match (order.by, order.descending) {
        (SortKey::Modified, true) => "Newest first",
        (SortKey::Modified, false) => "Oldest first",
        (SortKey::Name, false) => "Name, A to Z",
        (SortKey::Name, true) => "Name, Z to A",
        (SortKey::Size, true) => "Largest first",
        (SortKey::Size, false) => "Smallest first",
        (SortKey::Copies, false) => "Fewest copies first",
        (SortKey::Copies, true) => "Most copies first",
    }
}

/// The value of `aria-sort` for a column.
pub fn aria_sort(order: FileOrder, column: SortKey) -> &'static str {
    match (order.by == column, order.descending) {
        (false, _) => "none",
        (true, false) => "ascending",
        (true, true) => "descending",
    }
}

/// The order that was chosen last in this browser.
pub fn remembered() -> Option<FileOrder> {
    LocalStorage::get::<String>(STORAGE_KEY).ok()?.parse().ok()
}

/// Keeps the order for the next visit. A browser without storage forgets it, and nothing else.
pub fn remember(order: FileOrder) {
    let _kept = LocalStorage::set(STORAGE_KEY, order.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_order_has_its_words() {
        let mut said: Vec<&str> = ALL.into_iter().map(words).collect();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), ALL.len());
    }

    #[test]
    fn one_column_is_the_sorted_one() {
        let order = SortKey::Size.first_wanted();
        let said = SortKey::ALL.map(|column| aria_sort(order, column));
        assert_eq!(said, ["none", "descending", "none", "none"]);
    }
}
