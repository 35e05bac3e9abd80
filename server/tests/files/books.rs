//! The books: after anything, every balance equals what its rows add up to, and the ledger tells how it came there
//! (INV-C1, INV-C2, INV-A4). Random histories of everything a member can do keep it so.
use domain::{
    id::{FileId, UploadId},
    limits::{UPLOAD_LIFE, VERSIONS_ALL_LIFE},
};
use server::{
    db::{self, ConnectionTrait},
    service::{ServiceError, files, trash, upload, versions},
};

use crate::{
    on_both_engines,
    owner::{Owner, content, new_stream, owner},
    support::TestApp,
};

/// Every balance beside what it should be, and the movements that led to it.
const ACCOUNTS: &str = "SELECT q.account_id, q.reservation, q.used, q.trash, q.in_flight,
    (SELECT CAST(COALESCE(SUM(v.charged), 0) AS BIGINT) FROM file_version v JOIN file f ON f.id = v.file_id
        WHERE f.account_id = q.account_id AND f.trashed_at IS NULL) AS used_rows,
    (SELECT CAST(COALESCE(SUM(v.charged), 0) AS BIGINT) FROM file_version v JOIN file f ON f.id = v.file_id
        WHERE f.account_id = q.account_id AND f.trashed_at IS NOT NULL) AS trash_rows,
    (SELECT CAST(COALESCE(SUM(u.reserved), 0) AS BIGINT) FROM upload u
        WHERE u.account_id = q.account_id AND u.completed_at IS NULL) AS in_flight_rows
    FROM quota q";
const MOVED: &str = "SELECT CAST(COALESCE(SUM(CASE WHEN target = $2 THEN bytes ELSE 0 END)
    - SUM(CASE WHEN source = $2 THEN bytes ELSE 0 END), 0) AS BIGINT) AS bytes FROM ledger WHERE account_id = $1";
const POOL: &str = "SELECT p.reserved, (SELECT CAST(COALESCE(SUM(reservation), 0) AS BIGINT) FROM quota) AS promised FROM pool p";

/// What lists count and order by, where it is not what the rows say: folders whose entries were counted wrong, and files that
/// do not have at hand what their shown version has.
const MISCOUNTED: &str = "SELECT COUNT(*) FROM (
        SELECT account_id, parent_id AS folder_id, SUM(is_file) AS files, SUM(1 - is_file) AS folders
        FROM file WHERE trashed_at IS NULL GROUP BY account_id, parent_id
    ) counted FULL JOIN folder_extent e ON e.account_id = counted.account_id AND e.folder_id = counted.folder_id
    WHERE COALESCE(counted.files, 0) <> COALESCE(e.files, 0) OR COALESCE(counted.folders, 0) <> COALESCE(e.folders, 0)";
const OUT_OF_DATE: &str = "SELECT COUNT(*) FROM file f JOIN file_version v ON v.id = f.current_version
    WHERE f.size <> v.size OR f.changed_at <> v.created_at OR f.sha256 <> v.sha256
        OR f.plain_size IS DISTINCT FROM v.plain_size OR f.damaged_at IS DISTINCT FROM v.damaged_at";
/// Chunks that not exactly one version counts, or not alike everywhere, or that versions of two accounts have.
const MISSHARED: &str = "SELECT COUNT(*) FROM (SELECT c.chunk_id FROM file_chunk c
    JOIN file_version v ON v.id = c.version_id JOIN file f ON f.id = v.file_id
    GROUP BY c.chunk_id HAVING SUM(c.counted) <> 1 OR MIN(c.bytes) <> MAX(c.bytes) OR MIN(c.stored) <> MAX(c.stored)
        OR MIN(c.digest) <> MAX(c.digest) OR MIN(f.account_id) <> MAX(f.account_id)) wrong";
/// Versions that count something else than what they count of their chunks.
const MISCHARGED: &str = "SELECT COUNT(*) FROM file_version v WHERE v.charged <>
    (SELECT CAST(COALESCE(SUM(c.bytes * c.counted), 0) AS BIGINT) FROM file_chunk c WHERE c.version_id = v.id)";

