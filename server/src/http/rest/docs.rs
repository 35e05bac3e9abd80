//! `/api/openapi.json` and `/api/docs`: what REST offers, for programs and for people. The page is plain HTML and CSS,
//! made of the same operations; it runs no script and loads nothing from elsewhere.
use std::fmt::Write;

use axum::{
    response::{IntoResponse, Response},
    routing::MethodRouter,
    routing::get as serve,
};
use http::{HeaderValue, header};

use super::{
    offer::{Area, Caller, Content, Offer, Operation, Parameter, get},
    openapi::document,
};

const DOCUMENT: &str = "/api/openapi.json";
const PAGE: &str = "/api/docs";
const STYLE: &str = "/api/docs/style.css";
/// What tells of REST: public like the page, because a browser that is signed in asks for it with its cookies.
pub(in crate::http) const PUBLIC: [&str; 3] = [DOCUMENT, PAGE, STYLE];

/// The colours and sizes of the page itself, then what only these words need.
const STYLE_TEXT: &str =
    concat!(include_str!("../../../../frontend/style/tokens.css"), include_str!("docs.css"));

/// Adds both, which tell of themselves too.
pub(super) fn with_docs(offer: Offer) -> Offer {
    let about = Offer::of(Area::Server)
        .told(
            get("/healthz", "health", "Whether the server serves.")
                .for_anybody()
                .refuses_in_plain_text()
                .sends("text/plain"),
        )
        .told(
            get(
                "/readyz",
                "readiness",
                "Whether the server can do what is asked now: its database and its nodes answer.",
            )
            .for_anybody()
            .refuses_in_plain_text()
            .sends("text/plain"),
        )
        .told(
            get(
                "/metrics",
                "metrics",
                "Numbers for Prometheus, as OpenMetrics text. On a server that others reach only with the token of its \
                 setting `metrics_token`, as a bearer token.",
            )
            .for_anybody()
            .refuses_in_plain_text()
            .sends("application/openmetrics-text"),
        )
        .told(get(DOCUMENT, "openapi", "This description, for programs.").for_anybody().answers("Document"))
        .told(get(PAGE, "docs", "This description, for people.").for_anybody().sends("text/html"));
    let mut offer = offer.and(about);
    let described = document(&offer.operations).to_string();
    let page = page(&offer.operations);
    offer.router = offer
        .router
        .route(DOCUMENT, fixed(described, "application/json"))
        .route(PAGE, fixed(page, "text/html; charset=utf-8"))
        .route(STYLE, fixed(STYLE_TEXT.to_owned(), "text/css; charset=utf-8"));
    offer
}

fn fixed(text: String, media_type: &'static str) -> MethodRouter<crate::app::Shared> {
    let text = bytes::Bytes::from(text);
    serve(async move || -> Response {
        let media_type = HeaderValue::from_static(media_type);
        let caching = HeaderValue::from_static("no-cache");
        ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, caching)], text).into_response()
    })
}

const HEAD: &str = "<!doctype html>
<html lang=\"en\">
<head>
  <meta charset=\"utf-8\">
  <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
  <meta name=\"color-scheme\" content=\"light dark\">
  <title>REST · Skyshard</title>
  <link rel=\"stylesheet\" href=\"/api/docs/style.css\">
  <link rel=\"icon\" href=\"/icons/shard.svg\" type=\"image/svg+xml\">
</head>
<body>
<header>
  <a class=\"brand\" href=\"/\"><svg viewBox=\"0 0 22 22\" aria-hidden=\"true\"><rect class=\"shard-u\" x=\"1\" y=\"9\" width=\"9\" \
height=\"9\" rx=\"2\"/><rect class=\"shard-e\" x=\"8\" y=\"3\" width=\"9\" height=\"9\" rx=\"2\"/><rect class=\"shard-a\" x=\"12\" \
y=\"11\" width=\"9\" height=\"9\" rx=\"2\"/></svg>Skyshard</a>
</header>
<main>
<h1>REST</h1>
<p>What the page does, for programs: JSON over HTTP. Sign in with <code>/api/auth/login</code> and \
<code>/api/auth/verify-otp</code>, then send <code>authorization: Bearer TOKEN</code>. Cookies do not count here, except \
where a browser saves a file by itself.</p>
<p>Times are RFC 3339, sizes are bytes, money is in minor units. What is refused is answered as problem details \
(<code>application/problem+json</code>, RFC 9457) with a <code>reason</code> that never changes its name. Generate a client \
from <a href=\"/api/openapi.json\">the OpenAPI document</a>.</p>
";

fn page(operations: &[(Area, Operation)]) -> String {
    let mut page = HEAD.to_owned();
    page.push_str("<nav aria-label=\"Areas\"><ul>");
    for area in Area::ALL.map(Area::name) {
        write!(page, "<li><a href=\"#{area}\">{area}</a></li>").expect("a string takes everything");
    }
    page.push_str("</ul></nav>\n");
    for area in Area::ALL {
        let name = area.name();
        writeln!(
            page,
            "<section id=\"{name}\" aria-labelledby=\"{name}-title\"><h2 id=\"{name}-title\">{name}</h2>"
        )
        .expect("a string takes everything");
        for (_, operation) in operations.iter().filter(|(of, _)| *of == area) {
            page.push_str(&article(operation));
        }
        page.push_str("</section>\n");
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn article(operation: &Operation) -> String {
    let verb = operation.verb.name();
    let who = match operation.caller {
        Caller::Anybody => "Anybody.",
        Caller::Member => "Members, by a bearer token.",
        Caller::MemberOrPage => "Members, by a bearer token or the page's own cookie.",
    };
    let mut rows = row("Who", who);
    rows += &operation.query.iter().map(|it| parameter("query", it)).collect::<String>();
    rows += &operation.headers.iter().map(|it| parameter("header", it)).collect::<String>();
    rows += &content("Takes", operation.body);
    rows += &content(&format!("Answers {}", operation.status), operation.answer);
    format!(
        "<article id=\"{}\"><h3><span class=\"verb {verb}\">{}</span> <code>{}</code></h3><p>{}</p><dl>{rows}</dl></article>\n",
        operation.name,
        verb.to_uppercase(),
        escaped(operation.path),
        words(operation.about),
    )
}

fn parameter(place: &str, parameter: &Parameter) -> String {
    format!(
        "<dt><code>{}</code> <small>{place}</small></dt><dd>{}</dd>",
        escaped(parameter.name),
        words(parameter.about)
    )
}

fn content(title: &str, content: Content) -> String {
    match content {
        Content::Nothing => String::new(),
        Content::Json(schema) => row(title, &format!("JSON: `{schema}` of the OpenAPI document.")),
        Content::Form => row(title, "A form, `multipart/form-data`, whose only part is the file."),
        Content::Bytes(media_type) => row(title, &format!("`{media_type}`")),
    }
}

fn row(title: &str, about: &str) -> String {
    format!("<dt>{}</dt><dd>{}</dd>", escaped(title), words(about))
}

/// Text in which backticks mark code.
fn words(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let marked = |(at, part): (usize, &str)| {
        let part = escaped(part);
        if at % 2 == 1 { format!("<code>{part}</code>") } else { part }
    };
    parts.map(marked).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_and_code_is_marked() {
        assert_eq!(words("a `<b>` & \"c\""), "a <code>&lt;b&gt;</code> &amp; &quot;c&quot;");
    }
}
