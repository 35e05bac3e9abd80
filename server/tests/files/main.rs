//! Files, from the first byte of an upload to the last of a download, on both engines: the whole flow, bad input, races,
//! faults in the middle, damaged copies, restarts, and the books that must balance after all of it.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod activity;
mod bad_parts;
mod books;
mod calls;
mod cluster_calls;
mod commit_faults;
mod contents;
mod copies_by_hand;
mod copying;
mod cut_off;
mod damaged_copies;
mod downloads_by_http;
mod drive;
mod export;
mod file_keys;
mod filling;
mod flow;
mod folder_trash;
mod folder_zip;
mod folders;
mod garbage;
mod links;
mod master_keys;
mod moving;
mod names;
mod owner;
mod passing_on;
mod previews;
mod purging;
mod races;
mod restart;
mod restoring;
mod shared_chunks;
mod sharing;
mod sharing_histories;
mod strangers;
mod streams;
mod tags;
mod tree_histories;
mod usage;
mod vaults;
mod version_calls;
mod versions;
mod whole;
