//! The front desk: what happens to every request on its way in and out. This is the one list of layers, the same for
//! every service; `tests/edge/layers.rs` sends every call of the descriptors through it.
//!
//! | told as | | layer | where | may end it with |
//! |---|---|---|---|---|
//! | `connection` | 1 | TLS | `listen` | a closed connection |
//! | `peer` | 2 | device, presence, network of the peer | here | |
//! | `request` | 3 | request id, span of the log, count of calls, span for who watches | `request_id`, here, `counted`, `traced` | |
//! | `guard` | 4 | guard: host, origin, which credentials count | `guard` | 421, 403, 415 |
//! | `limits` | 5 | place at work, of all and of its network | `places` | UNAVAILABLE |
//! | `limits` | 6 | panics; deadline; silence and trickle of the body | `limits`, `deadline`, `pace` | INTERNAL, DEADLINE_EXCEEDED |
//! | `service` | 7 | gRPC-Web to gRPC, and which service | here, `router` | UNIMPLEMENTED |
//! | `service` | 8 | largest message, encoding | `grpc::services`, tonic | OUT_OF_RANGE, UNIMPLEMENTED |
//! | `session` | 9 | token, session, policy | `auth`, called by each handler | UNAUTHENTICATED, PERMISSION_DENIED |
//! | `use case` | 10 | rate of tries and codes | `service::throttle`, where something is tried | RESOURCE_EXHAUSTED |
//! | `use case` | 11 | the use case, with its row of the audit trail in its own transaction | `service`, `service::audit` | its own errors |
//!
//! Who asks with the header `x-layers: 1` is told in the answer which of them there are and into which the call came last
//! ([`layers`](crate::layers)).
//!
//! On the way out: the status is counted, a span is ended where there is one, headers are completed, the request id is put in, the time is logged. From 9 on
//! a layer is a call that needs the one before: only `auth` makes the `Member` that a use case takes, and only a use case
//! writes, so none of them can be left out by the order of a list.
//!
//! It is one hand-written service and no stack of layers: each layer would box a future and copy every route behind it,
//! which costs a small call more than its own work. The guard's verdict also chooses the router, so that what is no
//! call cannot reach one whatever its path says, and native gRPC never passes through tonic-web.
use std::{
    convert::Infallible,
    net::IpAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};

use axum::{
    Router,
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Request};
use tonic_web::{GrpcWebLayer, GrpcWebService};
use tower::{Layer as _, Service};
use tracing::Instrument;

use super::{
    counted,
    failure::Language,
    guard::{self, Destination},
    headers,
    hosts::Hosts,
    limits::Limits,
    plain,
    proxies::Proxies,
    request_id::{REQUEST_ID, RequestId},
    traced::Page,
};
use crate::{
    auth::{Device, Network, Presence},
    calls::Calls,
    grpc::Services,
    layers::{self, GIVEN_UP, LAYERS, Layer, Reached},
    spans::Spans,
};

/// Below here members are told how many calls were given up: it is there to be tried. How much else is used is for whoever
/// may read `/metrics`.
const GREETER: &str = "/skyshard.greeter.v1.Greeter/";

/// Everything behind the port, as one service. Clones share it.
#[derive(Clone)]
pub struct Front {
    desk: Arc<Desk>,
    /// From where the connection came.
    peer: Option<Peer>,
    /// Plain text on a port with TLS: no request of it goes further than this desk.
    is_lost: bool,
}

/// The other end of a connection, and its network.
#[derive(Clone)]
struct Peer {
    address: IpAddr,
    network: Network,
}

struct Desk {
    hosts: Hosts,
    proxies: Proxies,
    counts: Calls,
    spans: Spans,
    limits: Limits,
    calls: Services,
    web_calls: GrpcWebService<Services>,
    pages: Router,
}

impl Front {
    /// In front of the calls and of everything else.
    pub(super) fn new(
        hosts: Hosts,
        proxies: Proxies,
        counts: Calls,
        spans: Spans,
        calls: Services,
        pages: Router,
    ) -> Self {
        let web_calls = GrpcWebLayer::new().layer(calls.clone());
        let desk = Desk { hosts, proxies, counts, spans, limits: Limits::default(), calls, web_calls, pages };
        Self { desk: Arc::new(desk), peer: None, is_lost: false }
    }

