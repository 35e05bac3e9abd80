//! `skyshard pool`: what all accounts share.
use anyhow::Result;
use client::proto::admin::{GetPoolResponse, RoleTerms};
use comfy_table::{Table, presets};
use domain::format;
use serde_json::json;

use crate::{
    acting::{acting, bytes, minute},
    arguments::Shape,
};

/// Shows it.
pub(crate) async fn pool(shape: Shape) -> Result<()> {
    let pool = acting(async |admin| admin.pool().await).await?;
    println!("{}", if shape.json { as_json(&pool) } else { as_text(&pool) });
    Ok(())
}

fn as_text(pool: &GetPoolResponse) -> String {
    let seats = format::count(u64::try_from(pool.seats).unwrap_or_default(), "seat", "seats");
    let mut text = format!(
        "{} of {} reserved, {} of {seats} free\n\n",
        bytes(pool.reserved_bytes),
        bytes(pool.capacity_bytes),
        pool.seats_free
    );
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["NAME", "ROLE", "RESERVED", "USED", "TRASH", "IN FLIGHT"]);
    for held in &pool.reservations {
        table.add_row([
            held.username.clone(),
            held.role.clone(),
            bytes(held.reserved_bytes),
            bytes(held.used_bytes),
            bytes(held.trash_bytes),
            bytes(held.in_flight_bytes),
        ]);
    }
    text.push_str(&table.trim_fmt());
    for (waiting, place) in pool.waiting.iter().zip(1..) {
        let since = minute(waiting.joined_at);
        let wanted = bytes(waiting.wanted_bytes);
        let line =
            format!("\n{} in line: {}, {wanted} since {since} UTC", format::ordinal(place), waiting.username);
        text.push_str(&line);
    }
    let roles: Vec<String> = pool.roles.iter().map(role).collect();
    text.push_str(&format!("\n\nA role reserves: {}", roles.join(", ")));
    text
}

fn role(terms: &RoleTerms) -> String {
    let room = if terms.fits { "" } else { " (no room now)" };
    format!("{} {}{room}", terms.role, bytes(terms.reserved_bytes))
}

fn as_json(pool: &GetPoolResponse) -> String {
    let reservations: Vec<_> = { pool.reservations.iter() }
        .map(|it| {
            json!({
                "username": it.username, "role": it.role, "reserved_bytes": it.reserved_bytes,
                "used_bytes": it.used_bytes, "trash_bytes": it.trash_bytes, "in_flight_bytes": it.in_flight_bytes,
            })
        })
        .collect();
    let waiting: Vec<_> = { pool.waiting.iter() }
        .map(|it| json!({ "username": it.username, "joined_at": it.joined_at, "wanted_bytes": it.wanted_bytes }))
        .collect();
    let changes: Vec<_> = { pool.changes.iter() }
        .map(|it| {
            json!({
                "at": it.at, "username": it.username, "source": it.source, "target": it.target, "bytes": it.bytes,
            })
        })
        .collect();
    let roles: Vec<_> = { pool.roles.iter() }
        .map(|it| json!({ "role": it.role, "reserved_bytes": it.reserved_bytes, "fits": it.fits }))
        .collect();
    json!({
        "capacity_bytes": pool.capacity_bytes, "reserved_bytes": pool.reserved_bytes, "seats": pool.seats,
        "seats_free": pool.seats_free, "reservations": reservations, "waiting": waiting, "changes": changes,
        "roles": roles,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use client::proto::admin::{Reservation, WaitingAccount};

    use super::*;

    #[test]
    fn the_pool_fits_eighty_columns() {
        let held = Reservation {
            username: "a_name_of_thirty_two_characters_".to_owned(),
            role: "premium".to_owned(),
            reserved_bytes: 5_000_000_000,
            used_bytes: 999_000_000,
            trash_bytes: 999_000_000,
            in_flight_bytes: 999_000_000,
        };
        let line = WaitingAccount {
            username: "a_name_of_thirty_two_characters_".to_owned(),
            joined_at: 1_800_000_000,
            wanted_bytes: 1_000_000_000,
        };
        let text = as_text(&GetPoolResponse {
            capacity_bytes: 6_000_000_000,
            reserved_bytes: 5_000_000_000,
            seats: 6,
            seats_free: 1,
            reservations: vec![held],
            waiting: vec![line],
            roles: [("basic", 1, true), ("premium", 5, false), ("admin", 1, true)]
                .map(|(role, gigabytes, fits)| RoleTerms {
                    role: role.to_owned(),
                    reserved_bytes: gigabytes * 1_000_000_000,
                    fits,
                })
                .to_vec(),
            ..Default::default()
        });
        assert!(text.starts_with("5 GB of 6 GB reserved, 1 of 6 seats free\n"), "{text}");
        assert!(text.contains(", 1 GB since 2027-01-15 08:00 UTC\n"), "{text}");
        assert!(
            text.ends_with("\n\nA role reserves: basic 1 GB, premium 5 GB (no room now), admin 1 GB"),
            "{text}"
        );
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
}
