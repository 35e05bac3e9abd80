//! The table of contents of the port.
use axum::Router;
use domain::limits::AUTH_MESSAGE_BYTES_MAX;

use super::{
    archive, calendar, download, filling, front::Front, health, hosts::Hosts, link, metrics, preview,
    proxies::Proxies, reports, rest, site, traced,
};
use crate::{
    app::Shared,
    calls::Calls,
    grpc::{self, Services},
    spans::Spans,
};

/// Everything behind the port: calls, downloads, health, and the page for whatever else is asked.
pub fn router(app: &Shared) -> Front {
    let hosts = Hosts::new(app.settings.origin.as_deref(), app.certificates.clone());
    let calls = well_known(app, grpc::services(app));
    let pages = download::routes(app)
        .merge(preview::routes(app))
        .merge(filling::routes(app))
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
pub fn edge(calls: Services) -> Front {
    let (hosts, proxies) = (Hosts::new(None, None), Proxies::new(Vec::new()));
    Front::new(hosts, proxies, Calls::default(), Spans::default(), calls, Router::new())
}

/// Health as well; and reflection for grpcurl and its like, where nobody but this machine hears it or the operator wants it.
fn well_known(app: &Shared, calls: Services) -> Services {
    let calls = calls.and(health::grpc(app.stopping.clone()));
    if app.settings.reflects() { reflection(calls) } else { calls }
}

fn reflection(calls: Services) -> Services {
    let described = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let built = "the descriptors of this very build are well-formed";
    let v1 = described().build_v1().expect(built).max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX);
    let v1alpha = described().build_v1alpha().expect(built).max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX);
    calls.and(v1).and(v1alpha)
}
