//! Domain names in the scripts of the world, and their ASCII form.
//!
//! The server has Unicode's tables and decides. A page does not carry them (a tenth of its weight): there a name in
//! another script passes as it was typed, and the server judges it when it is sent.

#[cfg(not(target_family = "wasm"))]
pub(super) use tables::to_ascii;

#[cfg(target_family = "wasm")]
pub(super) use typed::to_ascii;

#[cfg(not(target_family = "wasm"))]
mod tables {
    use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

    /// The lower-case ASCII form (UTS 46); nothing if it is no domain name.
    pub fn to_ascii(domain: &str) -> Option<String> {
        Uts46::new()
            .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
            .ok()
            .map(std::borrow::Cow::into_owned)
    }
}

#[cfg(any(test, target_family = "wasm"))]
mod typed {
    /// Letters of a label and of a whole name, at most (RFC 1035).
    const LABEL_MAX: usize = 63;
    const NAME_MAX: usize = 253;

    /// The name in lower case, if its ASCII letters could be a domain's.
    pub fn to_ascii(domain: &str) -> Option<String> {
        let fits = domain.len() <= NAME_MAX || !domain.is_ascii();
        (fits && domain.split('.').all(is_label)).then(|| domain.to_lowercase())
    }

    fn is_label(label: &str) -> bool {
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || !letter.is_ascii();
        let fits = (1..=LABEL_MAX).contains(&label.chars().count());
        fits && label.chars().all(allowed) && !label.starts_with('-') && !label.ends_with('-')
    }
}

#[cfg(test)]
mod tests {
    use super::{tables, typed};

    #[test]
    fn both_agree_on_names_in_ascii() {
        let long = format!("{}.example", "a".repeat(64));
        for name in [
            "example.com",
            "EXAMPLE.com",
            "a-b.example",
            "-a.example",
            "a-.example",
            "a..b",
            "",
            "a_b.example",
            "a b.c",
            &long,
        ] {
            assert_eq!(tables::to_ascii(name), typed::to_ascii(name), "{name:?}");
        }
    }

    #[test]
    fn a_page_lets_other_scripts_pass_and_the_server_spells_them() {
        assert_eq!(typed::to_ascii("Bücher.example").as_deref(), Some("bücher.example"));
        assert_eq!(tables::to_ascii("Bücher.example").as_deref(), Some("xn--bcher-kva.example"));
    }
}
