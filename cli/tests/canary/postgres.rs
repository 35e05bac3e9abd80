//! A PostgreSQL of the test's own, and everything that stands in it. Its files are another program's: what is searched
//! is every column of every row, as text, and bytes both as hexadecimal digits and as the text that they may be.
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};

use crate::search::{Place, latin};

const COLUMNS: &str = "SELECT table_schema::text, table_name::text, \
    coalesce(string_agg(quote_ident(column_name), ',') FILTER (WHERE data_type = 'bytea'), '') \
    FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema') \
    GROUP BY table_schema, table_name";

/// Makes one on the server of `SKYSHARD_TEST_POSTGRES` and answers its URL; `None` without. It is left behind with the
/// server, which is thrown away after the run.
pub(crate) async fn fresh() -> Option<String> {
    let url = std::env::var("SKYSHARD_TEST_POSTGRES").ok()?;
    let (server, _) = url.rsplit_once('/').expect("SKYSHARD_TEST_POSTGRES ends in a database's name");
    let name = format!("canary_{}", std::process::id());
    let mut admin = connect(&url).await;
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await.unwrap();
    admin.close().await.unwrap();
    Some(format!("{server}/{name}"))
}

/// Every table as text: its kind of place, its name, its rows as [`latin`] letters.
pub(crate) async fn places(url: &str) -> Vec<(Place, String, String)> {
    let mut database = connect(url).await;
    let tables: Vec<(String, String, String)> =
        sqlx::query_as(COLUMNS).fetch_all(&mut database).await.unwrap();
    assert!(tables.len() > 20 && tables.iter().any(|(.., bytes)| !bytes.is_empty()), "{tables:?}");
    let mut places = Vec::new();
    for (schema, table, bytes) in tables {
        let as_text = |column: &str| format!(" || ' ' || coalesce(encode({column}, 'escape'), '')");
        let bytes: String = bytes.split(',').filter(|column| !column.is_empty()).map(as_text).collect();
        let rows = format!("SELECT row_to_json(it)::text{bytes} FROM \"{schema}\".\"{table}\" AS it");
        let rows: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(rows)).fetch_all(&mut database).await.unwrap();
        places.push((Place::Database, format!("table {table}"), latin(rows.join("\n").as_bytes())));
    }
    database.close().await.unwrap();
    places
}

async fn connect(url: &str) -> PgConnection {
    url.parse::<PgConnectOptions>().unwrap().connect().await.unwrap()
}
