//! Two texts as lines that went, came and stayed, by the fewest changes (Myers, "An O(ND) Difference Algorithm and Its
//! Variations", 1986): quick where little changed, and given up where so much did that nobody would read it.
//!
//! A way from the old text to the new one takes a line away, adds one, or keeps one that both have next. `rows[n][j]` is how
//! many lines of the old text are behind the furthest way of `n` changes of which `j` take a line away; its lines of the new
//! text are `rows[n][j] + n - 2 * j`.

/// Changes of a middle beyond which it is not compared: the work grows with their square.
const CHANGES_MAX: usize = 1_000;
/// Lines that stayed and are shown around a change.
const AROUND: usize = 3;

/// Where a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// In the older text alone.
    Removed,
    /// In the newer text alone.
    Added,
    /// In both.
    Both,
    /// No line: some that stayed are left out here.
    Gap,
}

/// A line on show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it is.
    pub side: Side,
    /// Its text without its end.
    pub text: String,
}

type Told<'a> = (Side, &'a str);

/// The lines that changed with some around them, no lines when none changed; `None` when too many did.
pub fn difference(old: &str, new: &str) -> Option<Vec<Line>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    Some(around(&whole(&old, &new)?))
}

/// Every line of both texts in order.
fn whole<'a>(old: &[&'a str], new: &[&'a str]) -> Option<Vec<Told<'a>>> {
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = old.iter().zip(new).take_while(same).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(same).count();
    let (old_middle, old_tail) = old_rest.split_at(old_rest.len() - tail);
    let middle = changes(old_middle, &new_rest[..new_rest.len() - tail])?;
    let both = |line: &&'a str| (Side::Both, *line);
    Some(old[..head].iter().map(both).chain(middle).chain(old_tail.iter().map(both)).collect())
}

fn changes<'a>(old: &[&'a str], new: &[&'a str]) -> Option<Vec<Told<'a>>> {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for steps in 0..=CHANGES_MAX.min(old.len() + new.len()) {
        let mut row = Vec::with_capacity(steps + 1);
        for removed in 0..=steps {
            let mut x = rows.last().map_or(0, |before| came_from(before, removed).0);
            let mut y = x + steps - 2 * removed;
            while x < old.len() && y < new.len() && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            row.push(x);
            if (x, y) == (old.len(), new.len()) {
                return Some(way_back(&rows, (old, new), removed));
            }
        }
        rows.push(row);
    }
    None
}

/// Where the furthest way of one change more begins, and whether that change takes a line away.
fn came_from(before: &[usize], removed: usize) -> (usize, bool) {
    let by_adding = before.get(removed).copied();
    let by_removing = removed.checked_sub(1).map(|less| before[less] + 1);
    match (by_adding, by_removing) {
        (Some(added), Some(taken)) if taken > added => (taken, true),
        (Some(added), _) => (added, false),
        (None, taken) => (taken.unwrap_or_default(), true),
    }
}

/// The lines along the way to both ends, which the last row found.
fn way_back<'a>(
    rows: &[Vec<usize>],
    (old, new): (&[&'a str], &[&'a str]),
    mut removed: usize,
) -> Vec<Told<'a>> {
    let (mut x, mut y, mut told) = (old.len(), new.len(), Vec::new());
    for (less, before) in rows.iter().enumerate().rev() {
        let (begin, takes) = came_from(before, removed);
        while x > begin {
            x -= 1;
            told.push((Side::Both, old[x]));
        }
        y = begin + less + 1 - 2 * removed;
        if takes {
            x -= 1;
            removed -= 1;
            told.push((Side::Removed, old[x]));
        } else {
            y -= 1;
            told.push((Side::Added, new[y]));
        }
    }
    told.extend(old[..x.min(y)].iter().rev().map(|line| (Side::Both, *line)));
    told.reverse();
    told
}

fn around(all: &[Told]) -> Vec<Line> {
    let changed: Vec<usize> = (0..all.len()).filter(|place| all[*place].0 != Side::Both).collect();
    let (mut lines, mut next) = (Vec::new(), 0);
    for place in changed {
        let from = place.saturating_sub(AROUND).max(next);
        if from > next {
            lines.push(Line { side: Side::Gap, text: "…".to_owned() });
        }
        let to = (place + AROUND + 1).min(all.len());
        for (side, text) in &all[from.min(to)..to] {
            lines.push(Line { side: *side, text: (*text).to_owned() });
        }
        next = to.max(next);
    }
    if next > 0 && next < all.len() {
        lines.push(Line { side: Side::Gap, text: "…".to_owned() });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(old: &str, new: &str) -> Vec<String> {
        let lines = difference(old, new).expect("few changes").into_iter();
        let sign = |line: Line| match line.side {
            Side::Removed => format!("-{}", line.text),
            Side::Added => format!("+{}", line.text),
            Side::Both => format!(" {}", line.text),
            Side::Gap => "~".to_owned(),
        };
        lines.map(sign).collect()
    }

    #[test]
    fn changed_lines_are_shown_with_those_around_them() {
        assert_eq!(signs("a\nb\nc\n", "a\nx\nc\n"), [" a", "-b", "+x", " c"]);
        assert_eq!(signs("", "a\n"), ["+a"]);
        assert_eq!(signs("a\nb", ""), ["-a", "-b"]);
        assert_eq!(signs("a\n", "a"), [""; 0]);
        let (old, new) = ("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n");
        assert_eq!(signs(old, new), ["~", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8", "~"]);
        assert_eq!(signs("a\n1\n2\n3\n4\nb\n", "A\n1\n2\n3\n4\nB\n").len(), 8);
    }

    #[test]
    fn texts_that_have_nothing_in_common_are_given_up() {
        let numbers = |from: usize| (from..from + 600).map(|n| format!("{n}\n")).collect::<String>();
        assert_eq!(difference(&numbers(0), &numbers(1_000)), None);
        assert!(difference(&numbers(0), &numbers(100)).is_some());
    }

    /// Whatever the texts: without what came it is the old one, without what went the new one, and no way is shorter than a
    /// table of all ways says.
    #[test]
    fn the_way_is_right_and_the_shortest() {
        let mut state = 9_u64;
        let mut draw = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        for _ in 0..400 {
            let mut text = || (0..draw(12)).map(|_| ["a", "b", "c"][draw(3) as usize]).collect::<Vec<_>>();
            let (old, new) = (text(), text());
            let told = whole(&old, &new).expect("few changes");
            let without =
                |gone: Side| told.iter().filter(|it| it.0 != gone).map(|it| it.1).collect::<Vec<_>>();
            assert_eq!((without(Side::Added), without(Side::Removed)), (old.clone(), new.clone()));
            let kept = told.iter().filter(|it| it.0 == Side::Both).count();
            assert_eq!(kept, longest_common(&old, &new), "{old:?} {new:?}");
        }
    }

    fn longest_common(old: &[&str], new: &[&str]) -> usize {
        let mut table = vec![vec![0; new.len() + 1]; old.len() + 1];
        for (i, a) in old.iter().enumerate() {
            for (j, b) in new.iter().enumerate() {
                table[i + 1][j + 1] =
                    if a == b { table[i][j] + 1 } else { table[i][j + 1].max(table[i + 1][j]) };
            }
        }
        table[old.len()][new.len()]
    }
}
