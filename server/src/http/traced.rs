//! Spans of requests that are no calls: REST, downloads, calendars. They are named by the pattern of their route, which the
//! router alone knows, and end when their answer's body does. What comes to no route has none: files of the page, and what
//! is refused before.
use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use axum::{
    Router,
    body::Body,
    extract::{MatchedPath, Request},
    middleware::{Next, from_fn},
    response::Response,
};
use bytes::Bytes;
use http::Method;
use http_body::{Frame, SizeHint};

use crate::spans::{Span, Told};

/// A request that may come to a route.
pub(super) struct Page {
    span: Span,
    verb: Method,
    route: Route,
}

/// Where the router writes down to which route a request came.
#[derive(Clone, Default)]
struct Route(Arc<OnceLock<MatchedPath>>);

impl Page {
    /// It comes in.
    pub(super) fn begin(request: &mut Request, span: Span) -> Self {
        let (verb, route) = (request.method().clone(), Route::default());
        request.extensions_mut().insert(route.clone());
        Self { span, verb, route }
    }

    /// The same answer, whose end is told.
    pub(super) fn watch(self, response: Response) -> Response {
        let Some(route) = self.route.0.get() else { return response };
        let told = Told::of_request(&self.verb, route.as_str(), response.status());
        let end = Some((self.span, told));
        response.map(|body| Body::new(Watched { body, end }))
    }
}

/// The same routes, which say that a request came to them.
pub(super) fn naming(routes: Router) -> Router {
    routes.route_layer(from_fn(enter))
}

async fn enter(request: Request, next: Next) -> Response {
    let of = request.extensions();
    if let (Some(route), Some(matched)) = (of.get::<Route>(), of.get::<MatchedPath>()) {
        route.0.get_or_init(|| matched.clone());
    }
    next.run(request).await
}

struct Watched {
    body: Body,
    end: Option<(Span, Told)>,
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some((span, told)) = self.end.take() {
            span.end(told);
        }
    }
}
