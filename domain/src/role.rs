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
}

/// What enrolling in each role reserves, in bytes: data, which whoever runs the server may choose (K6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reservations {
    /// One seat of the pool.
    pub basic: u64,
    /// More than that.
    pub premium: u64,
    /// Of those who operate the server, once they enrol.
    pub admin: u64,
}

impl Reservations {
    /// Those of the classroom: six seats in all.
    pub const CLASSROOM: Self =
        Self { basic: ALLOCATION_BYTES, premium: PREMIUM_ALLOCATION_BYTES, admin: ALLOCATION_BYTES };

    /// What this role reserves.
    pub const fn of(&self, role: Role) -> u64 {
        match role {
            Role::Basic => self.basic,
            Role::Premium => self.premium,
            Role::Admin => self.admin,
        }
    }

    /// A seat of the pool: what a new account reserves.
    pub const fn seat(&self) -> u64 {
        self.basic
    }

    /// Whether whoever is given a larger role for more space gets more space.
    pub fn are_in_order(&self) -> bool {
        Role::ALL.iter().all(|role| role.larger().is_none_or(|larger| self.of(larger) > self.of(*role)))
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
        assert!(Reservations::CLASSROOM.are_in_order());
        let equal = Reservations { premium: ALLOCATION_BYTES, ..Reservations::CLASSROOM };
        assert!(!equal.are_in_order());
        assert_eq!(Role::Basic.larger(), Some(Role::Premium));
    }

    #[test]
    fn premium_reserves_five_seats_of_the_classroom() {
        let Reservations { basic, premium, admin } = Reservations::CLASSROOM;
        assert_eq!((premium, admin), (5 * basic, basic));
    }
}
