//! The CSRF guard.
use axum::extract::Request;

use super::{cookies::Cookies, refusal::Refusal};
use crate::auth::Door;

#[cfg(test)]
mod tests;

/// The names this server answers to.
#[derive(Clone, Debug)]
pub struct Hosts;

impl Hosts {
    /// Only names of this machine.
    pub fn loopback(_origin: Option<&str>) -> Self {
        Self
    }
}

/// Puts the door into the request's extensions.
pub fn admit(request: &mut Request, _hosts: &Hosts) -> Result<(), Refusal> {
    let cookies = Cookies::of(request.headers());
    request.extensions_mut().insert::<Door>(cookies.into_door());
    Ok(())
}
