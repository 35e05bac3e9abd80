//! `GET /nodes`: the storage nodes as JSON for programs, the page of the same name for people.
use axum::{
    extract::{Request, State},
    response::Response,
};
use cluster::{coordinator::Pulse, node::NodeState, status::NodeStatus};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::{
    super::site,
    json::{Answer, answer},
    offer::{Area, Offer, get},
};
use crate::{
    app::{App, Shared},
    auth::{self, Action},
    service::nodes,
};

pub(in crate::http) const PATH: &str = "/nodes";

pub(super) fn offer() -> Offer {
    Offer::of(Area::Nodes).with(
        get(PATH, "listNodes", "The storage nodes, for a bearer token or `Accept: application/json`; the page for who asks for HTML.")
            .answers("NodeList"),
        list,
    )
}

/// Whether JSON is wanted and no page: a browser's address bar asks for HTML, and generated clients bring a token and ask for
/// anything.
pub(in crate::http) fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_program = accept.contains("application/json") || headers.contains_key(header::AUTHORIZATION);
    is_program && !accept.contains("text/html")
}

async fn list(State(app): State<Shared>, request: Request) -> Response {
    let mut response = if wants_json(request.headers()) {
        // Without the body, which cannot be shared between threads and has nothing to say.
        let (request, _) = request.into_parts();
        let found = async || -> Answer {
            let member = auth::member(&app, &request.extensions, "", Action::WatchCluster).await?;
            let nodes: Vec<Value> = nodes::list(&app, &member).iter().map(|it| node(&app, it)).collect();
            Ok(json!({ "nodes": nodes, "health": app.cluster.health().to_string() }))
        };
        answer(found().await, StatusCode::OK)
    } else {
        site::serve(request).await
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    response
}

fn node(app: &App, node: &NodeStatus) -> Value {
    json!({
        "name": node.spec.name.to_string(),
        "zone": node.spec.zone.to_string(),
        "address": node.spec.address.to_string(),
        "state": state(node.state),
        "pulse": pulse(node.pulse),
        "heard_ms_ago": u64::try_from(app.cluster.age(node.heard).as_millis()).unwrap_or(u64::MAX),
        "used_bytes": node.used_bytes,
        "capacity_bytes": node.spec.capacity_bytes,
        "chunks": node.chunks,
    })
}

const fn state(state: NodeState) -> &'static str {
    match state {
        NodeState::Ready => "ready",
        NodeState::Waiting => "waiting",
        NodeState::Running => "running",
        NodeState::Stopped => "stopped",
    }
}

const fn pulse(pulse: Pulse) -> &'static str {
    match pulse {
        Pulse::Alive => "alive",
        Pulse::Suspected => "suspected",
        Pulse::Gone => "gone",
    }
}
