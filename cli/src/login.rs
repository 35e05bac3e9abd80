//! `skyshard login`, `otp` and `logout`.
use std::{
    env,
    io::{self, BufRead, IsTerminal},
};

use anyhow::{Context, Result, bail};
use client::{Anonymous, Authorized, ClientError, SignInChallenge};
use serde_json::json;

use crate::{
    arguments::{LoginArguments, OtpArguments, Shape},
    begun::Begun,
    exit::{Exit, stopped},
    say,
    session::Session,
    unseen,
};

/// Passwords that scripts give: the account's, and that of a link.
const PASSWORD: &str = "SKYSHARD_PASSWORD";
const LINK_PASSWORD: &str = "SKYSHARD_LINK_PASSWORD";

/// Signs in by password and a second step, and keeps the session; or leaves the second step to `skyshard otp`.
pub(crate) async fn login(arguments: &LoginArguments) -> Result<()> {
    let trust = arguments.trust.said()?.unwrap_or_default();
    let anonymous = Anonymous::trusting(&arguments.server, &trust)?;
    let password = password(PASSWORD)?;
    let challenge = anonymous.login(&arguments.name, &password, true).await?;
    let begun = Begun::of(&arguments.server, &trust, &challenge);
    if !arguments.begin {
        return finish(&anonymous, &begun, arguments.json).await;
    }
    begun.save()?;
    if arguments.json {
        let SignInChallenge { otp_method, masked_email, otp_expires_at, tries_left, resend_at, .. } =
            challenge;
        let told = json!({
            "server": arguments.server, "otp_method": otp_method, "masked_email": masked_email,
            "otp_expires_at": otp_expires_at, "tries_left": tries_left, "resend_at": resend_at,
        });
        return say(&told.to_string());
    }
    say(&format!("{} Go on with: skyshard otp", challenge.message))
}

/// Takes the code of a sign-in that `login --begin` began.
pub(crate) async fn otp(arguments: &OtpArguments) -> Result<()> {
    let nothing = || stopped(Exit::NotSignedIn, "no sign-in has begun here: skyshard login NAME --begin");
    let mut begun = Begun::load()?.ok_or_else(nothing)?;
    let anonymous = Anonymous::trusting(&begun.server, &begun.trust()?)?;
    if arguments.resend {
        let sent = anonymous.resend_sign_in_code(&begun.challenge).await?;
        begun.challenge = sent.session_id;
        begun.save()?;
        eprintln!("{}", sent.message);
    }
    match finish(&anonymous, &begun, arguments.json).await {
        // Another code may be right, and what did not reach the server has used nothing up.
        Err(error) if !is_over(&error) => Err(error),
        done => Begun::remove().and(done),
    }
}

/// Whether this challenge takes no code any more.
fn is_over(error: &anyhow::Error) -> bool {
    let refused = error.downcast_ref::<ClientError>();
    refused.is_some_and(|error| error.has_reason("OTP_EXPIRED"))
}

async fn finish(anonymous: &Anonymous, begun: &Begun, as_json: bool) -> Result<()> {
    let code = ask(code_words(&begun.method))?;
    let (challenge, code) = (&begun.challenge, code.trim());
    let member = match anonymous.verify_otp(challenge, code).await {
        Err(error) if error.has_reason("ERASURE_PENDING") => {
            let answer = ask(&format!("{} Keep it and sign in? [y/N] ", error.message))?;
            if !answer.trim().eq_ignore_ascii_case("y") {
                bail!("not signed in, and nothing was changed");
            }
            anonymous.verify_otp_and_keep(challenge, code).await?
        }
        answer => answer?,
    };
    let session = Session::of(&begun.server, &begun.trust()?, &member).context("the server gave no token")?;
    session.save()?;
    let (server, username) = (&begun.server, member.profile().await?.username);
    if as_json {
        return say(&json!({ "server": server, "username": username }).to_string());
    }
    say(&format!("Signed in to {server} as {username}."))
}

/// Proves both factors once more, for what needs that.
pub(crate) async fn prove(member: &Authorized) -> Result<()> {
    eprintln!("This needs you once more.");
    let challenge = member.begin_step_up(&password(PASSWORD)?).await?;
    let code = ask(code_words(&challenge.otp_method))?;
    member.step_up(&challenge.challenge_id, code.trim()).await?;
    Ok(())
}

fn code_words(method: &str) -> &'static str {
    match method {
        "totp" => "Code of your authenticator app, or a backup code: ",
        _ => "Code (it was mailed to you): ",
    }
}

/// Ends the session at the server and forgets it here, whatever the server says.
pub(crate) async fn logout(shape: Shape) -> Result<()> {
    let Some(session) = Session::load()? else {
        return match shape.json {
            true => say(&json!({ "server": null, "told": false }).to_string()),
            false => say("You are not signed in."),
        };
    };
    let told = session.member()?.logout().await;
    Session::remove()?;
    if shape.json {
        return say(&json!({ "server": session.server, "told": told.is_ok() }).to_string());
    }
    say(&match told {
        Ok(()) => format!("Signed out of {}.", session.server),
        Err(error) => format!("Signed out here. {} could not be told: {error}", session.server),
    })
}

/// From a variable for scripts, else typed without being shown.
fn password(variable: &str) -> Result<String> {
    if let Some(password) = given(variable) {
        return Ok(password);
    }
    if !io::stdin().is_terminal() {
        bail!("there is no terminal to ask for the password: set {variable}");
    }
    unseen::ask("Password: ").context("the password could not be read")
}

fn given(variable: &str) -> Option<String> {
    env::var(variable).ok().filter(|password| !password.is_empty())
}

/// The one of a new account.
pub(crate) fn new_password() -> Result<String> {
    chosen(PASSWORD)
}

/// The one that a link asks for.
pub(crate) fn link_password() -> Result<String> {
    chosen(LINK_PASSWORD)
}

/// One that is chosen: typed twice, for nobody sees it.
fn chosen(variable: &str) -> Result<String> {
    let password = password(variable)?;
    if given(variable).is_none() && unseen::ask("The same once more: ")? != password {
        bail!("the two differ: nothing was done");
    }
    Ok(password)
}

/// Asks for a line. The question is no answer, so it goes to standard error.
pub(crate) fn ask(what: &str) -> Result<String> {
    eprint!("{what}");
    let mut line = String::new();
    if io::stdin().lock().read_line(&mut line)? == 0 {
        bail!("nothing was typed");
    }
    Ok(line)
}
