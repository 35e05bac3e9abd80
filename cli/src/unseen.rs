//! What is typed and not shown: passwords and passphrases.

use std::{
    fs::{File, OpenOptions},
    io,
};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// Asks at the terminal. Nothing is shown from before the question stands there: whoever types as soon as they see it, or
/// earlier, is not read by those who look on.
///
/// # Errors
/// There is no terminal, or nothing can be read from it.
pub(crate) fn ask(question: &str) -> io::Result<String> {
    let _hidden = Hidden::begin()?;
    rpassword::prompt_password(question)
}

/// A terminal that shows nothing of what is typed; it is as before when this is dropped.
struct Hidden {
    terminal: File,
    before: Termios,
}

impl Hidden {
    fn begin() -> io::Result<Self> {
        let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        let before = tcgetattr(&terminal)?;
        let mut modes = before.clone();
        modes.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&terminal, OptionalActions::Now, &modes)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // A terminal that is gone shows nothing any more.
        let _shown = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
    }
}
