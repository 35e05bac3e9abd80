//! `skyshard audit`: looks into the audit trail, beside a running server or without one.
use anyhow::{Result, bail};
use server::{
    service::audit_log::{self, Verdict},
    settings,
};

use crate::arguments::{AuditAction, AuditArguments};

/// Does what was asked.
pub(crate) async fn audit(arguments: &AuditArguments) -> Result<()> {
    match &arguments.action {
        AuditAction::Verify(given) => {
            match audit_log::verify_folder(&settings::read(&given.given())?.settings).await? {
                Verdict::Whole(whole) => println!("{whole}"),
                Verdict::Broken(fault) => bail!("{fault}"),
            }
        }
    }
    Ok(())
}
