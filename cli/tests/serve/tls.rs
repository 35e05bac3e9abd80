//! Other machines are served by TLS (SEC-53), as the tools of others see it: `openssl` and `curl`.
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{Server, sentence, serve};

/// A server that other machines reach, in test mode as that must be asked for.
fn start(folder: &TempDir) -> Server {
    let mut command = serve(folder.path(), "0.0.0.0:0");
    Server::of({
        command.arg("--allow-test-mode");
        command
    })
}

/// Shakes hands, says nothing, and tells what was agreed on.
fn openssl(address: &str, version: &str) -> Output {
    let mut command = Command::new("openssl");
    command.args(["s_client", "-connect", address, version, "-alpn", "h2,http/1.1"]).stdin(Stdio::null());
    command.output().unwrap()
}

fn fingerprint_of(pem: &Path) -> String {
    let mut command = Command::new("openssl");
    command.args(["x509", "-noout", "-fingerprint", "-sha256", "-in"]).arg(pem);
    let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let (_, print) = said.trim().split_once('=').unwrap();
    print.replace(':', "").to_ascii_lowercase()
}

/// The certificate that is shown now, in PEM.
fn shown(address: &str, into: &Path) -> String {
    let said = String::from_utf8(openssl(address, "-tls1_3").stdout).unwrap();
    let (_, rest) = said.split_once("-----BEGIN CERTIFICATE-----").unwrap();
    let (body, _) = rest.split_once("-----END CERTIFICATE-----").unwrap();
    fs::write(into, format!("-----BEGIN CERTIFICATE-----{body}-----END CERTIFICATE-----\n")).unwrap();
    fingerprint_of(into)
}

fn curl(arguments: &[&str]) -> Output {
    Command::new("curl").args(["-sS", "--max-time", "20"]).args(arguments).output().unwrap()
}

#[test]
fn codes_are_not_shown_to_other_machines_unless_it_is_asked_for() {
    let folder = TempDir::new().unwrap();
    for demo in [false, true] {
        let mut command = serve(folder.path(), "0.0.0.0:0");
        if demo {
            command.arg("--demo");
        }
        let said = sentence(&command.output().unwrap());
        assert!(said.contains("set smtp too, or --allow-test-mode"), "{said}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn a_bind_for_other_machines_makes_a_certificate_and_speaks_tls_1_3_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let server = start(&folder);
    let certificate = folder.path().join("tls/certificate.pem");
    let fingerprint = fingerprint_of(&certificate);
    assert!(server.banner.contains(&format!("{fingerprint}\n")), "{}", server.banner);
    let key = fs::metadata(folder.path().join("tls/key.pem")).unwrap();
    assert_eq!(key.permissions().mode() & 0o777, 0o600);

    // The address that the banner tells, which is this machine's own where it has a network.
    let url = server.url();
    let address = url.strip_prefix("https://").unwrap();
    let agreed = openssl(address, "-tls1_3");
    let said = String::from_utf8_lossy(&agreed.stdout).into_owned();
    assert!(
        agreed.status.success() && said.contains("TLSv1.3") && said.contains("ALPN protocol: h2"),
        "{said}"
    );
    let old = openssl(address, "-tls1_2");
    assert!(!old.status.success(), "{}", String::from_utf8_lossy(&old.stdout));
    assert!(String::from_utf8_lossy(&old.stderr).contains("alert protocol version"));

    let pem = certificate.display().to_string();
    let health = format!("{url}/healthz");
    assert_eq!(curl(&["--cacert", &pem, &health]).stdout, b"ok\n");
    assert_eq!(curl(&[&health]).status.code(), Some(60), "nobody vouches for it");
    let plain = format!("http://{address}/files");
    let led =
        curl(&["-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "-H", "accept: text/html", &plain]);
    assert_eq!(String::from_utf8_lossy(&led.stdout), format!("308 {url}/files"));
    let refused = curl(&["-w", "%{http_code}", &format!("http://{address}/healthz")]);
    assert!(String::from_utf8_lossy(&refused.stdout).ends_with("403"));

    assert_eq!(server.end("TERM").0, Some(0));
    let again = start(&folder);
    assert!(again.banner.contains(&fingerprint), "later runs keep it");
    assert_eq!(again.end("TERM").0, Some(0));
}

#[test]
fn a_certificate_is_replaced_while_a_connection_lives() {
    let folder = TempDir::new().unwrap();
    let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    make(&certificate, &key);
    let mut command = serve(&folder.path().join("data"), "127.0.0.1:0");
    command.arg("--tls-cert").arg(&certificate).arg("--tls-key").arg(&key);
    let mut server = Server::of(command);
    let address = server.url().replace("https://", "");
    let first = fingerprint_of(&certificate);
    let seen = folder.path().join("seen.pem");
    assert!(server.banner.contains(&first) && shown(&address, &seen) == first);
    let mut living = Living::open(&address);
    assert!(living.get().contains("200 OK"));

    // A key that does not fit: told, and nothing changes.
    let kept = (fs::read(&certificate).unwrap(), fs::read(&key).unwrap());
    let other = folder.path().join("other.pem");
    make(&other, &key);
    let mut log = BufReader::new(server.child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("the new certificate is refused, and the one before stays in use") {
        line.clear();
        assert_ne!(log.read_line(&mut line).unwrap(), 0, "it ended");
    }
    assert!(line.contains("cannot be used together"), "{line}");
    assert_eq!(shown(&address, &seen), first);

    // The certificate to that key: in use soon, without a restart.
    fs::rename(&other, &certificate).unwrap();
    let second = fingerprint_of(&certificate);
    let began = Instant::now();
    while shown(&address, &seen) != second {
        assert!(began.elapsed() < Duration::from_secs(20), "it is not taken up");
    }
    assert!(living.get().contains("200 OK"), "a connection that stands is not touched");
    assert_ne!(kept.0, fs::read(&certificate).unwrap());
    server.child.stderr = Some(log.into_inner());
    assert_eq!(server.end("TERM").0, Some(0));
}

/// A pair that vouches for itself.
fn make(certificate: &Path, key: &Path) {
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]);
    command.args([
        "-days",
        "30",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-out",
    ]);
    command.arg(certificate).arg("-keyout").arg(key);
    assert!(command.output().unwrap().status.success());
}

/// A connection that stays.
struct Living {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
}

impl Living {
    fn open(address: &str) -> Self {
        let mut command = Command::new("openssl");
        command.args(["s_client", "-quiet", "-alpn", "http/1.1", "-connect", address]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    /// Asks for the health and reads the answer to its body.
    fn get(&mut self) -> String {
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
        stdin.flush().unwrap();
        let mut answer = String::new();
        while !answer.ends_with("\r\n\r\nok\n") {
            assert_ne!(self.out.read_line(&mut answer).unwrap(), 0, "it was closed: {answer}");
        }
        answer
    }
}

impl Drop for Living {
    fn drop(&mut self) {
        let _gone = self.child.kill().and_then(|()| self.child.wait());
    }
}
