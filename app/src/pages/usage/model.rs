//! What the page decides, without a browser.

use client::proto::storage::{DayUsage, FolderUsage, GetUsageReportResponse, KindUsage, PathFolder};
use domain::{csv, file_kind::FileKind, saved::Saved};

use crate::{address::usage, figures, moment::OnTheWall};

const DAY_SECONDS: i64 = 86_400;

/// A line with a bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What takes the space.
    pub name: String,
    /// Where more is told of it.
    pub address: Option<String>,
    /// Bytes and files, in words.
    pub words: String,
    /// Of all rows together, in percent.
    pub percent: f64,
}

/// The kinds, as the server orders them.
pub fn kinds(report: &GetUsageReportResponse) -> Vec<Row> {
    let whole = report.kinds.iter().map(|kind| kind.bytes).sum();
    report.kinds.iter().map(|kind| row(plural(kind), None, (kind.bytes, kind.file_count), whole)).collect()
}

/// The folders, and the files that are in none of them, the largest first.
pub fn folders(report: &GetUsageReportResponse) -> Vec<Row> {
    let in_folders: i64 = report.folders.iter().map(|folder| folder.bytes).sum();
    let whole = in_folders + report.own_bytes;
    let folder = |folder: &FolderUsage| {
        let address = Some(usage(&folder.folder_id));
        (folder.bytes, row(folder.name.clone(), address, (folder.bytes, folder.file_count), whole))
    };
    let mut rows: Vec<(i64, Row)> = report.folders.iter().map(folder).collect();
    if report.own_file_count > 0 {
        let own = (report.own_bytes, report.own_file_count);
        rows.push((own.0, row("Files here".to_owned(), None, own, whole)));
    }
    rows.sort_by_key(|(bytes, _)| std::cmp::Reverse(*bytes));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn row(name: String, address: Option<String>, (bytes, files): (i64, i32), whole: i64) -> Row {
    let words = format!("{} · {}", figures::bytes(bytes), figures::counted(files.into(), "file"));
    Row { name, address, words, percent: share(bytes, whole) }
}

fn share(part: i64, whole: i64) -> f64 {
    if whole <= 0 { 0.0 } else { part as f64 / whole as f64 * 100.0 }
}

fn plural(usage: &KindUsage) -> String {
    FileKind::from(usage.kind()).plural().to_owned()
}

/// What sharing and packing save; none where nothing is saved.
pub fn saved(report: &GetUsageReportResponse) -> Option<Saved> {
    report.saved.map(Saved::from).filter(|saved| saved.by_sharing() + saved.by_packing() > 0)
}

/// The parts of what is kept, with what each is called and its width in percent.
pub fn parts(saved: &Saved) -> [(&'static str, &'static str, f64); 3] {
    let percent = |bytes: u64| bytes as f64 / saved.kept.max(1) as f64 * 100.0;
    [
        ("usage-used", "Stored", percent(saved.stored)),
        ("usage-packed", "Saved by packing", percent(saved.by_packing())),
        ("usage-shared", "The same as something else", percent(saved.by_sharing())),
    ]
}

/// The way to the folder, each step with where it is told of.
pub fn way(path: &[PathFolder]) -> Vec<(String, String)> {
    let top = ("All folders".to_owned(), usage(""));
    let step = |folder: &PathFolder| (folder.name.clone(), usage(&folder.folder_id));
    std::iter::once(top).chain(path.iter().map(step)).collect()
}

/// A day of the picture: heights are of the highest day, from 0 to 100.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its number since the epoch.
    pub day_number: i64,
    /// Of what was in files at its end.
    pub used: f64,
    /// Of what was in the trash then.
    pub trash: f64,
    /// As the server told it.
    pub told: DayUsage,
}

/// The days, the oldest first.
pub fn columns(days: &[DayUsage]) -> Vec<Column> {
    let highest = days.iter().map(|day| day.used_bytes + day.trash_bytes).max().unwrap_or_default();
    let column = |day: &DayUsage| Column {
        day_number: day.starts_at.div_euclid(DAY_SECONDS),
        used: share(day.used_bytes, highest),
        trash: share(day.trash_bytes, highest),
        told: *day,
    };
    days.iter().map(column).collect()
}

/// What the picture shows, for those who do not see it.
pub fn in_a_sentence(days: &[DayUsage]) -> String {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return String::new() };
    let change = last.used_bytes - first.used_bytes;
    let how = match change {
        0 => "as much as 30 days ago".to_owned(),
        more if more > 0 => format!("{} more than 30 days ago", figures::bytes(more)),
        less => format!("{} less than 30 days ago", figures::bytes(-less)),
    };
    format!("{} in files, {how}", figures::bytes(last.used_bytes))
}

