//! Every limit, with its unit in the name and its reason beside it. Page and server read the same numbers.

use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

// --- space

/// What all accounts share: the nodes' 50 GB hold 6 GB three times with room for repair.
pub const POOL_BYTES: u64 = 6_000_000_000;
/// What one seat of the pool reserves; six seats fit.
pub const ALLOCATION_BYTES: u64 = 1_000_000_000;
/// What a premium account reserves.
pub const PREMIUM_ALLOCATION_BYTES: u64 = 5_000_000_000;
/// How long a deleted file can be restored: a month, so that a monthly habit finds it missing in time.
pub const TRASH_LIFE: Duration = DAY.saturating_mul(30);

// --- uploads

/// Plain bytes of one chunk. The manifest carries the number, so a later version may choose another.
pub const CHUNK_BYTES: u64 = 1_048_576;
/// Bytes of one upload part: equal to a chunk, so that a part is sealed when it arrives and nothing waits for neighbours.
pub const PART_BYTES_MAX: u64 = CHUNK_BYTES;
/// Bytes of one block of a part, the last one perhaps shorter: digests are taken of blocks. Browsers digest nothing piece by
/// piece, and Chromium copies what it digests, from 960 KiB on into fresh memory, which costs it half as much again.
pub const BLOCK_BYTES: u64 = PART_BYTES_MAX / 2;
/// A message with one part: the part and room for its other fields.
pub const PART_MESSAGE_BYTES_MAX: usize = PART_BYTES_MAX as usize + 4 * 1024;
/// Bytes of a file that may be sent whole with the call that begins its upload. Two seconds on a wire of 1 Mbit/s are little
/// to send again; what is larger is worth its parts.
pub const WHOLE_FILE_BYTES_MAX: u64 = 256 * 1024;
/// Small files in one call: as many as make what a request costs a browser small beside what it costs to store them.
pub const WHOLE_FILES_PER_CALL_MAX: usize = 32;
/// Parts in one call: many enough for a browser to spend its time on bytes instead of requests, few enough that a call
/// ends soon after its session did.
pub const PARTS_PER_CALL_MAX: usize = 16;
/// Uploads an account may have open (SEC-36): two devices that send three files each and some that rest; few enough to
/// bound what they reserve and remember.
pub const UPLOADS_OPEN_MAX: u32 = 8;
/// Files an account may have when nobody says otherwise, those in the trash and those that arrive included (SEC-36): far
/// more than people keep, and few enough to be counted in milliseconds.
pub const FILES_MAX: u32 = 100_000;
/// How long an upload may stay open, counted from its creation: over a night, not over a week of held quota.
pub const UPLOAD_LIFE: Duration = DAY;
/// Versions of one file that wait to be thinned out (SEC-36): a save every ten seconds for more than a night. Whoever has
/// more is asked to delete some before the next one.
pub const VERSIONS_MAX: u32 = 4_000;
/// Age up to which every version of a file is kept: whatever went wrong today can be taken back.
pub const VERSIONS_ALL_LIFE: Duration = DAY;
/// Age up to which the newest of each hour is kept.
pub const VERSIONS_HOURLY_LIFE: Duration = DAY.saturating_mul(2);
/// Age up to which the newest of each day is kept: as long as a deleted file can be restored.
pub const VERSIONS_DAILY_LIFE: Duration = DAY.saturating_mul(30);
/// Age up to which the newest of each week is kept; what is older and not shown goes.
pub const VERSIONS_WEEKLY_LIFE: Duration = DAY.saturating_mul(365);
/// Bytes of one file. Its list of chunks (about 100 bytes each) is handled in memory: 100 GB are about 95 000 entries.
pub const FILE_BYTES_MAX: u64 = 100_000_000_000;

/// Characters of what somebody writes who asks for more space: two or three sentences.
pub const SPACE_REQUEST_NOTE_CHARS_MAX: usize = 500;

// --- names and lists

