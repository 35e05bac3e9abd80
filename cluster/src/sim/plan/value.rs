//! How one value stands in a plan's text: the same word for the same value, for ever.

use core::time::Duration;

use super::PlanError;

/// A value that a plan can hold.
pub(super) trait Value: Sized {
    /// The word for it.
    fn show(&self) -> String;

    /// The value of a word.
    fn read(word: &str) -> Option<Self>;
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Value for $number {
            fn show(&self) -> String {
                self.to_string()
            }

            fn read(word: &str) -> Option<Self> {
                word.parse().ok()
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64);

impl Value for bool {
    fn show(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }

    fn read(word: &str) -> Option<Self> {
        match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }
}

/// Seconds with as many of six decimals as it takes.
impl Value for Duration {
    fn show(&self) -> String {
        let decimals = format!("{:06}", self.subsec_micros());
        match decimals.trim_end_matches('0') {
            "" => self.as_secs().to_string(),
            decimals => format!("{}.{decimals}", self.as_secs()),
        }
    }

    fn read(word: &str) -> Option<Self> {
        let (seconds, decimals) = word.split_once('.').unwrap_or((word, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(seconds) || !digits(decimals) || decimals.len() > 6 {
            return None;
        }
        let micros: u64 = format!("{decimals:0<6}").parse().ok()?;
        let seconds: u64 = seconds.parse().ok()?;
        Some(Self::from_micros(seconds.checked_mul(1_000_000)?.checked_add(micros)?))
    }
}

/// The `key=value` words of a line, each to be taken once.
pub(super) struct Fields<'a> {
    left: Vec<(&'a str, &'a str)>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(words: impl Iterator<Item = &'a str>) -> Result<Self, PlanError> {
        let pair = |word: &'a str| word.split_once('=').ok_or_else(|| PlanError::word(word));
        Ok(Self { left: words.map(pair).collect::<Result<_, _>>()? })
    }

    pub(super) fn take<T: Value>(&mut self, key: &'static str) -> Result<T, PlanError> {
        let place = self.left.iter().position(|(known, _)| *known == key).ok_or(PlanError::Missing(key))?;
        let (_, word) = self.left.remove(place);
        T::read(word).ok_or_else(|| PlanError::word(&format!("{key}={word}")))
    }

    /// Nothing may be left: a word that nobody reads is a mistake.
    pub(super) fn finish(self) -> Result<(), PlanError> {
        self.left.first().map_or(Ok(()), |(key, value)| Err(PlanError::word(&format!("{key}={value}"))))
    }
}

/// Makes an enum whose variants are lines of a plan: a word and `key=value` fields.
macro_rules! vocabulary {
    (
        $(#[$about:meta])*
        $name:ident {
            $(
                $(#[$doc:meta])*
                $variant:ident = $word:literal { $( $(#[$field_doc:meta])* $field:ident : $kind:ty ),* $(,)? }
            )*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $( $(#[$doc])* $variant { $( $(#[$field_doc])* $field: $kind ),* }, )*
        }

        impl $name {
            /// Every word there is, in the order of this list.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// Its word in a plan.
            pub const fn word(&self) -> &'static str {
                match self { $( Self::$variant { .. } => $word, )* }
            }

            pub(super) fn write(&self, line: &mut String) {
                line.push_str(self.word());
                match self {
                    $( Self::$variant { $($field),* } => {
                        $(
                            line.push_str(concat!(" ", stringify!($field), "="));
                            line.push_str(&$crate::sim::plan::value::Value::show($field));
                        )*
                    } )*
                }
            }

            pub(super) fn read(
                word: &str,
                fields: &mut $crate::sim::plan::value::Fields<'_>,
            ) -> Result<Self, $crate::sim::plan::PlanError> {
                match word {
                    $( $word => Ok(Self::$variant { $( $field: fields.take(stringify!($field))? ),* }), )*
                    _ => Err($crate::sim::plan::PlanError::word(word)),
                }
            }
        }
    };
}

pub(super) use vocabulary;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_reads_as_it_was_written() {
        let check = |micros, word: &str| {
            assert_eq!(Duration::from_micros(micros).show(), word);
            assert_eq!(Duration::read(word), Some(Duration::from_micros(micros)));
        };
        check(0, "0");
        check(1, "0.000001");
        check(1_500_000, "1.5");
        check(12_000_000, "12");
        for wrong in ["", ".", "1.", ".5", "1.2345678", "-1", "1e3"] {
            assert_eq!(Duration::read(wrong), None, "{wrong:?}");
        }
    }
}
