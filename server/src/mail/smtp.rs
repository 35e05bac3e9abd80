//! The way out through a mail server: `smtps://` with TLS from the start, `smtp://` with STARTTLS, both verified; plain
//! text only to this machine itself.
use std::net::IpAddr;

use domain::id::MailId;
use http::Uri;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, SinglePart, header::ContentType},
};

use super::{Invitation, Letter};

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// A mail server.
pub(super) struct Smtp {
    transport: Transport,
    sender: Mailbox,
}

/// Why the mail settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// Not such a URL. The URL itself is not repeated: it may hold a password.
    #[error(
        "the SMTP URL must look like smtps://user:password@mail.example.com:465 or smtp://user:password@host:587"
    )]
    BadUrl,
    /// The library refuses it.
    #[error("cannot use the SMTP URL: {0}")]
    Refused(#[from] lettre::transport::smtp::Error),
}

impl Smtp {
    pub(super) fn new(url: &str) -> Result<Self, MailerError> {
        let uri: Uri = url.parse().map_err(|_| MailerError::BadUrl)?;
        let host = uri.host().ok_or(MailerError::BadUrl)?;
        let base = url.split(['?', '#']).next().unwrap_or(url);
        let transport = match uri.scheme_str() {
            Some("smtps") => Transport::from_url(base)?,
            Some("smtp") if is_loopback(host) => Transport::from_url(base)?,
            Some("smtp") => Transport::from_url(&format!("{}?tls=required", base.trim_end_matches('/')))?,
            _ => return Err(MailerError::BadUrl),
        };
        Ok(Self {
            transport: transport.build(),
            sender: Mailbox::new(Some("Skyshard".to_owned()), sender(&uri, host)?),
        })
    }

    /// The address that mails come from.
    pub(super) fn sender_address(&self) -> String {
        self.sender.email.to_string()
    }

    /// Sends one mail. The same mail sent twice, after a crash in between, has the same Message-ID, by which mail
    /// programs know it.
    pub(super) async fn send(&self, id: MailId, recipient: &str, letter: &Letter) -> anyhow::Result<()> {
        let head = Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.sender.email.domain())))
            .from(self.sender.clone())
            .to(Mailbox::new(None, recipient.parse()?))
            .subject(letter.subject.clone());
        let message = match &letter.invitation {
            None => head.header(ContentType::TEXT_PLAIN).body(letter.body.clone())?,
            Some(invitation) => head.multipart(with_invitation(letter, invitation)?)?,
        };
        self.transport.send(message).await?;
        Ok(())
    }
}

/// The text, and the calendar as another way to say it: mail programs show an invitation then (RFC 6047, section 2.4).
fn with_invitation(letter: &Letter, invitation: &Invitation) -> anyhow::Result<MultiPart> {
    let kind = format!("text/calendar; method={}; charset=utf-8", invitation.method);
    let calendar = SinglePart::builder().header(ContentType::parse(&kind)?).body(invitation.text.clone());
    Ok(MultiPart::alternative().singlepart(SinglePart::plain(letter.body.clone())).singlepart(calendar))
}

/// The user when that is an address, as with most providers; else a name at the mail server's host.
fn sender(uri: &Uri, host: &str) -> Result<Address, MailerError> {
    let authority = uri.authority().map(|authority| authority.as_str()).unwrap_or_default();
    let user = authority.rsplit_once('@').and_then(|(info, _)| info.split(':').next()).unwrap_or_default();
    let user = user.replace("%40", "@");
    let named = Address::new("skyshard", if is_loopback(host) { "localhost" } else { host });
    user.parse().or(named).map_err(|_| MailerError::BadUrl)
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader, Write},
        net::TcpListener,
        sync::Arc,
        thread,
    };

    use rustls::{ServerConfig, ServerConnection, crypto::aws_lc_rs, pki_types::PrivateKeyDer};

    use super::*;

    fn check(url: &str, sender: Option<&str>) {
        let smtp = Smtp::new(url).ok().map(|smtp| smtp.sender.email.to_string());
        assert_eq!(smtp.as_deref(), sender, "{url}");
    }

    /// A mail server without TLS; what it was told, once its caller has gone.
    fn plain_server() -> (u16, thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("somebody calls");
            stream.write_all(b"220 mail.test ESMTP\r\n").expect("greeted");
            let lines = BufReader::new(stream.try_clone().expect("one more handle")).lines();
            lines
                .map_while(Result::ok)
                .inspect(|line| {
                    let answer = match line.split(' ').next() {
                        Some("EHLO") => "250-mail.test\r\n250 AUTH PLAIN LOGIN\r\n",
                        Some("QUIT") => "221 bye\r\n",
                        _ => "250 fine\r\n",
                    };
                    // Whoever has gone hears nothing more.
                    let _heard = stream.write_all(answer.as_bytes());
                })
                .collect()
        });
        (port, server)
    }

    /// A mail server with a certificate that nobody vouches for; whether its caller trusted it.
    fn false_server() -> (u16, thread::JoinHandle<bool>) {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("its key");
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .expect("a pair");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("somebody calls");
            let mut tls = ServerConnection::new(Arc::new(config)).expect("a server");
            while tls.is_handshaking() {
                if tls.complete_io(&mut stream).is_err() {
                    return false;
                }
            }
            // The caller's verdict may come as an alert behind the handshake.
            tls.complete_io(&mut stream).is_ok()
        });
        (port, server)
    }

    async fn send(url: &str) -> anyhow::Result<()> {
        let smtp = Smtp::new(url).expect("a good URL");
        let letter = Letter::backup_code_used("alice", 3, true);
        smtp.send(MailId::from_random([7; 16]), "alice@example.com", &letter).await
    }

    #[tokio::test]
    async fn a_server_elsewhere_without_tls_is_told_nothing() {
        let (port, server) = plain_server();
        // Not a loopback address by its letters, and this machine all the same.
        send(&format!("smtp://box:secret@0.0.0.0:{port}")).await.expect_err("it offers no STARTTLS");
        let told = server.join().expect("it ended");
        assert!(told.iter().all(|line| line.starts_with("EHLO") || line == "QUIT"), "{told:?}");
    }

    #[tokio::test]
    async fn a_server_that_nobody_vouches_for_is_told_nothing() {
        let (port, server) = false_server();
        send(&format!("smtps://box:secret@localhost:{port}")).await.expect_err("nobody vouches for it");
        assert!(!server.join().expect("it ended"), "refused while shaking hands");
    }

    #[tokio::test]
    async fn a_url_names_the_server_and_the_sender() {
        check("smtp://127.0.0.1:1025", Some("skyshard@localhost"));
        check("smtp://localhost:1025", Some("skyshard@localhost"));
        check("smtp://[::1]:1025", Some("skyshard@localhost"));
        check("smtps://box%40example.org:secret@mail.example.com:465", Some("box@example.org"));
        check("smtp://box:secret@mail.example.com:587", Some("skyshard@mail.example.com"));
        check("http://mail.example.com", None);
        check("mail.example.com:25", None);
        check("", None);
    }
}
