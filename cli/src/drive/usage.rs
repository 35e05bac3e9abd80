//! `skyshard usage`: what takes the space, and how it came to that.
use anyhow::Result;
use client::{
    Authorized,
    proto::storage::{GetUsageReportResponse, KindUsage},
};
use comfy_table::{CellAlignment, Table, presets};
use domain::{file_kind::FileKind, format, saved::Saved};
use serde_json::{Value, json};

use super::find::{self, shown};
use crate::{
    acting::{bytes, minute},
    arguments::UsageArguments,
    columns::wrapped,
};

/// Letters of the longest bar.
const BAR_LETTERS: i64 = 20;
/// Days that are told at the end: each fifth of thirty.
const EVERY: usize = 5;
/// Of a sentence.
const COLUMNS: usize = 80;

pub(super) async fn usage(member: &Authorized, what: &UsageArguments) -> Result<String> {
    let report = member.usage_report(&find::folder(member, &what.path).await?).await?;
    Ok(if what.way.json { as_json(&report) } else { as_text(&report) })
}

fn word(kind: &KindUsage) -> String {
    FileKind::from(kind.kind()).plural().to_lowercase()
}

/// Two lists with bars, and a line for each fifth day.
fn as_text(report: &GetUsageReportResponse) -> String {
    let mut folders: Vec<(i64, i32, String)> = report
        .folders
        .iter()
        .map(|folder| (folder.bytes, folder.file_count, format!("{}/", shown(&folder.name))))
        .collect();
    if report.own_file_count > 0 {
        folders.push((report.own_bytes, report.own_file_count, "(files here)".to_owned()));
    }
    folders.sort_by_key(|(bytes, ..)| std::cmp::Reverse(*bytes));
    let kinds: Vec<(i64, i32, String)> =
        report.kinds.iter().map(|kind| (kind.bytes, kind.file_count, word(kind))).collect();
    if kinds.is_empty() && folders.is_empty() {
        return "Nothing takes any space here.".to_owned();
    }
    let mut days = Table::new();
    days.load_style(presets::NOTHING).set_header(["DAY (UTC)", "IN FILES", "IN TRASH"]);
    for day in report.days.iter().rev().step_by(EVERY) {
        let date = minute(day.starts_at).split(' ').next().unwrap_or_default().to_owned();
        days.add_row([date, bytes(day.used_bytes), bytes(day.trash_bytes)]);
    }
    for column in 1..=2 {
        if let Some(column) = days.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let saved = saved(report).words().map(|words| wrapped(&words, COLUMNS).join("\n"));
    let parts = [bars("FOLDER", &folders), bars("KIND", &kinds), days.trim_fmt()];
    parts.into_iter().chain(saved).collect::<Vec<_>>().join("\n\n")
}

fn saved(report: &GetUsageReportResponse) -> Saved {
    report.saved.map(Saved::from).unwrap_or_default()
}

fn bars(head: &str, rows: &[(i64, i32, String)]) -> String {
    let most = rows.iter().map(|(bytes, ..)| *bytes).max().unwrap_or_default().max(1);
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["SIZE", "FILES", "", head]);
    for (size, files, name) in rows {
        let letters = usize::try_from(size * BAR_LETTERS / most).unwrap_or_default();
        let files = format::count(u64::try_from(*files).unwrap_or_default(), "file", "files");
        table.add_row([bytes(*size), files, "█".repeat(letters), name.clone()]);
    }
    for column in 0..=1 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

fn as_json(report: &GetUsageReportResponse) -> String {
    let kinds: Vec<Value> = report
        .kinds
        .iter()
        .map(|it| json!({ "kind": word(it), "bytes": it.bytes, "file_count": it.file_count }))
        .collect();
    let folders: Vec<Value> = report
        .folders
        .iter()
        .map(|it| {
            json!({ "folder_id": it.folder_id, "name": it.name, "bytes": it.bytes, "file_count": it.file_count })
        })
        .collect();
    let days: Vec<Value> = report
        .days
        .iter()
        .map(|it| {
            json!({
                "starts_at": it.starts_at, "used_bytes": it.used_bytes, "trash_bytes": it.trash_bytes,
                "stored_bytes": it.stored_bytes,
            })
        })
        .collect();
    let saved = saved(report);
    json!({
        "folders": folders, "own_bytes": report.own_bytes, "own_file_count": report.own_file_count,
        "kinds": kinds, "days": days,
        "saved": { "kept_bytes": saved.kept, "counted_bytes": saved.counted, "stored_bytes": saved.stored },
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use client::proto::storage::{DayUsage, FileKind, FolderUsage};

    use super::*;

    #[test]
    fn a_report_fits_eighty_columns() {
        let report = GetUsageReportResponse {
            kinds: vec![KindUsage { kind: FileKind::Picture.into(), bytes: 9_800_000, file_count: 2 }],
            folders: vec![FolderUsage {
                name: "a folder of thirty-one letters".to_owned(),
                bytes: 4_900_000,
                file_count: 1,
                ..Default::default()
            }],
            own_bytes: 9_800_000,
            own_file_count: 1,
            days: (0..30)
                .map(|day| DayUsage { starts_at: day * 86_400, used_bytes: day, ..Default::default() })
                .collect(),
            ..Default::default()
        };
        let text = as_text(&report);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        assert_eq!(lines[1], format!("9.8 MB  1 file  {}  (files here)", "█".repeat(20)));
        assert!(lines[2].starts_with("4.9 MB  1 file  ██████████  "), "{text}");
        assert!(lines.last().is_some_and(|line| line.starts_with("1970-01-05")), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert_eq!(as_text(&GetUsageReportResponse::default()), "Nothing takes any space here.");
    }
}
