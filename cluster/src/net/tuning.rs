//! How patient connections are, and how much they hold: the numbers of RFC 9293 and RFC 6298, all in one place.

use core::time::Duration;

/// The numbers by which every connection of a network behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tuning {
    /// Bytes sent and not acknowledged, at most. Eight chunks keep a link of 65,536 B/s busy across any of S4's delays.
    pub window_bytes: u64,
    /// The same at the beginning: it grows by what is acknowledged (the slow start of RFC 5681).
    pub window_first_bytes: u64,
    /// Bytes that may wait to be sent or acknowledged at one end, headers counted; the memory bound of a connection.
    pub backlog_bytes: u64,
    /// Until the first retransmission, when nothing is known of the way (RFC 6298: one second).
    pub rto_first: Duration,
    /// The shortest time until a retransmission. RFC 6298 says one second; 200 ms is what Linux does.
    pub rto_min: Duration,
    /// The longest, back-off included (RFC 6298: at least sixty seconds).
    pub rto_max: Duration,
    /// Times a packet is sent before the connection is given up.
    pub tries: u8,
    /// Silence after which the peer is asked whether it is there (RFC 9293, section 3.8.4).
    pub keep_alive_after: Duration,
    /// Between two such questions.
    pub keep_alive_every: Duration,
    /// Such questions without an answer before the connection is given up.
    pub keep_alive_tries: u8,
    /// How long an end that closed first stays to acknowledge the peer's FIN again. Connections are never numbered
    /// alike, so the two minutes of RFC 9293 are not needed.
    pub time_wait: Duration,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            window_bytes: 8 * 65_536,
            window_first_bytes: 2 * 65_536,
            backlog_bytes: 16 << 20,
            rto_first: Duration::from_secs(1),
            rto_min: Duration::from_millis(200),
            rto_max: Duration::from_secs(60),
            tries: 8,
            keep_alive_after: Duration::from_secs(15),
            keep_alive_every: Duration::from_secs(5),
            keep_alive_tries: 5,
            time_wait: Duration::from_secs(2),
        }
    }
}
