//! `skyshard keys`: the master keys of a data folder, beside a running server or without one.
use anyhow::Result;
use comfy_table::{Table, presets};
use domain::time::Timestamp;
use serde_json::json;
use server::{
    service::master_keys::{self, KeyLine},
    settings,
};

use crate::{
    acting::minute,
    arguments::{KeysAction, KeysArguments},
    say,
};

/// Does what was asked.
pub(crate) async fn keys(arguments: &KeysArguments) -> Result<()> {
    match &arguments.action {
        KeysAction::List(given) => {
            let lines = master_keys::keys_of(&settings::read(&given.given())?.settings).await?;
            say(&if arguments.json { as_json(&lines) } else { as_text(&lines) })
        }
        KeysAction::Rotate(given) => {
            let (number, id) = master_keys::rotate(&settings::read(&given.given())?.settings)?;
            if arguments.json {
                return say(&json!({ "number": number, "id": id }).to_string());
            }
            say(&format!(
                "Master key {number} (id {id}) is in the key file. Back that file up now: what is stored from here on does\n\
                 not open with an older copy of it. A running server takes the key up within seconds and puts\n\
                 everything under it; `skyshard keys list` shows how far it is."
            ))
        }
        KeysAction::Retire { number, settings } => {
            let now = Timestamp::from_micros(jiff::Timestamp::now().as_microsecond());
            master_keys::retire(&settings::read(&settings.given())?.settings, *number, now).await?;
            if arguments.json {
                return say(&json!({ "number": number, "retired": true }).to_string());
            }
            say(&format!(
                "Master key {number} is retired: nothing here needs it. Older backups of the database still do: keep a copy\n\
                 of the old key file for as long as you keep those."
            ))
        }
    }
}

fn as_text(lines: &[KeyLine]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "NUMBER",
        "ID",
        "SINCE (UTC)",
        "USER KEYS",
        "AUTHENTICATORS",
        "MAILS",
    ]);
    for line in lines {
        let since = line.since.map_or_else(|| "not yet".to_owned(), |at| minute(at.unix_seconds()));
        table.add_row([
            line.number.to_string(),
            line.id.clone(),
            since,
            line.account_keys.to_string(),
            line.authenticators.to_string(),
            line.mails.to_string(),
        ]);
    }
    let mut text = table.trim_fmt();
    if let [.., newest_or_older, oldest] = lines
        && newest_or_older.since.is_some()
        && is_free(oldest)
    {
        let number = oldest.number;
        text.push_str(&format!("\n\nNothing needs master key {number}: skyshard keys retire {number}"));
    }
    text
}

fn is_free(line: &KeyLine) -> bool {
    line.account_keys + line.authenticators + line.mails == 0
}

fn as_json(lines: &[KeyLine]) -> String {
    let key = |it: &KeyLine| {
        json!({
            "number": it.number, "id": it.id, "since": it.since.map(|at| at.unix_seconds()),
            "account_keys": it.account_keys, "authenticators": it.authenticators, "mails": it.mails,
        })
    };
    json!({ "keys": lines.iter().map(key).collect::<Vec<_>>() }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u32, account_keys: u64) -> KeyLine {
        let since = Some(Timestamp::from_unix_seconds(1_800_000_000));
        KeyLine {
            number,
            id: "0123456789abcdef".to_owned(),
            since,
            account_keys,
            authenticators: 0,
            mails: 0,
        }
    }

    #[test]
    fn keys_fit_eighty_columns_and_say_when_the_oldest_can_go() {
        let text = as_text(&[line(2, 1_000_000), line(1, 0)]);
        assert!(text.contains("2027-01-15 08:00") && text.ends_with("skyshard keys retire 1"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        for lines in [
            &[line(2, 0), line(1, 1)][..],
            &[line(1, 0)],
            &[KeyLine { since: None, ..line(2, 0) }, line(1, 0)],
        ] {
            assert!(!as_text(lines).contains("retire"), "{}", as_text(lines));
        }
    }
}
