//! The database schema, one file a step. A step is immutable once it has landed; the next change is a new step.
//!
//! The same SQL runs on SQLite and PostgreSQL: ids and digests are lower-case hex in TEXT, instants are microseconds
//! since the Unix epoch in BIGINT, sizes are bytes in BIGINT, flags are BIGINT 0 or 1, sealed bytes are the one type
//! that differs (`{blob}`). Constraints are named, because a broken one is reported by its name.
pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m0001_pool_and_accounts;
mod m0002_challenges_and_sessions;
mod m0003_mail;
mod m0004_files;
mod m0005_uploads;
mod m0006_audit;
mod m0007_waiting_list;
mod m0008_file_chunks;
mod m0009_skillshare;
mod m0010_audit_chain;
mod m0011_second_factors;
mod m0012_throttle;
mod m0013_recovery;
mod m0014_privacy;
mod m0015_space_requests;
mod m0016_passkeys;
mod m0017_password_pepper;
mod m0018_master_keys;
mod m0019_audit_network;
mod m0020_change_of_address;
mod m0021_guesses;
mod m0022_proofs;
mod m0023_folders;
mod m0024_versions;
mod m0025_shares;
mod m0026_share_links;
mod m0027_lists;
mod m0029_file_activity;
mod m0030_keys_and_names;
mod m0031_tags;
mod m0032_passed_on;
mod m0033_shared_chunks;
mod m0034_vaults;
mod m0035_shown;
mod m0036_part_digests;
mod sql;

/// Applies the steps in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_pool_and_accounts::Migration),
            Box::new(m0002_challenges_and_sessions::Migration),
            Box::new(m0003_mail::Migration),
            Box::new(m0004_files::Migration),
            Box::new(m0005_uploads::Migration),
            Box::new(m0006_audit::Migration),
            Box::new(m0007_waiting_list::Migration),
            Box::new(m0008_file_chunks::Migration),
            Box::new(m0009_skillshare::Migration),
            Box::new(m0010_audit_chain::Migration),
            Box::new(m0011_second_factors::Migration),
            Box::new(m0012_throttle::Migration),
            Box::new(m0013_recovery::Migration),
            Box::new(m0014_privacy::Migration),
            Box::new(m0015_space_requests::Migration),
            Box::new(m0016_passkeys::Migration),
            Box::new(m0017_password_pepper::Migration),
            Box::new(m0018_master_keys::Migration),
            Box::new(m0019_audit_network::Migration),
            Box::new(m0020_change_of_address::Migration),
            Box::new(m0021_guesses::Migration),
            Box::new(m0022_proofs::Migration),
            Box::new(m0023_folders::Migration),
            Box::new(m0024_versions::Migration),
            Box::new(m0025_shares::Migration),
            Box::new(m0026_share_links::Migration),
            Box::new(m0027_lists::Migration),
            Box::new(m0029_file_activity::Migration),
            Box::new(m0030_keys_and_names::Migration),
            Box::new(m0031_tags::Migration),
            Box::new(m0032_passed_on::Migration),
            Box::new(m0033_shared_chunks::Migration),
            Box::new(m0034_vaults::Migration),
            Box::new(m0035_shown::Migration),
            Box::new(m0036_part_digests::Migration),
        ]
    }
}
