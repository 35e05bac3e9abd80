//! Teachers: profile, hours and exceptions of an account that teaches.
use domain::{
    id::{AccountId, TeacherId},
    skillshare::{
        availability::{Exceptions, Week},
        money::Money,
        teacher::{Profile, Skill},
        text::{Line, Prose},
    },
    time::Timestamp,
};
use sea_orm::{QueryResult, Value};

use super::{ConnectionTrait, DbErr, damaged, flag, instant, one, parsed, sql, text};

/// Teachers of one list: more than a server of this size has.
const LIST_MAX: u32 = 1_000;

/// A teacher as the row says.
#[derive(Clone, Debug)]
pub struct Teacher {
    /// Its id.
    pub id: TeacherId,
    /// Who it is.
    pub account: AccountId,
    /// What students read.
    pub profile: Profile,
    /// Whose wall clock the hours mean.
    pub zone: String,
    /// The usual week.
    pub week: Week,
    /// The days that differ.
    pub exceptions: Exceptions,
    /// Since when.
    pub created_at: Timestamp,
}

const COLUMNS: &str = "id, account_id, name, headline, about, rate_minor, currency, per_day_max, is_listed, \
    zone, specialties, hours, exceptions, created_at";

/// Makes an account a teacher; it can be one only once.
pub async fn insert(on: &impl ConnectionTrait, teacher: &Teacher) -> Result<bool, DbErr> {
    let text = format!(
        "INSERT INTO teacher ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    let [name, headline, about, rate, currency, per_day_max, is_listed, specialties] =
        profile(&teacher.profile);
    let values = [
        teacher.id.to_string().into(),
        teacher.account.to_string().into(),
        name,
        headline,
        about,
        rate,
        currency,
        per_day_max,
        is_listed,
        teacher.zone.clone().into(),
        specialties,
        teacher.week.to_string().into(),
        teacher.exceptions.to_string().into(),
        teacher.created_at.micros().into(),
    ];
    one(on, &text, values).await
}

/// Changes a profile.
pub async fn update_profile(
    on: &impl ConnectionTrait,
    id: TeacherId,
    changed: &Profile,
) -> Result<bool, DbErr> {
    let text = "UPDATE teacher SET name = $2, headline = $3, about = $4, rate_minor = $5, currency = $6,
        per_day_max = $7, is_listed = $8, specialties = $9 WHERE id = $1";
    let [name, headline, about, rate, currency, per_day_max, is_listed, specialties] = profile(changed);
    let id = id.to_string().into();
    one(on, text, [id, name, headline, about, rate, currency, per_day_max, is_listed, specialties]).await
}

/// Changes when somebody teaches.
pub async fn update_hours(
    on: &impl ConnectionTrait,
    id: TeacherId,
    zone: &str,
    week: &Week,
    exceptions: &Exceptions,
) -> Result<bool, DbErr> {
    let text = "UPDATE teacher SET zone = $2, hours = $3, exceptions = $4 WHERE id = $1";
    let values = [id.to_string().into(), zone.into(), week.to_string().into(), exceptions.to_string().into()];
    one(on, text, values).await
}

/// The teacher of this id.
pub async fn find(on: &impl ConnectionTrait, id: TeacherId) -> Result<Option<Teacher>, DbErr> {
    select(on, "id", id.to_string()).await
}

/// The teacher that an account is.
pub async fn find_by_account(
    on: &impl ConnectionTrait,
    account: AccountId,
) -> Result<Option<Teacher>, DbErr> {
    select(on, "account_id", account.to_string()).await
}

async fn select(
    on: &impl ConnectionTrait,
    column: &'static str,
    key: String,
) -> Result<Option<Teacher>, DbErr> {
    let text = format!("SELECT {COLUMNS} FROM teacher WHERE {column} = $1");
    on.query_one_raw(sql(on, &text, [key.into()])).await?.map(|row| read(&row)).transpose()
}

/// The teachers that students see, by name.
pub async fn list_listed(on: &impl ConnectionTrait) -> Result<Vec<Teacher>, DbErr> {
    let text =
        format!("SELECT {COLUMNS} FROM teacher WHERE is_listed = 1 ORDER BY name, id LIMIT {LIST_MAX}");
    let rows = on.query_all_raw(sql(on, &text, [])).await?;
    rows.iter().map(read).collect()
}

fn profile(profile: &Profile) -> [Value; 8] {
    let specialties: Vec<&str> = profile.specialties.iter().map(Line::as_str).collect();
    [
        profile.name.as_str().into(),
        profile.headline.as_str().into(),
        profile.about.as_str().into(),
        i64::from(profile.rate.minor_units).into(),
        profile.rate.currency.code().into(),
        profile.per_day_max.map(i64::from).into(),
        i64::from(profile.is_listed).into(),
        specialties.join("\n").into(),
    ]
}

fn read(row: &QueryResult) -> Result<Teacher, DbErr> {
    Ok(Teacher {
        id: parsed(row, "id")?,
        account: parsed(row, "account_id")?,
        profile: read_profile(row)?,
        zone: text(row, "zone")?,
        week: parsed(row, "hours")?,
        exceptions: parsed(row, "exceptions")?,
        created_at: instant(row, "created_at")?,
    })
}

fn read_profile(row: &QueryResult) -> Result<Profile, DbErr> {
    let specialties = text(row, "specialties")?;
    let specialties: Result<Vec<Skill>, _> = specialties.lines().map(Skill::parse).collect();
    let per_day_max: Option<i64> = row.try_get("", "per_day_max")?;
    Ok(Profile {
        name: line(row, "name")?,
        headline: line(row, "headline")?,
        about: prose(row, "about")?,
        specialties: specialties.map_err(|error| damaged("specialties", error))?,
        rate: money(row, "rate_minor", "currency")?,
        per_day_max: per_day_max.and_then(|most| u32::try_from(most).ok()),
        is_listed: flag(row, "is_listed")?,
    })
}

/// A line that was checked before it was written.
pub(super) fn line<const MAX: usize>(row: &QueryResult, column: &'static str) -> Result<Line<MAX>, DbErr> {
    Line::parse(&text(row, column)?).map_err(|error| damaged(column, error))
}

/// Prose that was checked before it was written.
pub(super) fn prose<const MAX: usize>(row: &QueryResult, column: &'static str) -> Result<Prose<MAX>, DbErr> {
    Prose::parse(&text(row, column)?).map_err(|error| damaged(column, error))
}

/// An amount and its currency.
pub(super) fn money(row: &QueryResult, amount: &str, currency: &str) -> Result<Money, DbErr> {
    let minor_units: i64 = row.try_get("", amount)?;
    Money::new(minor_units, &text(row, currency)?).map_err(|error| damaged(amount, error))
}
