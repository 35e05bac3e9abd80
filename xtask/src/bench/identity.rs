//! Registration, sign-in and tokens at the server, and what five hundred who sign in at once cost everybody else.

use anyhow::Result;

use super::inside::Figures;
use super::table::Row;

/// Runs them inside of a server of their own, by the release binary.
pub fn rows() -> Result<Vec<Row>> {
    let figures = Figures::of("identity-cost")?;
    let row = |what: &str, value: String, beside: String, target: &str| {
        Row::new(what, value, target).beside(beside, String::new())
    };
    let number = |name: &str| figures.get(name);
    let crowd = format!("{:.0} sign in at once: calls of others, p99", number("crowd")?);
    let turned_away = format!("{:.0} asked to come again", number("crowd_turned_away")?);
    let attempts = number("attempts")?;
    let alike = |call: &str, name: &str| -> Result<Row> {
        let what = format!("{call}: {attempts:.0} addresses with an account and {attempts:.0} without");
        let p = format!("Mann-Whitney p {:.3}", number(name)?);
        Ok(row(&what, p, String::new(), "more than 0.01"))
    };
    Ok(vec![
        row(
            "check of an access token",
            format!("{:.1} us", number("token_check_us")?),
            format!("a new one {:.1} us", number("token_first_check_us")?),
            "less than 20 us",
        ),
        row(
            "registration, without Argon2",
            format!("{:.1} ms", number("register_beside_hash_ms")?),
            format!("Argon2 {:.0} ms", number("hash_ms")?),
            "5 ms or less",
        ),
        row(
            "sign-in with both steps, without Argon2",
            format!("{:.1} ms", number("sign_in_beside_verify_ms")?),
            format!("Argon2 {:.0} ms", number("verify_ms")?),
            "5 ms or less",
        ),
        alike("wrong passwords", "known_sign_in_p")?,
        alike("registrations", "known_register_p")?,
        alike("another code", "known_resend_p")?,
        alike("reset links", "known_reset_p")?,
        row(&crowd, format!("{:.0} ms", number("others_p99_ms")?), turned_away, "less than 500 ms"),
        row(
            "memory that they take",
            format!("{:.0} MB", number("crowd_memory_mb")?),
            String::new(),
            "bounded",
        ),
    ])
}
