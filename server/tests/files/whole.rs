//! Small files that come whole with one call: once by their key, charged, named and shared like any others.
use bytes::Bytes;
use domain::{
    file_name::FileName,
    id::FileId,
    limits::WHOLE_FILES_PER_CALL_MAX,
    upload::{OnConflict, Parts},
};
use proto::storage::{
    CreateUploadRequest, create_upload_outcome::Outcome, upload_service_client::UploadServiceClient,
};
use server::service::{
    ServiceError, hex,
    upload::{self, Completed, NewUpload, WholeFile},
};
use tonic::{Code, Request, Status};

use crate::{
    books, on_both_engines,
    owner::{Owner, content, new_upload, owner, reason, refused, sha256},
    sharing::{EDIT, VIEW},
    support::{
        TestApp,
        rpc::{refusal, with_token},
    },
};

fn file(bytes: &Bytes, key: Option<u8>) -> WholeFile {
    WholeFile { content: bytes.clone(), sha256: sha256(bytes), key: key.map(|key| [key; 16]) }
}

impl Owner {
    async fn whole(&self, new: NewUpload, bytes: &Bytes, key: Option<u8>) -> Result<Completed, ServiceError> {
        let new = NewUpload { parts: Parts::of(bytes.len() as u64).unwrap(), ..new };
        upload::store_whole(&self.app, &self.member, new, file(bytes, key)).await
    }
}

fn into(parent: FileId, name: &str) -> NewUpload {
    NewUpload { parent: Some(parent), ..new_upload(name, 0) }
}

