//! Vaults: every door refuses plain bytes and takes encrypted ones, and what is refused leaves nothing behind.
use bytes::Bytes;
use client::vault::{Chance, Decryption, Encryption, Identity, SealingChance};
use domain::{
    file_name::FileName,
    id::{FileId, UploadId},
    upload::{OnConflict, Parts},
    vault::{Passphrase, SealedIdentity},
};
use server::{
    auth::Visitor,
    db,
    service::{
        ServiceError,
        drive::{self, Conflict, Entry},
        shares::{self, Key, LinkSender, NewLink, Use},
        upload::{self, NewStream, NewUpload, StreamUpload, Target, WholeFile, Within},
        vaults::{self, NewVault},
        versions,
    },
};

use crate::{
    books,
    drive::name,
    filling::fill,
    links::link,
    on_both_engines,
    owner::{MIB, Owner, content, new_part, new_upload, owner, reason, refused, sha256},
    sharing::EDIT,
};

const PLAINTEXT: &str = "VAULT_REFUSES_PLAINTEXT";
const PASSPHRASE: &str = "correct horse battery staple";

fn identity() -> Identity {
    Identity::from_random([7; 32])
}

fn sealed() -> SealedIdentity {
    // The work of a passphrase is not what is tested here.
    let header = "age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 17\n\
        EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n--- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0\n";
    SealedIdentity::parse([header.as_bytes(), &[7; 200]].concat()).unwrap()
}

/// A file of so many bytes, as a vault takes it.
fn encrypted(plain: usize) -> Bytes {
    let chance = Chance { file_key: [1; 16], nonce: [2; 16], ephemeral: [3; 32] };
    let encryption = Encryption::new(&identity().recipient(), plain as u64, chance);
    encryption.encrypt(0..encryption.size(), &content(1, plain)).into()
}

fn into_folder(folder: FileId, called: &str) -> Target {
    Target::Name(name(called), OnConflict::KeepBoth, Within { folder: Some(folder), folders: Vec::new() })
}

impl Owner {
    async fn vault(&self, parent: Option<FileId>, called: &str) -> Result<FileId, ServiceError> {
        let (recipient, identity) = (identity().recipient(), sealed());
        let new = NewVault { parent, name: name(called), recipient, identity };
        vaults::create(&self.app, &self.member, new).await.map(|folder| folder.id)
    }

    async fn put_whole(&self, folder: FileId, called: &str, bytes: &Bytes) -> Result<FileId, ServiceError> {
        let new = NewUpload { parent: Some(folder), ..new_upload(called, bytes.len()) };
        let whole = WholeFile { content: bytes.clone(), sha256: sha256(bytes), key: None };
        upload::store_whole(&self.app, &self.member, new, whole).await.map(|done| done.file)
    }

    async fn put_parts(&self, folder: FileId, called: &str, bytes: &Bytes) -> Result<FileId, ServiceError> {
        let new = NewUpload { parent: Some(folder), ..new_upload(called, bytes.len()) };
        let id = upload::create(&self.app, &self.member, new).await?.id;
        self.send_all(id, bytes).await?;
        self.complete(id).await.map(|done| done.file)
    }

    async fn put_body(&self, folder: FileId, called: &str, bytes: &Bytes) -> Result<FileId, ServiceError> {
        let new = NewUpload { parent: Some(folder), ..new_upload(called, bytes.len()) };
        let id = upload::create(&self.app, &self.member, new).await?.id;
        fill(self, id, bytes, 70_000).await?;
        self.complete(id).await.map(|done| done.file)
    }

    async fn put_stream(&self, target: Target, told: bool, bytes: &Bytes) -> Result<FileId, ServiceError> {
        let declared = told.then(|| Parts::of(bytes.len() as u64).unwrap());
        self.stream(NewStream { target, declared }, bytes, 70_000).await.map(|done| done.file)
    }

    async fn begun(&self, folder: Option<FileId>, bytes: &Bytes) -> UploadId {
        let new = NewUpload { parent: folder, ..new_upload("begun", bytes.len()) };
        upload::create(&self.app, &self.member, new).await.unwrap().id
    }
}

