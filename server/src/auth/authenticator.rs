//! The authenticator's side of TOTP (RFC 6238): SHA-1, six digits, thirty seconds, because that is what every app can do
//! (SEC-15). The seed has 160 bits from the system's source and is kept sealed for its account.
use domain::{
    code::OneTimeCode,
    id::AccountId,
    time::Timestamp,
    totp::{SKEW_STEPS, STEP},
};
use fast_qr::{QRBuilder, convert::svg::SvgBuilder};
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

use super::{open, seal};
use crate::clock::random;

const SEED_BYTES: usize = 20;
const ISSUER: &str = "Skyshard";

/// The secret that an app and the server share. It has no `Debug`.
pub struct Seed(Zeroizing<[u8; SEED_BYTES]>);

/// What somebody puts into an app.
pub struct Enrolment {
    /// The seed in base 32, for typing.
    pub secret: Zeroizing<String>,
    /// The address that apps open (`otpauth://`).
    pub uri: Zeroizing<String>,
    /// The address as a picture.
    pub qr_svg: Zeroizing<String>,
}

/// An address as a picture: SVG.
pub fn qr_svg(address: &str) -> anyhow::Result<Zeroizing<String>> {
    let qr = QRBuilder::new(address)
        .build()
        .map_err(|error| anyhow::anyhow!("the address does not fit a QR code: {error}"))?;
    Ok(Zeroizing::new(SvgBuilder::default().to_str(&qr)))
}

impl Seed {
    /// A new one.
    pub fn fresh() -> Self {
        Self(Zeroizing::new(random()))
    }

    /// What a row keeps.
    pub fn sealed(&self, key: &[u8; 32], account: AccountId) -> Vec<u8> {
        seal(key, &context(account), self.0.as_slice())
    }

    /// What a row kept; `None` when it was not sealed for this account.
    pub fn unsealed(key: &[u8; 32], account: AccountId, sealed: &[u8]) -> Option<Self> {
        let plain = Zeroizing::new(open(key, &context(account), sealed)?);
        Some(Self(Zeroizing::new(plain.as_slice().try_into().ok()?)))
    }

    /// What goes into an app, labelled with the account's name.
    pub fn enrolment(&self, username: &str) -> anyhow::Result<Enrolment> {
        let uri = Zeroizing::new(self.totp(username).to_url()?);
        Ok(Enrolment {
            secret: Zeroizing::new(Secret::from(self.0.to_vec()).to_base32()),
            qr_svg: qr_svg(&uri)?,
            uri,
        })
    }

    /// The step whose code this is, at most [`SKEW_STEPS`] from now.
    pub fn step_of(&self, code: &OneTimeCode, now: Timestamp) -> Option<i64> {
        let now = u64::try_from(now.unix_seconds()).ok()?;
        i64::try_from(self.totp("account").check(code.as_str(), now)?).ok()
    }

    /// The code that an app shows then.
    pub fn code_at(&self, at: Timestamp) -> String {
        self.totp("account").generate(u64::try_from(at.unix_seconds()).unwrap_or_default()).to_string()
    }

    fn totp(&self, username: &str) -> Totp {
        #[expect(clippy::cast_possible_truncation, reason = "one fits every number")]
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(SKEW_STEPS as u16)
            .with_step_duration(STEP.as_secs())
            .with_secret(self.0.to_vec())
            .with_issuer(Some(ISSUER))
            .with_account_name(username)
            .build_noncompliant()
    }
}

fn context(account: AccountId) -> String {
    format!("totp/v1 {account}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: AccountId = AccountId::from_random([7; 16]);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_unix_seconds(second)
    }

    /// RFC 6238, appendix B, for SHA-1: the last six of its eight digits.
    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        let seed = Seed(Zeroizing::new(*b"12345678901234567890"));
        let vectors = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (second, code) in vectors {
            assert_eq!(seed.code_at(at(second)), code);
            let parsed = OneTimeCode::parse(code).expect("six digits");
            assert_eq!(seed.step_of(&parsed, at(second)), Some(second / 30));
        }
    }

    /// RFC 4226, appendix D: the counter is the step.
    #[test]
    fn the_codes_are_those_of_rfc_4226() {
        let seed = Seed(Zeroizing::new(*b"12345678901234567890"));
        let vectors = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
            "520489",
        ];
        for (counter, code) in (0..).zip(vectors) {
            assert_eq!(seed.code_at(at(counter * 30)), code, "counter {counter}");
        }
    }

    #[test]
    fn a_code_counts_one_step_early_and_late() {
        let seed = Seed(Zeroizing::new(*b"12345678901234567890"));
        let code = OneTimeCode::parse("050471").expect("six digits");
        let step = 1_111_111_111 / 30;
        let found = |second| seed.step_of(&code, at(second));
        assert_eq!(
            [step * 30 - 31, step * 30 - 30, step * 30 + 59, step * 30 + 60].map(found),
            [None, Some(step), Some(step), None]
        );
    }

    #[test]
    fn a_seed_opens_for_its_account_alone() {
        let seed = Seed::fresh();
        let sealed = seed.sealed(&[1; 32], ACCOUNT);
        let opened = Seed::unsealed(&[1; 32], ACCOUNT, &sealed).expect("its own");
        assert_eq!(opened.code_at(at(0)), seed.code_at(at(0)));
        assert!(Seed::unsealed(&[1; 32], AccountId::from_random([8; 16]), &sealed).is_none());
        assert!(!sealed.windows(SEED_BYTES).any(|window| window == seed.0.as_slice()));
    }

    #[test]
    fn an_app_is_told_everything() {
        let seed = Seed(Zeroizing::new(*b"12345678901234567890"));
        let enrolment = seed.enrolment("alice").expect("it fits");
        assert_eq!(enrolment.secret.as_str(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(enrolment.uri.starts_with("otpauth://totp/Skyshard:alice?"), "{}", enrolment.uri.as_str());
        assert!(enrolment.uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        assert!(enrolment.qr_svg.starts_with("<svg"));
    }
}
