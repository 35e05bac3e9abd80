//! Small words for statements: text with `$1` placeholders, which both engines read, and values beside it.
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

/// A statement for this connection's engine.
pub fn sql(on: &impl ConnectionTrait, text: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(on.get_database_backend(), text, values)
}

/// Runs a statement and answers how many rows it changed.
pub async fn execute<const N: usize>(
    on: &impl ConnectionTrait,
    text: &str,
    values: [Value; N],
) -> Result<u64, DbErr> {
    Ok(on.execute_raw(sql(on, text, values)).await?.rows_affected())
}

/// Runs a statement that must change exactly one row: answers whether it did.
pub async fn one<const N: usize>(
    on: &impl ConnectionTrait,
    text: &str,
    values: [Value; N],
) -> Result<bool, DbErr> {
    let rows = execute(on, text, values).await?;
    assert!(rows <= 1, "a statement for one row changed {rows}");
    Ok(rows == 1)
}

/// Places for so many values of a list, of which the first has this number: `$3, $4, $5`.
pub(super) fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|place| format!("${place}")).collect();
    places.join(", ")
}
