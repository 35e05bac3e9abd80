//! What an account may do and how much it reserves. The role is the reservation (K6); admin is a role, not another
//! password.

use crate::limits::{ALLOCATION_BYTES, PREMIUM_ALLOCATION_BYTES};

/// An account's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Stores files in one seat of the pool.
    Basic,
    /// Stores more.
    Premium,
    /// Operates nodes and accounts; reserves nothing until it enrols (K27).
    Admin,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Basic, Self::Premium, Self::Admin];

    /// The word on the wire and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Premium => "premium",
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The role that a member may ask for to have more space. An admin gives roles, and asks nobody.
    pub const fn larger(self) -> Option<Self> {
        match self {
            Self::Basic => Some(Self::Premium),
            Self::Premium | Self::Admin => None,
        }
    }

    /// What enrolling reserves, in bytes.
    pub const fn reservation_bytes(self) -> u64 {
        match self {
            Self::Basic | Self::Admin => ALLOCATION_BYTES,
            Self::Premium => PREMIUM_ALLOCATION_BYTES,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_role() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.name()), Some(role));
        }
        for unknown in ["", "Admin", "root"] {
            assert_eq!(Role::parse(unknown), None);
        }
    }

    #[test]
    fn a_larger_role_reserves_more() {
        for role in Role::ALL {
            let larger = role.larger().map(Role::reservation_bytes);
            assert!(larger.is_none_or(|bytes| bytes > role.reservation_bytes()), "{role:?}");
        }
        assert_eq!(Role::Basic.larger(), Some(Role::Premium));
    }

    #[test]
    fn premium_reserves_five_seats() {
        assert_eq!(Role::Premium.reservation_bytes(), 5 * Role::Basic.reservation_bytes());
    }
}
