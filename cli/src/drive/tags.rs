//! `skyshard tag`, `untag` and `tags`.
use anyhow::Result;
use client::{Authorized, proto::storage::TagInfo};
use comfy_table::{CellAlignment, Table, presets};
use domain::tag::Tag;
use serde_json::{Value, json};

use super::{DrivePath, find};
use crate::arguments::TagArguments;

/// Puts a tag on.
pub(super) async fn put(member: &Authorized, what: &TagArguments, as_json: bool) -> Result<String> {
    let ids = find::ids(member, &what.paths).await?;
    member.set_tags(ids, vec![what.tag.to_string()], Vec::new()).await?;
    Ok(changed(&what.tag, &what.paths, true, as_json))
}

/// Takes a tag off.
pub(super) async fn take(member: &Authorized, what: &TagArguments, as_json: bool) -> Result<String> {
    let ids = find::ids(member, &what.paths).await?;
    member.set_tags(ids, Vec::new(), vec![what.tag.to_string()]).await?;
    Ok(changed(&what.tag, &what.paths, false, as_json))
}

fn changed(tag: &Tag, paths: &[DrivePath], tagged: bool, as_json: bool) -> String {
    let paths: Vec<String> = paths.iter().map(DrivePath::to_string).collect();
    if as_json {
        return json!({ "paths": paths, "tag": tag.as_str(), "tagged": tagged }).to_string();
    }
    let has = match (tagged, paths.len()) {
        (true, 1) => "has the tag",
        (true, _) => "have the tag",
        (false, 1) => "has no tag",
        (false, _) => "have no tag",
    };
    format!("{} {has} “{tag}” now.", paths.join(", "))
}

/// Lists what there are.
pub(super) async fn list(member: &Authorized, as_json: bool) -> Result<String> {
    let tags = member.list_tags().await?;
    if as_json {
        let tag = |tag: &TagInfo| json!({ "name": tag.name, "entry_count": tag.entry_count });
        return Ok(json!({ "tags": tags.iter().map(tag).collect::<Vec<Value>>() }).to_string());
    }
    Ok(if tags.is_empty() {
        "There is no tag yet. Put one on with: skyshard tag TAG PATH".to_owned()
    } else {
        listed(&tags)
    })
}

fn listed(tags: &[TagInfo]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["TAG", "ENTRIES"]);
    for tag in tags {
        table.add_row([tag.name.clone(), tag.entry_count.to_string()]);
    }
    if let Some(count) = table.column_mut(1) {
        count.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}
