//! The secret of the setup link.

/// The secret in the part of an address after `#`, where no server and no log ever sees it.
pub fn secret_in(hash: &str) -> Option<String> {
    let secret = hash.trim_start_matches('#').trim();
    (!secret.is_empty()).then(|| secret.to_owned())
}

#[cfg(test)]
mod tests {
    use super::secret_in;

    #[test]
    fn an_empty_hash_holds_no_secret() {
        assert_eq!(secret_in("#a1B2"), Some("a1B2".to_owned()));
        assert_eq!(secret_in("#"), None);
        assert_eq!(secret_in(""), None);
    }
}
