//! The clock of this side: for measuring, for back-off and for countdowns, never for a rule.

use std::time::Duration;

/// Milliseconds since an arbitrary start, with fractions; only differences mean something.
#[cfg(target_family = "wasm")]
pub fn now_millis() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// Milliseconds since an arbitrary start, with fractions; only differences mean something.
#[cfg(not(target_family = "wasm"))]
pub fn now_millis() -> f64 {
    use std::{sync::LazyLock, time::Instant};
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_secs_f64() * 1000.0
}

/// Waits.
#[cfg(target_family = "wasm")]
pub async fn sleep(time: Duration) {
    send_wrapper::SendWrapper::new(gloo_timers::future::sleep(time)).await;
}

/// Waits.
#[cfg(not(target_family = "wasm"))]
pub async fn sleep(time: Duration) {
    tokio::time::sleep(time).await;
}
