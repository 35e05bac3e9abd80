//! What the server writes to people: short, plain text, friendly, and never more than the reader needs.
use domain::{
    code::{OneTimeCode, Purpose},
    format,
};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A letter without its address. It may hold a code, so it has no `Debug`.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// The six digits, if it brings a code.
    pub code: Option<String>,
    /// Where it leads, if it brings a link.
    #[serde(default)]
    pub link: Option<String>,
    /// What a calendar program takes up, if it is about a lesson.
    #[serde(default)]
    pub invitation: Option<Invitation>,
}

/// A calendar that travels with a letter (iTIP over mail, RFC 6047).
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Invitation {
    /// What it asks for: `REQUEST`, `CANCEL`.
    pub method: String,
    /// The calendar.
    pub text: String,
}

impl Letter {
    /// The code that proves a new account's address.
    pub fn own_email(code: &OneTimeCode, username: &str) -> Self {
        let life = format::duration(Purpose::OwnEmail.lifetime());
        Self::with_code(
            "Your Skyshard code",
            code,
            &format!(
                "Welcome to Skyshard. Your code to confirm this address for the account \"{username}\" is\n\n    {}\n\n\
                 It is good for {life}. If you did not ask for this account, do nothing: without the code nobody can use it.",
                code.as_str()
            ),
        )
    }

    /// The second step of signing in.
    pub fn sign_in(code: &OneTimeCode) -> Self {
        let life = format::duration(Purpose::SignIn.lifetime());
        Self::with_code(
            "Your Skyshard sign-in code",
            code,
            &format!(
                "Your code to sign in is\n\n    {}\n\nIt is good for {life}. If you did not try to sign in, somebody knows \
                 your password. Without this code it is of no use, but choose a new one.",
                code.as_str()
            ),
        )
    }

    /// Proving oneself once more.
    pub fn step_up(code: &OneTimeCode) -> Self {
        let life = format::duration(Purpose::StepUp.lifetime());
        Self::with_code(
            "Your Skyshard code",
            code,
            &format!(
                "Your code to go on is\n\n    {}\n\nIt is good for {life}. You, or somebody who is signed in as you, wants \
                 to change how your account is protected or do something that cannot be undone. If it was not you, sign in, \
                 end the other sessions and choose a new password.",
                code.as_str()
            ),
        )
    }

    /// Signing in or enrolling by code alone.
    pub fn enroll(code: &OneTimeCode) -> Self {
        let life = format::duration(Purpose::Enroll.lifetime());
        Self::with_code(
            "Your Skyshard code",
            code,
            &format!(
                "Your code is\n\n    {}\n\nIt is good for {life}. If you did not ask for it, do nothing.",
                code.as_str()
            ),
        )
    }

    /// The code that proves the address that an account is to move to.
    pub fn change_email(code: &OneTimeCode, username: &str) -> Self {
        let life = format::duration(Purpose::ChangeEmail.lifetime());
        Self::with_code(
            "Your Skyshard code",
            code,
            &format!(
                "Your code to make this the address of the account \"{username}\" is\n\n    {}\n\nIt is good for {life}. If \
                 you did not ask for it, do nothing: without the code nothing changes.",
                code.as_str()
            ),
        )
    }

    /// Somebody wanted to move another account to the address of this one.
    pub fn address_in_use(username: &str) -> Self {
        Self::plain(
            "You already have a Skyshard account",
            &format!(
                "Somebody, perhaps you, wanted to move another account to this address. It belongs to your account \
                 \"{username}\", so nothing was changed. If it was not you, do nothing."
            ),
        )
    }

    /// To the address that an account had.
    pub fn address_changed(username: &str, masked: &str, not_me: String) -> Self {
        let body = format!(
            "Your account \"{username}\" moved from this address to {masked}. From now on its mail goes there. If it was \
             you, all is well. If it was not you, open this page within a week: it puts this address back, ends every \
             session and lets you choose a new password.\n\n    {not_me}"
        );
        Self::with_link("The address of your Skyshard account was changed", &body, not_me)
    }

    /// Somebody registered with the address of an account.
    pub fn already_registered(username: &str) -> Self {
        Self::plain(
            "You already have a Skyshard account",
            &format!(
                "Somebody, perhaps you, tried to sign up with this address. It already belongs to your account \
                 \"{username}\", so nothing was changed. Sign in with it instead. If it was not you, do nothing."
            ),
        )
    }

    /// Somebody asked for a code to an account that signs in in a stronger way.
    pub fn use_your_password(username: &str) -> Self {
        Self::plain(
            "How to sign in to Skyshard",
            &format!(
                "Somebody, perhaps you, asked for a code to sign in by it alone. Your account \"{username}\" is protected \
                 by more: sign in with its password or its passkey. If it was not you, do nothing."
            ),
        )
    }

    /// Somebody who waited for a seat has one.
    pub fn seat_reserved(username: &str, bytes: u64) -> Self {
        let size = format::bytes(bytes);
        Self::plain(
            "Your Skyshard seat is ready",
            &format!(
                "You waited for storage. A seat became free, and {size} are now reserved for your account \"{username}\": \
                 sign in and upload something. Nobody else can take it."
            ),
        )
    }

    /// A refresh token was used twice, so its session was ended.
    pub fn session_ended(username: &str) -> Self {
        Self::plain(
            "A Skyshard session was ended",
            &format!(
                "A sign-in of your account \"{username}\" was used from two places with the same old key, which happens \
                 when somebody copies it. To be safe, that session was ended. Sign in again to go on."
            ),
        )
    }

