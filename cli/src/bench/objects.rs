//! Small objects from many clients at once: what each costs besides its bytes.
use std::{io::Cursor, time::Instant};

use anyhow::{Context, Result};
use client::Authorized;
use tokio::task::JoinSet;

/// Bytes of an object.
const BYTES: usize = 4096;
/// Clients at a time.
const CLIENTS: usize = 16;
/// Objects of each client.
const OBJECTS: usize = 50;

/// Objects a second, each stored whole and durable before its client sends the next.
pub(super) async fn rate(member: &Authorized, run: usize) -> Result<f64> {
    let began = Instant::now();
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let member = member.clone();
        clients.spawn(async move {
            for number in 0..OBJECTS {
                let mut bytes = vec![0; BYTES];
                for (place, byte) in [run, client, number].into_iter().zip(bytes.chunks_mut(8)) {
                    byte.copy_from_slice(&place.to_be_bytes());
                }
                let name = format!("object {run} {client} {number}.bin");
                member
                    .upload_file(&name, Some(BYTES as u64), Cursor::new(bytes))
                    .await
                    .context("storing an object")?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(client) = clients.join_next().await {
        client??;
    }
    Ok((CLIENTS * OBJECTS) as f64 / began.elapsed().as_secs_f64())
}
