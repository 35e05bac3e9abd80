//! The four questions of an admin: is it healthy, is space left, is anyone locked out, what needs me.
use domain::format;

use super::{
    Verdict,
    checks::{self, Depth},
};
use crate::{
    app::App,
    auth::Admin,
    db,
    service::{ServiceError, admin::accounts},
};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Which question.
    pub question: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// In words.
    pub sentence: String,
}

/// All four.
pub async fn overview(app: &App, admin: &Admin) -> Result<Vec<Answer>, ServiceError> {
    Ok(vec![health(app).await?, space(app).await?, locked_out(app, admin).await?, to_do(app).await?])
}

async fn health(app: &App) -> Result<Answer, ServiceError> {
    let checks = checks::all(app, Depth::Quick).await?;
    let troubles = checks.iter().filter(|check| check.verdict != Verdict::Good).count();
    let worst = checks.iter().max_by_key(|check| check.verdict);
    let verdict = worst.map_or(Verdict::Good, |check| check.verdict);
    let sentence = match worst.filter(|_| verdict != Verdict::Good) {
        None => format!("All {} checks are good.", checks.len()),
        Some(check) if troubles == 1 => check.sentence.clone(),
        Some(check) => format!("{troubles} checks found something. The worst: {}", check.sentence),
    };
    Ok(Answer { question: "health", verdict, sentence })
}

async fn space(app: &App) -> Result<Answer, ServiceError> {
    let pool = db::pool::find(app.db.read()).await?.unwrap_or_default();
    let disk = checks::free_space(app).await?;
    let seats = format::count(pool.seats_free(app.seat()).into(), "seat", "seats");
    let free = format::bytes(pool.free());
    // Only what is reserved and not yet stored can still come; the disk must take it when it does.
    let verdict = if pool.seats_free(app.seat()) > 0 { Verdict::Good } else { Verdict::Warning };
    let sentence = if pool.free() == 0 {
        format!("Every seat of the pool is taken. The disk has {} left.", format::bytes(disk.free))
    } else {
        format!(
            "{seats} free: {free} of {}. The disk has {} left.",
            format::bytes(pool.capacity),
            format::bytes(disk.free)
        )
    };
    Ok(Answer { question: "space", verdict, sentence })
}

async fn locked_out(app: &App, admin: &Admin) -> Result<Answer, ServiceError> {
    let waiting = accounts::throttled(app, admin).await?;
    let at_accounts = waiting.iter().filter(|waits| waits.username.is_some()).count() as u64;
    let suspended = db::health::suspended(app.db.read()).await?;
    let also = match suspended {
        0 => String::new(),
        many => format!(" {} suspended.", format::count(many, "account is", "accounts are")),
    };
    let (verdict, sentence) = match at_accounts {
        0 => (Verdict::Good, "Nobody waits after wrong passwords.".to_owned()),
        many => (
            Verdict::Warning,
            format!("{} after wrong passwords.", format::count(many, "place waits", "places wait")),
        ),
    };
    Ok(Answer { question: "locked_out", verdict, sentence: sentence + &also })
}

async fn to_do(app: &App) -> Result<Answer, ServiceError> {
    let on = app.db.read();
    let requests = db::space_request::count_open(on).await?;
    let waiting = db::waiting::count(on).await?;
    let mut parts = Vec::new();
    if requests > 0 {
        parts.push(format!("{} for more space.", format::count(requests, "request", "requests")));
    }
    if waiting > 0 {
        parts.push(format!("{} for a seat.", format::count(waiting, "account waits", "accounts wait")));
    }
    let verdict = if parts.is_empty() { Verdict::Good } else { Verdict::Warning };
    let sentence = if parts.is_empty() { "Nothing waits for you.".to_owned() } else { parts.join(" ") };
    Ok(Answer { question: "to_do", verdict, sentence })
}
