//! Compiles the `.proto` files without protoc, writes the descriptor set that reflection serves, the same without its
//! comments for the page, and takes `Debug` from the messages with secrets, which `src/secrets.rs` gives back without what
//! they hold.
use std::{env, error::Error, fs, path::PathBuf};

use prost::Message;

const FILES: [&str; 22] = [
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
    "skyshard/greeter/v1/greeter.proto",
    "skyshard/mail/v1/outbox.proto",
    "skyshard/skillshare/v1/skillshare.proto",
    "skyshard/storage/v1/drive.proto",
    "skyshard/storage/v1/link.proto",
    "skyshard/storage/v1/share.proto",
    "skyshard/storage/v1/storage.proto",
    "skyshard/storage/v1/upload.proto",
    "skyshard/storage/v1/vault.proto",
    "skyshard/storage/v1/version.proto",
];

/// The messages with secrets.
const SECRETS: &str = "secret_messages.txt";

fn main() -> Result<(), Box<dyn Error>> {
    let descriptors = protox::compile(FILES, ["."])?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    let mut shapes = descriptors.clone();
    shapes.file.iter_mut().for_each(|file| file.source_code_info = None);
    fs::write(out.join("shapes.bin"), shapes.encode_to_vec())?;
    // Without `build_transport(false)` the clients would name tonic's native transport and not compile to wasm32.
    let code = tonic_prost_build::configure().build_transport(false).bytes(".");
    let list = fs::read_to_string(SECRETS)?;
    let secrets: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
    fs::write(out.join("secret_messages.rs"), list_in_rust(&secrets)?)?;
    code.skip_debug(secrets.iter().map(|name| format!(".{name}"))).compile_fds(descriptors)?;
    println!("cargo:rerun-if-changed=skyshard");
    println!("cargo:rerun-if-changed={SECRETS}");
    Ok(())
}

/// The same list as the macro of `src/secrets.rs` takes it: each message by its name and as its type.
fn list_in_rust(names: &[&str]) -> Result<String, Box<dyn Error>> {
    let mut list = String::from("secret_messages! {\n");
    for name in names {
        let parts: Vec<&str> = name.split('.').collect();
        let [_, package, _, message] = parts[..] else { return Err(format!("no message: {name}").into()) };
        // As prost spells it in Rust.
        let message = message.replace("OTP", "Otp");
        list.push_str(&format!("    {name:?} {package}::{message},\n"));
    }
    Ok(list + "}\n")
}
