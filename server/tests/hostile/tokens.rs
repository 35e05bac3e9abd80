//! BI-04: hostile access tokens through the port. Each is answered UNAUTHENTICATED, and but for the two reasons that a
//! client must tell apart (not valid, expired) all those answers are the same, byte for byte (SEC-21).
use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto::sign};
use serde_json::{Value, json};
use server::auth::Claims;

use crate::{
    calls::{self, Call},
    support::{
        TestApp,
        ask::{Answer, PROFILE, empty_frame, native},
        people,
        rpc::with_token,
    },
    world::{OK, UNAUTHENTICATED, World},
};

fn call(path: &str) -> Call {
    calls::all().into_iter().find(|call| call.path == path).expect("it is among them")
}

/// Everything of an answer that must not differ; the request's own number does.
fn shape(answer: &Answer) -> (u16, BTreeMap<String, Vec<u8>>, Vec<u8>) {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "x-request-id");
    let headers = headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
    (answer.status.as_u16(), headers.collect(), answer.body.clone())
}

struct Forge {
    key: Vec<u8>,
    claims: Claims,
    now: i64,
}

impl Forge {
    fn of(world: &World) -> Self {
        let key = world.app.keyring.newest().token.to_vec();
        Self { key, claims: world.claims(), now: world.app.clock.now().unix_seconds() }
    }

    fn header() -> Value {
        json!({ "alg": "HS256", "typ": "at+jwt", "kid": "1" })
    }

    fn body(&self) -> Value {
        json!({
            "sub": self.claims.account.to_string(), "sid": self.claims.session.to_string(),
            "sv": self.claims.security_version, "iat": self.now, "nbf": self.now, "exp": self.now + 600,
            "iss": "skyshard", "aud": "skyshard", "jti": "00112233", "amr": ["pwd", "otp"],
        })
    }

    fn with_header(&self, name: &str, value: Value) -> String {
        let mut header = Self::header();
        header[name] = value;
        self.signed(&header.to_string(), &self.body().to_string())
    }

    fn with_claim(&self, name: &str, value: Value) -> String {
        let mut body = self.body();
        body[name] = value;
        self.signed(&Self::header().to_string(), &body.to_string())
    }

    fn without_claim(&self, name: &str) -> String {
        let mut body = self.body();
        body.as_object_mut().expect("an object").remove(name);
        self.signed(&Self::header().to_string(), &body.to_string())
    }

    /// Signed with the server's own key, as nobody outside can: what is refused is refused for what it says.
    fn signed(&self, header: &str, body: &str) -> String {
        self.signed_as(header, body, &self.key, Algorithm::HS256)
    }

