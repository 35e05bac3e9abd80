//! What can be wrong with a trail, in the words of `skyshard audit verify`.

/// The first thing that is wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The content does not fit the hash, or it is no content at all.
    #[error("record {0} was edited: it is not what the server wrote")]
    Edited(i64),
    /// A row that no other row knows of.
    #[error("record {0} was inserted: the records behind it do not know it")]
    Inserted(i64),
    /// A number is missing.
    #[error("record {0} was deleted: the next one there is has the number {1}")]
    Deleted(i64, i64),
    /// A row that was written with another number.
    #[error(
        "record {0} stands in the wrong place: it was written as record {1}, so records were reordered or deleted"
    )]
    Reordered(i64, i64),
    /// The chain is sound and ends too early.
    #[error(
        "record {0} is missing, and all behind it: checkpoints vouch for {1} records; the tail was cut off, or an old \
         copy of the database was put back"
    )]
    Cut(i64, i64),
    /// The chain is sound and is not the one that was signed.
    #[error(
        "record {0} is not the one that was signed: after record {1} the trail was written anew, or an old copy of the \
         database was put back and used"
    )]
    Rewritten(i64, i64),
    /// A signature is not this server's.
    #[error("checkpoint {0} is damaged or was not signed by this server's key")]
    BadCheckpoint(usize),
}
