//! What of somebody's lessons others have in their history: it is handed over to a pseudonym, without a word of its
//! owner's.
use domain::{id::AccountId, time::Timestamp};

use super::{ConnectionTrait, DbErr, execute, sql};

/// What a lesson of somebody is called who is gone. One word, because it stands where titles and skills do.
const TITLE: &str = "Lesson";
/// What a teacher is called who is gone.
const TEACHER: &str = "Former teacher";

/// Whether anybody else has a lesson with him.
pub async fn is_shared(on: &impl ConnectionTrait, account: AccountId) -> Result<bool, DbErr> {
    let text =
        "SELECT b.id FROM booking b JOIN lesson l ON l.id = b.lesson_id JOIN teacher t ON t.id = l.teacher_id
        WHERE b.student_id = $1 OR t.account_id = $1 LIMIT 1";
    Ok(on.query_one_raw(sql(on, text, [account.to_string().into()])).await?.is_some())
}

/// Makes a pseudonym: an account that nobody can sign in to and nobody is written to.
pub async fn insert_pseudonym(on: &impl ConnectionTrait, id: AccountId, now: Timestamp) -> Result<(), DbErr> {
    let text =
        "INSERT INTO account (id, username, username_key, email, email_key, password_hash, role, verified_at,
            security_version, created_at, suspended_at, erased_at)
        VALUES ($1, $2, $2, $3, $3, NULL, 'basic', $4, 1, $4, $4, $4)";
    let name = id.to_string();
    let (short, email) = (format!("erased_{}", &name[..8]), format!("{name}@erased.invalid"));
    execute(on, text, [name.into(), short.into(), email.into(), now.micros().into()]).await?;
    Ok(())
}

/// Hands everything over that was somebody's part in lessons of others.
pub async fn hand_over(
    on: &impl ConnectionTrait,
    from: AccountId,
    to: AccountId,
    now: Timestamp,
) -> Result<(), DbErr> {
    let (from, to) = (from.to_string(), to.to_string());
    let taken = "UPDATE booking SET student_id = $2, note = '', zone = 'UTC' WHERE student_id = $1";
    execute(on, taken, [from.clone().into(), to.clone().into()]).await?;
    let cells = "UPDATE calendar_cell SET account_id = $2 WHERE account_id = $1";
    execute(on, cells, [from.clone().into(), to.clone().into()]).await?;
    let unused = "DELETE FROM course WHERE teacher_id IN (SELECT id FROM teacher WHERE account_id = $1)
        AND NOT EXISTS (SELECT 1 FROM lesson l WHERE l.course_id = course.id)";
    execute(on, unused, [from.clone().into()]).await?;
    let courses =
        "UPDATE course SET title = $2, skill = $2, description = '', archived_at = COALESCE(archived_at, $3)
        WHERE teacher_id IN (SELECT id FROM teacher WHERE account_id = $1)";
    execute(on, courses, [from.clone().into(), TITLE.into(), now.micros().into()]).await?;
    let teacher = "UPDATE teacher SET account_id = $2, name = $3, headline = $3, about = '', rate_minor = 0,
        per_day_max = NULL, is_listed = 0, zone = 'UTC', specialties = '', hours = '', exceptions = ''
        WHERE account_id = $1";
    execute(on, teacher, [from.into(), to.into(), TEACHER.into()]).await?;
    Ok(())
}
