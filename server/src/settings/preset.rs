//! Three sizes of a server (K6): the pool, what each role reserves of it, and nodes that hold it in three copies. Each
//! number can be set by itself as well.
use cluster::layout::NODE_CAPACITY_BYTES;
use domain::{limits::POOL_BYTES, role::Reservations};

use super::Settings;

const GB: u64 = 1_000_000_000;
const TB: u64 = 1_000 * GB;

/// A size of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Six seats of 1 GB, to try out and to teach.
    Classroom,
    /// From 5 GB a member up: a family's or a club's files.
    Drive,
    /// 100 GB a member.
    Large,
}

impl Preset {
    /// All of them, the smallest first.
    pub const ALL: [Self; 3] = [Self::Classroom, Self::Drive, Self::Large];

    /// The word in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Classroom => "classroom",
            Self::Drive => "drive",
            Self::Large => "large",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|preset| preset.name() == text);
        found.ok_or_else(|| "use classroom, drive or large".to_owned())
    }

    /// Puts its numbers into their fields.
    pub(super) fn apply(self, settings: &mut Settings) {
        settings.preset = self;
        settings.pool_bytes = self.pool_bytes();
        settings.node_capacity_bytes = self.node_capacity_bytes();
        settings.reservations = self.reservations();
    }

    /// What all accounts share.
    const fn pool_bytes(self) -> u64 {
        match self {
            Self::Classroom => POOL_BYTES,
            Self::Drive => 50 * GB,
            Self::Large => TB,
        }
    }

    /// As much as the pool at least: of the five nodes, one has a zone to itself and holds a copy of everything.
    const fn node_capacity_bytes(self) -> u64 {
        match self {
            Self::Classroom => NODE_CAPACITY_BYTES,
            Self::Drive => 60 * GB,
            Self::Large => 2 * TB,
        }
    }

    const fn reservations(self) -> Reservations {
        match self {
            Self::Classroom => Reservations::CLASSROOM,
            Self::Drive => Reservations { basic: 5 * GB, premium: 20 * GB, admin: 5 * GB },
            Self::Large => Reservations { basic: 100 * GB, premium: 300 * GB, admin: 100 * GB },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::role::Role;

    #[test]
    fn each_preset_fits_its_nodes_and_has_room_for_every_role() {
        for preset in Preset::ALL {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let mut settings = Settings::in_folder(folder.path());
            preset.apply(&mut settings);
            assert_eq!(settings.prove_space(), Ok(()), "{preset:?}");
            assert!(Role::ALL.iter().all(|role| settings.reservations.of(*role) <= settings.pool_bytes));
            assert_eq!(Preset::parse(preset.name()), Ok(preset));
        }
    }

    #[test]
    fn nothing_set_is_the_classroom() {
        let plain = Settings::in_folder("data");
        let mut chosen = plain.clone();
        Preset::Classroom.apply(&mut chosen);
        assert_eq!(plain.preset, Preset::Classroom);
        assert_eq!(
            (plain.pool_bytes, plain.node_capacity_bytes, plain.reservations),
            (chosen.pool_bytes, chosen.node_capacity_bytes, chosen.reservations)
        );
    }
}