/// The whole report for a spreadsheet: what of, name, bytes, files, and for days bytes in files, in the trash and stored.
pub fn table(report: &GetUsageReportResponse) -> String {
    let mut text = csv::line(["what", "name", "bytes", "files", "trash_bytes", "stored_bytes"]);
    let mut line = |what: &str, name: &str, numbers: [Option<i64>; 4]| {
        let numbers = numbers.map(|number| number.map(|number| number.to_string()).unwrap_or_default());
        text.push_str(&csv::line([what, name].into_iter().chain(numbers.iter().map(String::as_str))));
    };
    for kind in &report.kinds {
        line("kind", &plural(kind), [Some(kind.bytes), Some(kind.file_count.into()), None, None]);
    }
    for folder in &report.folders {
        line("folder", &folder.name, [Some(folder.bytes), Some(folder.file_count.into()), None, None]);
    }
    line("files here", "", [Some(report.own_bytes), Some(report.own_file_count.into()), None, None]);
    for day in &report.days {
        let date = OnTheWall::midnight(day.starts_at.div_euclid(DAY_SECONDS)).date();
        line("day", &date, [Some(day.used_bytes), None, Some(day.trash_bytes), Some(day.stored_bytes)]);
    }
    text
}

#[cfg(test)]
mod tests {
    use client::proto::storage::{FileKind, SpaceSaved};

    use super::*;

    fn report() -> GetUsageReportResponse {
        let kind = |kind: FileKind, bytes| KindUsage { kind: kind.into(), bytes, file_count: 2 };
        let folder = |name: &str, bytes| FolderUsage {
            folder_id: format!("id of {name}"),
            name: name.to_owned(),
            bytes,
            file_count: 1,
        };
        let day = |number: i64, used_bytes, trash_bytes| DayUsage {
            starts_at: number * DAY_SECONDS,
            used_bytes,
            trash_bytes,
            stored_bytes: 5,
        };
        GetUsageReportResponse {
            kinds: vec![kind(FileKind::Picture, 3_000), kind(FileKind::Unspecified, 1_000)],
            folders: vec![folder("Photos", 2_000), folder("=1+1", 500)],
            own_bytes: 1_500,
            own_file_count: 3,
            path: vec![],
            days: vec![day(20_000, 0, 0), day(20_001, 3_000, 1_000), day(20_002, 1_000, 1_000)],
            saved: Some(SpaceSaved { kept_bytes: 8_000, counted_bytes: 6_000, stored_bytes: 4_000 }),
        }
    }

    #[test]
    fn bars_are_shares_of_all_that_is_listed() {
        let rows = kinds(&report());
        assert_eq!((rows[0].name.as_str(), rows[0].percent), ("Pictures", 75.0));
        assert_eq!((rows[1].name.as_str(), rows[1].percent), ("Other files", 25.0));
        let rows = folders(&report());
        let told: Vec<(&str, f64)> = rows.iter().map(|row| (row.name.as_str(), row.percent)).collect();
        assert_eq!(told, [("Photos", 50.0), ("Files here", 37.5), ("=1+1", 12.5)]);
        assert_eq!((rows[0].address.as_deref(), &rows[1].address), (Some("/usage?in=id of Photos"), &None));
        assert!(kinds(&GetUsageReportResponse::default()).is_empty());
    }

    #[test]
    fn what_is_saved_is_a_part_of_what_is_kept() {
        let saved = saved(&report()).unwrap_or_default();
        assert_eq!(parts(&saved).map(|(.., percent)| percent), [50.0, 25.0, 25.0]);
        assert_eq!(super::saved(&GetUsageReportResponse::default()), None);
    }

    #[test]
    fn the_highest_day_is_as_high_as_the_picture() {
        let heights: Vec<(f64, f64)> =
            columns(&report().days).iter().map(|day| (day.used, day.trash)).collect();
        assert_eq!(heights, [(0.0, 0.0), (75.0, 25.0), (25.0, 25.0)]);
        assert!(columns(&[]).is_empty() && in_a_sentence(&[]).is_empty());
        assert_eq!(in_a_sentence(&report().days), "1\u{a0}kB in files, 1\u{a0}kB more than 30 days ago");
    }

    #[test]
    fn a_spreadsheet_gets_numbers_and_no_formula() {
        let text = table(&report());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], r#""kind","Pictures","3000","2","","""#);
        assert_eq!(lines[4], r#""folder","'=1+1","500","1","","""#);
        assert_eq!(lines[7], r#""day","2024-10-05","3000","","1000","5""#);
        assert_eq!(lines.len(), 1 + 2 + 2 + 1 + 3);
    }
}
