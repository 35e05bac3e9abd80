//! What a person needs to know when the server has started: within 80 columns, each line true now.
use std::{collections::BTreeSet, fmt::Write, net::SocketAddr};

use domain::{format, role::Role};

use crate::{
    app::App,
    auth::Secret,
    service::{
        ServiceError,
        profile::{self, ServerInfo},
        setup,
        skillshare::demo::Members,
    },
};

/// The banner. While there is no admin it holds the link that makes one, fresh with every start; when the
/// demonstration was made, who can sign in.
pub async fn banner(
    app: &App,
    listening: SocketAddr,
    demo: Option<&Members>,
) -> Result<String, ServiceError> {
    let link = setup::open_link(app).await?;
    let info = profile::server_info(app).await?;
    Ok(text(app, &info, link.as_ref(), demo, listening))
}

fn text(
    app: &App,
    info: &ServerInfo,
    link: Option<&Secret>,
    demo: Option<&Members>,
    listening: SocketAddr,
) -> String {
    let url = app.settings.url(listening);
    let mut text = format!("\n  Skyshard is running     {url}\n");
    let mut line = |label: &str, value: String| {
        // Writing to a string cannot fail.
        let _written = writeln!(text, "  {label:<8}{value}");
    };
    if let Some(secret) = link {
        line("First admin link (30 min, once)", String::new());
        line("", format!("{url}/setup#{}", secret.as_str()));
    }
    let authority = url.split_once("://").map_or(url.as_str(), |(_, authority)| authority);
    line("gRPC", grpc(app, authority));
    if let Some(certificates) = &app.certificates {
        let made = match certificates.file() {
            Some(file) => format!("certificate {}, SHA-256 fingerprint", file.display()),
            None => "this server's own certificate, SHA-256 fingerprint".to_owned(),
        };
        line("TLS", made);
        line("", certificates.fingerprint().to_string());
    }
    for (label, value) in mail(app, info, &url) {
        line(label, value);
    }
    line("Pool", pool(app, info));
    if let Some(roles) = too_large(app, info) {
        line("", roles);
    }
    line("Nodes", nodes(app));
    let (copies, quorum) = (app.settings.copies, app.settings.write_quorum);
    line("", format!("{copies} copies, acknowledged at {quorum} | data in {}", app.settings.data.display()));
    if let Some(Members { emails, password }) = demo {
        line("Demo", emails.join(" / "));
        line("", format!("password, told once: {password}"));
    }
    text.push('\n');
    text
}

/// Where programs call, and how to see what they can.
fn grpc(app: &App, authority: &str) -> String {
    let how = match &app.certificates {
        _ if !app.settings.reflects() => return authority.to_owned(),
        None => "-plaintext ".to_owned(),
        Some(certificates) if certificates.file().is_some() => String::new(),
        Some(_) => format!("-cacert {} ", app.settings.data.join("tls/certificate.pem").display()),
    };
    format!("{authority}     try grpcurl {how}{authority} list")
}

fn mail(app: &App, info: &ServerInfo, url: &str) -> Vec<(&'static str, String)> {
    if info.test_mode {
        return vec![
            ("Mail", "TEST MODE, no SMTP set".to_owned()),
            ("", format!("codes appear here and at {url}/outbox")),
        ];
    }
    let server = app.settings.smtp.as_deref().map(host).unwrap_or_default();
    vec![("Mail", format!("by {server}"))]
}

/// The host and port of a URL: the rest may hold a password.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

fn pool(app: &App, info: &ServerInfo) -> String {
    let (pool, seat) = (&info.pool, app.seat());
    let seats = pool.seats(seat);
    let taken = seats - pool.seats_free(seat);
    let (capacity, seat) = (format::bytes(pool.capacity), format::bytes(seat));
    format!("{capacity} | {seat} per user | {} ({taken} taken)", format::count(seats.into(), "seat", "seats"))
}

/// The roles that nobody can be given now; that no seat is left, the line above says.
fn too_large(app: &App, info: &ServerInfo) -> Option<String> {
    let is_too_large = |role: &Role| *role != Role::Basic && app.reservation(*role) > info.pool.free();
    let roles: Vec<String> = Role::ALL
        .into_iter()
        .filter(is_too_large)
        .map(|role| format!("{} ({})", role.name(), format::bytes(app.reservation(role))))
        .collect();
    (!roles.is_empty()).then(|| format!("no room now for new accounts that are {}", roles.join(" or ")))
}

fn nodes(app: &App) -> String {
    let nodes = app.cluster.nodes();
    let up = nodes.iter().filter(|node| node.state.serves()).count();
    let zones: BTreeSet<_> = nodes.iter().map(|node| node.spec.zone.as_str()).collect();
    format!("{up} up in {} zones of the simulated network", zones.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_servers_password_is_not_shown() {
        assert_eq!(host("smtp://user:p@ss/word@mail.example.com:587?x=y"), "mail.example.com:587");
        assert_eq!(host("smtps://mail.example.com"), "mail.example.com");
    }
}
