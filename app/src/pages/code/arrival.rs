//! What happens once the code was right: where to go, and what to tell.

use client::{ClientError, proto::storage::VerifyEmailResponse};
use domain::format;

use crate::{
    challenge::{Challenge, CodeFor},
    notice::{Notice, Tone},
    routes::address,
    session::SessionStore,
};

/// Where somebody arrives, and with which words.
pub struct Arrival {
    /// The address.
    pub to: String,
    /// What to tell there.
    pub notice: Option<Notice>,
}

/// Sends the code; the session is known when this returns an arrival behind the guard.
pub async fn send(session: SessionStore, challenge: Challenge, code: String) -> Result<Arrival, ClientError> {
    match challenge.code_for {
        CodeFor::SignIn => {
            session.api().verify_otp(&challenge.subject, &code).await?;
            session.resume().await?;
            Ok(Arrival { to: destination(&challenge.next), notice: None })
        }
        CodeFor::NewAccount => {
            let answer = session.api().verify_email(&challenge.subject, &code).await?;
            session.refresh_server();
            if answer.signed_in {
                session.resume().await?;
            }
            Ok(of_new_account(&answer, &challenge.next))
        }
    }
}

fn of_new_account(answer: &VerifyEmailResponse, next: &str) -> Arrival {
    if !answer.signed_in {
        let notice = Notice::new(Tone::Good, "Your address is verified. Sign in to begin.");
        return Arrival { to: address::SIGN_IN.to_owned(), notice: Some(notice) };
    }
    let notice = match u64::try_from(answer.allocated_bytes) {
        Ok(bytes) if bytes > 0 => {
            Notice::new(Tone::Good, format!("{} reserved for you.", format::bytes(bytes)))
                .advise("Every file is kept in three copies, in three zones of the simulated network.")
        }
        _ => Notice {
            details: answer.message.clone(),
            ..Notice::new(Tone::Warning, "Your account is ready, but all storage is taken.")
                .advise("You can sign in and use the calculator; files need a seat, and one may become free.")
        },
    };
    Arrival { to: destination(next), notice: Some(notice) }
}

fn destination(next: &str) -> String {
    if next.is_empty() { address::FILES.to_owned() } else { next.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_pool_is_told_with_the_exact_words() {
        let answer = VerifyEmailResponse {
            signed_in: true,
            message: domain::pool::EXHAUSTED_MESSAGE.to_owned(),
            ..Default::default()
        };
        let arrival = of_new_account(&answer, "");
        let notice = arrival.notice.expect("a notice");
        assert_eq!((arrival.to.as_str(), notice.tone), ("/files", Tone::Warning));
        assert_eq!(notice.details, domain::pool::EXHAUSTED_MESSAGE);
    }

    #[test]
    fn a_seat_is_told_with_its_size() {
        let answer =
            VerifyEmailResponse { signed_in: true, allocated_bytes: 1_000_000_000, ..Default::default() };
        let notice = of_new_account(&answer, "").notice.expect("a notice");
        assert_eq!(notice.title, "1 GB reserved for you.");
    }

    #[test]
    fn another_browser_signs_in_itself() {
        assert_eq!(of_new_account(&VerifyEmailResponse::default(), "").to, "/sign-in");
    }
}
