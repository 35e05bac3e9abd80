//! The life of a node's process.
//!
//! ```text
//! STOPPED --start--> WAITING --disk read--> READY --first request--> RUNNING
//!    ^                  |                     |                         |
//!    +------------------+------- stop --------+-------------------------+
//! ```
//!
//! A node whose disk cannot be read stays WAITING and serves nothing. Other moves do not exist: asking for one is a
//! bug in the machine and stops the program.

use core::fmt;

/// Where a node's process is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeState {
    /// Its disk is read; nobody asked for anything yet.
    Ready,
    /// Waiting for its disk.
    Waiting,
    /// Serving.
    Running,
    /// The process ended. Its data stays on its disk.
    Stopped,
}

impl NodeState {
    /// Whether a process may go from here to `next`.
    pub const fn allows(self, next: Self) -> bool {
        match (self, next) {
            (Self::Stopped, Self::Waiting) => true,
            (Self::Waiting, Self::Ready | Self::Stopped) => true,
            (Self::Ready, Self::Running | Self::Stopped) => true,
            (Self::Running, Self::Stopped) => true,
            (Self::Stopped | Self::Waiting | Self::Ready | Self::Running, _) => false,
        }
    }

    /// Whether it answers requests.
    pub const fn serves(self) -> bool {
        matches!(self, Self::Ready | Self::Running)
    }
}

impl fmt::Display for NodeState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ready => "READY",
            Self::Waiting => "WAITING",
            Self::Running => "RUNNING",
            Self::Stopped => "STOPPED",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::NodeState::{self, Ready, Running, Stopped, Waiting};

    #[test]
    fn only_the_drawn_moves_exist() {
        let legal = [
            (Stopped, Waiting),
            (Waiting, Ready),
            (Ready, Running),
            (Waiting, Stopped),
            (Ready, Stopped),
            (Running, Stopped),
        ];
        for from in [Ready, Waiting, Running, Stopped] {
            for to in [Ready, Waiting, Running, Stopped] {
                assert_eq!(NodeState::allows(from, to), legal.contains(&(from, to)), "{from} to {to}");
            }
        }
    }
}
