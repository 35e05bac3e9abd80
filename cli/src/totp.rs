//! `skyshard totp setup`: an authenticator app in place of mailed codes.
//!
//! The key is shown as a QR code and as text, and the backup codes once; nothing of it is kept on this machine.
use std::io::{self, IsTerminal};

use anyhow::{Result, anyhow};
use client::ClientError;
use fast_qr::{ECL, QRBuilder, QRCode};

use crate::{
    acting::acting,
    arguments::TotpAction,
    exit::{Exit, stopped},
    login, say,
};

/// Tries at the first code of the app.
const TRIES: usize = 5;
/// Light modules around a code (ISO/IEC 18004).
const MARGIN: usize = 4;

/// Does it.
pub(crate) async fn totp(action: &TotpAction) -> Result<()> {
    match action {
        TotpAction::Setup => setup().await,
    }
}

async fn setup() -> Result<()> {
    let begun = acting(async |member| member.begin_authenticator().await).await?;
    let code = QRBuilder::new(begun.uri.as_str()).ecl(ECL::L).build();
    let code = code.map_err(|error| anyhow!("the key does not fit a QR code: {error}"))?;
    let painted = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    say(&drawn(&code, painted))?;
    say(&format!(
        "Scan this with the authenticator app, or type the key into it:\n\n  {}\n",
        grouped(&begun.secret)
    ))?;
    let codes = confirm().await?;
    say(
        "Set up. From now on signing in takes a code of the app. Each of these backup codes takes its place once;",
    )?;
    say("they are not shown again, so keep them where your phone is not:\n")?;
    for pair in codes.chunks(2) {
        say(&format!("  {}", pair.join("    ")))?;
    }
    Ok(())
}

/// The backup codes, for a right code of the app.
async fn confirm() -> Result<Vec<String>> {
    for _ in 0..TRIES {
        let code = login::ask("Code that the app shows: ")?;
        let confirmed = acting(async |member| member.confirm_authenticator(code.trim()).await).await;
        match confirmed {
            Err(error) if is_wrong(&error) => say(&error.to_string())?,
            confirmed => return confirmed,
        }
    }
    Err(stopped(Exit::NotSignedIn, "no code was right: nothing was changed, and codes are mailed as before"))
}

fn is_wrong(error: &anyhow::Error) -> bool {
    error.downcast_ref::<ClientError>().is_some_and(|error| error.has_reason("INVALID_OTP"))
}

/// Four letters and a space, as people read them aloud.
fn grouped(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// Two rows of modules a line, by half blocks. Painted, it is black on white on every terminal; else the light modules are
/// the drawn ones, which suits a dark terminal.
fn drawn(code: &QRCode, painted: bool) -> String {
    let size = code.size + 2 * MARGIN;
    let is_dark = |x: usize, y: usize| {
        let inside = MARGIN..MARGIN + code.size;
        inside.contains(&x) && inside.contains(&y) && code[y - MARGIN][x - MARGIN].value()
    };
    let line = |y: usize| {
        let signs = (0..size).map(|x| match (is_dark(x, y) == painted, is_dark(x, y + 1) == painted) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        });
        let signs: String = signs.collect();
        if painted { format!("\u{1b}[30;107m{signs}\u{1b}[0m") } else { signs }
    };
    (0..size).step_by(2).map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_our_keys_fits_a_terminal() {
        let uri = "otpauth://totp/Skyshard:a_name_of_thirty_two_characters_?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567\
                   &issuer=Skyshard&algorithm=SHA1&digits=6&period=30";
        let code = QRBuilder::new(uri).ecl(ECL::L).build().expect("it fits");
        let plain = drawn(&code, false);
        let lines: Vec<&str> = plain.lines().collect();
        assert_eq!(lines.len(), (code.size + 2 * MARGIN).div_ceil(2));
        assert!(
            lines
                .iter()
                .all(|line| line.chars().count() == code.size + 2 * MARGIN && line.chars().count() <= 80)
        );
        assert_eq!(lines[0], "█".repeat(code.size + 2 * MARGIN), "a light margin");
        // The finder pattern in the upper left corner: seven dark modules over one dark, five light and one dark.
        let first: String = lines[MARGIN / 2].chars().skip(MARGIN).take(7).collect();
        assert_eq!(first, " ▄▄▄▄▄ ");
        let painted = drawn(&code, true);
        assert!(
            painted.lines().all(|line| line.starts_with("\u{1b}[30;107m") && line.ends_with("\u{1b}[0m"))
        );
        let first: String =
            painted.lines().nth(MARGIN / 2).expect("a line").chars().skip(9 + MARGIN).take(7).collect();
        assert_eq!(first, "█▀▀▀▀▀█");
    }

    #[test]
    fn a_key_is_read_in_groups() {
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
