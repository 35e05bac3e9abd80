//! Somebody's life with the server, and every secret in it.
use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
};

use bytes::Bytes;
use client::{
    Anonymous, Authorized, FileOrder, NewMember,
    proto::storage::OnConflict,
    upload::{BytesSource, Control, Upload},
};
use totp_rs::{Algorithm, Builder};

use crate::search::{Canary, Place};

const PASSWORD: &str = "a violet canary under the moon";
const WRONG_PASSWORD: &str = "a yellow canary over the sun";
const NAME_THAT_IS_A_PASSWORD: &str = "canary typed into the wrong field";
const EMAIL: &str = "canary.kept.apart@example.com";
const FILE: &str = "canary among the names.txt";
const CONTENT: &str = "The canary that nobody may read but its owner, in so many words. ";
const LINK_PASSWORD: &str = "a crimson canary behind the link";
const QUERY: &str = "canary-in-a-query-4711";
const COOKIE: &str = "canary-in-a-cookie-4711-0123456789abcdefghij";
const BEARER: &str = "canary-as-a-bearer-4711-0123456789abcdefghij";

/// Lives it; what was planted.
pub(crate) async fn live(origin: &str) -> Vec<Canary> {
    let anonymous = Anonymous::at(origin).unwrap();
    let mut planted = vec![
        Canary::text("the password", PASSWORD),
        Canary::text("a wrong password", WRONG_PASSWORD),
        Canary::text("what was typed in the place of a name", NAME_THAT_IS_A_PASSWORD),
        Canary::text("the address", EMAIL).may_be(Place::Database),
        Canary::text("the file's name", FILE).may_be(Place::Database),
        Canary::text("the file's content", CONTENT.trim()),
        Canary::text("a query", QUERY),
        Canary::text("a cookie", COOKIE),
        Canary::text("a bearer token that is none", BEARER),
    ];
    let member = NewMember { username: "ada".into(), email: EMAIL.into(), password: PASSWORD.into() };
    anonymous.register(member).await.unwrap();
    let code = code(&anonymous, "").await;
    anonymous.verify_email(EMAIL, &code, "").await.unwrap();
    planted.push(Canary::code("the code that proved the address", &code));
    be_wrong(&anonymous, origin).await;
    let ada = sign_in(&anonymous, &code, &mut planted).await;
    store_and_fetch(&ada).await;
    share_by_link(&anonymous, &ada, origin, &mut planted).await;
    protect(&anonymous, &ada, &mut planted).await;
    planted
}

/// The newest code that was mailed, which is not the one from before.
async fn code(anonymous: &Anonymous, before: &str) -> String {
    let mails = anonymous.mails(EMAIL).await.unwrap();
    let newest = mails.into_iter().find(|mail| !mail.code.is_empty() && mail.code != before);
    newest.expect("a mail was posted before the call was answered").code
}

/// What fails is logged more readily than what succeeds.
async fn be_wrong(anonymous: &Anonymous, origin: &str) {
    anonymous.login("ada", WRONG_PASSWORD, false).await.unwrap_err();
    anonymous.login(NAME_THAT_IS_A_PASSWORD, WRONG_PASSWORD, false).await.unwrap_err();
    let taken = NewMember {
        username: "ada".into(),
        email: "other@example.com".into(),
        password: WRONG_PASSWORD.into(),
    };
    anonymous.register(taken).await.unwrap_err();
    for request in [
        format!("GET /api/files/download/0123?name={QUERY} HTTP/1.1\r\nCookie: at={COOKIE}; rt={COOKIE}"),
        format!("GET /calendar/feed.ics?secret={QUERY} HTTP/1.1"),
        format!("GET /nowhere?{QUERY} HTTP/1.1\r\nAuthorization: Bearer {BEARER}"),
        format!(
            "POST /skyshard.storage.v1.CloudStorageService/ListFiles HTTP/1.1\r\nContent-Type: application/grpc-web+proto\r\nContent-Length: 0\r\nCookie: at={COOKIE}; rt={COOKIE}; dv={COOKIE}"
        ),
        format!("BROKEN {QUERY}\r\n"),
    ] {
        ask(origin, &request);
    }
}

