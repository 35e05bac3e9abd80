//! Thin handlers: caller, parse, one service call, reply. One file a service; [`status`] alone knows status codes.
mod status;
