//! The life of one end of a connection (RFC 9293, section 3.3.2).
//!
//! ```text
//!              connect                      SYN arrives
//! CLOSED ----------------> SYN-SENT                  CLOSED ----------> SYN-RECEIVED
//!                             | SYN-ACK arrives                              | ACK arrives
//!                             v                                              v
//!                        ESTABLISHED <------------------------------------ (same)
//!        close, FIN sent   |      | FIN arrives
//!           v                            v
//!       FIN-WAIT-1 --FIN--> CLOSING   CLOSE-WAIT --all sent, FIN sent--> LAST-ACK
//!           | ACK             | ACK                                         | ACK
//!           v                 v                                             v
//!       FIN-WAIT-2 --FIN--> TIME-WAIT --after a while--> CLOSED          CLOSED
//! ```
//!
//! From every state a reset, a crash or too many vain tries lead to CLOSED. LISTEN is not drawn: every host that is up
//! listens. Other moves do not exist: asking for one is a bug in the machine and stops the program.

use core::fmt;

/// Where one end of a connection is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Not yet, or no more.
    Closed,
    /// Asked for a connection.
    SynSent,
    /// Was asked for one and agreed.
    SynReceived,
    /// Both agreed; messages flow.
    Established,
    /// Said that nothing more comes; unacknowledged.
    FinWait1,
    /// The same, acknowledged; the peer may still speak.
    FinWait2,
    /// The peer said that nothing more comes; what waits here is still sent.
    CloseWait,
    /// Both said so at once; the peer has not acknowledged it.
    Closing,
    /// Said so after the peer; unacknowledged.
    LastAck,
    /// Over; stays a while to acknowledge the peer's FIN again.
    TimeWait,
}

impl State {
    /// All states.
    pub const ALL: [Self; 10] = [
        Self::Closed,
        Self::SynSent,
        Self::SynReceived,
        Self::Established,
        Self::FinWait1,
        Self::FinWait2,
        Self::CloseWait,
        Self::Closing,
        Self::LastAck,
        Self::TimeWait,
    ];

    /// Whether an end may go from here to `next`.
    pub const fn allows(self, next: Self) -> bool {
        match (self, next) {
            (Self::Closed, Self::SynSent | Self::SynReceived) => true,
            (Self::SynSent | Self::SynReceived, Self::Established) => true,
            (Self::Established, Self::FinWait1 | Self::CloseWait) => true,
            (Self::FinWait1, Self::FinWait2 | Self::Closing) => true,
            (Self::FinWait2 | Self::Closing, Self::TimeWait) => true,
            (Self::CloseWait, Self::LastAck) => true,
            (Self::Closed, Self::Closed) => false,
            (_, Self::Closed) => true,
            _ => false,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Closed => "CLOSED",
            Self::SynSent => "SYN-SENT",
            Self::SynReceived => "SYN-RECEIVED",
            Self::Established => "ESTABLISHED",
            Self::FinWait1 => "FIN-WAIT-1",
            Self::FinWait2 => "FIN-WAIT-2",
            Self::CloseWait => "CLOSE-WAIT",
            Self::Closing => "CLOSING",
            Self::LastAck => "LAST-ACK",
            Self::TimeWait => "TIME-WAIT",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::State::{self, *};

    #[test]
    fn only_the_drawn_moves_exist() {
        let drawn = [
            (Closed, SynSent),
            (Closed, SynReceived),
            (SynSent, Established),
            (SynReceived, Established),
            (Established, FinWait1),
            (Established, CloseWait),
            (FinWait1, FinWait2),
            (FinWait1, Closing),
            (FinWait2, TimeWait),
            (Closing, TimeWait),
            (CloseWait, LastAck),
        ];
        for from in State::ALL {
            for to in State::ALL {
                let legal = drawn.contains(&(from, to)) || (from != Closed && to == Closed);
                assert_eq!(from.allows(to), legal, "{from} to {to}");
            }
        }
    }
}
