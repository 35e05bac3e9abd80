//! What may be shown to somebody who helps to find a fault.
//!
//! It is not a copy from which secrets were removed: nothing goes in but numbers, and words that this program knows
//! already. So a name, an address, a path or a key cannot be forgotten in it. Nodes are counted and not named, settings
//! say whether they are set and not to what, the trail says how often what was done and not by whom.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::checks::{self, Check, Depth};
use crate::{
    app::App,
    auth::Admin,
    db,
    service::{ServiceError, audit},
    settings::Settings,
};

/// The version of this form.
const FORM: u32 = 1;

/// The bundle as JSON. That somebody made it stands in the trail.
pub async fn make(app: &App, admin: &Admin) -> Result<String, ServiceError> {
    let bundle = json!({
        "form": FORM,
        "skyshard": env!("CARGO_PKG_VERSION"),
        "system": std::env::consts::OS,
        "processor": std::env::consts::ARCH,
        "made_at": app.clock.now().unix_seconds(),
        "checks": checks::all(app, Depth::Whole).await?.iter().map(check).collect::<Vec<_>>(),
        "settings": settings(&app.settings),
        "database": {
            "engine": checks::engine(app),
            "version": checks::version(app).await?,
            "schema": db::health::steps(&app.db).await?,
        },
        "sizes": db::health::sizes(app.db.read()).await?,
        "pool": pool(app).await?,
        "nodes": nodes(app),
        "actions": db::audit::count_by_action(app.db.read()).await?,
    });
    audit::record_deed(app, admin, "support.bundle", "bundle").await?;
    Ok(format!("{bundle:#}\n"))
}

fn check(check: &Check) -> Value {
    json!({
        "name": check.name,
        "verdict": check.verdict.name(),
        "sentence": check.sentence,
        "advice": check.advice,
    })
}

fn settings(settings: &Settings) -> Value {
    let Settings {
        data: _,
        listen,
        tls,
        tls_cert,
        tls_key,
        reflection,
        metrics_token,
        otlp_endpoint,
        otlp_headers,
        allow_test_mode,
        origin,
        trusted_proxies,
        database,
        smtp,
        audit_checkpoints,
        password_peppers,
        access_ttl,
        session_lives,
        preset,
        pool_bytes,
        reservations,
        files_max,
        nodes,
        node_capacity_bytes,
        copies,
        write_quorum,
        links,
        tuning: _,
        hash_cost: _,
        steps: _,
    } = settings;
    json!({
        "listens_on_this_machine_only": listen.ip().is_loopback(),
        "tls_is_asked_for": tls,
        "tls_certificate_is_set": tls_cert.is_some() && tls_key.is_some(),
        "reflection": reflection,
        "metrics_token_is_set": metrics_token.is_some(),
        "otlp_endpoint_is_set": otlp_endpoint.is_some(),
        "otlp_headers": otlp_headers.len(),
        "test_mode_is_allowed": allow_test_mode,
        "origin_is_set": origin.is_some(),
        "origin_is_https": origin.as_deref().is_some_and(|origin| origin.starts_with("https:")),
        "trusted_proxies": trusted_proxies.len(),
        "database_is_set": database.is_some(),
        "smtp_is_set": smtp.is_some(),
        "audit_checkpoints_is_set": audit_checkpoints.is_some(),
        "password_peppers_is_set": password_peppers.is_some(),
        "access_ttl_seconds": access_ttl.as_secs(),
        "session_ttl_seconds": session_lives.absolute.as_secs(),
        "session_idle_ttl_seconds": session_lives.idle.as_secs(),
        "preset": preset.name(),
        "pool_bytes": pool_bytes,
        "basic_bytes": reservations.basic,
        "premium_bytes": reservations.premium,
        "admin_bytes": reservations.admin,
        "files_max": files_max,
        "nodes": nodes,
        "node_capacity_bytes": node_capacity_bytes,
        "copies": copies,
        "write_quorum": write_quorum,
        "links_are_shaped": links.is_some(),
    })
}

async fn pool(app: &App) -> Result<Value, ServiceError> {
    let pool = db::pool::find(app.db.read()).await?.unwrap_or_default();
    Ok(json!({
        "capacity_bytes": pool.capacity,
        "reserved_bytes": pool.reserved,
        "waiting": db::waiting::count(app.db.read()).await?,
        "requests_open": db::space_request::count_open(app.db.read()).await?,
    }))
}

fn nodes(app: &App) -> Value {
    let mut states = BTreeMap::<String, u64>::new();
    for node in app.cluster.nodes() {
        *states.entry(node.state.to_string()).or_default() += 1;
    }
    let health = app.cluster.health();
    json!({
        "states": states,
        "chunks": health.chunks,
        "degraded": health.degraded,
        "misplaced": health.misplaced,
        "unreachable": health.unreachable,
    })
}
