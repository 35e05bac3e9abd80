//! The table of contents of the port.
use std::convert::Infallible;

use axum::{
    Router,
    extract::Request,
    response::{IntoResponse, Response},
    routing::post_service,
};
use domain::limits::AUTH_MESSAGE_BYTES_MAX;
use tonic::server::NamedService;
use tower::Service;

use super::{
    archive, calendar, download,
    failure::{Failure, Language},
    front::Front,
    health,
    hosts::Hosts,
    link, metrics, preview,
    proxies::Proxies,
    reports, rest, site, traced,
};
use crate::{app::Shared, calls::Calls, grpc, spans::Spans};

/// Everything behind the port: calls, downloads, health, and the page for whatever else is asked.
pub fn router(app: &Shared) -> Front {
    let hosts = Hosts::new(app.settings.origin.as_deref(), app.certificates.clone());
    let calls = grpc::routes(app).merge(well_known(app)).fallback(unknown_call);
    let pages = download::routes(app)
        .merge(preview::routes(app))
        .merge(link::routes(app))
        .merge(archive::routes(app))
        .merge(calendar::routes(app))
        .merge(rest::routes(app));
    let pages = if app.spans.are_wanted() { traced::naming(pages) } else { pages };
    let pages = pages
        .merge(health::routes(app))
        .merge(metrics::routes(app))
        .merge(reports::routes())
        .fallback(site::serve);
    let proxies = Proxies::new(app.settings.proxies());
    Front::new(hosts, proxies, app.calls.clone(), app.spans.clone(), calls, pages)
}

/// The edge in front of these calls alone, on a server that only this machine reaches: so it is measured what the edge
/// costs.
pub fn edge(calls: Router) -> Front {
    let (hosts, proxies) = (Hosts::new(None, None), Proxies::new(Vec::new()));
    Front::new(hosts, proxies, Calls::default(), Spans::default(), calls, Router::new())
}

/// Health; and reflection for grpcurl and its like, where nobody but this machine hears it or the operator wants it.
fn well_known(app: &Shared) -> Router {
    let health = mount(Router::new(), health::grpc(app.stopping.clone()));
    if app.settings.reflects() { reflection(health) } else { health }
}

fn reflection(router: Router) -> Router {
    let described = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let built = "the descriptors of this very build are well-formed";
    let v1 = described().build_v1().expect(built).max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX);
    let v1alpha = described().build_v1alpha().expect(built).max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX);
    mount(mount(router, v1), v1alpha)
}

/// Every method of a service below its name. (`tonic::service::Routes` would bring a fallback of its own.)
fn mount<S>(router: Router, service: S) -> Router
where
    S: Service<Request, Error = Infallible> + NamedService + Clone + Send + Sync + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
{
    router.route(&format!("/{}/{{method}}", S::NAME), post_service(service))
}

/// Only calls come here, and gRPC-Web was translated before: the answer is a status.
async fn unknown_call() -> Response {
    Failure::Unknown.answer(Language::Grpc)
}
