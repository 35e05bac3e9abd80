//! `skyshard register`: an account, proved by a mailed code.
use anyhow::{Result, ensure};
use client::{Anonymous, NewMember, proto::storage::VerifyEmailResponse};
use domain::limits::OTP_ATTEMPTS_MAX;
use serde_json::json;

use crate::{arguments::RegisterArguments, login, say};

/// Asks for a password and the code; storage is reserved when the address is proved.
pub(crate) async fn register(arguments: &RegisterArguments) -> Result<()> {
    let trust = arguments.trust.said()?.unwrap_or_default();
    let anonymous = Anonymous::trusting(&arguments.server, &trust)?;
    let member = NewMember {
        username: arguments.name.clone(),
        email: arguments.email.clone(),
        password: login::new_password()?,
    };
    let begun = anonymous.register(member).await?;
    eprintln!("{}", begun.message);
    for tries_left in (0..OTP_ATTEMPTS_MAX).rev() {
        let code = login::ask("Code (it was mailed to you): ")?;
        match anonymous.verify_email(&arguments.email, code.trim(), &begun.challenge_id).await {
            Err(error) if error.has_reason("INVALID_OTP") && tries_left > 0 => eprintln!("{}", error.message),
            answer => return told(arguments, &answer?),
        }
    }
    ensure!(false, "no code was right, so nothing was reserved: register again");
    Ok(())
}

fn told(arguments: &RegisterArguments, verified: &VerifyEmailResponse) -> Result<()> {
    let RegisterArguments { name, email, server, .. } = arguments;
    if arguments.json {
        let VerifyEmailResponse { allocated_bytes, waiting_position, .. } = verified;
        let told = json!({
            "server": server, "username": name, "email": email, "allocated_bytes": allocated_bytes,
            "waiting_position": waiting_position,
        });
        return say(&told.to_string());
    }
    say(&format!("{}\nNow sign in: skyshard login {name} --server {server}", verified.message))
}
