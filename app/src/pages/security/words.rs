//! The audit trail's actions as sentences about oneself.

use client::proto::account::ActivityRow;

/// Rows asked for at once.
pub const ROWS: i32 = 20;

/// What a row tells its owner. An action that this page does not know is shown by its own name.
pub fn sentence(row: &ActivityRow) -> String {
    let done = match row.action.as_str() {
        "account.register" => "You signed up",
        "account.verify" => "You confirmed your address",
        "account.enroll" => "You enrolled by a mailed code",
        "account.first_admin" => "You became the first admin",
        "account.erase_request" => "You asked for an account to be deleted",
        "account.keep" => "You kept an account that was to be deleted",
        "archive.make" => "You made a link to everything about you",
        "archive.read" => "Everything about you was downloaded",
        "account.role" => "You changed the role of an account",
        "account.suspend" => "You suspended an account",
        "account.resume" => "You let a suspended account in again",
        "account.unlock" => "You let somebody try to sign in again",
        "account.disown_sign_in" => "You said that a sign-in was not yours",
        "authenticator.add" => "You added an authenticator app",
        "authenticator.remove" => "You removed the authenticator app",
        "backup_code.renew" => "You made new backup codes",
        "backup_code.use" => "A backup code was used to sign in",
        "passkey.add" => "You added a passkey",
        "passkey.remove" => "You removed a passkey",
        "email.change" => "You moved to another address",
        "email.restore" => "You put your former address back",
        "password.change" => "You changed your password",
        "password.close" => {
            "A hundred wrong passwords in a row were tried, and none is taken from there any more"
        }
        "password.rehash" => "Your password was stored in a stronger way",
        "password.reset" => "You chose a new password by a mailed link",
        "session.begin" => "You signed in",
        "session.end" => "A session was ended",
        "session.end_others" => "You signed out everywhere else",
        "session.step_up" => "You proved once more that it is you",
        "session.reuse" => "A session was ended because an old key of it was used again",
        "storage.reserve" => "Storage was reserved for you",
        "seat.wait" => "You stood in line for a seat",
        "seat.leave" => "You left the line for a seat",
        "upload.create" => "You began an upload",
        "upload.abort" => "You cancelled an upload",
        "file.upload" => "You uploaded a file",
        "file.delete" => "You moved a file to the trash",
        "file.restore" => "You restored a file",
        "file.rename" => "You gave a file another name",
        "file.move" => "You moved a file to another folder",
        "folder.create" => "You made a folder",
        "vault.create" => "You made a vault",
        "vault.passphrase" => "You changed the passphrase of a vault",
        "folder.rename" => "You gave a folder another name",
        "folder.move" => "You moved a folder",
        "folder.delete" => "You moved a folder to the trash",
        "folder.restore" => "You restored a folder",
        "folder.purge" => "You deleted a folder for good",
        "version.restore" => "You restored an older version of a file",
        "version.delete" => "You deleted an older version of a file",
        "file.purge" => "You deleted a file for good",
        "file.repair" => "You had a file's copies repaired",
        "file.transfer" => "You moved a file between nodes",
        "share.give" => "You shared something",
        "share.change" => "You changed what a share lets do",
        "share.revoke" => "You took a share back",
        "link.make" => "You made a link",
        "share.open" => "You opened what somebody shared with you",
        "share.leave" => "You left what somebody shared with you",
        "booking.hold" => "You held a lesson",
        "booking.confirm" => "You booked a lesson",
        "booking.move" => "You moved a lesson",
        "booking.cancel" => "You cancelled a lesson",
        "booking.release" => "You gave a held lesson back",
        "lesson.wait" => "You stood in line for a lesson",
        "lesson.leave" => "You left the line for a lesson",
        "calendar.feed" => "You made a private calendar address",
        "course.save" => "You saved a course",
        "course.archive" => "You archived a course",
        "course.restore" => "You offered an archived course again",
        "teacher.save" => "You saved your teaching profile",
        "teacher.hours" => "You saved your teaching hours",
        "review.write" => "You wrote a review",
        "review.reply" => "You answered a review",
        "review.report" => "You reported a review",
        "node.start" => "You started a node",
        "node.stop" => "You stopped a node",
        // Who was wrong may have been anybody.
        "password.try" => return "Somebody tried a wrong password".to_owned(),
        "code.try" => return "Somebody tried a wrong code".to_owned(),
        other => return other.to_owned(),
    };
    if row.refused { format!("{done}: refused") } else { done.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_sentence() {
        let row =
            |action: &str, refused| ActivityRow { action: action.to_owned(), refused, ..Default::default() };
        assert_eq!(sentence(&row("session.begin", false)), "You signed in");
        assert_eq!(sentence(&row("file.upload", true)), "You uploaded a file: refused");
        assert_eq!(sentence(&row("password.try", true)), "Somebody tried a wrong password");
        assert_eq!(sentence(&row("moon.land", false)), "moon.land");
    }
}
