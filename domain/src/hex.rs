//! Bytes as text: lower-case hex, one spelling each.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The bytes as lower-case hex.
pub fn encode(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Exactly `N` bytes from their digits, of either case.
pub fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

/// A 32-byte digest from its 64 digits.
pub fn digest(text: &str) -> Option<[u8; 32]> {
    decode(text)
}

fn digit(letter: u8) -> Option<u8> {
    char::from(letter).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_digits_in_the_right_number_are_bytes() {
        assert_eq!(decode("0aFf"), Some([0x0a, 0xff]));
        for text in ["", "0", "0a", "0aFf0", "0aF ", "+1+1", "0xab", "éé"] {
            assert_eq!(decode::<2>(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes: [u8; 32]) {
            prop_assert_eq!(digest(&encode(&bytes)), Some(bytes));
        }
    }
}