/// A request as no client of ours would make it.
fn ask(origin: &str, request: &str) {
    let host = origin.strip_prefix("http://").unwrap();
    let mut wire = TcpStream::connect(host).unwrap();
    let request = format!("{request}\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    wire.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // How it refuses does not matter here.
    wire.read_to_end(&mut answer).ok();
}

async fn sign_in(anonymous: &Anonymous, before: &str, planted: &mut Vec<Canary>) -> Authorized {
    let challenge = anonymous.login("ada", PASSWORD, true).await.unwrap().session_id;
    let code = code(anonymous, before).await;
    let wrong = if code == "274911" { "274912" } else { "274911" };
    anonymous.verify_otp(&challenge, wrong).await.map(drop).unwrap_err();
    let ada = anonymous.verify_otp(&challenge, &code).await.unwrap();
    planted.push(Canary::code("the code of the sign-in", &code));
    planted.push(Canary::code("a wrong code", wrong));
    plant_tokens(&ada, planted);
    ada
}

fn plant_tokens(ada: &Authorized, planted: &mut Vec<Canary>) {
    let tokens = ada.tokens().unwrap();
    let signature = tokens.access.rsplit('.').next().unwrap();
    planted.push(Canary::text("an access token", signature));
    planted.push(Canary::text("a refresh token", &tokens.refresh));
}

async fn store_and_fetch(ada: &Authorized) {
    let bytes = Bytes::from(CONTENT.repeat(40_000));
    let source = Arc::new(BytesSource(bytes.clone()));
    let upload =
        Upload::begin(ada.clone(), source, Default::default(), FILE, OnConflict::KeepBoth).await.unwrap();
    upload.run(&Control::new(), &|_| {}).await.unwrap();
    let small = Arc::new(BytesSource(Bytes::from(CONTENT)));
    let upload =
        Upload::begin(ada.clone(), small, Default::default(), FILE, OnConflict::KeepBoth).await.unwrap();
    upload.run(&Control::new(), &|_| {}).await.unwrap();
    let files = ada.list_files("canary", FileOrder::default(), 10, 0).await.unwrap().files;
    assert_eq!(files.len(), 2);
    for file in files {
        let mut read = Vec::new();
        ada.download_file(&file.file_id).await.unwrap().write_to(&mut read).await.unwrap();
        assert!(read.starts_with(CONTENT.as_bytes()));
        ada.delete_file(&file.file_id).await.unwrap();
    }
}

/// A link, and everything that opens it.
async fn share_by_link(anonymous: &Anonymous, ada: &Authorized, origin: &str, planted: &mut Vec<Canary>) {
    let folder = ada.create_folder("", "Given").await.unwrap().expect("it was made").folder_id;
    let made = ada.make_link(&folder, 0, LINK_PASSWORD, 0, false).await.unwrap();
    let (_, secret) = made.secret_address.split_once('#').expect("the secret stands behind it");
    planted.push(Canary::text("the secret of a link", secret));
    planted.push(Canary::text("the password of a link", LINK_PASSWORD));
    anonymous.look_at_link(secret, WRONG_PASSWORD).await.unwrap_err();
    assert_eq!(anonymous.look_at_link(secret, LINK_PASSWORD).await.unwrap().name, "Given");
    let path = anonymous.begin_link_download(secret, LINK_PASSWORD).await.unwrap();
    let (_, ticket) = path.split_once('=').expect("the ticket stands in the query");
    planted.push(Canary::text("the ticket of a download", ticket));
    ask(origin, &format!("GET {path} HTTP/1.1"));
    ask(origin, &format!("GET /s?{secret} HTTP/1.1"));
}

/// A second factor, and everything that it is proved by.
async fn protect(anonymous: &Anonymous, ada: &Authorized, planted: &mut Vec<Canary>) {
    let key = ada.begin_authenticator().await.unwrap().secret;
    let seed = base32(&key);
    planted.push(Canary::text("the authenticator's key as text", &key));
    planted.push(Canary::bytes("the authenticator's key", &seed));
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(seed)
        .build_noncompliant();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let shown = totp.generate(now).to_string();
    let backup = ada.confirm_authenticator(&shown).await.unwrap();
    planted.push(Canary::code("a code of the authenticator", &shown));
    for code in &backup {
        planted.push(Canary::text("a backup code", code));
        planted.push(Canary::text("a backup code without its hyphens", &code.replace('-', "")));
    }
    plant_tokens(ada, planted);
    let challenge = anonymous.login("ada", PASSWORD, false).await.unwrap().session_id;
    let again = anonymous.verify_otp(&challenge, &backup[0]).await.unwrap();
    plant_tokens(&again, planted);
    let step = again.begin_step_up(WRONG_PASSWORD).await;
    assert!(step.is_err());
    again.logout().await.unwrap();
}

/// RFC 4648, section 6.
fn base32(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => continue,
        };
        (bits, count) = (bits << 5 | u32::from(value), count + 5);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 255) as u8);
        }
    }
    bytes
}
