//! Why something is refused, as one table: each reason with the kinds of refusal that it comes in, what it means and
//! what to do about it. `grpc/status.rs` gives each kind its code, `http/service_error.rs` its HTTP status; a test makes
//! `docs/errors.md` of all three. A reason is stable and never renamed: programs decide by it (K15).
use std::fmt;

/// What a refusal asks of whoever is refused; it decides the code and the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Mend what was sent.
    Invalid,
    /// Prove who you are.
    Unauthenticated,
    /// Have another role.
    Forbidden,
    /// Ask for something else.
    NotFound,
    /// Do another step first.
    Precondition,
    /// Take another one.
    Taken,
    /// Have more room, or less in it.
    Exhausted,
    /// Wait.
    Throttled,
    /// Ask again.
    Unavailable,
    /// Nothing helps but a copy from elsewhere.
    DataLoss,
    /// Tell the operator.
    Internal,
    /// Allow more time.
    Late,
    /// Ask another server.
    Unoffered,
    /// Come by TLS.
    NeedsTls,
}

/// Which calls a reason comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Any call may be refused so.
    Any,
    /// The calls that say so in their protos.
    Named,
}

macro_rules! reasons {
    ($($reason:ident $name:literal [$($kind:ident)+] $scope:ident $meaning:literal $fix:literal;)+) => {
        /// The machine-readable reason (`google.rpc.ErrorInfo.reason`): stable, never renamed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the table says what each means")]
        pub enum Reason {
            $($reason,)+
        }

        impl Reason {
            /// All of them, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$reason,)+];

            /// As machines know it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$reason => $name,)+ }
            }

            /// The kinds of refusal that it comes in.
            pub const fn kinds(self) -> &'static [Kind] {
                match self { $(Self::$reason => &[$(Kind::$kind),+],)+ }
            }

            /// Which calls it comes from.
            pub const fn scope(self) -> Scope {
                match self { $(Self::$reason => Scope::$scope,)+ }
            }

            /// What it means. (What somebody is told says more: which field, how many bytes, how long.)
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$reason => $meaning,)+ }
            }

            /// What to do about it.
            pub const fn fix(self) -> &'static str {
                match self { $(Self::$reason => $fix,)+ }
            }
        }
    };
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

