//! Compiles the `.proto` files without protoc and writes the descriptor set that reflection serves.
use std::{env, error::Error, fs, path::PathBuf};

use prost::Message;

const FILES: [&str; 16] = [
    "skyshard/account/v1/account.proto",
    "skyshard/account/v1/passkey.proto",
    "skyshard/account/v1/privacy.proto",
    "skyshard/account/v1/recovery.proto",
    "skyshard/account/v1/security.proto",
    "skyshard/admin/v1/admin.proto",
    "skyshard/admin/v1/audit.proto",
    "skyshard/admin/v1/diagnostics.proto",
    "skyshard/admin/v1/pool.proto",
    "skyshard/calculator/v1/calculator.proto",
    "skyshard/cluster/v1/cluster.proto",
    "skyshard/cluster/v1/storage_node.proto",
    "skyshard/mail/v1/outbox.proto",
    "skyshard/skillshare/v1/skillshare.proto",
    "skyshard/storage/v1/storage.proto",
    "skyshard/storage/v1/upload.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    let descriptors = protox::compile(FILES, ["."])?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    // Without `build_transport(false)` the clients would name tonic's native transport and not compile to wasm32.
    tonic_prost_build::configure().build_transport(false).bytes(".").compile_fds(descriptors)?;
    println!("cargo:rerun-if-changed=skyshard");
    Ok(())
}
