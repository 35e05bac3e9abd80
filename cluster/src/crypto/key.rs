//! The three kinds of keys. They are wiped when dropped, cannot be printed and cannot be cloned by accident (SEC-62).

use zeroize::{Zeroize, ZeroizeOnDrop};

macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Zeroize, ZeroizeOnDrop)]
        pub struct $name([u8; 32]);

        impl $name {
            /// The key made of these bytes.
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The bytes, to wrap them with the key above or to seal with them.
            pub const fn expose(&self) -> &[u8; 32] {
                &self.0
            }
        }
    };
}

key!(
    /// Wraps the user keys; lives outside the database.
    MasterKey
);
key!(
    /// Wraps one user's file keys.
    UserKey
);
key!(
    /// Seals the chunks and the manifest of one file version.
    FileKey
);

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails to compile when a key can be printed: two candidates for one call are ambiguous.
    #[test]
    fn keys_cannot_be_printed() {
        trait Printable<A> {
            fn check() {}
        }
        struct Impossible;
        impl<T> Printable<()> for T {}
        impl<T: core::fmt::Debug> Printable<Impossible> for T {}
        <MasterKey as Printable<_>>::check();
        <UserKey as Printable<_>>::check();
        <FileKey as Printable<_>>::check();
    }
}
