//! Lets mail leave. One that fails is tried again after a growing wait and given up after the last; each is marked as
//! sent after it was sent, so that a crash in between sends it twice rather than never.
use std::{
    io::{self, Write},
    time::Duration,
};

use domain::time::Timestamp;
use futures::StreamExt;

use super::{Letter, outbox};
use crate::{
    app::App,
    db::{self, mail::Mail},
    service::ServiceError,
};

/// Mails of one round.
const ROUND_MAX: u32 = 50;
/// Mails that leave at the same time.
const AT_ONCE: usize = 4;
/// The waits after failures. A code outlives the first four.
const WAITS: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(60),
    Duration::from_secs(120),
    Duration::from_secs(600),
    Duration::from_secs(1_800),
    Duration::from_secs(3_600),
];

/// Sends what is due. Answers how many mails it took up.
pub async fn deliver_due(app: &App) -> Result<usize, ServiceError> {
    let due = db::mail::due(app.db.read(), app.clock.now(), ROUND_MAX).await?;
    let count = due.len();
    let results = futures::stream::iter(due).map(|mail| deliver(app, mail)).buffer_unordered(AT_ONCE);
    let results: Vec<Result<(), ServiceError>> = results.collect().await;
    results.into_iter().collect::<Result<(), _>>()?;
    Ok(count)
}

async fn deliver(app: &App, mail: Mail) -> Result<(), ServiceError> {
    let letter = outbox::letter_of(&app.keyring, &mail)?;
    let outcome = match &app.mailer.smtp {
        None => {
            show(&mail.recipient, &letter);
            Ok(())
        }
        Some(smtp) => smtp.send(mail.id, &mail.recipient, &letter).await,
    };
    let now = app.clock.now();
    let tx = app.db.write().await?;
    match outcome {
        Ok(()) => db::mail::sent(&tx, mail.id, now).await?,
        Err(error) => {
            tracing::warn!(mail = %mail.id, attempts = mail.attempts + 1, %error, "a mail could not be sent");
            if mail.attempts == 0 && app.settings.may_show_codes() {
                // Where test mode would be allowed, a failing mail server does not lock anybody out (K31).
                show(&mail.recipient, &letter);
            }
            postpone(&tx, &mail, now).await?
        }
    };
    tx.commit().await?;
    Ok(())
}

async fn postpone(tx: &db::Transaction, mail: &Mail, now: Timestamp) -> Result<bool, db::DbErr> {
    match WAITS.get(mail.attempts as usize) {
        Some(&wait) => db::mail::try_again(tx, mail.id, now.plus(wait)).await,
        None => db::mail::abandon(tx, mail.id, now).await,
    }
}

/// Test mode's line. A closed standard output is nobody's failure.
fn show(recipient: &str, letter: &Letter) {
    let _ = writeln!(io::stdout(), "{}", line(recipient, letter));
}

fn line(recipient: &str, letter: &Letter) -> String {
    // A subject may have words that people chose; none of them ends the quotes.
    let subject = letter.subject.replace('"', "'");
    let code = letter.code.as_ref().map(|code| format!(" code={code}")).unwrap_or_default();
    let link = letter.link.as_ref().map(|link| format!(" link={link}")).unwrap_or_default();
    format!("[mail] to={recipient} subject=\"{subject}\"{code}{link}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_mode_prints_one_line_a_mail() {
        let code = domain::code::OneTimeCode::parse("012345").expect("six digits");
        let letter = Letter::own_email(&code, "alice");
        assert_eq!(
            line("alice@example.com", &letter),
            "[mail] to=alice@example.com subject=\"Your Skyshard code\" code=012345"
        );
        let sly = Letter::of_lesson("Booked: x\" code=999999", "", None);
        assert_eq!(line("a@example.com", &sly), "[mail] to=a@example.com subject=\"Booked: x' code=999999\"");
        let reset = Letter::reset("alice", "http://localhost:8080/reset#abc".to_owned());
        assert!(line("alice@example.com", &reset).ends_with(" link=http://localhost:8080/reset#abc"));
        let plain = Letter::already_registered("alice");
        assert_eq!(
            line("alice@example.com", &plain),
            "[mail] to=alice@example.com subject=\"You already have a Skyshard account\""
        );
    }
}