/// Bytes of a file name after NFC, as most file systems allow.
pub const FILE_NAME_BYTES_MAX: usize = 255;
/// Bytes of an e-mail address (RFC 5321 allows a path of 256 with its brackets).
pub const EMAIL_BYTES_MAX: usize = 254;
/// Bytes before the @ (RFC 5321).
pub const EMAIL_LOCAL_BYTES_MAX: usize = 64;
/// Characters of a username: at least three, so that it is a name.
pub const USERNAME_CHARS_MIN: usize = 3;
/// Characters of a username: it fits a table column.
pub const USERNAME_CHARS_MAX: usize = 32;
/// Entries of one page of a list (SEC-36).
pub const PAGE_MAX: u32 = 1_000;
/// Entries of a page when the caller names no number.
pub const PAGE_DEFAULT: u32 = 50;
/// Folders on the way to a folder, itself included (SEC-36): deeper than people sort things, and a way is read in one
/// statement.
pub const FOLDER_DEPTH_MAX: u32 = 32;
/// Files and folders of one call that moves, copies, deletes or restores them: a page of a list that was selected whole.
pub const ENTRIES_PER_CALL_MAX: usize = PAGE_MAX as usize;
/// Characters of a tag: a word or a few, which still fit beside a name.
pub const TAG_CHARS_MAX: usize = 32;
/// Tags of one file or folder: who needs more makes folders.
pub const TAGS_PER_ENTRY_MAX: u32 = 20;
/// Tags of one account: a list that somebody still reads, told whole.
pub const TAGS_MAX: u32 = 200;
/// Files and folders that one call copies, those below folders included: each is stored anew.
pub const COPIES_PER_CALL_MAX: usize = 1_000;
/// Bytes of the file that keeps a vault's identity under its passphrase: age makes some 500, and comments may be in it.
pub const VAULT_IDENTITY_BYTES_MAX: usize = 4 * 1024;
/// Work factor of that file, as a binary logarithm: 17 asks for 128 MiB and some second of a browser, which is what OWASP asks
/// for at least.
pub const VAULT_WORK_FACTOR: u8 = 17;
/// The largest that is taken: 256 MiB, as the program age has it. Whoever is handed such a file must be able to open it.
pub const VAULT_WORK_FACTOR_MAX: u8 = 18;
/// Bytes of a text to filter by: no name is longer.
pub const FILTER_BYTES_MAX: usize = FILE_NAME_BYTES_MAX;

// --- passwords

/// From here on a password may have any characters (NIST SP 800-63B-4).
pub const PASSWORD_CHARS_ANY: usize = 15;
/// From here on a password of all four kinds is long enough.
pub const PASSWORD_CHARS_MIXED: usize = 12;
/// Characters of a password: hashing must stay cheap to refuse.
pub const PASSWORD_CHARS_MAX: usize = 128;
/// Bytes of a password as it arrives; 128 characters have at most 4 bytes each once composed, and this leaves eightfold
/// room for spellings that compose.
pub const PASSWORD_BYTES_MAX: usize = 4_096;

// --- proving who one is

