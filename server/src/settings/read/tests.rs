//! Which source wins, what is refused, and what is told.
#![expect(clippy::unwrap_used, reason = "tests")]
use std::collections::BTreeMap;

use tempfile::TempDir;

use super::*;

fn folder_with(content: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(FILE), content).unwrap();
    folder
}

fn given(folder: &TempDir, variables: &[(&str, &str)], flags: &[(Key, &str)]) -> Given {
    let data = (Key::Data, folder.path().display().to_string());
    let flags = flags.iter().map(|(key, text)| (*key, (*text).to_owned()));
    Given {
        flags: flags.chain([data]).collect(),
        variables: variables.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
        file: None,
    }
}

fn chosen(reading: &Reading, key: Key) -> (String, String) {
    let found = reading.chosen.iter().find(|chosen| chosen.key == key).unwrap();
    (found.value.clone(), found.source.to_string())
}

fn refusal(content: &[u8]) -> String {
    read(&given(&folder_with(content), &[], &[])).unwrap_err().to_string()
}

#[test]
fn flags_win_over_variables_over_the_file_over_defaults() {
    let folder = folder_with(b"copies = 4\nwrite_quorum = 3\nnodes = 6\n");
    let variables = [("SKYSHARD_WRITE_QUORUM", "2"), ("SKYSHARD_NODES", "7")];
    let reading = read(&given(&folder, &variables, &[(Key::Nodes, "8")])).unwrap();
    let file = folder.path().join(FILE).display().to_string();
    assert_eq!(chosen(&reading, Key::Nodes), ("8".to_owned(), "--nodes".to_owned()));
    assert_eq!(chosen(&reading, Key::WriteQuorum), ("2".to_owned(), "SKYSHARD_WRITE_QUORUM".to_owned()));
    assert_eq!(chosen(&reading, Key::Copies), ("4".to_owned(), file));
    assert_eq!(chosen(&reading, Key::Listen), ("127.0.0.1:8080".to_owned(), "default".to_owned()));
    assert_eq!((reading.settings.nodes, reading.settings.write_quorum, reading.settings.copies), (8, 2, 4));
}

#[test]
fn a_presets_numbers_give_way_to_single_ones_whoever_says_them() {
    let folder = folder_with(b"pool_bytes = \"20 GB\"\n");
    let reading =
        read(&given(&folder, &[("SKYSHARD_PREMIUM_BYTES", "8 GB")], &[(Key::Preset, "drive")])).unwrap();
    let Settings { pool_bytes, reservations, node_capacity_bytes, .. } = reading.settings;
    assert_eq!((pool_bytes, node_capacity_bytes), (20_000_000_000, 60_000_000_000));
    assert_eq!((reservations.basic, reservations.premium), (5_000_000_000, 8_000_000_000));
    assert_eq!(chosen(&reading, Key::BasicBytes), ("5000000000".to_owned(), "default".to_owned()));
    assert!(refusal(b"preset = \"huge\"\n").ends_with("use classroom, drive or large"));
}

#[test]
fn an_empty_variable_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let reading = read(&given(&folder, &[("SKYSHARD_SMTP", "")], &[])).unwrap();
    assert!(reading.settings.test_mode());
}

#[test]
fn secrets_are_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [
        ("SKYSHARD_SMTP", "smtp://robot:hunter2@mail:25"),
        ("SKYSHARD_DATABASE", "postgres://sky:hunter2@db/sky"),
        ("SKYSHARD_OTLP_HEADERS", "authorization=Bearer%20hunter2"),
    ];
    let reading = read(&given(&folder, &variables, &[])).unwrap();
    assert!(reading.chosen.iter().all(|chosen| !chosen.value.contains("hunter2")));
    assert_eq!(reading.settings.smtp.as_deref(), Some("smtp://robot:hunter2@mail:25"));
}

#[test]
fn an_unknown_key_is_named_with_its_neighbour() {
    assert!(
        refusal(b"lisen = \"127.0.0.1:1\"\n")
            .ends_with("there is no setting \"lisen\"; did you mean \"listen\"?")
    );
    assert!(refusal(b"colour = 1\n").ends_with("there is no setting \"colour\""));
    assert!(refusal(b"[nodess]\nx = 1\n").contains("did you mean \"nodes\"?"));
}

#[test]
fn an_unknown_variable_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = ["SKYSHARD_TOKEN", "SKYSHARD_PASSWORD", "SKYSHARD_LINK_PASSWORD"].map(|name| (name, "x"));
    let others = [("SKYSHARD_DATABSE", "x"), ("SKYSHARD_LOG", "debug"), ("SKYSHARD_COPIES", "3")];
    let variables = [&terminal[..], &others].concat();
    let reading = read(&given(&folder, &variables, &[])).unwrap();
    assert_eq!(reading.warnings, ["SKYSHARD_DATABSE is no setting; did you mean SKYSHARD_DATABASE?"]);
}

#[test]
fn a_wrong_value_says_whose_it_is_and_what_would_be_right() {
    let said =
        read(&given(&tempfile::tempdir().unwrap(), &[], &[(Key::Nodes, "2")])).unwrap_err().to_string();
    assert_eq!(said, "nodes is wrong (from --nodes): use a number from 3 to 10");
    assert!(refusal(b"copies = \"three\"\n").ends_with("use a number from 1 to 10"));
    assert!(refusal(b"pool_bytes = [1]\n").ends_with("use bytes, like 6000000000 or 6 GB"));
    assert!(refusal(b"smtp = \"http://mail\"\n").ends_with("it must begin with smtp:// or smtps://"));
}

#[test]
fn odd_files_are_read_or_refused() {
    let fine = |content: &[u8]| read(&given(&folder_with(content), &[], &[])).unwrap().settings.copies;
    assert_eq!(fine(b""), 3);
    assert_eq!(fine(b"# nothing\n"), 3);
    assert_eq!(fine(b"\xef\xbb\xbfcopies = 2\n"), 2);
    assert_eq!(fine(b"copies = 2\r\n"), 2);
    assert!(refusal(b"copies 2").contains("cannot be read"));
    assert!(refusal(b"\xff\xfe\x00").contains("cannot be read"));
    assert!(refusal(&vec![b'#'; 70_000]).contains("at most 64 KiB"));
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Given { file: Some(folder.path().join("other.toml")), ..given(&folder, &[], &[]) };
    assert!(read(&missing).unwrap_err().to_string().contains("other.toml cannot be read"));
    assert!(read(&given(&folder, &[], &[])).is_ok(), "the one in the data folder need not");
    let nothing = Given { flags: BTreeMap::new(), ..Given::default() };
    assert_eq!(read(&nothing).unwrap().settings.data, Path::new("data"));
}
