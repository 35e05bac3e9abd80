//! The wire: generated messages and services, one module a proto package, and their conversions to and from the
//! domain. It knows no business rule and no transport.
#![recursion_limit = "256"]

pub mod catalogue;
pub mod convert;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod secrets;

/// Generated code: documented in the `.proto` files.
macro_rules! package {
    ($name:literal) => {
        #[expect(
            missing_docs,
            clippy::allow_attributes,
            reason = "generated; the protos carry the documentation"
        )]
        mod generated {
            tonic::include_proto!($name);
        }
        pub use generated::*;
    };
}

/// `skyshard.account.v1`: the caller's account and the first start.
pub mod account {
    package!("skyshard.account.v1");
}

/// `skyshard.admin.v1`: accounts, the pool, the audit trail and the state of the server, as an admin sees them.
pub mod admin {
    package!("skyshard.admin.v1");
}

/// `skyshard.calculator.v1`: the calculator behind an e-mailed code.
pub mod calculator {
    package!("skyshard.calculator.v1");
}

/// `skyshard.cluster.v1`: nodes and placement.
pub mod cluster {
    package!("skyshard.cluster.v1");
}

/// `skyshard.greeter.v1`: the four patterns of calls.
pub mod greeter {
    package!("skyshard.greeter.v1");
}

/// `skyshard.mail.v1`: the Outbox of test mode.
pub mod mail {
    package!("skyshard.mail.v1");
}

/// `skyshard.skillshare.v1`: teachers, courses, slots, bookings.
pub mod skillshare {
    package!("skyshard.skillshare.v1");
}

/// `skyshard.storage.v1`: accounts, files and resumable uploads.
pub mod storage {
    package!("skyshard.storage.v1");
}

/// The encoded `FileDescriptorSet` of all packages, for gRPC reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// The same without the comments, which are most of it: for whoever reads messages by their descriptors in a page.
pub const SHAPES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/shapes.bin"));
