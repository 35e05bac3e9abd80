//! Broken constraints by name: PostgreSQL reports the name, SQLite the columns.
use sea_orm::{DbErr, SqlErr};

/// A unique constraint that a use case answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// Two accounts, one username.
    Username,
    /// Two accounts, one e-mail address.
    Email,
    /// Two files outside the trash, one name.
    FileName,
    /// Two open uploads, one name.
    UploadName,
    /// One part stored twice.
    UploadPart,
}

impl Constraint {
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Username => ("account_username_unique", "account.username_key"),
            Self::Email => ("account_email_unique", "account.email_key"),
            Self::FileName => ("file_name_unique", "file.account_id, file.name_key"),
            Self::UploadName => ("upload_name_unique", "upload.account_id, upload.name_key"),
            Self::UploadPart => ("upload_part_pk", "upload_part.upload_id, upload_part.position"),
        }
    }
}

/// Whether the statement failed because it would break `constraint`.
pub fn violates(error: &DbErr, constraint: Constraint) -> bool {
    let Some(SqlErr::UniqueConstraintViolation(message)) = error.sql_err() else { return false };
    let (name, columns) = constraint.names();
    message.contains(name) || message.ends_with(columns)
}
