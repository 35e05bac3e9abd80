//! E-mail addresses, canonicalised once (SEC-08): one spelling to send to, one key to compare by.
//!
//! Accepted is what leads to exactly one mailbox on the open internet: `local@domain` with an ASCII local part of
//! unquoted characters and a domain of at least two labels, whose internationalised labels are kept in their ASCII form.
//! Refused, although RFC 5321 knows them: quoted local parts, comments, address literals, and `%` and `!`, which old mail
//! servers read as routes to somewhere else.

mod script;

use std::fmt;

use thiserror::Error;

use crate::limits::{EMAIL_BYTES_MAX, EMAIL_LOCAL_BYTES_MAX};

/// Bytes of text that is worth parsing: domains may shrink when they become ASCII, so this is above the limit.
const RAW_BYTES_MAX: usize = 4 * EMAIL_BYTES_MAX;

/// Characters of a local part besides letters and digits (RFC 5322 `atext` without `%` and `!`), and the dot.
const LOCAL_PUNCTUATION: &str = "#$&'*+-/=?^_`{|}~.";

/// Why a text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EmailError {
    /// There is nothing.
    #[error("Enter your e-mail address.")]
    Empty,
    /// Above [`EMAIL_BYTES_MAX`] or [`EMAIL_LOCAL_BYTES_MAX`].
    #[error(
        "This e-mail address is too long: at most {EMAIL_LOCAL_BYTES_MAX} characters before the @ and \
         {EMAIL_BYTES_MAX} in all."
    )]
    TooLong,
    /// Not exactly one @.
    #[error("An e-mail address has one @, as in name@example.com.")]
    NotOneAt,
    /// The part before the @ is empty, badly dotted or has other characters than letters, digits and some punctuation.
    #[error(
        "The part before the @ may have letters A to Z, digits, single dots between them and {LOCAL_PUNCTUATION}"
    )]
    LocalPart,
    /// The part after the @ is no domain name.
    #[error("The part after the @ is not a domain such as example.com.")]
    Domain,
}

/// An address that mail can be sent to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    text: String,
    at: usize,
}

impl EmailAddress {
    /// Reads an address: surrounding blanks are dropped, the domain becomes lower-case ASCII, the local part stays as it
    /// was typed.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim_matches([' ', '\t']);
        if text.is_empty() {
            return Err(EmailError::Empty);
        }
        if text.len() > RAW_BYTES_MAX {
            return Err(EmailError::TooLong);
        }
        let (local, domain) = text.split_once('@').ok_or(EmailError::NotOneAt)?;
        if domain.contains('@') {
            return Err(EmailError::NotOneAt);
        }
        check_local_part(local)?;
        let domain = ascii_domain(domain)?;
        let text = format!("{local}@{domain}");
        if text.len() > EMAIL_BYTES_MAX {
            return Err(EmailError::TooLong);
        }
        Ok(Self { text, at: local.len() })
    }

    /// The canonical form, which mail is sent to.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What two accounts may not share: the canonical form in lower case. No server that matters tells mailboxes apart by
    /// case.
    pub fn key(&self) -> String {
        self.text.to_ascii_lowercase()
    }

    /// The part before the @.
    pub fn local_part(&self) -> &str {
        &self.text[..self.at]
    }

    /// The part after the @, lower-case ASCII.
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }

    /// For showing where a code went without telling the address: `a•••@example.com`, always three dots.
    pub fn masked(&self) -> String {
        format!("{}•••@{}", &self.text[..1], self.domain())
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

fn check_local_part(local: &str) -> Result<(), EmailError> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || LOCAL_PUNCTUATION.contains(letter);
    if !local.chars().all(allowed) || local.split('.').any(str::is_empty) {
        return Err(EmailError::LocalPart);
    }
    if local.len() > EMAIL_LOCAL_BYTES_MAX {
        return Err(EmailError::TooLong);
    }
    Ok(())
}

fn ascii_domain(domain: &str) -> Result<String, EmailError> {
    let domain = script::to_ascii(domain).ok_or(EmailError::Domain)?;
    let (_, last_label) = domain.rsplit_once('.').ok_or(EmailError::Domain)?;
    // A last label of digits is an IPv4 address, not a domain.
    if last_label.bytes().all(|letter| letter.is_ascii_digit()) {
        return Err(EmailError::Domain);
    }
    Ok(domain)
}

#[cfg(test)]
mod tests;