/// Digits of a one-time code.
pub const OTP_DIGITS: usize = 6;
/// Wrong tries of one code: five of a million.
pub const OTP_ATTEMPTS_MAX: u32 = 5;
/// Of those, the ones by somebody who cannot show that he asked for the code; the rest is kept for who did (SEC-12). Three,
/// so that a program which does not know how to show it may still be wrong twice.
pub const OTP_STRANGER_ATTEMPTS_MAX: u32 = 3;
/// Codes one account may ask for in an hour (SEC-14): at most 25 tries of a million.
pub const OTP_ISSUED_PER_HOUR_MAX: u32 = 5;
/// The same for one network; a classroom shares an address.
pub const OTP_ISSUED_PER_HOUR_PER_NETWORK_MAX: u32 = 100;
/// Pause before a code may be sent again: a mail needs some time.
pub const OTP_RESEND_PAUSE: Duration = Duration::from_secs(30);
/// How long after a code to sign in another may be asked for without the password: over the code's end, so that a mail
/// that came late can be made up for, and no longer than somebody sits at the same page.
pub const OTP_SIGN_IN_RESEND_LIFE: Duration = MINUTE.saturating_mul(15);
/// How long a code to sign in lives.
pub const OTP_SIGN_IN_LIFE: Duration = MINUTE.saturating_mul(5);
/// How long a code that proves an address lives: NIST's maximum.
pub const OTP_OWN_EMAIL_LIFE: Duration = MINUTE.saturating_mul(10);
/// How long a verified address may wait for its enrolment (K47).
pub const ENROLL_TICKET_LIFE: Duration = MINUTE.saturating_mul(5);
/// How long the link that makes the first admin lives (K44).
pub const SETUP_LINK_LIFE: Duration = MINUTE.saturating_mul(30);
/// How long a proof of both factors opens dangerous acts (SEC-09): long enough to finish what one came for.
pub const STEP_UP_LIFE: Duration = MINUTE.saturating_mul(5);
/// How far the server's clock may step back behind the latest moment that it showed (SEC-17): one step of an
/// authenticator's codes.
pub const CLOCK_BACK_MAX: Duration = Duration::from_secs(30);
/// How long a mailed link to choose a new password works (SEC-10).
pub const RESET_LINK_LIFE: Duration = MINUTE.saturating_mul(30);
/// How long a mail about a sign-in lets its reader say that it was somebody else.
pub const NOT_ME_LINK_LIFE: Duration = DAY.saturating_mul(7);
/// How long a passkey ceremony waits for its end.
pub const PASSKEY_CEREMONY_LIFE: Duration = MINUTE.saturating_mul(5);
/// Passkeys of an account.
pub const PASSKEYS_MAX: usize = 20;
/// How long admin rights rest in a session without being used, until both factors are proved once more (K38).
pub const ADMIN_IDLE_LIFE: Duration = MINUTE.saturating_mul(20);
/// How long an account knows a browser in which somebody signed in: the longest that browsers keep a cookie.
pub const DEVICE_PASS_LIFE: Duration = DAY.saturating_mul(400);
/// Characters kept of what a browser says of itself.
pub const DEVICE_CHARS_MAX: usize = 200;
/// How long an account may wait for its address to be verified (K8).
pub const UNVERIFIED_ACCOUNT_LIFE: Duration = DAY;

// --- privacy

/// How long an account that is to be erased can still be kept: a night, for whoever asked in anger or was not asked.
pub const ERASURE_GRACE: Duration = DAY;
/// How long a link to everything about oneself works.
pub const ARCHIVE_LINK_LIFE: Duration = DAY;
/// Pause before another one can be made: an archive reads all that an account has.
pub const ARCHIVE_PAUSE: Duration = HOUR;

// --- sessions

/// How long an access token lives (K12).
pub const ACCESS_TOKEN_LIFE: Duration = HOUR;
/// How long a session lives.
pub const SESSION_LIFE: Duration = HOUR.saturating_mul(24);
/// How long an unused session lives (NIST AAL2).
pub const SESSION_IDLE_LIFE: Duration = HOUR;
/// How long a session lives that is kept signed in.
pub const KEPT_SESSION_LIFE: Duration = DAY.saturating_mul(30);
/// How long an unused session lives that is kept signed in.
pub const KEPT_SESSION_IDLE_LIFE: Duration = DAY.saturating_mul(7);
/// For so long a rotated refresh token still answers with the same successor (SEC-23): tabs refresh at the same time.
pub const REFRESH_GRACE: Duration = Duration::from_secs(10);

// --- sharing

/// What one account may have given at a time: a list that somebody still reads.
pub const SHARES_MAX: u32 = 1_000;
/// Days that something is given for at most, when it has an end.
pub const SHARE_DAYS_MAX: u32 = 365;
/// Days that a link is for unless somebody says otherwise: long enough to be read, too short to be forgotten.
pub const LINK_DAYS: u32 = 7;
/// Downloads that a link can be limited to.
pub const LINK_DOWNLOADS_MAX: u32 = 10_000;
/// For so long a download that was counted can be asked for in parts: a slow line and a night.
pub const LINK_TICKET_LIFE: Duration = DAY;

// --- messages

