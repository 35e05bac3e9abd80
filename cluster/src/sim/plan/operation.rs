//! What clients want: the operations of a plan. A client does one after the other.

use super::value::vocabulary;

vocabulary! {
    /// A client's operation.
    Operation {
        /// Uploads a version of a file: the first one, or one over the last.
        Upload = "upload" {
            /// Who.
            client: u8,
            /// The file.
            file: u16,
            /// Its plain bytes.
            bytes: u32,
            /// Whether it is really sealed; otherwise random bytes stand for sealed ones.
            sealed: bool,
        }
        /// Uploads some parts of a version, and then tells that nothing more comes.
        AbortUpload = "abort_upload" {
            /// Who.
            client: u8,
            /// The file.
            file: u16,
            /// Its plain bytes.
            bytes: u32,
            /// Parts that are uploaded before.
            parts: u8,
        }
        /// Uploads some parts of a version, and is never heard of again.
        AbandonUpload = "abandon_upload" {
            /// Who.
            client: u8,
            /// The file.
            file: u16,
            /// Its plain bytes.
            bytes: u32,
            /// Parts that are uploaded before.
            parts: u8,
        }
        /// Reads a file.
        Read = "read" {
            /// Who.
            client: u8,
            /// The file.
            file: u16,
        }
        /// Moves a file to the trash.
        Delete = "delete" {
            /// Who.
            client: u8,
            /// The file.
            file: u16,
        }
        /// Takes a file back from the trash.
        Restore = "restore" {
            /// Who.
            client: u8,
            /// The file.
            file: u16,
        }
        /// Deletes a file for ever.
        Purge = "purge" {
            /// Who.
            client: u8,
            /// The file.
            file: u16,
        }
    }
}

impl Operation {
    /// Who does it.
    pub const fn client(&self) -> u8 {
        match *self {
            Self::Upload { client, .. }
            | Self::AbortUpload { client, .. }
            | Self::AbandonUpload { client, .. }
            | Self::Read { client, .. }
            | Self::Delete { client, .. }
            | Self::Restore { client, .. }
            | Self::Purge { client, .. } => client,
        }
    }
}
