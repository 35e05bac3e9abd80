//! Mail: written in the transaction that causes it, sent afterwards by a job, so that a failing mail server loses
//! nothing and its slowness tells nobody whether an address is known (SEC-07).
//!
//! [`letter`] says what is written, [`outbox`] keeps it sealed until it leaves, [`delivery`] lets it leave: through
//! [`smtp`], or in test mode onto standard output and the Outbox page.
pub mod delivery;
pub mod letter;
pub mod outbox;
mod smtp;

use tokio::sync::Notify;

pub use letter::{Invitation, Letter};
pub use smtp::MailerError;
use smtp::Smtp;

/// Sends mail, or shows it in test mode.
pub struct Mailer {
    smtp: Option<Smtp>,
    posted: Notify,
}

impl Mailer {
    /// Through this SMTP server, or in test mode.
    pub fn new(smtp_url: Option<&str>) -> Result<Self, MailerError> {
        Ok(Self { smtp: smtp_url.map(Smtp::new).transpose()?, posted: Notify::new() })
    }

    /// Whether mail is only shown.
    pub fn test_mode(&self) -> bool {
        self.smtp.is_none()
    }

    /// Whose name stands on what is sent.
    pub fn sender_address(&self) -> String {
        self.smtp.as_ref().map_or_else(|| "skyshard@localhost".to_owned(), Smtp::sender_address)
    }

    /// Something was posted and committed: the job need not wait for its next round.
    pub fn wake(&self) {
        self.posted.notify_one();
    }

    /// Until something was posted.
    pub async fn posted(&self) {
        self.posted.notified().await;
    }
}
