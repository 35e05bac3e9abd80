//! Rows like those of a file that was stored, with its chunks: what `skyshard drive-cost` fills folders with, since lists
//! read rows.
use domain::id::{FileId, VersionId};

use super::{DbErr, Transaction, execute};
use crate::clock::random;

/// Makes one in a folder, of its pattern's owner, size and content, a little later than the ones before. It shares the chunks
/// and counts nothing, so that the books stay right.
pub async fn insert(on: &Transaction, pattern: FileId, folder: FileId, number: u32) -> Result<(), DbErr> {
    let (file, version) =
        (FileId::from_random(random()).to_string(), VersionId::from_random(random()).to_string());
    let (pattern, number) = (pattern.to_string(), i64::from(number));
    let text = "INSERT INTO file (id, account_id, parent_id, name, name_key, current_version, created_at, is_file, size, sha256, changed_at)
        SELECT $1, account_id, $2, $3, $3, $4, created_at + $5, 1, size, sha256, changed_at + $5 FROM file WHERE id = $6";
    let values = [
        file.clone().into(),
        folder.to_string().into(),
        format!("file {number:06}.txt").into(),
        version.clone().into(),
        number.into(),
        pattern.clone().into(),
    ];
    execute(on, text, values).await?;
    let text = "INSERT INTO file_version (id, file_id, number, size, sha256, manifest, manifest_hash, wrapped_key,
            key_version, created_at, chunks_listed, charged, made_by, made_under)
        SELECT $1, $2, 1, v.size, v.sha256, v.manifest, v.manifest_hash, v.wrapped_key, v.key_version, v.created_at, 1,
            0, v.made_by, v.made_under
        FROM file_version v WHERE v.file_id = $3";
    execute(on, text, [version.clone().into(), file.into(), pattern.clone().into()]).await?;
    let text = "INSERT INTO file_chunk (version_id, chunk_id, bytes, stored)
        SELECT $1, c.chunk_id, c.bytes, c.stored FROM file_chunk c JOIN file_version v ON v.id = c.version_id WHERE v.file_id = $2";
    execute(on, text, [version.into(), pattern.into()]).await?;
    Ok(())
}
