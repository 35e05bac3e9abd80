//! A PostgreSQL whose audit table is not the server's own (SEC-63): the statements of docs/serving.md, as they stand there.
use domain::file_name::FileName;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use server::{
    db::{self, Db},
    service::{drive, hex::random_name},
};

use crate::{
    support::{TestApp, people, postgres::Fresh},
    trail::{execute, rows, verdict, whole},
};

const PAGE: &str = include_str!("../../../docs/serving.md");

/// The statements between these words of the page and the end of their block, for roles of the test's own.
fn statements(behind: &str, roles: &Roles) -> String {
    let (_, rest) = PAGE.split_once(behind).expect("the page has these words");
    let (_, block) = rest.split_once("```sql\n").expect("statements");
    let (block, _) = block.split_once("```").expect("their end");
    block
        .replace("skyshard_trail", &roles.trail)
        .replace("TO skyshard;", &format!("TO {};", roles.server))
        .replace("CREATE ROLE skyshard ", &format!("CREATE ROLE {} ", roles.server))
}

struct Roles {
    server: String,
    trail: String,
}

/// A database of nobody's but the administrator's, and how the server comes to it.
async fn prepared(roles: &Roles) -> Option<(DatabaseConnection, String)> {
    let url = Fresh::empty().await?.url();
    let admin = Database::connect(url.as_str()).await.expect("PostgreSQL answers");
    admin.execute_unprepared(&statements("Before the first start", roles)).await.expect("the server's role");
    let (scheme, rest) = url.split_once("://").expect("a URL");
    let (_, place) = rest.split_once('@').expect("a user");
    Some((admin, format!("{scheme}://{}:secret@{place}", roles.server)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_of_its_own_may_only_add_rows() {
    let name = random_name();
    let roles = Roles { server: format!("server_{name}"), trail: format!("trail_{name}") };
    let Some((admin, url)) = prepared(&roles).await else { return };
    let first = Db::connect(&url).await.expect("the first start makes the tables");
    assert_eq!(db::health::owns_trail(&first).await.expect("an answer"), Some(true), "as it makes them");
    first.close().await.expect("closed");
    admin.execute_unprepared(&statements("After the first start", &roles)).await.expect("the trail's role");

    let app = TestApp::with(|settings| settings.database = Some(url)).await;
    people::registered(&app, "alice").await;
    let bob = people::member(&app, "bob").await;
    // What happened to a folder or a file is found without an index on that table.
    let name = FileName::parse("Photos").expect("a name");
    let folder = drive::create(&app, &bob, None, &name).await.expect("made").id;
    let (events, _) = drive::activity(&app, &bob, folder, (None, 10)).await.expect("told");
    assert_eq!(events.iter().map(|event| event.action.as_str()).collect::<Vec<_>>(), ["folder.create"]);
    app.db.write_anew().await.expect("what an erasure asks for");
    assert_eq!(db::health::owns_trail(&app.db).await.expect("an answer"), Some(false), "doctor tells so");
    let written = rows(&app).await;
    assert!(written.len() >= 4 && whole(verdict(&app).await) == written.len() as i64);
    let refuse = async |app: &TestApp, text: &str| {
        let refused = execute(app, text).await.expect_err(text).to_string();
        assert!(
            refused.contains("permission denied") || refused.contains("must be owner"),
            "{text}: {refused}"
        );
    };
    for text in [
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_append_only ON audit",
        "DROP TABLE audit",
        "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "ALTER TABLE audit OWNER TO CURRENT_USER",
    ] {
        refuse(&app, text).await;
    }
    // Even without the triggers, which only the other role can take away.
    admin.execute_unprepared("DROP TRIGGER audit_append_only ON audit").await.expect("gone");
    for text in ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "TRUNCATE audit"] {
        refuse(&app, text).await;
    }
    assert_eq!(rows(&app).await, written);
    admin.close().await.expect("closed");
}
