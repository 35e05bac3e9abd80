//! Thin handlers: caller, parse, one service call, reply. One file a service; [`status`] alone knows status codes.
pub mod account;
pub mod admin;
pub mod calculator;
pub mod cluster;
mod cookies;
pub mod drive;
mod field;
pub mod greeter;
pub mod links;
pub mod outbox;
pub mod passkeys;
pub mod privacy;
pub mod recovery;
pub mod security;
mod services;
pub mod shares;
pub mod skillshare;
pub(crate) mod status;
pub mod storage;
pub mod upload;
pub mod vaults;
pub mod versions;

use crate::app::Shared;
use domain::limits::{
    AUTH_MESSAGE_BYTES_MAX, CALCULATOR_MESSAGE_BYTES_MAX, DRIVE_MESSAGE_BYTES_MAX, PART_MESSAGE_BYTES_MAX,
    SKILLSHARE_MESSAGE_BYTES_MAX,
};
use proto::{
    account::{
        account_service_server::AccountServiceServer, passkey_service_server::PasskeyServiceServer,
        privacy_service_server::PrivacyServiceServer, recovery_service_server::RecoveryServiceServer,
        security_service_server::SecurityServiceServer,
    },
    admin::{
        admin_service_server::AdminServiceServer, audit_service_server::AuditServiceServer,
        diagnostics_service_server::DiagnosticsServiceServer, pool_service_server::PoolServiceServer,
    },
    calculator::calculator_service_server::CalculatorServiceServer,
    cluster::{
        cluster_service_server::ClusterServiceServer, file_storage_service_server::FileStorageServiceServer,
        file_transfer_service_server::FileTransferServiceServer,
    },
    greeter::greeter_server::GreeterServer,
    mail::outbox_service_server::OutboxServiceServer,
    skillshare::skill_share_service_server::SkillShareServiceServer,
    storage::{
        cloud_storage_service_server::CloudStorageServiceServer, drive_service_server::DriveServiceServer,
        link_service_server::LinkServiceServer, share_service_server::ShareServiceServer,
        upload_service_server::UploadServiceServer, vault_service_server::VaultServiceServer,
        version_service_server::VersionServiceServer,
    },
};

pub use services::Services;
pub use status::code;

const UPLOAD_FILE: &str = "/skyshard.storage.v1.CloudStorageService/UploadFile";

/// All services, each with the largest message that it takes (SEC-44): what is longer is refused before it is read.
pub fn services(app: &Shared) -> Services {
    let account = AccountServiceServer::new(account::Accounts::new(app));
    let admins = admin::Admins::new(app);
    let admin = AdminServiceServer::new(admins.clone());
    let pool = PoolServiceServer::new(admins.clone());
    let audit = AuditServiceServer::new(admins.clone());
    let diagnostics = DiagnosticsServiceServer::new(admins);
    let calculator = CalculatorServiceServer::new(calculator::Calculator::new(app));
    let nodes = cluster::Nodes::new(app);
    let copies = FileStorageServiceServer::new(nodes.clone());
    let transfers = FileTransferServiceServer::new(nodes.clone());
    let cluster = ClusterServiceServer::new(nodes);
    let greeter = GreeterServer::new(greeter::Greetings::new(app));
    let outbox = OutboxServiceServer::new(outbox::Outbox::new(app));
    let passkeys = PasskeyServiceServer::new(passkeys::Passkeys::new(app));
    let recovery = RecoveryServiceServer::new(recovery::Recovery::new(app));
    let privacy = PrivacyServiceServer::new(privacy::Privacy::new(app));
    let security = SecurityServiceServer::new(security::Security::new(app));
    let skillshare = SkillShareServiceServer::new(skillshare::SkillShare::new(app));
    let storage = CloudStorageServiceServer::new(storage::Storage::new(app));
    let drive = DriveServiceServer::new(drive::Drive::new(app));
    let links = LinkServiceServer::new(links::Links::new(app));
    let shares = ShareServiceServer::new(shares::Shares::new(app));
    let upload = UploadServiceServer::new(upload::Uploads::new(app));
    let vaults = VaultServiceServer::new(vaults::Vaults::new(app));
    let versions = VersionServiceServer::new(versions::Versions::new(app));
    Services::default()
        .and(account.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(admin.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(pool.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(audit.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(diagnostics.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(calculator.max_decoding_message_size(CALCULATOR_MESSAGE_BYTES_MAX))
        .and(cluster.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(copies.max_decoding_message_size(PART_MESSAGE_BYTES_MAX))
        .and(transfers.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(greeter.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(outbox.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(passkeys.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(recovery.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(privacy.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(security.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(skillshare.max_decoding_message_size(SKILLSHARE_MESSAGE_BYTES_MAX))
        .and(storage.clone().max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(drive.max_decoding_message_size(DRIVE_MESSAGE_BYTES_MAX))
        .and(links.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(shares.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(upload.max_decoding_message_size(PART_MESSAGE_BYTES_MAX))
        .and(vaults.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        .and(versions.max_decoding_message_size(AUTH_MESSAGE_BYTES_MAX))
        // One call of the service carries bytes of files.
        .but(UPLOAD_FILE, storage.max_decoding_message_size(PART_MESSAGE_BYTES_MAX))
}
