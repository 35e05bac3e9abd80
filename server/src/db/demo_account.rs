//! Whom the demonstration made.
use domain::id::AccountId;

use super::{ConnectionTrait, DbErr, bytes, execute, one, parsed, sql};

/// Marks an account as one of the demonstration.
pub async fn insert(on: &impl ConnectionTrait, account: AccountId) -> Result<bool, DbErr> {
    one(on, "INSERT INTO demo_account (account_id) VALUES ($1)", [account.to_string().into()]).await
}

/// All of them.
pub async fn list(on: &impl ConnectionTrait) -> Result<Vec<AccountId>, DbErr> {
    let rows =
        on.query_all_raw(sql(on, "SELECT account_id FROM demo_account ORDER BY account_id", [])).await?;
    rows.iter().map(|row| parsed(row, "account_id")).collect()
}

/// The teachers of the demonstration and their courses, counted.
pub async fn count(on: &impl ConnectionTrait) -> Result<(u64, u64), DbErr> {
    let text = "SELECT COUNT(DISTINCT t.id) AS teachers, COUNT(c.id) AS courses
        FROM demo_account d JOIN teacher t ON t.account_id = d.account_id LEFT JOIN course c ON c.teacher_id = t.id";
    match on.query_one_raw(sql(on, text, [])).await? {
        Some(row) => Ok((bytes(&row, "teachers")?, bytes(&row, "courses")?)),
        None => Ok((0, 0)),
    }
}

/// Makes those that are left ordinary accounts, without their teaching.
pub async fn dissolve(on: &impl ConnectionTrait) -> Result<u64, DbErr> {
    let teachers = "DELETE FROM teacher WHERE account_id IN (SELECT account_id FROM demo_account)";
    execute(on, teachers, []).await?;
    execute(on, "DELETE FROM demo_account", []).await
}