on_both_engines! {
    async fn a_small_file_is_there_after_one_call(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for size in [0, 1, 1_000, 256 * 1024] {
            let (bytes, name) = (content(1, size), format!("{size}"));
            let stored = alice.whole(new_upload(&name, size), &bytes, None).await.unwrap();
            assert_eq!((stored.size, stored.name.as_str()), (size as u64, name.as_str()));
            assert_eq!((stored.sha256, stored.nodes.len() >= 2), (hex::encode(&sha256(&bytes)), size > 0));
            assert!(alice.read(stored.file).await.unwrap() == bytes);
        }
        let balance = alice.balance().await;
        assert_eq!((balance.used, balance.in_flight), (1_001 + 256 * 1024, 0));
        assert_eq!((books::audited(&app, "file.upload").await, books::audited(&app, "upload.create").await), (4, 0));
        books::check(&app).await;
    }

    async fn a_call_that_is_repeated_takes_effect_once(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let bytes = content(1, 500);
        let first = alice.whole(new_upload("a", 0), &bytes, Some(1)).await.unwrap();
        // The name is taken by then, and yet it is answered.
        let again = alice.whole(new_upload("a", 0), &bytes, Some(1)).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(reason(alice.whole(new_upload("a", 0), &content(2, 500), Some(1)).await), "PART_MISMATCH");
        assert_eq!(reason(alice.whole(new_upload("a", 0), &bytes, Some(2)).await), "NAME_TAKEN");
        // A key is one's own.
        let of_bob = bob.whole(new_upload("a", 0), &bytes, Some(1)).await.unwrap();
        assert_ne!(of_bob.file, first.file);
        // Several at a time.
        let calls = (0..6).map(|_| alice.whole(new_upload("b", 0), &bytes, Some(3)));
        let answers = futures::future::join_all(calls).await;
        assert!(answers.iter().all(|answer| answer.as_ref().unwrap().name.as_str() == "b"), "{answers:?}");
        assert_eq!((alice.list().await.len(), alice.balance().await.used), (2, 1_000));
        books::check(&app).await;
    }

    async fn a_taken_name_is_refused_numbered_or_gets_a_version(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let old = alice.whole(new_upload("a.txt", 0), &content(1, 100), None).await.unwrap();
        let new = |on_conflict| NewUpload { on_conflict, ..new_upload("A.TXT", 0) };
        let bytes = content(2, 200);
        assert_eq!(reason(alice.whole(new(OnConflict::Refuse), &bytes, None).await), "NAME_TAKEN");
        let beside = alice.whole(new(OnConflict::KeepBoth), &bytes, None).await.unwrap();
        assert_eq!(beside.name.as_str(), "A (2).TXT");
        let replaced = alice.whole(new(OnConflict::Replace), &bytes, Some(1)).await.unwrap();
        assert_eq!((replaced.file, replaced.name.as_str()), (old.file, "a.txt"));
        assert!(alice.read(old.file).await.unwrap() == bytes);
        alice.whole(new(OnConflict::Replace), &bytes, Some(1)).await.unwrap();
        assert_eq!(alice.balance().await.used, 500, "the version before is kept, and none is added");
        // Folders are made on the way, and one in the way is no file to replace.
        let below = |on_conflict| {
            let folders = ["x", "y"].map(|name| FileName::parse(name).unwrap()).to_vec();
            NewUpload { folders, on_conflict, ..new_upload("b", 0) }
        };
        alice.whole(below(OnConflict::Replace), &bytes, None).await.unwrap();
        assert_eq!(alice.tree().await, ["A (2).TXT", "a.txt", "x/", "x/y/", "x/y/b"]);
        let folder = NewUpload { on_conflict: OnConflict::Replace, ..new_upload("x", 0) };
        assert_eq!(reason(alice.whole(folder, &bytes, None).await), "NAME_TAKEN");
        books::check(&app).await;
    }

    async fn a_small_file_that_is_refused_leaves_nothing(app: TestApp) {
        let alice = owner(&app, "alice").await;
        books::shrink(&app, &alice, 1_000).await;
        let bytes = content(1, 600);
        let damaged = WholeFile { sha256: [0; 32], ..file(&bytes, None) };
        let refused_one = upload::store_whole(&alice.app, &alice.member, new_upload("a", 600), damaged).await;
        assert_eq!(reason(refused_one), "CHECKSUM_MISMATCH");
        alice.whole(new_upload("a", 0), &bytes, Some(1)).await.unwrap();
        let (why, sentence) = refused(alice.whole(new_upload("b", 0), &bytes, Some(2)).await);
        assert!(why == "QUOTA_EXCEEDED" && sentence.contains("200 B"), "{sentence}");
        assert_eq!(reason(alice.whole(into(FileId::from_random([7; 16]), "c"), &bytes, None).await), "NOT_FOUND");
        assert_eq!((alice.names().await, alice.balance().await.used), (vec!["a".to_owned()], 600));
        books::check(&app).await;
    }

    async fn there_is_an_end_to_the_number_of_small_files(app: TestApp) {
        let app = app.restart_with(|settings| settings.files_max = 1).await;
        let alice = owner(&app, "alice").await;
        let new = |on_conflict| NewUpload { on_conflict, ..new_upload("a", 0) };
        alice.whole(new(OnConflict::Refuse), &content(1, 10), None).await.unwrap();
        assert_eq!(reason(alice.whole(new(OnConflict::KeepBoth), &content(1, 10), None).await), "TOO_MANY_FILES");
        // A new version of a file that is there makes no file more.
        alice.whole(new(OnConflict::Replace), &content(2, 10), None).await.unwrap();
        books::check(&app).await;
    }

    async fn what_comes_into_a_given_folder_is_its_owners(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let (open, shut) = (alice.mkdir(None, "open").await.unwrap(), alice.mkdir(None, "shut").await.unwrap());
        alice.give(open, "bob", EDIT).await.unwrap();
        alice.give(shut, "bob", VIEW).await.unwrap();
        let bytes = content(1, 300);
        let stored = bob.whole(into(open, "a"), &bytes, Some(1)).await.unwrap();
        assert_eq!(bob.whole(into(open, "a"), &bytes, Some(1)).await.unwrap(), stored);
        assert!(alice.read(stored.file).await.unwrap() == bytes);
        assert_eq!((alice.balance().await.used, bob.balance().await.used), (300, 0));
        assert!(bob.whole(into(shut, "a"), &bytes, None).await.is_err());
        books::shrink(&app, &alice, 400).await;
        let (why, sentence) = refused(bob.whole(into(open, "b"), &bytes, None).await);
        assert!(why == "QUOTA_EXCEEDED" && sentence.contains("Its owner"), "{sentence}");
        books::check(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_file_by_the_wire() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let bytes = content(1, 1_000);
    let plain = CreateUploadRequest {
        filename: "a".to_owned(),
        size: 1_000,
        sha256: hex::encode(&sha256(&bytes)),
        content: Some(bytes.clone()),
        idempotency_key: "ab".repeat(16),
        ..Default::default()
    };
    let mut client = UploadServiceClient::new(app.calls());
    let mut ask = async |request: CreateUploadRequest| {
        client.create_upload(with_token(request, &alice.token)).await.map(tonic::Response::into_inner)
    };
    let answer = ask(plain.clone()).await.unwrap();
    let stored = answer.stored.clone().unwrap();
    assert_eq!((answer.upload_id.as_str(), answer.filename.as_str(), stored.file_size), ("", "a", 1_000));
    assert!(alice.read(stored.file_id.parse().unwrap()).await.unwrap() == bytes);
    assert_eq!(ask(plain.clone()).await.unwrap(), answer);
    for (other, field) in [
        (CreateUploadRequest { size: 999, ..plain.clone() }, "content"),
        (CreateUploadRequest { sha256: String::new(), ..plain.clone() }, "sha256"),
        (CreateUploadRequest { idempotency_key: "1".to_owned(), ..plain.clone() }, "idempotency_key"),
    ] {
        let refused = ask(other).await.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::InvalidArgument, "{field}: {refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_small_files_each_is_stored_or_refused_by_itself() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let file = |name: &str, state: u8| {
        let bytes = content(state.into(), 1_000);
        CreateUploadRequest {
            filename: name.to_owned(),
            size: 1_000,
            sha256: hex::encode(&sha256(&bytes)),
            content: Some(bytes),
            idempotency_key: format!("{state:02x}").repeat(16),
            ..Default::default()
        }
    };
    let mut client = UploadServiceClient::new(app.calls());
    let call = |files: Vec<CreateUploadRequest>| with_token(futures::stream::iter(files), &alice.token);
    let told = |outcome: Option<Outcome>| match outcome.expect("an outcome") {
        Outcome::Created(created) => Ok(created.filename),
        Outcome::Refused(refused) => {
            let status = Status::with_details(refused.code.into(), refused.message, refused.details);
            Err(refusal::<()>(Err(status)))
        }
    };
    let damaged = CreateUploadRequest { sha256: "00".repeat(32), ..file("damaged", 9) };
    alice.store("taken", &content(8, 10)).await.unwrap();
    let files = vec![file("a", 1), damaged, file("taken", 2), file("b", 3)];
    for _again in 0..2 {
        let outcomes = client.create_uploads(call(files.clone())).await.unwrap().into_inner().outcomes;
        let told: Vec<_> = outcomes.into_iter().map(|each| told(each.outcome)).collect();
        assert_eq!(told[0], Ok("a".to_owned()));
        assert_eq!(told[1], Err((Code::InvalidArgument, "CHECKSUM_MISMATCH".to_owned())));
        assert_eq!(told[2], Err((Code::AlreadyExists, "NAME_TAKEN".to_owned())));
        assert_eq!((&told[3], told.len()), (&Ok("b".to_owned()), 4));
    }
    assert_eq!((alice.names().await.len(), alice.balance().await.used), (3, 2_010));

    let many = (0..=WHOLE_FILES_PER_CALL_MAX).map(|number| file(&number.to_string(), number as u8 + 20));
    let too_many = client.create_uploads(call(many.collect())).await;
    assert_eq!(refusal(too_many), (Code::InvalidArgument, "BAD_PART".to_owned()));
    assert_eq!(client.create_uploads(call(Vec::new())).await.unwrap().into_inner().outcomes, []);
    let nobody = client.create_uploads(Request::new(futures::stream::iter([file("c", 4)]))).await;
    assert_eq!(refusal(nobody), (Code::Unauthenticated, "TOKEN_INVALID".to_owned()));
    books::check(&app).await;
}
