//! Every table says what it holds of people (SEC-66). Whoever adds a table or a column is sent here.
use std::collections::{BTreeMap, BTreeSet};

use server::db::{self, ConnectionTrait, Engine, personal};

use crate::{on_both_engines, support::TestApp};

/// How columns are called that lead to a person.
const PERSONS: [&str; 11] = [
    "account_id",
    "student_id",
    "teacher_id",
    "user_id",
    "owner_id",
    "actor",
    "subject",
    "username",
    "email",
    "email_key",
    "recipient",
];

/// The columns of every table of the migrated schema.
async fn schema(app: &TestApp) -> BTreeMap<String, BTreeSet<String>> {
    let text = match app.db.engine() {
        Engine::Sqlite => {
            "SELECT m.name AS t, c.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) c
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
        }
        Engine::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns
            WHERE table_schema = 'public'"
        }
    };
    let rows = app.db.read().query_all_raw(db::sql(app.db.read(), text, [])).await.unwrap();
    let mut schema: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        schema.entry(row.try_get("", "t").unwrap()).or_default().insert(row.try_get("", "c").unwrap());
    }
    schema
}

on_both_engines! {
    async fn every_table_and_every_column_is_classified(app: TestApp) {
        let mut classes: BTreeMap<&str, &personal::Class> = BTreeMap::new();
        for class in personal::classes() {
            assert!(classes.insert(class.table, class).is_none(), "{} is classified twice", class.table);
        }
        for (table, columns) in schema(&app).await {
            let Some(class) = classes.remove(table.as_str()) else {
                panic!("the table {table} is not classified: say in server/src/db/personal what it holds of a person");
            };
            match class.peoples() {
                Some(rows) => {
                    let told: BTreeSet<String> = rows.columns.iter().map(|it| it.name().to_owned()).collect();
                    assert_eq!(told, columns, "the columns of {table} are not those that are classified");
                }
                None => {
                    let leads = columns.iter().find(|column| PERSONS.contains(&column.as_str()));
                    assert_eq!(leads, None, "{table} is nobody's, and this column leads to somebody");
                }
            }
        }
        assert!(classes.is_empty(), "there are no such tables: {:?}", classes.keys());
    }

    /// What is told of nobody who is not there, and removed of nobody: each condition is one that the engine reads.
    async fn every_condition_can_be_asked(app: TestApp) {
        let nobody = domain::id::AccountId::from_random([7; 16]);
        let tx = app.db.write().await.unwrap();
        for class in personal::classes() {
            let Some(rows) = class.peoples() else { continue };
            if rows.is_told() {
                let page = personal::page(&tx, class.table, rows, nobody, None).await;
                assert!(page.unwrap_or_else(|error| panic!("{}: {error}", class.table)).is_empty());
            }
            if !matches!(rows.end, personal::End::Kept(_)) {
                let removed = personal::remove(&tx, class.table, rows, nobody).await;
                assert_eq!(removed.unwrap_or_else(|error| panic!("{}: {error}", class.table)), 0);
            }
        }
    }
}
