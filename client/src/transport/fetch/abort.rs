//! Gives a call up when its future or body is dropped, unless the call is known to be over.

use send_wrapper::SendWrapper;
use tonic::Status;
use web_sys::{AbortController, AbortSignal};

/// Aborts on drop while armed.
pub(super) struct AbortOnDrop {
    controller: SendWrapper<AbortController>,
    armed: bool,
}

impl AbortOnDrop {
    pub(super) fn new() -> Result<Self, Status> {
        let controller = AbortController::new();
        let controller = controller.map_err(|_| Status::internal("This browser cannot cancel calls."))?;
        Ok(Self { controller: SendWrapper::new(controller), armed: true })
    }

    pub(super) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// The call is over: an abort now would make a successful call look failed.
    pub(super) fn disarm(&mut self) {
        self.armed = false;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if self.armed {
            self.controller.abort();
        }
    }
}
