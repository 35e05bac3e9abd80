//! The metadata as one JSON document: nodes, accounts, folders, versions of files and their chunks; nothing secret, no content.
//!
//! It is written as it is read, a page at a time, so its length costs no memory. Times are milliseconds since 1970 UTC,
//! sizes are bytes.
use std::io::{self, Write};

use cluster::{layout::Layout, live::read_layout};
use domain::time::Timestamp;
use serde_json::{Value, json};

use crate::{
    clock::Clock,
    db::{self, ConnectError, Db, DbErr},
    settings::Settings,
};

/// What a reader may rely on; grows when a field changes its meaning.
const FORMAT: &str = "skyshard-metadata-1";

/// Why nothing, or not all, was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No database, or one of another version.
    #[error(transparent)]
    Database(#[from] ConnectError),
    /// A statement failed.
    #[error("the database does not answer: {0}")]
    Statement(#[from] DbErr),
    /// The layout of the cluster cannot be read.
    #[error(transparent)]
    Cluster(#[from] cluster::live::StartError),
    /// Nobody takes the document.
    #[error("the export cannot be written: {0}")]
    Write(#[from] io::Error),
}

/// Writes everything. The server may run meanwhile: nothing is changed.
pub async fn export(settings: &Settings, out: &mut impl Write) -> Result<(), ExportError> {
    let db = match &settings.database {
        Some(url) => Db::connect_to_read(url).await?,
        None => Db::in_folder_to_read(&settings.data).await?,
    };
    let layout = read_layout(&settings.data)?;
    writeln!(out, "{{")?;
    writeln!(out, "  \"format\": {},", json!(FORMAT))?;
    writeln!(out, "  \"exported_at_ms\": {},", millis(Clock::default().now()))?;
    writeln!(out, "  \"pool\": {},", pool(&db).await?)?;
    writeln!(out, "  \"layout_version\": {},", layout.as_ref().map_or(0, Layout::version))?;
    write_list(out, "nodes", layout.iter().flat_map(Layout::nodes).map(node))?;
    writeln!(out, ",")?;
    write_accounts(&db, out).await?;
    writeln!(out, ",")?;
    write_folders(&db, out).await?;
    writeln!(out, ",")?;
    write_versions(&db, out).await?;
    writeln!(out, "\n}}")?;
    out.flush()?;
    Ok(db.close().await?)
}

async fn pool(db: &Db) -> Result<Value, DbErr> {
    let pool = db::pool::find(db.read()).await?;
    Ok(pool.map_or(
        Value::Null,
        |pool| json!({ "capacity_bytes": pool.capacity, "reserved_bytes": pool.reserved }),
    ))
}

fn node(node: &cluster::layout::NodeSpec) -> Value {
    json!({
        "name": node.name.to_string(),
        "zone": node.zone.to_string(),
        "address": node.address.to_string(),
        "capacity_bytes": node.capacity_bytes,
        "role": node.role.to_string(),
    })
}

async fn write_accounts(db: &Db, out: &mut impl Write) -> Result<(), ExportError> {
    let mut list = List::begin(out, "accounts")?;
    let mut behind = None;
    loop {
        let page = db::export::accounts(db.read(), behind).await?;
        let Some(last) = page.last() else { break };
        behind = Some(last.id);
        for account in &page {
            list.item(
                out,
                &json!({
                    "id": account.id.to_string(),
                    "username": account.username,
                    "email": account.email,
                    "role": account.role,
                    "verified_at_ms": account.verified_at.map(millis),
                    "created_at_ms": millis(account.created_at),
                    "reserved_bytes": account.reserved_bytes,
                    "used_bytes": account.used_bytes,
                    "trash_bytes": account.trash_bytes,
                }),
            )?;
        }
    }
    Ok(list.end(out)?)
}

async fn write_folders(db: &Db, out: &mut impl Write) -> Result<(), ExportError> {
    let mut list = List::begin(out, "folders")?;
    let mut behind = None;
    loop {
        let page = db::export::folders(db.read(), behind).await?;
        let Some(last) = page.last() else { break };
        behind = Some(last.id);
        for folder in &page {
            list.item(
                out,
                &json!({
                    "id": folder.id.to_string(),
                    "owner_id": folder.owner.to_string(),
                    "name": folder.name,
                    "folder_id": folder.parent.map(|id| id.to_string()),
                    "created_at_ms": millis(folder.created_at),
                    "trashed_at_ms": folder.trashed_at.map(millis),
                }),
            )?;
        }
    }
    Ok(list.end(out)?)
}

async fn write_versions(db: &Db, out: &mut impl Write) -> Result<(), ExportError> {
    let mut list = List::begin(out, "file_versions")?;
    let mut behind = None;
    loop {
        let page = db::export::versions(db.read(), behind).await?;
        let Some(last) = page.last() else { break };
        behind = Some(last.id);
        for version in &page {
            let chunks = db::export::chunks(db.read(), version.id).await?;
            list.item(
                out,
                &json!({
                    "id": version.id.to_string(),
                    "file_id": version.file.to_string(),
                    "owner_id": version.owner.to_string(),
                    "name": version.name,
                    "folder_id": version.folder.map(|id| id.to_string()),
                    "number": version.number,
                    "is_current": version.is_current,
                    "size_bytes": version.size,
                    "sha256": version.sha256,
                    "created_at_ms": millis(version.created_at),
                    "trashed_at_ms": version.trashed_at.map(millis),
                    "damaged_at_ms": version.damaged_at.map(millis),
                    "charged_bytes": version.charged,
                    "restored_from": version.restored_from,
                    "made_by": version.made_by.map(|id| id.to_string()),
                    "chunks": chunks,
                }),
            )?;
        }
    }
    Ok(list.end(out)?)
}

fn write_list(out: &mut impl Write, name: &str, items: impl Iterator<Item = Value>) -> io::Result<()> {
    let mut list = List::begin(out, name)?;
    for item in items {
        list.item(out, &item)?;
    }
    list.end(out)
}

/// A JSON list that is written item by item, one a line.
struct List {
    is_empty: bool,
}

impl List {
    fn begin(out: &mut impl Write, name: &str) -> io::Result<Self> {
        write!(out, "  {}: [", json!(name))?;
        Ok(Self { is_empty: true })
    }

    fn item(&mut self, out: &mut impl Write, item: &Value) -> io::Result<()> {
        let comma = if self.is_empty { "" } else { "," };
        self.is_empty = false;
        write!(out, "{comma}\n    {item}")
    }

    fn end(self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "{}]", if self.is_empty { "" } else { "\n  " })
    }
}

const fn millis(at: Timestamp) -> i64 {
    at.micros() / 1000
}
