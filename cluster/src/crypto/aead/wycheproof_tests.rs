//! BI-03: the AES-GCM vectors of Wycheproof, those of our key, nonce and tag lengths, through our own two functions and
//! through both libraries behind them.
#![expect(clippy::unwrap_used, reason = "tests")]

use wycheproof::TestResult;
use wycheproof::aead::{Test, TestName, TestSet};

use super::{SealBroken, TAG_BYTES, open_with, portable, seal_with};

/// Whatever fits the types of our functions; other lengths cannot be said with them.
fn each(mut check: impl FnMut(&[u8; 32], [u8; 12], &Test)) -> [usize; 2] {
    let (mut valid, mut invalid) = (0, 0);
    for group in TestSet::load(TestName::AesGcm).unwrap().test_groups {
        for test in group.tests {
            let (Ok(key), Ok(nonce)) = (test.key[..].try_into(), test.nonce[..].try_into()) else { continue };
            check(key, nonce, &test);
            if test.result == TestResult::Valid { valid += 1 } else { invalid += 1 }
        }
    }
    [valid, invalid]
}

fn sealed(test: &Test) -> Vec<u8> {
    [&test.ct[..], &test.tag[..]].concat()
}

#[test]
fn valid_vectors_open_and_every_invalid_one_is_refused() {
    let counted = each(|key, nonce, test| {
        let opened = open_with(key, nonce, &test.aad, &sealed(test));
        if test.result == TestResult::Valid && test.tag.len() == TAG_BYTES {
            assert_eq!(opened.as_deref(), Ok(&test.pt[..]), "test {}: {}", test.tc_id, test.comment);
            let mut made = Vec::new();
            seal_with(key, nonce, &test.aad, &test.pt, &mut made);
            assert_eq!(made, sealed(test), "test {}: {}", test.tc_id, test.comment);
        } else {
            assert_eq!(opened, Err(SealBroken), "test {}: {}", test.tc_id, test.comment);
        }
    });
    assert!(counted[0] > 30 && counted[1] > 20, "{counted:?} vectors fit");
}

#[test]
fn the_browsers_library_agrees() {
    each(|key, nonce, test| {
        let Ok(tag) = test.tag[..].try_into() else { return };
        let mut plain = vec![0; test.ct.len()];
        let opened =
            portable::open(key, nonce, &test.aad, &test.ct, tag, &mut plain).is_ok().then_some(plain);
        let expected = (test.result == TestResult::Valid).then(|| test.pt.to_vec());
        assert_eq!(opened, expected, "test {}: {}", test.tc_id, test.comment);
    });
}
