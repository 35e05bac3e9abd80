//! A security key made of software: an authenticator of its own, written from the specification (Web Authentication Level 3,
//! sections 6.1 and 6.5; RFC 9052 for the key), so that it shares no code with the library that checks it.
use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// Where the browser believes to be.
pub const ORIGIN: &str = "http://localhost:8080";

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const HAS_CREDENTIAL: u8 = 0x40;

/// The key, with one credential.
pub struct SecurityKey {
    pair: EcdsaKeyPair,
    id: Vec<u8>,
    user: String,
    pub counter: u32,
    pub origin: &'static str,
    /// Whether it asks for a PIN or a finger.
    pub verifies: bool,
}

impl SecurityKey {
    /// Makes a credential as these options ask; what `navigator.credentials.create` answers.
    pub fn create(options: &str) -> (Self, String) {
        let options: Value = serde_json::from_str(options).expect("options in JSON");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        let key = Self {
            id: digest(&SHA256, pair.public_key().as_ref()).as_ref().to_vec(),
            pair,
            user: text(&options["user"]["id"]),
            counter: 1,
            origin: ORIGIN,
            verifies: true,
        };
        let client = key.client_data("webauthn.create", &options);
        let data = [key.head(HAS_CREDENTIAL), vec![0; 16], key.attested()].concat();
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let object = [
            b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".as_slice(),
            &[u8::try_from(data.len()).expect("short")],
            &data,
        ];
        let response =
            json!({ "clientDataJSON": encoded(&client), "attestationObject": encoded(&object.concat()) });
        let created = key.credential(response);
        (key, created)
    }

    /// Uses it as these options ask; what `navigator.credentials.get` answers.
    pub fn get(&mut self, options: &str) -> String {
        self.counter += 1;
        let options: Value = serde_json::from_str(options).expect("options in JSON");
        let client = self.client_data("webauthn.get", &options);
        let data = self.head(0);
        let signed = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).expect("signed");
        self.credential(json!({
            "authenticatorData": encoded(&data),
            "clientDataJSON": encoded(&client),
            "signature": encoded(signature.as_ref()),
            "userHandle": self.user,
        }))
    }

    /// Says that it belongs to somebody else.
    pub fn pretend(&mut self, user: &Self) {
        self.user.clone_from(&user.user);
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = text(&options["challenge"]);
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into()
    }

    fn head(&self, more: u8) -> Vec<u8> {
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let party = digest(&SHA256, b"localhost");
        [party.as_ref(), &[USER_PRESENT | verified | more], &self.counter.to_be_bytes()].concat()
    }

    /// The credential's id and its public key: {kty: EC2, alg: ES256, crv: P-256, x, y}.
    fn attested(&self) -> Vec<u8> {
        let point = self.pair.public_key().as_ref();
        let length = u16::try_from(self.id.len()).expect("short").to_be_bytes();
        let head = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice();
        [&length, self.id.as_slice(), head, &point[1..33], b"\x22\x58\x20", &point[33..]].concat()
    }

    fn credential(&self, response: Value) -> String {
        let id = encoded(&self.id);
        let whole = json!({
            "id": id, "rawId": id, "type": "public-key", "response": response,
            "authenticatorAttachment": "cross-platform", "clientExtensionResults": {},
        });
        whole.to_string()
    }
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
