//! The lines before the bytes of an age file: which version it is, for whom, and what proves them.
//!
//! They are read as the specification has them and no other way: a header that two programs could read differently is
//! none.
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::HEADER_BYTES_MAX;

const INTRO: &[u8] = b"age-encryption.org/v1\n";
const STANZA: &str = "-> ";
const MAC: &str = "--- ";
/// Letters of each line of a body but the last, which is shorter.
const COLUMNS: usize = 64;

/// These bytes do not begin as an age file does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is no age file, or its first lines are damaged.")]
pub struct HeaderError;

/// What an age file begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// For whom it is, at least one.
    pub stanzas: Vec<Stanza>,
    /// What proves the header to whoever has the file key.
    pub mac: [u8; 32],
    /// Bytes that it takes, up to and with the last line.
    pub bytes: usize,
    /// Of those, the ones that the MAC is of.
    pub proven_bytes: usize,
}

/// One way to the file key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stanza {
    /// What kind of way.
    pub kind: String,
    /// What it takes beside a secret.
    pub arguments: Vec<String>,
    /// The file key, wrapped.
    pub body: Vec<u8>,
}

impl Header {
    /// Reads it from the beginning of a file.
    pub fn read(beginning: &[u8]) -> Result<Self, HeaderError> {
        let beginning = &beginning[..beginning.len().min(HEADER_BYTES_MAX)];
        let mut lines = Lines { all: beginning, at: 0 };
        if !beginning.starts_with(INTRO) {
            return Err(HeaderError);
        }
        lines.at = INTRO.len();
        let mut stanzas = Vec::new();
        loop {
            let begin = lines.at;
            let line = lines.next()?;
            if let Some(mac) = line.strip_prefix(MAC) {
                let mac = decode(mac)?.try_into().map_err(|_| HeaderError)?;
                let header = Self { stanzas, mac, bytes: lines.at, proven_bytes: begin + MAC.len() - 1 };
                return if header.is_sound() { Ok(header) } else { Err(HeaderError) };
            }
            stanzas.push(Stanza::read(line, &mut lines)?);
        }
    }

    /// Writes the header of these stanzas; of what stands before the MAC it asks for that.
    pub fn write(stanzas: &[Stanza], mac: impl FnOnce(&[u8]) -> [u8; 32]) -> Vec<u8> {
        let mut header = String::from_utf8_lossy(INTRO).into_owned();
        stanzas.iter().for_each(|stanza| stanza.write(&mut header));
        header.push_str(MAC.trim_end());
        let mac = mac(header.as_bytes());
        header.push(' ');
        header.push_str(&encode(&mac));
        header.push('\n');
        header.into_bytes()
    }

    /// It names somebody; those kinds that the specification knows have their shape; and a passphrase stands alone, so that
    /// whoever knows it has proof that the file is for nobody else.
    fn is_sound(&self) -> bool {
        let is_shaped = |stanza: &Stanza| match stanza.kind.as_str() {
            "X25519" => stanza.x25519().is_some(),
            "scrypt" => stanza.scrypt().is_some() && self.stanzas.len() == 1,
            _ => true,
        };
        !self.stanzas.is_empty() && self.stanzas.iter().all(is_shaped)
    }
}

impl Stanza {
    /// Bytes of a wrapped file key: the key and its tag.
    const WRAPPED: usize = 32;

    fn read(line: &str, lines: &mut Lines<'_>) -> Result<Self, HeaderError> {
        let mut words = line.strip_prefix(STANZA).ok_or(HeaderError)?.split(' ').map(str::to_owned);
        let kind = words.next().ok_or(HeaderError)?;
        let arguments: Vec<String> = words.collect();
        if kind.is_empty() || arguments.iter().any(String::is_empty) {
            return Err(HeaderError);
        }
        let mut body = Vec::new();
        loop {
            let line = lines.next()?;
            body.extend(decode(line)?);
            match line.len() {
                COLUMNS => {}
                shorter if shorter < COLUMNS => return Ok(Self { kind, arguments, body }),
                _ => return Err(HeaderError),
            }
        }
    }

    /// The ephemeral share of a stanza for an X25519 recipient, and the wrapped file key.
    pub fn x25519(&self) -> Option<([u8; 32], [u8; 32])> {
        let [share] = self.arguments.as_slice() else { return None };
        let share = decode(share).ok()?.try_into().ok()?;
        Some((share, self.body.as_slice().try_into().ok()?)).filter(|_| self.kind == "X25519")
    }

    /// The salt and the binary logarithm of the work factor of a stanza for a passphrase.
    pub fn scrypt(&self) -> Option<([u8; 16], u8)> {
        let [salt, work_factor] = self.arguments.as_slice() else { return None };
        let salt = decode(salt).ok()?.try_into().ok()?;
        let is_plain = !work_factor.starts_with('0') && work_factor.bytes().all(|byte| byte.is_ascii_digit());
        let work_factor = work_factor.parse().ok().filter(|_| is_plain)?;
        Some((salt, work_factor)).filter(|_| self.kind == "scrypt" && self.body.len() == Self::WRAPPED)
    }

    /// As it stands in a header.
    fn write(&self, header: &mut String) {
        header.push_str(STANZA);
        header.push_str(&self.kind);
        for argument in &self.arguments {
            header.push(' ');
            header.push_str(argument);
        }
        header.push('\n');
        let body = encode(&self.body);
        // Always a line that is shorter, even if nothing is on it.
        for column in 0..=body.len() / COLUMNS {
            let end = body.len().min((column + 1) * COLUMNS);
            header.push_str(&body[column * COLUMNS..end]);
            header.push('\n');
        }
    }

    /// For an X25519 recipient.
    pub fn for_x25519(share: &[u8; 32], wrapped: &[u8; 32]) -> Self {
        Self { kind: "X25519".to_owned(), arguments: vec![encode(share)], body: wrapped.to_vec() }
    }

    /// For a passphrase.
    pub fn for_passphrase(salt: &[u8; 16], work_factor: u8, wrapped: &[u8; 32]) -> Self {
        let arguments = vec![encode(salt), work_factor.to_string()];
        Self { kind: "scrypt".to_owned(), arguments, body: wrapped.to_vec() }
    }
}

struct Lines<'a> {
    all: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    /// The next line, without its end. Only letters that are seen, and spaces, stand in a header.
    fn next(&mut self) -> Result<&'a str, HeaderError> {
        let rest = &self.all[self.at..];
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or(HeaderError)?;
        let line = &rest[..end];
        self.at += end + 1;
        if !line.iter().all(|byte| (b' '..=b'~').contains(byte)) {
            return Err(HeaderError);
        }
        std::str::from_utf8(line).map_err(|_| HeaderError)
    }
}

/// One way to write bytes, and no other is read: the engine refuses padding and bits that say nothing.
fn decode(text: &str) -> Result<Vec<u8>, HeaderError> {
    STANDARD_NO_PAD.decode(text).map_err(|_| HeaderError)
}

fn encode(bytes: &[u8]) -> String {
    STANDARD_NO_PAD.encode(bytes)
}