on_both_engines! {
    async fn every_door_refuses_plain_bytes(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let vault = alice.vault(None, "Papers").await.unwrap();
        let below = alice.mkdir(Some(vault), "2027").await.unwrap();
        let kept = alice.put_whole(vault, "kept", &encrypted(10)).await.unwrap();
        let before = (alice.balance().await, alice.tree().await);
        // Small, one part, several parts; nothing; and what only begins as if it were encrypted.
        let whole = encrypted(MIB * 2);
        let begin = domain::vault::Header::read(&whole).unwrap().bytes + 16;
        // Three bytes of a piece are no piece.
        let cut = whole.slice(..begin + 20 * 65_552 + 3);
        for bytes in [
            content(1, 0), content(1, 300), content(1, MIB), content(1, 2 * MIB + 5),
            encrypted(9).slice(1..), whole.slice(..begin), cut,
        ] {
            let fits = domain::vault::plain_bytes_of_file(&bytes, bytes.len() as u64).is_some();
            assert!(!fits, "{}", bytes.len());
            for folder in [vault, below] {
                assert_eq!(reason(alice.put_whole(folder, "new", &bytes).await), PLAINTEXT);
                assert_eq!(reason(alice.put_parts(folder, "new", &bytes).await), PLAINTEXT);
                assert_eq!(reason(alice.put_body(folder, "new", &bytes).await), PLAINTEXT);
                for told in [true, false] {
                    assert_eq!(reason(alice.put_stream(into_folder(folder, "new"), told, &bytes).await), PLAINTEXT);
                    let short = Target::Name(name("short"), OnConflict::Refuse, Within { folder: Some(folder), folders: Vec::new() });
                    assert_eq!(reason(alice.put_stream(short, told, &bytes).await), PLAINTEXT);
                }
            }
            // A new version, by each of the ways that make one.
            assert_eq!(reason(alice.put_stream(Target::File(kept), true, &bytes).await), PLAINTEXT);
            let replace = Target::Name(name("kept"), OnConflict::Replace, Within { folder: Some(vault), folders: Vec::new() });
            assert_eq!(reason(alice.put_stream(replace, false, &bytes).await), PLAINTEXT);
            let new = NewUpload { parent: Some(vault), on_conflict: OnConflict::Replace, ..new_upload("kept", bytes.len()) };
            let whole = WholeFile { content: bytes.clone(), sha256: sha256(&bytes), key: None };
            assert_eq!(reason(upload::store_whole(&app, &alice.member, new, whole).await), PLAINTEXT);
        }
        let by_way = NewUpload { parent: None, folders: vec![name("Papers"), name("new")], ..new_upload("a", 5) };
        let whole = WholeFile { content: content(1, 5), sha256: sha256(&content(1, 5)), key: None };
        assert_eq!(reason(upload::store_whole(&app, &alice.member, by_way, whole).await), PLAINTEXT);
        assert_eq!((alice.balance().await, alice.tree().await), before, "nothing is left, and nothing held");
        assert!(upload::list(&app, &alice.member).await.unwrap().is_empty());
        let (_, sentence) = refused(alice.put_whole(vault, "new", &content(1, 5)).await);
        assert!(sentence.contains("not encrypted") && sentence.contains("Nothing of it was stored"), "{sentence}");
        books::check(&app).await;
    }

    async fn encrypted_files_come_in_by_every_door(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let vault = alice.vault(None, "Papers").await.unwrap();
        let sizes = [0, 1, 65_535, 65_536, 65_537, 131_072, MIB, 2 * MIB + 77];
        for size in sizes {
            let bytes = encrypted(size);
            let mut files = vec![
                alice.put_parts(vault, &format!("parts {size}"), &bytes).await.unwrap(),
                alice.put_stream(into_folder(vault, &format!("stream {size}")), true, &bytes).await.unwrap(),
                alice.put_stream(into_folder(vault, &format!("untold {size}")), false, &bytes).await.unwrap(),
            ];
            if bytes.len() <= 256 * 1024 {
                let new = NewUpload { parent: Some(vault), ..new_upload(&format!("whole {size}"), bytes.len()) };
                let whole = WholeFile { content: bytes.clone(), sha256: sha256(&bytes), key: None };
                files.push(upload::store_whole(&app, &alice.member, new, whole).await.unwrap().file);
            }
            for file in files {
                let read = alice.read(file).await.unwrap();
                assert!(read == bytes, "as they came, {size}");
                let mut decryption = Decryption::new(identity());
                let plain = [decryption.push(&read).unwrap(), decryption.end().unwrap()].concat();
                assert!(plain == content(1, size));
            }
        }
        let told = alice.ls(Some(vault)).await.unwrap().entries.into_iter().all(|entry| match entry {
            Entry::File(file) => sizes.iter().any(|size| file.plain_size == Some(*size as u64)),
            Entry::Folder(_) => false,
        });
        assert!(told, "and how much is in them is told");
        books::check(&app).await;
    }

    async fn whatever_moves_into_a_vault_is_looked_at(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let vault = alice.vault(None, "Papers").await.unwrap();
        let (plain, folder) = (alice.put(None, "plain", 10).await.unwrap(), alice.mkdir(None, "Mixed").await.unwrap());
        let good = alice.put_whole(folder, "good", &encrypted(10)).await.unwrap();
        let deep = alice.mkdir(Some(folder), "deep").await.unwrap();
        let bad = alice.put(Some(deep), "bad", 10).await.unwrap();
        let tree = alice.tree().await;

        for ids in [&[plain][..], &[folder], &[good, plain], &[deep]] {
            assert_eq!(reason(alice.mv(ids, Some(vault)).await), PLAINTEXT);
        }
        let renamed = drive::Target { folder: Some(vault), name: Some(name("otherwise")) };
        assert_eq!(reason(drive::move_entries(&app, &alice.member, &[plain], renamed, Conflict::Refuse).await), PLAINTEXT);
        assert_eq!(reason(alice.cp(&[plain], Some(vault), Conflict::KeepBoth).await), PLAINTEXT);
        assert_eq!(alice.tree().await, tree);
        let (_, sentence) = refused(alice.mv(&[folder], Some(vault)).await);
        assert!(sentence.starts_with("\u{201c}bad\u{201d} is not encrypted"), "{sentence}");

        // An older version counts as well: it can be taken up again.
        alice.put_stream(Target::File(bad), true, &encrypted(5)).await.unwrap();
        assert_eq!(reason(alice.mv(&[folder], Some(vault)).await), PLAINTEXT);
        versions::delete(&app, &alice.member, bad, 1).await.unwrap();
        alice.mv(&[folder], Some(vault)).await.unwrap();
        // And out again, as it is.
        alice.mv(&[good], None).await.unwrap();
        alice.mv(&[good], Some(vault)).await.unwrap();
        alice.cp(&[good], None, Conflict::KeepBoth).await.unwrap();
        books::check(&app).await;
    }

    async fn nothing_comes_back_into_a_vault_that_it_was_not(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let vault = alice.vault(None, "Papers").await.unwrap();
        let folder = alice.mkdir(None, "Folder").await.unwrap();
        let (plain, good) = (alice.put(Some(folder), "plain", 10).await.unwrap(), alice.put_whole(folder, "good", &encrypted(1)).await.unwrap());
        let inner = alice.mkdir(Some(folder), "inner").await.unwrap();
        let hidden = alice.put(Some(inner), "hidden", 10).await.unwrap();
        alice.rm(&[plain]).await.unwrap();
        alice.rm(&[inner]).await.unwrap();
        alice.rm(&[good]).await.unwrap();
        // What is in the trash does not come along, and cannot follow.
        alice.mv(&[folder], Some(vault)).await.unwrap();
        assert_eq!(reason(alice.back(&[plain]).await), PLAINTEXT);
        assert_eq!(reason(alice.back(&[inner]).await), PLAINTEXT);
        assert_eq!(reason(alice.back(&[hidden]).await), PLAINTEXT);
        alice.back(&[good]).await.unwrap();
        assert_eq!(alice.tree().await, ["Papers/", "Papers/Folder/", "Papers/Folder/good"]);
        // An upload that began before its folder came into a vault.
        let outside = alice.mkdir(None, "Outside").await.unwrap();
        let bytes = content(1, MIB + 5);
        let id = alice.begun(Some(outside), &bytes).await;
        upload::store_part(&app, &alice.member, id, new_part(&bytes, 0)).await.unwrap();
        alice.mv(&[outside], Some(vault)).await.unwrap();
        alice.send(id, &bytes, 1).await.unwrap();
        assert_eq!(reason(alice.complete(id).await), PLAINTEXT);
        assert_eq!(alice.balance().await.in_flight, 0);
        books::check(&app).await;
    }

    async fn an_upload_is_judged_after_a_restart_as_before(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let vault = alice.vault(None, "Papers").await.unwrap();
        let bytes = encrypted(2 * MIB);
        let id = alice.begun(Some(vault), &bytes).await;
        alice.send_all(id, &bytes).await.unwrap();
        app.uploads.forget_account(alice.member.account());
        let file = alice.complete(id).await.unwrap().file;
        let (_, version) = db::file::find_current(app.db.read(), alice.member.account(), file).await.unwrap().unwrap();
        assert_eq!(version.plain_size, Some(2 * MIB as u64));
    }

    async fn guests_and_visitors_put_in_only_what_is_encrypted(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let vault = alice.vault(None, "Papers").await.unwrap();
        assert_eq!(reason(bob.put_whole(vault, "a", &encrypted(1)).await), "NOT_FOUND");
        assert_eq!(reason(vaults::find(&app, &bob.member, vault).await), "NOT_FOUND");
        alice.give(vault, "bob", EDIT).await.unwrap();
        let file = bob.put_whole(vault, "a", &encrypted(1)).await.unwrap();
        assert_eq!(reason(bob.put_whole(vault, "b", &content(1, 10)).await), PLAINTEXT);
        assert_eq!(reason(bob.put_stream(Target::File(file), true, &content(1, 10)).await), PLAINTEXT);
        // He sees what opens it, which opens nothing without the passphrase; and changes it not.
        let key = vaults::find(&app, &bob.member, file).await.unwrap();
        assert_eq!((key.folder, key.sealed_identity), (vault, sealed().into_bytes()));
        assert_eq!(bob.ls(Some(vault)).await.unwrap().vault, Some(vault));
        assert_eq!(reason(vaults::change_passphrase(&app, &bob.member, vault, &sealed()).await), "MISSING_ROLE");

        // A link that takes uploads, to a folder that came into the vault later.
        let folder = alice.mkdir(None, "Inbox").await.unwrap();
        let made = shares::make_link(&app, &alice.member, NewLink { takes_uploads: true, ..link(folder) }).await.unwrap();
        let secret = made.address.split_once("/s#").unwrap().1.to_owned();
        alice.mv(&[folder], Some(vault)).await.unwrap();
        for bytes in [content(1, 10), content(1, 2 * MIB)] {
            let key = Key { secret: &secret, password: "" };
            let ticket = shares::begin(&app, &Visitor::default(), &key, Use::Upload).await.unwrap();
            let sender = LinkSender::admitted(&app, &Visitor::default(), ticket.as_str()).await.unwrap();
            let called = FileName::parse("sent").unwrap();
            let mut stream = StreamUpload::begin_by_link(&app.shared(), &sender, called, None).await.unwrap();
            let pushed = stream.push(bytes).await;
            let ended = match pushed {
                Ok(()) => stream.finish().await.map(drop),
                Err(error) => { stream.abort().await; Err(error) }
            };
            assert_eq!(reason(ended), PLAINTEXT);
        }
        assert_eq!(alice.balance().await.in_flight, 0);
        // And no link is made to what nobody could open.
        for entry in [vault, folder, file] {
            let made = shares::make_link(&app, &alice.member, link(entry)).await.map(drop);
            assert_eq!(reason(made), "VAULT_HAS_NO_LINKS");
        }
        books::check(&app).await;
    }

    async fn no_vault_is_in_a_vault(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let (one, two) = (alice.vault(None, "one").await.unwrap(), alice.vault(None, "two").await.unwrap());
        let below = alice.mkdir(Some(one), "below").await.unwrap();
        let around = alice.mkdir(None, "around").await.unwrap();
        alice.mv(&[two], Some(around)).await.unwrap();
        const WITHIN: &str = "VAULT_WITHIN_VAULT";
        assert_eq!(reason(alice.vault(Some(one), "new").await), WITHIN);
        assert_eq!(reason(alice.vault(Some(below), "new").await), WITHIN);
        assert_eq!(reason(alice.mv(&[two], Some(below)).await), WITHIN);
        assert_eq!(reason(alice.mv(&[around], Some(one)).await), WITHIN);
        assert_eq!(reason(alice.cp(&[around], Some(one), Conflict::KeepBoth).await), WITHIN);
        assert_eq!(reason(alice.vault(None, "ONE").await), "NAME_TAKEN");
        assert_eq!(alice.ls(None).await.unwrap().vault, None);
        assert_eq!(alice.ls(Some(below)).await.unwrap().vault, Some(one));
        assert_eq!(alice.ls(Some(around)).await.unwrap().vault, None);
    }

    async fn a_copy_of_a_vault_opens_with_the_same_key(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let around = alice.mkdir(None, "Around").await.unwrap();
        let vault = alice.vault(Some(around), "Papers").await.unwrap();
        alice.put_whole(vault, "a", &encrypted(10)).await.unwrap();
        let copied = alice.cp(&[vault], None, Conflict::KeepBoth).await.unwrap().0[0].copy.unwrap();
        let key = vaults::find(&app, &alice.member, copied).await.unwrap();
        assert_eq!((key.folder, key.recipient), (copied, identity().recipient().to_string()));
        assert_eq!(reason(alice.put(Some(copied), "plain", 10).await), PLAINTEXT);
        alice.cp(&[around], None, Conflict::KeepBoth).await.unwrap();
        let vaults = alice.tree().await.into_iter().filter(|path| path.ends_with("Papers/")).count();
        assert_eq!(vaults, 3);
        assert_eq!(books::number(&app, "SELECT COUNT(*) FROM vault").await, 3);
        // It goes with its folder, and comes back with it.
        alice.rm(&[copied]).await.unwrap();
        alice.back(&[copied]).await.unwrap();
        assert_eq!(alice.ls(Some(copied)).await.unwrap().vault, Some(copied));
        alice.rm(&[copied]).await.unwrap();
        drive::purge(&app, &alice.member, &[copied]).await.unwrap();
        assert_eq!(books::number(&app, "SELECT COUNT(*) FROM vault").await, 2);
        books::check(&app).await;
    }

    async fn another_passphrase_opens_the_same_vault(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let vault = alice.vault(None, "Papers").await.unwrap();
        let passphrase = Passphrase::typed(PASSPHRASE).unwrap();
        let chance = SealingChance { file_key: [4; 16], nonce: [5; 16], salt: [6; 16] };
        let again = identity().seal(&passphrase, chance);
        vaults::change_passphrase(&app, &alice.member, vault, &again).await.unwrap();
        let kept = vaults::find(&app, &alice.member, vault).await.unwrap().sealed_identity;
        let opened = Identity::open(&SealedIdentity::parse(kept).unwrap(), &passphrase).unwrap();
        assert_eq!(opened.recipient(), identity().recipient());
        let folder = alice.mkdir(None, "plain").await.unwrap();
        assert_eq!(reason(vaults::change_passphrase(&app, &alice.member, folder, &again).await), "NOT_FOUND");
        assert_eq!(reason(vaults::find(&app, &alice.member, folder).await), "NOT_FOUND");
        for action in ["vault.create", "vault.passphrase"] {
            assert_eq!(books::audited(&app, action).await, 1, "{action}");
        }
    }

    async fn what_was_encrypted_elsewhere_is_kept_as_it_is(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let gpg = Bytes::from([&[0x85, 0x01, 0x0c, 0x03][..], &content(3, 5_000)].concat());
        let armored = Bytes::from(format!("-----BEGIN PGP MESSAGE-----\n\n{}\n-----END PGP MESSAGE-----\n", "jA0EBwMC".repeat(9)));
        for (called, bytes) in [("a.age", encrypted(70_000)), ("a.gpg", gpg), ("a.asc", armored)] {
            let file = alice.store(called, &bytes).await.unwrap();
            assert_eq!(file.sha256, domain::hex::encode(&sha256(&bytes)));
            assert!(alice.read(file.file).await.unwrap() == bytes, "{called}");
        }
    }
}
