//! `skyshard audit`: walks the audit trail of a data folder, beside a running server or without one; searches that of a
//! running server, as the admin of `skyshard login`.
use anyhow::{Context, Result, bail};
use client::proto::admin::{AuditFilter, AuditRecord, ExportFormat, ListAuditResponse};
use comfy_table::{ContentArrangement, Table, presets};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::json;
use server::{
    service::audit_log::{self, Verdict},
    settings,
};

use crate::{
    acting::{acting, minute},
    arguments::{AuditAction, AuditArguments, AuditWanted, ExportForm},
    say,
};

/// Characters of an id that stand for it in a table.
const SHORT: usize = 8;

/// Does what was asked.
pub(crate) async fn audit(arguments: &AuditArguments) -> Result<()> {
    match &arguments.action {
        AuditAction::Verify(given) => {
            told(audit_log::verify_folder(&settings::read(&given.given())?.settings).await?, arguments.json)?;
        }
        AuditAction::List { wanted, limit, before } => {
            let filter = filter(wanted)?;
            let page = acting(async |admin| admin.audit(filter.clone(), *limit, *before).await).await?;
            println!("{}", if arguments.json { as_json(&page) } else { as_text(&page) });
        }
        AuditAction::Export { wanted, format } => {
            let filter = filter(wanted)?;
            let format = match format {
                ExportForm::Csv if !arguments.json => ExportFormat::Csv,
                ExportForm::Csv | ExportForm::Json => ExportFormat::JsonLines,
            };
            print!("{}", acting(async |admin| admin.export_audit(filter.clone(), format).await).await?);
        }
    }
    Ok(())
}

/// What the walk came to; a trail that is broken is a failure, too.
fn told(verdict: Verdict, as_json: bool) -> Result<()> {
    match verdict {
        Verdict::Whole(whole) if as_json => {
            let since = whole.since.map(|since| since.unix_seconds());
            say(&json!({ "whole": true, "records": whole.records, "since": since }).to_string())
        }
        Verdict::Whole(whole) => say(&whole.to_string()),
        Verdict::Broken(fault) => {
            if as_json {
                say(&json!({ "whole": false, "fault": fault.to_string() }).to_string())?;
            }
            bail!("{fault}")
        }
    }
}

fn filter(wanted: &AuditWanted) -> Result<AuditFilter> {
    Ok(AuditFilter {
        user: wanted.user.clone(),
        action: wanted.action.clone(),
        object: wanted.object.clone(),
        from: moment(wanted.from.as_deref())?,
        until: moment(wanted.until.as_deref())?,
    })
}

/// Unix seconds; 0 where nothing was said.
fn moment(text: Option<&str>) -> Result<i64> {
    let Some(text) = text else { return Ok(0) };
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.as_second());
    }
    let day: Date = text.parse().with_context(|| {
        format!("{text:?} is no time: write a day like 2026-11-28, or 2026-11-28T14:00:00Z")
    })?;
    Ok(day.to_zoned(TimeZone::UTC)?.timestamp().as_second())
}

fn as_text(page: &ListAuditResponse) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(80)
        .set_header(["NUMBER", "TIME (UTC)", "WHO", "WHAT", "TO", ""]);
    for record in &page.records {
        table.add_row([
            record.sequence.to_string(),
            minute(record.at),
            name(&record.actor_username, &record.actor),
            record.action.clone(),
            name(&record.object_username, &record.object),
            if record.outcome == "success" { String::new() } else { record.outcome.clone() },
        ]);
    }
    let more = match page.next_before {
        0 => String::new(),
        before => format!("\n\nOlder ones: --before {before}"),
    };
    format!("{}{more}", table.trim_fmt())
}

/// The name, or the beginning of the id that stands there instead.
fn name(username: &str, id: &str) -> String {
    match (username, id.len()) {
        ("", 32..) => format!("{}…", id.chars().take(SHORT).collect::<String>()),
        ("", _) => id.to_owned(),
        (username, _) => username.to_owned(),
    }
}

fn as_json(page: &ListAuditResponse) -> String {
    let record = |it: &AuditRecord| {
        json!({
            "sequence": it.sequence, "at": it.at, "actor": it.actor, "actor_username": it.actor_username,
            "session_id": it.session_id, "action": it.action, "object": it.object,
            "object_username": it.object_username, "outcome": it.outcome, "network": it.network,
        })
    };
    let records: Vec<_> = page.records.iter().map(record).collect();
    json!({ "records": records, "next_before": page.next_before }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_in_utc() {
        assert_eq!(moment(None).ok(), Some(0));
        assert_eq!(moment(Some("2027-01-15")).ok(), Some(1_799_971_200));
        assert_eq!(moment(Some("2027-01-15T08:00:00Z")).ok(), Some(1_800_000_000));
        assert!(moment(Some("yesterday")).is_err());
    }

    #[test]
    fn records_fit_eighty_columns() {
        let record = AuditRecord {
            sequence: 123_456,
            at: 1_800_000_000,
            actor_username: "a_name_of_thirty_two_characters_".to_owned(),
            action: "account.suspend".to_owned(),
            object: "0123456789abcdef0123456789abcdef".to_owned(),
            outcome: "refusal".to_owned(),
            ..Default::default()
        };
        let text = as_text(&ListAuditResponse { records: vec![record], next_before: 7 });
        assert!(text.contains("01234567…") && text.ends_with("Older ones: --before 7"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
}
