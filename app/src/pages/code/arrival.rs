//! What happens once the code was right: where to go, and what to tell.

use client::{ClientError, proto::storage::VerifyEmailResponse};
use domain::format;

use crate::{
    address,
    challenge::{Challenge, CodeFor, Pending},
    notice::{Notice, Tone},
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
pub async fn send(
    session: SessionStore,
    challenge: Challenge,
    code: String,
    pending: Pending,
) -> Result<Arrival, ClientError> {
    match challenge.code_for {
        CodeFor::SignIn | CodeFor::SignInByApp => {
            match pending {
                Pending::Tell => session.api().verify_otp(&challenge.subject, &code).await?,
                Pending::Keep => session.api().verify_otp_and_keep(&challenge.subject, &code).await?,
            };
            session.resume().await?;
            Ok(Arrival { to: destination(&challenge.next), notice: None })
        }
        CodeFor::NewAccount => {
            let answer = session.api().verify_email(&challenge.subject, &code, "").await?;
            session.refresh_server();
            if answer.signed_in {
                session.set_just_reserved(Some(answer.allocated_bytes));
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
    // The page of files shows what was reserved; only the place in line needs words of its own.
    let waits = u64::try_from(answer.waiting_position).unwrap_or_default();
    let notice = (waits > 0).then(|| {
        let title =
            format!("Your account is ready, and you are {} in line for a seat.", format::ordinal(waits));
        Notice::new(Tone::Info, title).advise("Until then everything but files works: try the calculator.")
    });
    Arrival { to: destination(next), notice }
}

fn destination(next: &str) -> String {
    if next.is_empty() { address::FILES.to_owned() } else { next.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_pool_is_a_place_in_line() {
        let answer = VerifyEmailResponse { signed_in: true, waiting_position: 2, ..Default::default() };
        let arrival = of_new_account(&answer, "");
        let notice = arrival.notice.expect("a notice");
        assert_eq!((arrival.to.as_str(), notice.tone), ("/files", Tone::Info));
        assert_eq!(notice.title, "Your account is ready, and you are 2nd in line for a seat.");
    }

    #[test]
    fn a_seat_is_shown_where_it_is_used() {
        let answer =
            VerifyEmailResponse { signed_in: true, allocated_bytes: 1_000_000_000, ..Default::default() };
        let arrival = of_new_account(&answer, "");
        assert_eq!((arrival.to.as_str(), arrival.notice), ("/files", None));
    }

    #[test]
    fn another_browser_signs_in_itself() {
        assert_eq!(of_new_account(&VerifyEmailResponse::default(), "").to, "/sign-in");
    }
}