/// Bytes of a message to sign up or in (SEC-44).
pub const AUTH_MESSAGE_BYTES_MAX: usize = 16 * 1024;
/// Bytes of a message about folders: the ids of one call, of 34 bytes each, and room.
pub const DRIVE_MESSAGE_BYTES_MAX: usize = 64 * ENTRIES_PER_CALL_MAX;
/// Bytes of a calculator message: two numbers of the longest notation, a token and room.
pub const CALCULATOR_MESSAGE_BYTES_MAX: usize = 2 * NUMBER_BYTES_MAX + 8 * 1024;

// --- calculator

/// Digits before the point, and as many after it: beyond any use, and multiplied in milliseconds.
pub const NUMBER_DIGITS_MAX: usize = 10_000;
/// Bytes of a number's notation: all digits, sign, point and exponent.
pub const NUMBER_BYTES_MAX: usize = 2 * NUMBER_DIGITS_MAX + 16;
/// Significant digits of a quotient that does not terminate.
pub const QUOTIENT_DIGITS: u64 = 50;
/// Bytes of an expression: what somebody would type or paste, and one longest number.
pub const EXPRESSION_BYTES_MAX: usize = 2 * NUMBER_BYTES_MAX;
/// Open parentheses and signs at one place: the parser's recursion.
pub const EXPRESSION_DEPTH_MAX: usize = 64;
/// Operations in an expression: each is one call.
pub const EXPRESSION_OPERATIONS_MAX: usize = 200;

// --- greetings

/// Characters of a name to greet: the longest that people have, and room.
pub const GREETING_NAME_CHARS_MAX: usize = 100;
/// Replies of one server-streaming call: enough to see them come and to cancel in between.
pub const GREETINGS_PER_STREAM: u32 = 10;
/// Between two of them: one can be read.
pub const GREETING_PAUSE: Duration = Duration::from_millis(500);
/// Requests of one stream: what somebody types or a test sends; the reply to all of them stays below 64 KiB.
pub const GREETINGS_SENT_MAX: u32 = 100;
/// How long a stream of greetings may last: a chat to try it out, and nothing that holds a place for a day.
pub const GREETING_STREAM_LIFE: Duration = MINUTE.saturating_mul(5);

// --- lessons

/// How long a slot is kept for somebody who is about to confirm: time to read the policy and write a line.
pub const HOLD_LIFE: Duration = MINUTE.saturating_mul(5);
/// How long a place that became free is kept for the first in the waiting line, who has to read a mail first.
pub const OFFER_LIFE: Duration = MINUTE.saturating_mul(15);
/// How far ahead a lesson can be booked: nobody's plans are good for longer, and a search stays small.
pub const BOOKING_HORIZON: Duration = DAY.saturating_mul(60);
/// Holds one account may have at a time: somebody compares two, nobody blocks a teacher's week.
pub const HOLDS_MAX: u32 = 3;
/// Days of one question for slots: a month and the weeks around it.
pub const SLOT_DAYS_MAX: u32 = 62;
/// Spans of hours on one day.
pub const HOURS_PER_DAY_MAX: usize = 8;
/// Days that differ from a teacher's week.
pub const EXCEPTION_DAYS_MAX: usize = 366;
/// Courses of one teacher.
pub const COURSES_MAX: u32 = 50;
/// Characters of a course's title: one line of a card.
pub const TITLE_CHARS_MAX: usize = 100;
/// Characters of the line below a teacher's name.
pub const HEADLINE_CHARS_MAX: usize = 140;
/// Characters of a skill.
pub const SKILL_CHARS_MAX: usize = 40;
/// Characters of what is told at length: about a teacher, about a course.
pub const ABOUT_CHARS_MAX: usize = 4_000;
/// Characters of what a student writes to the teacher when booking, of a review and of a reply.
pub const NOTE_CHARS_MAX: usize = 1_000;
/// Bytes of a key that makes a call that is repeated take effect once: a UUID and room.
pub const IDEMPOTENCY_KEY_BYTES_MAX: usize = 64;
/// Bytes of a message about lessons: a profile of the greatest length, and a year of exceptions.
pub const SKILLSHARE_MESSAGE_BYTES_MAX: usize = 128 * 1024;