reasons! {
    InvalidArgument "INVALID_ARGUMENT" [Invalid] Any
        "A field breaks its rule." "Mend the field that is named.";
    InvalidUsername "INVALID_USERNAME" [Invalid] Named
        "This is no username, or not the caller's." "Use 3 to 32 letters, digits and `_`.";
    InvalidEmail "INVALID_EMAIL" [Invalid] Named
        "This is no e-mail address, or not one that can be used." "Write it as name@example.com.";
    WeakPassword "WEAK_PASSWORD" [Invalid] Named
        "The password is too short, too common or too close to the account's own words."
        "Take 15 characters of anything, or 12 with upper and lower case, a digit and a sign.";
    InvalidCredentials "INVALID_CREDENTIALS" [Invalid Unauthenticated] Named
        "Name and password do not go together." "Try again; after some wrong tries there is a pause.";
    InvalidOtp "INVALID_OTP" [Invalid Unauthenticated] Named
        "The code is wrong, or was used before." "Type the newest code; five wrong ones end it.";
    OtpExpired "OTP_EXPIRED" [Unauthenticated] Named
        "The code's time is over, or its tries are." "Ask for another code.";
    TokenExpired "TOKEN_EXPIRED" [Unauthenticated] Any
        "The access token's time is over, or a newer one replaced it." "Refresh it (RefreshToken) and call again.";
    TokenInvalid "TOKEN_INVALID" [Unauthenticated] Any
        "There is no token, it is not ours, or its session has ended." "Sign in.";
    QuotaExceeded "QUOTA_EXCEEDED" [Exhausted] Named
        "The account's space has no room for this." "Delete files, empty the trash, or ask for more space.";
    NoStorage "NO_STORAGE" [Precondition] Named
        "The account has no space reserved." "Reserve it; when the pool is full, join the waiting list.";
    PoolExhausted "POOL_EXHAUSTED" [Exhausted] Named
        "What all accounts share is used up, or the nodes' disks are." "Wait for a seat, or ask the admin.";
    NotVerified "NOT_VERIFIED" [Precondition] Named
        "The address was not verified, or too long ago." "Verify it and go on within five minutes.";
    InvalidName "INVALID_NAME" [Invalid] Named
        "This is no name for it." "Use a name without slashes and control characters, and not too long.";
    NameTaken "NAME_TAKEN" [Taken] Named
        "There is something of this name already." "Take another name, or say what to do with the other one.";
    InvalidNumber "INVALID_NUMBER" [Invalid] Named
        "This is no decimal number, or it has too many digits." "Write it as -12.5 or 1.5e3.";
    DivisionByZero "DIVISION_BY_ZERO" [Invalid] Named
        "The divisor is zero." "Divide by something else.";
    TooManyUploads "TOO_MANY_UPLOADS" [Exhausted] Named
        "The account has eight uploads open." "Finish or abort one of them.";
    TooManyFiles "TOO_MANY_FILES" [Exhausted] Named
        "The account has as many files as it may have." "Delete some and empty the trash.";
    TooManyCodes "TOO_MANY_CODES" [Exhausted] Named
        "Too many codes were asked for within an hour." "Wait; the newest code still works.";
    TooSoon "TOO_SOON" [Exhausted] Named
        "The last one was asked for a moment ago." "Wait as long as the answer says.";
    BadPart "BAD_PART" [Invalid] Named
        "A part does not fit the upload: its place, its length, or the size that was declared."
        "Send parts as CreateUpload and GetUpload say.";
    PartMismatch "PART_MISMATCH" [Precondition] Named
        "Other bytes were stored for this part before." "Abort the upload and begin anew: the file has changed.";
    UploadIncomplete "UPLOAD_INCOMPLETE" [Precondition] Named
        "Parts are missing." "Ask GetUpload which, send them, and complete it again.";
    ChecksumMismatch "CHECKSUM_MISMATCH" [Invalid] Named
        "The bytes that came are not those whose SHA-256 was said." "Send them again; nothing was stored.";
    SetupLinkInvalid "SETUP_LINK_INVALID" [Precondition] Named
        "The link to set the server up was used, or its time is over." "Restart the server: it prints another.";
    FileInTrash "FILE_IN_TRASH" [Precondition] Named
        "The file is in the trash." "Restore it first.";
    NodeUnusable "NODE_UNUSABLE" [Precondition] Named
        "A node's disk cannot be used." "Do what the sentence says, on the server's machine.";
    LayoutRefused "LAYOUT_REFUSED" [Precondition] Named
        "The layout would not keep what is promised, or has changed meanwhile." "Stage another one.";
    BreakRefused "BREAK_REFUSED" [Precondition] Named
        "Breaking this now could lose bytes." "Wait until everything has its copies, or force it.";
    TooManyCourses "TOO_MANY_COURSES" [Exhausted] Named
        "A teacher has as many courses as he may have." "Archive one.";
    TooManyHolds "TOO_MANY_HOLDS" [Exhausted] Named
        "The account holds as many slots as it may." "Confirm or release one.";
    HoldOver "HOLD_OVER" [Precondition] Named
        "The slot was held for five minutes, and they are over." "Hold it again.";
    PolicyRefused "POLICY_REFUSED" [Precondition] Named
        "The course's policy does not allow it any more." "Write to the teacher.";
    PlaceTaken "PLACE_TAKEN" [Taken] Named
        "The caller has a place in this lesson already." "Nothing: it is booked or held.";
    BusyThen "BUSY_THEN" [Taken] Named
        "The caller has another lesson then." "Take another start, or cancel the other lesson.";
    OwnCourse "OWN_COURSE" [Precondition] Named
        "Nobody books a lesson of his own." "Take somebody else's course.";
    SlotFree "SLOT_FREE" [Precondition] Named
        "The lesson has a place free, so there is no line." "Book it.";
    KeyReused "KEY_REUSED" [Invalid] Named
        "The idempotency key was used for another booking." "Make a new key for each booking.";
    NotAttended "NOT_ATTENDED" [Precondition] Named
        "Only who was in a lesson reviews it, once it is over." "Wait for its end.";
    ReviewedAlready "REVIEWED_ALREADY" [Taken] Named
        "The lesson was reviewed by the caller." "Nothing: the review stands.";
    StepUpNeeded "STEP_UP_NEEDED" [Precondition] Any
        "This needs a proof of both factors from the last five minutes." "Prove it (StepUp), and call again.";
    StrongFactorNeeded "STRONG_FACTOR_NEEDED" [Precondition] Any
        "What is for admins needs an authenticator app or a passkey." "Add one on the page Security.";
    PasswordMissing "PASSWORD_MISSING" [Precondition] Named
        "The account has no password." "Set one first.";
    PasswordLocked "PASSWORD_LOCKED" [Precondition] Named
        "The password lets nobody in any more." "Choose another by the link in the mail.";
    LinkInvalid "LINK_INVALID" [Precondition] Named
        "The link was used, or its time is over." "Ask for another one.";
    TooManyPasskeys "TOO_MANY_PASSKEYS" [Exhausted] Named
        "The account has as many passkeys as it may have." "Remove one that is not used.";
    PasskeyMissing "PASSKEY_MISSING" [Precondition] Named
        "The account has no passkey." "Add one, or prove it another way.";
    PasskeysImpossible "PASSKEYS_IMPOSSIBLE" [Precondition] Named
        "Browsers make no passkeys for this server's address." "Come by its name, as localhost or by https.";
    PasskeyRefused "PASSKEY_REFUSED" [Unauthenticated] Named
        "The passkey's answer is not right, or came too late." "Begin anew.";
    AuthenticatorPresent "AUTHENTICATOR_PRESENT" [Precondition] Named
        "The account has an authenticator app." "Remove it before you add another.";
    AuthenticatorMissing "AUTHENTICATOR_MISSING" [Precondition] Named
        "The account has no authenticator app." "Add one first.";
    Suspended "SUSPENDED" [Precondition] Named
        "An admin suspended the account; its files are kept." "Ask the admin.";
    LastAdmin "LAST_ADMIN" [Precondition] Named
        "A server is not left without an admin." "Make somebody else admin first.";
    RoleTooSmall "ROLE_TOO_SMALL" [Precondition] Named
        "The account stores more than the role reserves." "Let it delete files first.";
    NothingLarger "NOTHING_LARGER" [Precondition] Named
        "No role gives more space than the account has." "Ask the admin for a larger server.";
    ErasurePending "ERASURE_PENDING" [Precondition] Named
        "The account is about to be erased." "Sign in once more, and keep it.";
    TooDeep "TOO_DEEP" [Precondition] Named
        "Folders would lie more than 32 deep." "Put it higher up.";
    TooManyVersions "TOO_MANY_VERSIONS" [Exhausted] Named
        "The file has as many versions as a file keeps." "Delete some, or wait until they are thinned out.";
    VersionShown "VERSION_SHOWN" [Precondition] Named
        "The version is the one that is shown." "Restore another one first.";
    VaultRefusesPlaintext "VAULT_REFUSES_PLAINTEXT" [Precondition] Named
        "A vault takes only whole files of age, and this is none." "Encrypt it first: the page and `skyshard put` do.";
    VaultWithinVault "VAULT_WITHIN_VAULT" [Precondition] Named
        "A vault cannot be in a vault." "Choose a folder that is in none.";
    VaultHasNoLinks "VAULT_HAS_NO_LINKS" [Precondition] Named
        "Whoever follows a link could not open what is in a vault." "Share it with somebody who has the passphrase.";
    BelowItself "BELOW_ITSELF" [Precondition] Named
        "A folder does not go into itself." "Choose another folder.";
    TooManyShares "TOO_MANY_SHARES" [Exhausted] Named
        "The account has given as much as one may give." "Take some of it back.";
    TooManyTags "TOO_MANY_TAGS" [Exhausted] Named
        "The account, or one of the files, has as many tags as it may." "Take one off, or use one that is there.";
    TooMuchAtOnce "TOO_MUCH_AT_ONCE" [Exhausted] Named
        "One call takes only so much." "Do it in parts.";
    SlotTaken "SLOT_TAKEN" [Taken] Named
        "Somebody was faster." "Take one of the free starts that the answer names (`nearest`).";
    Throttled "THROTTLED" [Throttled] Named
        "There were too many wrong tries." "Wait as long as `google.rpc.RetryInfo` or `retry-after` says.";
    MissingRole "MISSING_ROLE" [Forbidden] Any
        "The account's role, or what was shared with it, does not include this." "Ask an admin, or the owner.";
    NotFound "NOT_FOUND" [NotFound] Any
        "There is no such thing, or it is somebody else's." "Look at the list again.";
    Unavailable "UNAVAILABLE" [Unavailable] Any
        "It cannot be done now; nothing was changed." "Ask again in a moment.";
    DataLoss "DATA_LOSS" [DataLoss] Named
        "Every copy of some stored bytes is gone or damaged." "Bring a lost disk back, or store the file again.";
    InternalError "INTERNAL_ERROR" [Internal] Any
        "Something failed inside the server; what was acknowledged before is safe."
        "Try again; if it stays, give the operator the request id (`x-request-id`).";
    DeadlineExceeded "DEADLINE_EXCEEDED" [Late] Any
        "The call took longer than its deadline, or than a call may take." "Try again, with more time if you set it.";
    Unimplemented "UNIMPLEMENTED" [Unoffered] Any
        "This server does not offer that call." "Look at what it offers: docs/api.md, or reflection.";
    TlsNeeded "TLS_NEEDED" [NeedsTls] Any
        "Plain text came to a port with TLS." "Use https; take what you sent for known to others.";
}
