//! Whether files fit, told before anything is sent. The rule is `domain::quota`'s; the server applies it again.

use client::proto::storage::GetQuotaStatusResponse as Quota;
use domain::quota::{Balance, Movement, QuotaError};

/// The account's balance as the server told it.
pub fn balance_of(quota: &Quota) -> Balance {
    let bytes = |count: i64| u64::try_from(count).unwrap_or_default();
    Balance {
        reservation: bytes(quota.total_quota_bytes),
        used: bytes(quota.used_bytes),
        trash: bytes(quota.trash_bytes),
        in_flight: bytes(quota.in_flight_bytes),
    }
}

/// For each file in turn whether it fits beside those before it that do.
pub fn objections(mut balance: Balance, sizes: impl IntoIterator<Item = u64>) -> Vec<Option<QuotaError>> {
    sizes.into_iter().map(|size| balance.apply(Movement::Begin, size).err()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_held_against_what_those_before_it_left() {
        let balance = Balance { used: 600, trash: 100, ..Balance::of(1_000) };
        let told = objections(balance, [200, 150, 100, 0]);
        assert_eq!(told, [None, Some(QuotaError::Exceeded { missing: 50, trash: 100 }), None, None]);
    }

    #[test]
    fn the_balance_is_the_servers() {
        let quota = Quota {
            total_quota_bytes: 10,
            used_bytes: 4,
            trash_bytes: 3,
            in_flight_bytes: 2,
            available_bytes: 4,
            ..Default::default()
        };
        let balance = balance_of(&quota);
        assert_eq!((balance.available(), balance.free()), (4, 1));
    }
}
