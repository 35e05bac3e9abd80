//! Looking at teachers, courses and slots.
use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    response::Response,
};
use domain::{
    page::Page,
    skillshare::{
        course::{Level, UnknownLevel},
        money::Money,
        search::Wish,
    },
};
use http::StatusCode;
use proto::convert::{
    FieldError, id, page,
    skillshare::{course_id, day, words},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    super::json::{Answer, answer, bad_query},
    shapes,
};
use crate::{
    app::Shared,
    service::{
        Reason, ServiceError,
        skillshare::{catalogue, slots},
    },
    zones,
};

/// Days of slots when nobody says how many.
const DAYS_DEFAULT: u32 = 14;

/// Everything that can be asked for; each route reads its own part.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Asked {
    query: String,
    skill: Option<String>,
    level: Option<String>,
    /// In minor units of `currency`.
    price_max: Option<i64>,
    currency: String,
    zone: String,
    first_day: String,
    days: u32,
    limit: i32,
    offset: i32,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            query: String::new(),
            skill: None,
            level: None,
            price_max: None,
            currency: String::new(),
            zone: String::new(),
            first_day: String::new(),
            days: DAYS_DEFAULT,
            limit: 0,
            offset: 0,
        }
    }
}

impl Asked {
    fn page(&self) -> Result<Page, FieldError> {
        page(self.limit, self.offset)
    }

    fn wish(&self) -> Result<Wish, ServiceError> {
        let invalid = |field, why: String| ServiceError::invalid(field, Reason::InvalidArgument, why);
        let level = self.level.as_deref().map(str::parse::<Level>).transpose();
        let price_max = self.price_max.map(|most| Money::new(most, &self.currency)).transpose();
        Ok(Wish {
            words: words("query", &self.query)?,
            skill: self.skill.clone().filter(|skill| !skill.is_empty()),
            level: level.map_err(|why: UnknownLevel| invalid("level", why.to_string()))?,
            price_max: price_max.map_err(|why| invalid("price_max", why.to_string()))?,
        })
    }
}

type AskedQuery = Result<Query<Asked>, QueryRejection>;

fn read(asked: AskedQuery) -> Result<Asked, ServiceError> {
    asked.map(|Query(asked)| asked).map_err(bad_query)
}

pub(super) async fn teachers(State(app): State<Shared>, asked: AskedQuery) -> Response {
    let found = async || -> Answer {
        let asked = read(asked)?;
        let (words, page) = (words("query", &asked.query)?, asked.page()?);
        let (teachers, total) = catalogue::teachers(&app, &words, page.limit(), page.offset()).await?;
        let teachers: Vec<_> = teachers.iter().map(shapes::teacher).collect();
        Ok(json!({ "teachers": teachers, "total_count": total }))
    };
    answer(found().await, StatusCode::OK)
}

pub(super) async fn teacher(
    State(app): State<Shared>,
    Path(teacher): Path<String>,
    asked: AskedQuery,
) -> Response {
    let found = async || -> Answer {
        let zone = zones::find(&read(asked)?.zone)?;
        let found = catalogue::teacher(&app, id("teacher_id", &teacher)?).await?;
        let courses: Vec<_> = found.courses.iter().map(|card| shapes::course(card, &zone)).collect();
        let reviews: Vec<_> = found.reviews.iter().map(shapes::review).collect();
        Ok(json!({ "teacher": shapes::teacher(&found.teacher), "courses": courses, "reviews": reviews }))
    };
    answer(found().await, StatusCode::OK)
}

pub(super) async fn courses(State(app): State<Shared>, asked: AskedQuery) -> Response {
    let found = async || -> Answer {
        let asked = read(asked)?;
        let (zone, page) = (zones::find(&asked.zone)?, asked.page()?);
        let found = catalogue::courses(&app, &asked.wish()?, page.limit(), page.offset()).await?;
        let courses: Vec<_> = found.cards.iter().map(|card| shapes::course(card, &zone)).collect();
        Ok(json!({ "courses": courses, "total_count": found.total, "skills": found.skills }))
    };
    answer(found().await, StatusCode::OK)
}

pub(super) async fn course(
    State(app): State<Shared>,
    Path(course): Path<String>,
    asked: AskedQuery,
) -> Response {
    let found = async || -> Answer {
        let zone = zones::find(&read(asked)?.zone)?;
        let found = catalogue::course(&app, course_id(&course)?).await?;
        let reviews: Vec<_> = found.reviews.iter().map(shapes::review).collect();
        Ok(json!({
            "course": shapes::course(&found.card, &zone),
            "teacher": shapes::teacher(&found.teacher),
            "reviews": reviews,
        }))
    };
    answer(found().await, StatusCode::OK)
}

pub(super) async fn slots(
    State(app): State<Shared>,
    Path(course): Path<String>,
    asked: AskedQuery,
) -> Response {
    let found = async || -> Answer {
        let asked = read(asked)?;
        let (first, zone) = (day("first_day", &asked.first_day)?, zones::find(&asked.zone)?);
        let found = slots::list(&app, course_id(&course)?, first, asked.days, zone).await?;
        Ok(shapes::slots(&found))
    };
    answer(found().await, StatusCode::OK)
}