    /// The same for a connection from this peer.
    pub(super) fn for_peer(&self, peer: IpAddr) -> Self {
        let peer = Peer { address: peer.to_canonical(), network: Network::of(peer) };
        Self { desk: Arc::clone(&self.desk), peer: Some(peer), is_lost: false }
    }

    /// Whether the peer is a proxy that is believed.
    pub(super) fn is_proxy(&self, peer: IpAddr) -> bool {
        self.desk.proxies.trusts(peer.to_canonical())
    }

    /// The same for plain text on a port with TLS.
    pub(super) fn for_the_lost(self) -> Self {
        Self { is_lost: true, ..self }
    }
}

impl Desk {
    async fn pass(&self, mut request: Request<Body>) -> Response {
        let began = Instant::now();
        let id = RequestId::fresh();
        // The path is percent-encoded, so it cannot break a line; queries may hold secrets and are left out.
        let span = tracing::info_span!("request", %id, path = %request.uri().path());
        let is_strict = self.hosts.is_strict(guard::asked_host(&request));
        let is_call = Language::of(request.headers()) != Language::Plain;
        let traced = self.spans.begin(request.headers(), id);
        let (call, page) = match is_call {
            true => (Some(self.counts.begin(request.uri().path()).traced(traced)), None),
            false => (None, traced.map(|span| Page::begin(&mut request, span))),
        };
        let asked = asked_layers(&mut request);
        let work = async {
            let response = match guard::admit(&mut request, &self.hosts) {
                Ok(destination) => {
                    layers::enter(request.extensions(), Layer::Limits);
                    self.limits.run(request, |request| self.route(destination, request)).await
                }
                Err(refusal) => refusal.into_response(),
            };
            let status = response.status().as_u16();
            tracing::debug!(status, elapsed_us = began.elapsed().as_micros() as u64, "answered");
            response
        };
        let response = work.instrument(span).await;
        let mut response = match (call, page) {
            (Some(call), _) => counted::watch(response, call),
            (None, Some(page)) => page.watch(response),
            (None, None) => response,
        };
        headers::complete(response.headers_mut(), is_strict);
        response.headers_mut().insert(REQUEST_ID, id.value());
        if let Some((reached, path)) = asked {
            self.tell_layers(&reached, &path, response.headers_mut());
        }
        response
    }

    fn tell_layers(&self, reached: &Reached, path: &str, headers: &mut HeaderMap) {
        headers.insert(LAYERS, reached.told());
        if reached.has_entered(Layer::UseCase) && path.starts_with(GREETER) {
            headers.insert(GIVEN_UP, self.counts.given_up_beside(path).into());
        }
    }

    async fn route(&self, destination: Destination, request: Request<Body>) -> Response {
        layers::enter(request.extensions(), Layer::Service);
        let Ok(response) = match destination {
            Destination::Call => self.calls.clone().call(request).await,
            Destination::WebCall => {
                self.web_calls.clone().call(request).await.map(IntoResponse::into_response)
            }
            Destination::Page => self.pages.clone().call(request).await,
        };
        response
    }
}

/// Where it is written down how far this call comes, and its path: for a caller who wants to know.
fn asked_layers(request: &mut Request<Body>) -> Option<(Reached, String)> {
    request.headers().get(LAYERS).filter(|asked| *asked == "1")?;
    let reached = Reached::default();
    reached.enter(Layer::Guard);
    request.extensions_mut().insert(reached.clone());
    Some((reached, request.uri().path().to_owned()))
}

impl<B> Service<Request<B>> for Front
where
    B: http_body::Body<Data = bytes::Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let desk = Arc::clone(&self.desk);
        if self.is_lost {
            let mut response = plain::answer(&request, &desk.hosts);
            headers::complete(response.headers_mut(), false);
            return Box::pin(std::future::ready(Ok(response)));
        }
        let mut request = request.map(Body::new);
        let (device, presence) = (Device::of(request.headers()), Presence::of(request.headers()));
        request.extensions_mut().insert(device);
        request.extensions_mut().insert(presence);
        if let Some(peer) = &self.peer {
            let client = desk.proxies.client(peer.address, request.headers());
            let network = if client == peer.address { peer.network.clone() } else { Network::of(client) };
            request.extensions_mut().insert(network);
        }
        Box::pin(async move { Ok(desk.pass(request).await) })
    }
}