    fn signed_as(&self, header: &str, body: &str, key: &[u8], algorithm: Algorithm) -> String {
        let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(body));
        let signature = sign(text.as_bytes(), &EncodingKey::from_secret(key), algorithm).expect("signed");
        format!("{text}.{signature}")
    }

    fn good(&self) -> String {
        self.signed(&Self::header().to_string(), &self.body().to_string())
    }

    fn headers(&self) -> Vec<String> {
        let mut forged = Vec::new();
        for algorithm in
            ["none", "None", "nOnE", "NONE", "HS384", "HS512", "RS256", "ES256", "EdDSA", "XX", ""]
        {
            forged.push(self.with_header("alg", json!(algorithm)));
            let unsigned = forged[forged.len() - 1].rsplit_once('.').expect("three parts").0.to_owned();
            forged.push(format!("{unsigned}."));
        }
        for algorithm in [Algorithm::HS384, Algorithm::HS512] {
            let header = json!({ "alg": algorithm, "typ": "at+jwt", "kid": "1" }).to_string();
            forged.push(self.signed_as(&header, &self.body().to_string(), &self.key, algorithm));
        }
        for kid in ["../../dev/null", "/etc/passwd", "1' OR '1'='1", "1; DROP TABLE account", "2", "", "1\0"]
        {
            forged.push(self.with_header("kid", json!(kid)));
        }
        for kid in [Value::Null, json!(1), json!(["1"]), json!({}), json!("k".repeat(65_536))] {
            forged.push(self.with_header("kid", kid));
        }
        for typ in [Value::Null, json!("JWT"), json!("rt+jwt"), json!("AT+JWT"), json!("")] {
            forged.push(self.with_header("typ", typ));
        }
        forged.push(self.with_header("crit", json!(["exp"])));
        forged
    }

    /// Headers that point to another key. The server's own key signed these, but nobody else's is ever asked for: a
    /// token that names one is signed by that one in an attack.
    fn pointers(&self) -> Vec<String> {
        let theirs = [9_u8; 32];
        let jwk = json!({ "kty": "oct", "k": URL_SAFE_NO_PAD.encode(theirs), "alg": "HS256", "kid": "1" });
        let pointers = [
            ("jku", json!("https://attacker.example/keys.json")),
            ("x5u", json!("https://attacker.example/chain.pem")),
            ("jwk", jwk),
            ("x5c", json!(["MIIB"])),
        ];
        let forged = pointers.into_iter().map(|(name, value)| {
            let mut header = Self::header();
            header[name] = value;
            self.signed_as(&header.to_string(), &self.body().to_string(), &theirs, Algorithm::HS256)
        });
        forged.collect()
    }

    fn claims(&self) -> Vec<String> {
        let mut forged = Vec::new();
        for name in ["sub", "iat", "exp", "nbf", "iss", "aud", "jti", "sid", "sv", "amr"] {
            forged.push(self.without_claim(name));
            forged.extend([Value::Null, json!({}), json!([])].map(|value| self.with_claim(name, value)));
        }
        for exp in [json!("9999999999"), json!(1.5e9), json!(1e308), json!(u64::MAX), json!(true)] {
            forged.push(self.with_claim("exp", exp));
        }
        for (name, value) in [
            ("nbf", json!(self.now + 60)),
            ("iss", json!("somebody")),
            ("aud", json!("somebody")),
            ("aud", json!(["skyshard", "somebody"])),
            ("sid", json!("../../etc/passwd")),
            ("sid", json!("00".repeat(16))),
            ("sub", json!("00".repeat(16))),
            ("sub", json!("' OR 1=1 --")),
            ("sv", json!(self.claims.security_version + 1)),
            ("sv", json!(self.claims.security_version - 1)),
            ("sv", json!(-1)),
            ("jti", json!("")),
            ("amr", json!("pwd")),
        ] {
            forged.push(self.with_claim(name, value));
        }
        let twice = self.body().to_string().replacen('{', &format!("{{\"sub\":\"{}\",", "09".repeat(16)), 1);
        forged.push(self.signed(&Self::header().to_string(), &twice));
        forged
    }

    fn shapes(&self) -> Vec<String> {
        let good = self.good();
        let [head, body, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
        let mut other = signature.to_owned();
        other.replace_range(..1, if signature.starts_with('A') { "B" } else { "A" });
        // The last of 43 letters has two bits that are not used: another letter spells the same bytes.
        let last = signature.chars().last().expect("a letter");
        let twin = char::from_u32(u32::from(last) + 1).expect("a letter");
        vec![
            format!("{head}.{body}."),
            format!("{head}.{body}"),
            format!("{body}.{head}.{signature}"),
            format!("{head}.{signature}.{body}"),
            format!("{good}."),
            format!("{good}.{signature}"),
            format!(".{good}"),
            format!("{good}="),
            format!("{head}=.{body}.{signature}"),
            format!("{}{twin}", &good[..good.len() - 1]),
            format!("{head}.{body}.{other}"),
            format!("{head}.{body}.{}", "A".repeat(43)),
            good.replace('.', " "),
            good.to_uppercase(),
            "..".to_owned(),
            "a.b.c".to_owned(),
            "{}".to_owned(),
            "null".to_owned(),
            "a".repeat(1 << 20),
            format!("{head}.{}.{signature}", "A".repeat(1 << 20)),
            self.signed_as(&Self::header().to_string(), &self.body().to_string(), &[8; 32], Algorithm::HS256),
            self.signed_as(&Self::header().to_string(), &self.body().to_string(), b"", Algorithm::HS256),
        ]
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_hostile_token_is_refused_and_all_alike() {
    let world = World::new().await;
    let profile = call(PROFILE);
    let forge = Forge::of(&world);
    let present = |token: String| {
        let request = native(PROFILE).header("authorization", format!("Bearer {token}"));
        world.send(&profile, request, empty_frame())
    };
    assert_eq!(present(forge.good()).await.grpc_status, Some(OK), "the forge knows how");
    assert_eq!(present(forge.with_header("cty", json!("x"))).await.grpc_status, Some(OK), "more is no harm");

    let mut shapes = BTreeSet::new();
    let forged = [forge.headers(), forge.pointers(), forge.shapes()].concat();
    let sessions: BTreeSet<String> = forge.claims().into_iter().collect();
    for token in forged.iter().chain(&sessions) {
        let answer = present(token.clone()).await;
        let shown: String = token.chars().take(200).collect();
        assert_eq!(answer.grpc_status, Some(UNAUTHENTICATED), "{shown}: {answer:?}");
        shapes.insert(shape(&answer));
    }
    // Not valid; and a session that is over, which only our own key can say.
    assert!(shapes.len() <= 2, "{} shapes: {shapes:?}", shapes.len());
    let outside: BTreeSet<_> = {
        let mut shapes = BTreeSet::new();
        for token in &forged {
            shapes.insert(shape(&present(token.clone()).await));
        }
        shapes
    };
    assert_eq!(outside.len(), 1, "{outside:?}");

    for exp in [json!(-1), json!(0), json!(forge.now - 5)] {
        let answer = present(forge.with_claim("exp", exp)).await;
        assert_eq!(answer.grpc_status, Some(UNAUTHENTICATED));
        assert!(format!("{:?}", answer.headers).contains("expired"), "{answer:?}");
    }
    world.still_serves().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_kind_of_token_is_not_good_as_the_other() {
    let app = TestApp::sqlite().await;
    let access = people::enrolled(&app, "alice").await;
    people::registered(&app, "bob").await;
    let challenge = proto::storage::LoginRequest {
        username: "bob".to_owned(),
        password: people::PASSWORD.to_owned(),
        keep_signed_in: false,
    };
    let mut calls = crate::support::rpc::storage(&app);
    let sent = calls.login(challenge).await.expect("the password is right").into_inner();
    let otp = people::last_code(&app, "bob").await;
    let request = proto::storage::VerifyOtpRequest { session_id: sent.session_id, otp, ..Default::default() };
    let tokens = calls.verify_otp(request).await.expect("the code is right").into_inner();

    let refresh = proto::storage::RefreshTokenRequest { current_token: access.clone() };
    let refused = calls.refresh_token(refresh).await.expect_err("no refresh token");
    assert_eq!(refused.code() as u32, UNAUTHENTICATED);
    let quota = |token: &str| proto::storage::GetQuotaStatusRequest { auth_token: token.to_owned() };
    let refused =
        calls.get_quota_status(with_token(quota(""), &tokens.refresh_token)).await.expect_err("no access");
    assert_eq!(refused.code() as u32, UNAUTHENTICATED);
    calls.get_quota_status(quota(&access)).await.expect("alone, the message's token counts");
    for bad in ["x", &tokens.refresh_token] {
        let refused = calls.get_quota_status(with_token(quota(&access), bad)).await;
        assert_eq!(refused.expect_err("metadata comes first").code() as u32, UNAUTHENTICATED, "{bad}");
    }
    calls.logout(with_token(proto::storage::LogoutRequest {}, &tokens.auth_token)).await.expect("signed out");
    let refused =
        calls.get_quota_status(with_token(quota(""), &tokens.auth_token)).await.expect_err("a dead session");
    assert_eq!(refused.code() as u32, UNAUTHENTICATED);
}
