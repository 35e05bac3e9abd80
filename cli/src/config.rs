//! `skyshard config`: each setting, its value and where it came from.
use anyhow::Result;
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Value, json};
use server::settings::{self, Chosen, Reading};

use crate::{arguments::ConfigArguments, say};

/// Prints them; secrets are not among them.
pub(crate) fn show(arguments: &ConfigArguments) -> Result<()> {
    let reading = settings::read(&arguments.settings.given())?;
    say(&if arguments.json { as_json(&reading) } else { as_text(&reading) })?;
    for warning in &reading.warnings {
        eprintln!("skyshard: {warning}");
    }
    Ok(reading.settings.prove_space()?)
}

fn as_text(reading: &Reading) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["setting", "value", "from"]);
    for chosen in &reading.chosen {
        table.add_row([chosen.key.name().to_owned(), chosen.value.clone(), chosen.source.to_string()]);
    }
    table.to_string()
}

fn as_json(reading: &Reading) -> String {
    let setting =
        |it: &Chosen| json!({ "name": it.key.name(), "value": it.value, "from": it.source.to_string() });
    let chosen: Vec<Value> = reading.chosen.iter().map(setting).collect();
    json!({ "settings": chosen, "warnings": reading.warnings }).to_string()
}
