//! `skyshard config`: each setting, its value and where it came from.
use anyhow::Result;
use comfy_table::{ContentArrangement, Table, presets};
use server::settings;

use crate::arguments::SettingsArguments;

/// Prints the table; secrets are not in it.
pub(crate) fn show(arguments: &SettingsArguments) -> Result<()> {
    let reading = settings::read(&arguments.given())?;
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["setting", "value", "from"]);
    for chosen in &reading.chosen {
        table.add_row([chosen.key.name().to_owned(), chosen.value.clone(), chosen.source.to_string()]);
    }
    println!("{table}");
    for warning in &reading.warnings {
        eprintln!("skyshard: {warning}");
    }
    Ok(reading.settings.prove_space()?)
}
