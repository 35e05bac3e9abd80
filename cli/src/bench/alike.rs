//! Whether time tells if an address has an account (SEC-07): a thousand calls about addresses that have one and a thousand
//! about addresses that have none, turn by turn, and Mann-Whitney's U over both. Passwords cost next to nothing here: beside
//! a hash of a hundred milliseconds no difference would be seen, and none is hidden.
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use domain::{email::EmailAddress, id::AccountId, role::Role, username::Username};
use server::{
    app::App,
    clock::random,
    db::{self, account::NewAccount},
    service::{
        ServiceError,
        credentials::Credentials,
        recovery, register, resend,
        sign_in::{self, Name},
    },
};

use super::{
    identity::{accepted, milliseconds, visitor, wrong},
    mann_whitney,
};

/// Calls of each kind.
pub(super) const ATTEMPTS: usize = 1_000;

/// What is asked about an address.
#[derive(Clone, Copy)]
enum Call {
    SignIn,
    Register,
    Resend,
    Reset,
}

/// How likely times as different as those are by chance alone.
pub(super) struct Likely {
    pub(super) sign_in: f64,
    pub(super) register: f64,
    pub(super) resend: f64,
    pub(super) reset: f64,
}

/// Measures all four.
pub(super) async fn measure(app: &App) -> Result<Likely> {
    fill(app).await?;
    Ok(Likely {
        sign_in: compare(app, Call::SignIn).await?,
        register: compare(app, Call::Register).await?,
        resend: compare(app, Call::Resend).await?,
        reset: compare(app, Call::Reset).await?,
    })
}

async fn compare(app: &App, call: Call) -> Result<f64> {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 0..ATTEMPTS {
        let mut pair = [("known", &mut known), ("absent", &mut unknown)];
        // Whatever else the machine does falls on both, and who comes first on each as often.
        if number % 2 == 1 {
            pair.reverse();
        }
        for (name, took) in pair {
            let began = Instant::now();
            ask(app, call, name, number).await?;
            took.push(milliseconds(began));
            app.clock.advance(Duration::from_micros(1));
        }
    }
    Ok(mann_whitney::p_value(&known, &unknown))
}

async fn ask(app: &App, call: Call, name: &str, number: usize) -> Result<()> {
    let (email, visitor) = (address(name, number)?, visitor(1_000 + number));
    match call {
        Call::SignIn => {
            let refused = sign_in::log_in(app, wrong(Name::Email(email))?, &visitor).await;
            ensure!(matches!(refused, Err(ServiceError::Unauthenticated { .. })), "it is refused");
        }
        Call::Register => {
            let username = Username::parse(&format!("new_{name}{number}"))?;
            register::register(app, Credentials { username, email, password: accepted()? }, &visitor).await?;
        }
        Call::Resend => {
            resend::of_registration(app, &email, None, &visitor).await?;
        }
        Call::Reset => recovery::reset::request(app, &email, &visitor).await?,
    }
    Ok(())
}

fn address(name: &str, number: usize) -> Result<EmailAddress> {
    Ok(EmailAddress::parse(&format!("{name}{number}@example.com"))?)
}

/// The known ones: accounts with one and the same hash, which was made once.
async fn fill(app: &App) -> Result<()> {
    let (hash, now) = (app.passwords.hash(accepted()?, Vec::new()).await?, app.clock.now());
    let tx = app.db.write().await?;
    for number in 0..ATTEMPTS {
        let username = Username::parse(&format!("known{number}"))?;
        let new = NewAccount {
            id: AccountId::from_random(random()),
            username: &username,
            email: &address("known", number)?,
            password_hash: Some(&hash),
            role: Role::Basic,
            verified_at: Some(now),
            created_at: now,
        };
        db::account::insert(&tx, new).await?;
    }
    Ok(tx.commit().await?)
}
