//! From the path of a call to its service. A call is named by two words, so a table is enough: axum's router would match
//! patterns, and leave in each request a note of what matched that nobody reads.
use std::{
    collections::HashMap,
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{FutureExt, future::BoxFuture};
use http::Request;
use tonic::server::NamedService;
use tower::Service;

use super::status;

/// Services by their names. Clones share them.
#[derive(Clone, Default)]
pub struct Services(Arc<Table>);

#[derive(Clone, Default)]
struct Table {
    services: HashMap<&'static str, Arc<dyn Answering>>,
    /// Calls that have a service of their own, by their paths.
    methods: Vec<(&'static str, Arc<dyn Answering>)>,
}

/// What makes an answer of a request.
trait Answering: Send + Sync {
    fn answer(&self, request: Request<Body>) -> BoxFuture<'static, Response>;
}

impl<S> Answering for S
where
    S: Service<Request<Body>, Error = Infallible> + Clone + Send + Sync,
    S::Response: IntoResponse,
    S::Future: Send + 'static,
{
    /// Those that tonic generates are always ready.
    fn answer(&self, request: Request<Body>) -> BoxFuture<'static, Response> {
        Box::pin(self.clone().call(request).map(|Ok(answer)| answer.into_response()))
    }
}

impl Services {
    /// These and this one, below its name.
    #[must_use]
    pub fn and<S>(self, service: S) -> Self
    where
        S: Service<Request<Body>, Error = Infallible> + NamedService + Clone + Send + Sync + 'static,
        S::Response: IntoResponse,
        S::Future: Send,
    {
        self.with(|table| {
            table.services.insert(S::NAME, Arc::new(service));
        })
    }

    /// These, of which one call is answered by this one, whatever its service is.
    #[must_use]
    pub fn but<S>(self, path: &'static str, service: S) -> Self
    where
        S: Service<Request<Body>, Error = Infallible> + Clone + Send + Sync + 'static,
        S::Response: IntoResponse,
        S::Future: Send,
    {
        self.with(|table| table.methods.push((path, Arc::new(service))))
    }

    fn with(mut self, change: impl FnOnce(&mut Table)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    fn of(&self, path: &str) -> Option<&dyn Answering> {
        let Table { services, methods } = &*self.0;
        let method = methods.iter().find(|(own, _)| *own == path).map(|(_, service)| service);
        let service = || services.get(path.strip_prefix('/')?.split_once('/')?.0);
        method.or_else(service).map(AsRef::as_ref)
    }
}

impl<B> Service<Request<B>> for Services
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future =
        futures::future::Map<BoxFuture<'static, Response>, fn(Response) -> Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let answer = match self.of(request.uri().path()) {
            Some(service) => service.answer(request.map(Body::new)),
            // Only calls come here, and gRPC-Web was translated before: the answer is a status.
            None => Box::pin(std::future::ready(status::not_offered().into_http())),
        };
        answer.map(Ok)
    }
}