pub async fn number(app: &TestApp, text: &str) -> i64 {
    let row = app.db.read().query_one_raw(db::sql(app.db.read(), text, [])).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// Fails unless the books balance.
pub async fn check(app: &TestApp) {
    let on = app.db.read();
    let pool = on.query_one_raw(db::sql(on, POOL, [])).await.unwrap().unwrap();
    let get = |column: &str| pool.try_get::<i64>("", column).unwrap();
    assert_eq!(get("reserved"), get("promised"), "the pool");
    assert_eq!(number(app, MISCOUNTED).await, 0, "folders are counted");
    assert_eq!(number(app, OUT_OF_DATE).await, 0, "files have what their shown version has");
    assert_eq!(number(app, MISSHARED).await, 0, "each chunk is counted once");
    assert_eq!(number(app, MISCHARGED).await, 0, "versions count what they count of their chunks");
    for row in on.query_all_raw(db::sql(on, ACCOUNTS, [])).await.unwrap() {
        let get = |column: &str| row.try_get::<i64>("", column).unwrap();
        let account: String = row.try_get("", "account_id").unwrap();
        assert_eq!(get("used"), get("used_rows"), "used of {account}");
        assert_eq!(get("trash"), get("trash_rows"), "trash of {account}");
        assert_eq!(get("in_flight"), get("in_flight_rows"), "in flight of {account}");
        let filled = get("used") + get("trash") + get("in_flight");
        assert!(filled <= get("reservation"), "{account} holds {filled}");
        for (place, balance) in [
            ("used", get("used")),
            ("trash", get("trash")),
            ("in_flight", get("in_flight")),
            ("free", get("reservation") - filled),
        ] {
            let statement = db::sql(on, MOVED, [account.clone().into(), place.into()]);
            let moved = on.query_one_raw(statement).await.unwrap().unwrap();
            assert_eq!(
                moved.try_get::<i64>("", "bytes").unwrap(),
                balance,
                "the ledger of {account}: {place}"
            );
        }
    }
}

/// Lets every account's key have wrapped all it may.
pub async fn wear_out_keys(app: &TestApp) {
    let tx = app.db.write().await.unwrap();
    tx.execute_raw(db::sql(&tx, "UPDATE account_key SET wraps = 1073741824", [])).await.unwrap();
    tx.commit().await.unwrap();
}

/// How many audit rows there are of an action.
pub async fn audited(app: &TestApp, action: &str) -> i64 {
    number(app, &format!("SELECT COUNT(*) FROM audit WHERE action = '{action}'")).await
}

struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn number_below(&mut self, bound: usize) -> u32 {
        u32::try_from(self.below(bound)).unwrap()
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        (!of.is_empty()).then(|| of[self.below(of.len())])
    }
}

#[derive(Default)]
struct Known {
    uploads: Vec<(UploadId, usize)>,
    files: Vec<FileId>,
}