    /// How the account is protected was changed.
    pub fn security_changed(username: &str, what: &str) -> Self {
        Self::plain(
            "Your Skyshard account was changed",
            &format!(
                "{what} on your account \"{username}\". If it was you, all is well. If not, sign in, end the other \
                 sessions and choose a new password; and if you cannot sign in, tell whoever runs the server."
            ),
        )
    }

    /// Somebody signed in from a program that the account does not know.
    pub fn new_sign_in(username: &str, device: &str, network: &str, not_me: String) -> Self {
        let place = if network.is_empty() { String::new() } else { format!(", from {network}") };
        let body = format!(
            "Somebody signed in to your account \"{username}\": {device}{place}. If it was you, all is well. If it was not \
             you, open this page within a week: it ends every session and lets you choose a new password.\n\n    {not_me}"
        );
        Self::with_link("New sign-in to Skyshard", &body, not_me)
    }

    /// The link to choose a new password.
    pub fn reset(username: &str, link: String) -> Self {
        let body = format!(
            "Somebody, perhaps you, forgot the password of your account \"{username}\". Choose a new one here, once and \
             within 30 minutes:\n\n    {link}\n\nIf it was not you, do nothing: without this link nothing changes."
        );
        Self::with_link("Choose a new Skyshard password", &body, link)
    }

    /// A hundred wrong passwords in a row were tried.
    pub fn password_closed(username: &str) -> Self {
        Self::plain(
            "A hundred wrong passwords at your Skyshard account",
            &format!(
                "Somebody tried a hundred wrong passwords in a row at your account \"{username}\". Nobody got in by them, \
                 and what it stores is safe. Where they came from no password opens it any more, not even the right one; \
                 browsers in which you signed in before, and passkeys, work as ever unless it was there. To sign in \
                 anywhere else, choose a new password by \"Forgot your password?\" on the page to sign in."
            ),
        )
    }

    /// An admin changed the account.
    pub fn by_admin(username: &str, what: &str) -> Self {
        Self::plain(
            "Your Skyshard account was changed by an admin",
            &format!(
                "Whoever runs the server changed your account \"{username}\". {what}. Sign in again to go on."
            ),
        )
    }

    /// A request for more space was refused.
    pub fn space_refused(username: &str) -> Self {
        Self::plain(
            "Your Skyshard account keeps its space",
            &format!(
                "Whoever runs the server read your request for more space for the account \"{username}\" and refused it. \
                 Everything that you store is kept. Delete what you no longer need to make room, or ask again."
            ),
        )
    }

    /// A link to everything about the account was made.
    pub fn archive_made(username: &str) -> Self {
        Self::plain(
            "Your Skyshard archive",
            &format!(
                "A link to download everything about your account \"{username}\" was made. It works for a day, and only for \
                 who is signed in to the account. If it was not you, sign in, end the other sessions and choose a new \
                 password."
            ),
        )
    }

    /// The account will be erased.
    pub fn erasure_begun(username: &str, when: &str) -> Self {
        Self::plain(
            "Your Skyshard account will be deleted",
            &format!(
                "Your account \"{username}\" will be deleted on {when}, with everything it stores. Until then nothing is \
                 gone: to keep it, sign in before that and choose \"Keep my account\". If you did not ask for this, keep it \
                 and choose a new password."
            ),
        )
    }

    /// It is kept.
    pub fn erasure_cancelled(username: &str) -> Self {
        Self::plain(
            "Your Skyshard account is kept",
            &format!(
                "Your account \"{username}\" will not be deleted. Everything is as it was before. If it was not you who kept \
                 it, choose a new password."
            ),
        )
    }

    /// It is gone. The last letter.
    pub fn erased(username: &str, number: &str, when: &str) -> Self {
        Self::plain(
            "Your Skyshard account was deleted",
            &format!(
                "Your account \"{username}\" was deleted, and the keys of everything it stored were destroyed: nobody can \
                 read it again. Lessons that others had with you name you no more. The audit trail keeps rows under a \
                 random number that leads to nobody now. Backups of the server may hold older data until they are thrown \
                 away.\n\nReceipt: the audit trail says that {number} was erased on {when}.\n\nThis is the last mail to \
                 this address, which is forgotten within a day."
            ),
        )
    }

    /// A backup code was used.
    pub fn backup_code_used(username: &str, left: u32, is_few: bool) -> Self {
        let left = format::count(left.into(), "code is", "codes are");
        let advice = if is_few { " Make new ones on the page Security soon." } else { "" };
        Self::plain(
            "A Skyshard backup code was used",
            &format!(
                "Somebody signed in to your account \"{username}\" with a backup code. {left} left.{advice} If it was not \
                 you, end the other sessions and choose a new password at once."
            ),
        )
    }

    /// About a lesson, perhaps with what a calendar program takes up.
    pub fn of_lesson(subject: &str, body: &str, invitation: Option<Invitation>) -> Self {
        let mut letter = Self::plain(subject, body);
        letter.invitation = invitation;
        letter
    }

    fn with_code(subject: &str, code: &OneTimeCode, body: &str) -> Self {
        let mut letter = Self::plain(subject, body);
        letter.code = Some(code.as_str().to_owned());
        letter
    }

    fn with_link(subject: &str, body: &str, link: String) -> Self {
        let mut letter = Self::plain(subject, body);
        letter.link = Some(link);
        letter
    }

    fn plain(subject: &str, body: &str) -> Self {
        Self {
            subject: subject.to_owned(),
            body: format!("{body}\n\nSkyshard\n"),
            code: None,
            link: None,
            invitation: None,
        }
    }
}
