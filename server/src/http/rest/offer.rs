//! What this door offers: each route is added together with its description, so that no route is without one.
//!
//! ```text
//! Operation ─┬─→ router
//!            └─→ openapi ─→ /api/openapi.json, page ─→ /api/docs
//! ```
use axum::{
    Router,
    handler::Handler,
    routing::{MethodFilter, on},
};

use crate::app::Shared;

/// What part of the product a route belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Area {
    Accounts,
    Files,
    Nodes,
    Lessons,
    Server,
}

impl Area {
    pub(super) const ALL: [Self; 5] = [Self::Accounts, Self::Files, Self::Nodes, Self::Lessons, Self::Server];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Accounts => "Accounts",
            Self::Files => "Files",
            Self::Nodes => "Nodes",
            Self::Lessons => "Lessons",
            Self::Server => "Server",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    Post,
    Delete,
}

impl Verb {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Delete => "delete",
        }
    }

    const fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    Anybody,
    /// Whoever is signed in, by a bearer token.
    Member,
    /// The same, and the page's own cookie counts too: what a browser saves by itself (K41).
    MemberOrPage,
}

/// How a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Flag,
}

/// A parameter of the query, or a header.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) about: &'static str,
}

/// What a body looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Nothing,
    /// JSON of the schema with this name.
    Json(&'static str),
    /// One file in `multipart/form-data`.
    Form,
    /// Bytes of this media type.
    Bytes(&'static str),
}

/// A route and everything that is told of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    pub(super) verb: Verb,
    pub(super) path: &'static str,
    /// How generated clients call it.
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) caller: Caller,
    pub(super) query: &'static [Parameter],
    pub(super) headers: &'static [Parameter],
    pub(super) body: Content,
    pub(super) status: u16,
    pub(super) answer: Content,
    /// Whether refusals are problem details; plain sentences otherwise.
    pub(super) problems: bool,
}

impl Operation {
    const fn new(verb: Verb, path: &'static str, name: &'static str, about: &'static str) -> Self {
        Self {
            verb,
            path,
            name,
            about,
            caller: Caller::Member,
            query: &[],
            headers: &[],
            body: Content::Nothing,
            status: 200,
            answer: Content::Nothing,
            problems: true,
        }
    }

    pub(super) const fn for_anybody(self) -> Self {
        Self { caller: Caller::Anybody, ..self }
    }

    pub(super) const fn for_the_page_too(self) -> Self {
        Self { caller: Caller::MemberOrPage, problems: false, ..self }
    }

    pub(super) const fn asks(self, query: &'static [Parameter]) -> Self {
        Self { query, ..self }
    }

    pub(super) const fn hears(self, headers: &'static [Parameter]) -> Self {
        Self { headers, ..self }
    }

    pub(super) const fn takes(self, body: Content) -> Self {
        Self { body, ..self }
    }

    pub(super) const fn answers(self, schema: &'static str) -> Self {
        Self { answer: Content::Json(schema), ..self }
    }

    /// There is nothing to say.
    pub(super) const fn answers_nothing(self) -> Self {
        Self { status: 204, ..self }
    }

    /// What was made is told in a sentence.
    pub(super) const fn creates_and_says_so(self) -> Self {
        Self { answer: Content::Bytes("text/plain"), status: 201, ..self }
    }

    pub(super) const fn creates(self, schema: &'static str) -> Self {
        Self { status: 201, answer: Content::Json(schema), ..self }
    }

    pub(super) const fn sends(self, media_type: &'static str) -> Self {
        Self { answer: Content::Bytes(media_type), ..self }
    }

    /// The names in braces of the path.
    pub(super) fn in_path(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    pub(super) const fn refuses_in_plain_text(self) -> Self {
        Self { problems: false, ..self }
    }
}

pub(super) const fn get(path: &'static str, name: &'static str, about: &'static str) -> Operation {
    Operation::new(Verb::Get, path, name, about)
}

pub(super) const fn post(path: &'static str, name: &'static str, about: &'static str) -> Operation {
    Operation::new(Verb::Post, path, name, about)
}

pub(super) const fn delete(path: &'static str, name: &'static str, about: &'static str) -> Operation {
    Operation::new(Verb::Delete, path, name, about)
}

pub(super) const fn text(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Text, about }
}

pub(super) const fn whole(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Whole, about }
}

pub(super) const fn flag(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Flag, about }
}

/// Routes of one area, with what is told of them.
pub(super) struct Offer {
    area: Area,
    pub(super) router: Router<Shared>,
    pub(super) operations: Vec<(Area, Operation)>,
}

impl Offer {
    pub(super) fn of(area: Area) -> Self {
        Self { area, router: Router::new(), operations: Vec::new() }
    }

    /// Adds a route.
    pub(super) fn with<H, T>(mut self, operation: Operation, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.router = self.router.route(operation.path, on(operation.verb.filter(), handler));
        self.told(operation)
    }

    /// Tells of a route that another module serves.
    pub(super) fn told(mut self, operation: Operation) -> Self {
        self.operations.push((self.area, operation));
        self
    }

    /// Both.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.operations.extend(other.operations);
        self
    }
}