/// One random step; what a rule refuses is fine, what fails inside is not.
async fn step(app: &TestApp, alice: &Owner, chance: &mut Chance, known: &mut Known) {
    // Some of a size from which contents are compared, so that much is shared.
    let (size, seed) =
        if chance.below(3) == 0 { (70_000, 0) } else { (chance.below(3) * chance.below(40_000), 1) };
    let name = format!("file-{}", chance.below(4));
    let outcome: Result<(), ServiceError> = match chance.below(16) {
        0 | 1 => alice.create(&name, size).await.map(|id| known.uploads.push((id, size))),
        2 | 3 => match chance.one(&known.uploads) {
            Some((id, size)) => alice.send_all(id, &content(u64::from(size != 70_000), size)).await,
            None => Ok(()),
        },
        4 => match chance.one(&known.uploads) {
            Some((id, _)) => alice.complete(id).await.map(|done| known.files.push(done.file)),
            None => Ok(()),
        },
        5 => match chance.one(&known.uploads) {
            Some((id, _)) => alice.abort(id).await.map(|_| ()),
            None => Ok(()),
        },
        6 => match chance.one(&known.files) {
            Some(file) => files::delete(app, &alice.member, file).await.map(|_| ()),
            None => Ok(()),
        },
        7 => match chance.one(&known.files) {
            Some(file) => trash::restore(app, &alice.member, file).await.map(|_| ()),
            None => Ok(()),
        },
        8 => {
            let declared = [None, Some(size), Some(size + 1)][chance.below(3)];
            let done = alice.stream(new_stream(&name, declared), &content(2 * seed, size), 10_000).await;
            done.map(|done| known.files.push(done.file))
        }
        9 | 10 => alice.replace(&name, &content(3 * seed, size)).await.map(|file| known.files.push(file)),
        11..=13 => match chance.one(&known.files) {
            Some(file) => alice.take_up(file, 1 + chance.number_below(4)).await.map(|_| ()),
            None => Ok(()),
        },
        14 => match chance.one(&known.files) {
            Some(file) => alice.drop_version(file, 1 + chance.number_below(5)).await.map(|_| ()),
            None => Ok(()),
        },
        _ if chance.below(4) > 0 => {
            app.advance(VERSIONS_ALL_LIFE / 2);
            versions::thin(app).await.map(|_| ())
        }
        _ => {
            app.advance(UPLOAD_LIFE * 31);
            upload::expire(app).await.unwrap();
            trash::purge_expired(app).await.map(|_| ())
        }
    };
    if let Err(error) = outcome {
        assert!(!matches!(error, ServiceError::Internal(_) | ServiceError::DataLoss(_)), "{error:?}");
    }
}

on_both_engines! {
    async fn random_histories_balance(app: TestApp) {
        for seed in 1..=4 {
            let alice = owner(&app, &format!("alice{seed}")).await;
            // A small reservation, so that it is often full.
            shrink(&app, &alice, 200_000).await;
            let (mut chance, mut known) = (Chance(seed * 7_919), Known::default());
            for number in 0..90 {
                step(&app, &alice, &mut chance, &mut known).await;
                if number % 10 == 9 {
                    eprintln!("seed {seed}, step {number}");
                    check(&app).await;
                }
            }
            check(&app).await;
            for file in alice.list().await {
                alice.read(file.id).await.unwrap();
            }
        }
    }

    async fn each_mutation_has_one_audit_row(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.store("a", &content(1, 10)).await.unwrap().file;
        alice.stream(new_stream("b", None), &content(1, 10), 3).await.unwrap();
        files::delete(&app, &alice.member, file).await.unwrap();
        trash::restore(&app, &alice.member, file).await.unwrap();
        let id = alice.create("c", 1).await.unwrap();
        alice.abort(id).await.unwrap();
        alice.replace("a", &content(2, 5)).await.unwrap();
        alice.take_up(file, 1).await.unwrap();
        alice.drop_version(file, 2).await.unwrap();
        for (action, count) in
            [("version.restore", 1), ("version.delete", 1), ("upload.create", 3), ("file.upload", 3), ("file.delete", 1), ("file.restore", 1), ("upload.abort", 1)]
        {
            assert_eq!(audited(&app, action).await, count, "{action}");
        }
    }
}

/// Gives back most of a reservation, with its ledger row, as a later role change will.
pub async fn shrink(app: &TestApp, owner: &Owner, to: u64) {
    let account = owner.member.account();
    let back = owner.balance().await.reservation - to;
    let tx = app.db.write().await.unwrap();
    let set = "UPDATE quota SET reservation = $2 WHERE account_id = $1";
    assert!(db::one(&tx, set, [account.to_string().into(), db::amount(to)]).await.unwrap());
    assert!(db::pool::release(&tx, back).await.unwrap());
    let row = db::ledger::Row {
        id: server::service::hex::random_name(),
        at: app.clock.now(),
        account,
        source: "free",
        target: "pool",
        bytes: back,
        object: account.to_string(),
    };
    db::ledger::append(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
}
