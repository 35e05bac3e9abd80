//! `skyshard login` and `logout`.
use std::{
    env,
    io::{self, BufRead, IsTerminal, Write},
};

use anyhow::{Context, Result, bail};
use client::{Anonymous, Authorized};

use crate::{arguments::LoginArguments, session::Session};

/// Passwords that scripts give: the account's, and that of a link.
const PASSWORD: &str = "SKYSHARD_PASSWORD";
const LINK_PASSWORD: &str = "SKYSHARD_LINK_PASSWORD";

/// Signs in by password and a second step, and keeps the session.
pub(crate) async fn login(arguments: &LoginArguments) -> Result<()> {
    let trust = arguments.trust.said()?.unwrap_or_default();
    let anonymous = Anonymous::trusting(&arguments.server, &trust)?;
    let password = password(PASSWORD)?;
    let challenge = anonymous.login(&arguments.name, &password, true).await?;
    let code = ask(code_words(&challenge.otp_method))?;
    let member = match anonymous.verify_otp(&challenge.session_id, code.trim()).await {
        Err(error) if error.has_reason("ERASURE_PENDING") => {
            let answer = ask(&format!("{} Keep it and sign in? [y/N] ", error.message))?;
            if !answer.trim().eq_ignore_ascii_case("y") {
                bail!("not signed in, and nothing was changed");
            }
            anonymous.verify_otp_and_keep(&challenge.session_id, code.trim()).await?
        }
        answer => answer?,
    };
    let session = Session::of(&arguments.server, &trust, &member).context("the server gave no token")?;
    session.save()?;
    let profile = member.profile().await?;
    println!("Signed in to {} as {}.", arguments.server, profile.username);
    Ok(())
}

/// Proves both factors once more, for what needs that.
pub(crate) async fn prove(member: &Authorized) -> Result<()> {
    println!("This needs you once more.");
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
pub(crate) async fn logout() -> Result<()> {
    let Some(session) = Session::load()? else {
        println!("You are not signed in.");
        return Ok(());
    };
    let told = session.member()?.logout().await;
    Session::remove()?;
    match told {
        Ok(()) => println!("Signed out of {}.", session.server),
        Err(error) => println!("Signed out here. {} could not be told: {error}", session.server),
    }
    Ok(())
}

/// From a variable for scripts, else typed without being shown.
fn password(variable: &str) -> Result<String> {
    if let Some(password) = given(variable) {
        return Ok(password);
    }
    if !io::stdin().is_terminal() {
        bail!("there is no terminal to ask for the password: set {variable}");
    }
    rpassword::prompt_password("Password: ").context("the password could not be read")
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
    if given(variable).is_none() && rpassword::prompt_password("The same once more: ")? != password {
        bail!("the two differ: nothing was done");
    }
    Ok(password)
}

/// Asks for a line.
pub(crate) fn ask(what: &str) -> Result<String> {
    print!("{what}");
    io::stdout().flush()?;
    let mut line = String::new();
    if io::stdin().lock().read_line(&mut line)? == 0 {
        bail!("nothing was typed");
    }
    Ok(line)
}
