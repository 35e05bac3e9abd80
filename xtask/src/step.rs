//! What is being done, and how long it took: one line when a step starts and one when it ends.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Does one named piece of work and prints its time, or that it failed.
pub fn step<T>(command: &str, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("{command:<7} {what} ...");
    let started = Instant::now();
    let outcome = work();
    let ending = if outcome.is_ok() { "" } else { "FAILED after " };
    println!("{command:<7} {what:<44} {ending}{}", spoken(started.elapsed()));
    outcome
}

/// Says something worth knowing that is no step.
pub fn note(command: &str, text: &str) {
    println!("{command:<7} {text}");
}

/// A duration as people say it: `0.4 s`, `12 s`, `2 min 10 s`.
pub fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(spoken(Duration::from_millis(420)), "0.4 s");
        assert_eq!(spoken(Duration::from_secs(12)), "12 s");
        assert_eq!(spoken(Duration::from_secs(130)), "2 min 10 s");
    }
}
