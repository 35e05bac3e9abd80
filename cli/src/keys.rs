//! `skyshard keys`: the master keys of a data folder, beside a running server or without one.
use anyhow::Result;
use comfy_table::{Table, presets};
use domain::time::Timestamp;
use serde_json::json;
use server::{
    service::master_keys::{self, KeyLine, Left},
    settings,
};

use crate::{
    acting::{bytes, minute},
    arguments::{KeysAction, KeysArguments, SettingsArguments},
    say,
};

/// Does what was asked.
pub(crate) async fn keys(arguments: &KeysArguments) -> Result<()> {
    match &arguments.action {
        KeysAction::List(given) => {
            let settings = settings::read(&given.given())?.settings;
            let lines = master_keys::keys_of(&settings).await?;
            let left = master_keys::files_left(&settings).await?;
            say(&if arguments.json { as_json(&lines, left) } else { as_text(&lines, left) })
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
        KeysAction::Reencrypt { stop, settings } => reencrypt(*stop, settings, arguments.json).await,
        KeysAction::Retire { number, settings } => {
            master_keys::retire(&settings::read(&settings.given())?.settings, *number, now()).await?;
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

async fn reencrypt(stop: bool, given: &SettingsArguments, json: bool) -> Result<()> {
    let settings = settings::read(&given.given())?.settings;
    if stop {
        let stopped = master_keys::stop_reencrypting(&settings, now()).await?;
        return say(&match (json, stopped) {
            (true, _) => json!({ "stopped": stopped }).to_string(),
            (false, true) => "Files are encrypted again no longer. Those that were have their new keys; \
                `skyshard keys reencrypt` goes on with the others."
                .to_owned(),
            (false, false) => {
                "Nobody had asked for files to be encrypted again. Nothing was changed.".to_owned()
            }
        });
    }
    let left = master_keys::reencrypt(&settings, now()).await?;
    if json {
        return say(&json!({ "reencryption": left_as_json(left) }).to_string());
    }
    say(&match left.versions {
        0 => format!(
            "No file has a key that a master key before {} opened. Nothing was changed.\n\
             Where that one was seen by somebody, put the next one in front of it first: skyshard keys rotate",
            left.below
        ),
        _ => format!(
            "{}.\nA running server does it little by little; `skyshard keys list` shows what is left, and\n\
             `skyshard keys reencrypt --stop` ends it. Files can be read, written and deleted meanwhile.",
            left_in_words(left)
        ),
    })
}

fn now() -> Timestamp {
    Timestamp::from_micros(jiff::Timestamp::now().as_microsecond())
}

fn left_in_words(left: Left) -> String {
    format!(
        "To be encrypted again: {} versions of files, {}",
        left.versions,
        bytes(i64::try_from(left.bytes).unwrap_or(i64::MAX))
    )
}

fn left_as_json(left: Left) -> serde_json::Value {
    json!({ "below": left.below, "versions": left.versions, "bytes": left.bytes })
}

fn as_text(lines: &[KeyLine], left: Option<Left>) -> String {
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
    if let Some(left) = left {
        text.push_str(&format!("\n\n{}", left_in_words(left)));
    }
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

fn as_json(lines: &[KeyLine], left: Option<Left>) -> String {
    let key = |it: &KeyLine| {
        json!({
            "number": it.number, "id": it.id, "since": it.since.map(|at| at.unix_seconds()),
            "account_keys": it.account_keys, "authenticators": it.authenticators, "mails": it.mails,
        })
    };
    let keys: Vec<_> = lines.iter().map(key).collect();
    json!({ "keys": keys, "reencryption": left.map(left_as_json) }).to_string()
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
        let text = as_text(&[line(2, 1_000_000), line(1, 0)], None);
        assert!(text.contains("2027-01-15 08:00") && text.ends_with("skyshard keys retire 1"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        for lines in [
            &[line(2, 0), line(1, 1)][..],
            &[line(1, 0)],
            &[KeyLine { since: None, ..line(2, 0) }, line(1, 0)],
        ] {
            let text = as_text(lines, None);
            assert!(!text.contains("retire"), "{text}");
        }
    }

    #[test]
    fn what_is_left_to_encrypt_again_is_told() {
        let left = Left { below: 2, versions: 3, bytes: 5_000_000 };
        let text = as_text(&[line(2, 1)], Some(left));
        assert!(text.ends_with("To be encrypted again: 3 versions of files, 5 MB"), "{text}");
        let json: serde_json::Value =
            serde_json::from_str(&as_json(&[line(2, 1)], Some(left))).expect("JSON");
        assert_eq!(json["reencryption"], json!({ "below": 2, "versions": 3, "bytes": 5_000_000 }));
    }
}
