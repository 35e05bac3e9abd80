//! What is PostgreSQL's alone: how its server proves who it is (SEC-52), and how nothing of a removed row stays in its
//! files (SEC-67).
use std::{net::IpAddr, str::FromStr};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::{personal, sql, text};

/// On this machine nobody stands between; elsewhere the server's certificate is verified, whether its URL asks for that or
/// not. The mode for this URL: `sslmode=disable` is taken at its word and warned about; every other word that verifies nothing
/// (`allow`, `prefer`, `require`, none) becomes `verify-full`.
pub(super) fn mode(url: &str) -> Result<PgSslMode, sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?;
    let asked = options.get_ssl_mode();
    if is_here(&options) {
        return Ok(asked);
    }
    Ok(match asked {
        PgSslMode::Disable => {
            tracing::warn!(
                host = options.get_host(),
                "sslmode=disable: what is stored travels to the database in plain text, and anybody in between can change it"
            );
            PgSslMode::Disable
        }
        PgSslMode::VerifyCa => PgSslMode::VerifyCa,
        PgSslMode::Allow | PgSslMode::Prefer | PgSslMode::Require | PgSslMode::VerifyFull => {
            PgSslMode::VerifyFull
        }
    })
}

/// Each table that an erasure changes gets a new file; so does what the planner keeps of their columns as samples, where we
/// may write that.
pub(super) async fn write_anew(on: &DatabaseConnection) -> Result<(), DbErr> {
    let tables: Vec<_> =
        personal::classes().filter(|it| it.is_changed_by_erasure()).map(|it| it.table).collect();
    for table in &tables {
        on.execute_unprepared(&format!("VACUUM FULL {table}")).await?;
    }
    if !is_superuser(on).await? {
        tracing::info!("samples of erased rows may stay in pg_statistic: no superuser asks");
        return Ok(());
    }
    for table in &tables {
        let samples = "DELETE FROM pg_statistic WHERE starelid = to_regclass($1)";
        on.execute_raw(sql(on, samples, [(*table).into()])).await?;
    }
    on.execute_unprepared("VACUUM FULL pg_statistic").await?;
    Ok(())
}

async fn is_superuser(on: &DatabaseConnection) -> Result<bool, DbErr> {
    let row = on.query_one_raw(sql(on, "SELECT current_setting('is_superuser') AS answer", [])).await?;
    row.map_or(Ok(false), |row| Ok(text(&row, "answer")? == "on"))
}

fn is_here(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    let is_socket = options.get_socket().is_some() || host.starts_with('/');
    is_socket || host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_is_verified_unless_its_url_says_plain_text() {
        let check = |url: &str, expected: PgSslMode| {
            let found = mode(url).expect("a good URL");
            assert_eq!(format!("{found:?}"), format!("{expected:?}"), "{url}");
        };
        for word in ["", "?sslmode=allow", "?sslmode=prefer", "?sslmode=require", "?sslmode=verify-full"] {
            check(&format!("postgres://sky:secret@db.example.com/sky{word}"), PgSslMode::VerifyFull);
            check(&format!("postgres://sky:secret@192.0.2.7:5432/sky{word}"), PgSslMode::VerifyFull);
        }
        check("postgres://db.example.com/sky?sslmode=verify-ca", PgSslMode::VerifyCa);
        check("postgres://db.example.com/sky?sslmode=disable", PgSslMode::Disable);
        for here in ["localhost", "127.0.0.1:5433", "[::1]"] {
            check(&format!("postgres://sky@{here}/sky"), PgSslMode::Prefer);
        }
        check("postgres:///sky?host=/run/postgresql", PgSslMode::Prefer);
        assert!(mode("postgres://db.example.com:nowhere/sky").is_err());
    }
}
