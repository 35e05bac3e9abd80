//! From which network a row came: a keyed digest, never the address (SEC-63).
use std::{collections::BTreeSet, net::IpAddr};

use domain::id::SessionId;
use proto::{
    account::EndSessionRequest,
    storage::{LoginRequest, VerifyOtpRequest},
};
use server::auth::{Door, Network};
use tonic::Request;

use crate::{
    on_both_engines,
    support::{
        TestApp,
        people::{self, PASSWORD, last_code},
        rpc,
    },
    trail::{rows, verdict, whole},
};

/// The address of one machine, and of another one in the same house.
const HOUSE: [&str; 2] = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"];
const OFFICE: &str = "192.0.2.7";

fn from<T>(message: T, address: &str, bearer: Option<&str>) -> Request<T> {
    let mut request = rpc::through(message, Door::Native { bearer: bearer.map(str::to_owned) });
    let address: IpAddr = address.parse().expect("an address");
    request.extensions_mut().insert(Network::of(address));
    request
}

/// Signs alice in from one address and ends that session from another.
async fn come_and_go(app: &TestApp, comes: &str, goes: &str) {
    let login = LoginRequest { username: "alice".into(), password: PASSWORD.into(), keep_signed_in: false };
    let sent = rpc::storage(app).login(from(login, comes, None)).await.expect("right").into_inner();
    let otp = last_code(app, "alice").await;
    let step = VerifyOtpRequest { session_id: sent.session_id, otp, ..Default::default() };
    let signed_in = rpc::storage(app).verify_otp(from(step, comes, None)).await.expect("right").into_inner();
    let session_id = rows(app).await.pop().and_then(|row| row.entry).expect("a row").object;
    assert!(session_id.parse::<SessionId>().is_ok(), "the session that began");
    let end = EndSessionRequest { session_id };
    rpc::security(app).end_session(from(end, goes, Some(&signed_in.auth_token))).await.expect("ended");
}

/// The last two rows' networks.
async fn last_networks(app: &TestApp) -> [Option<String>; 2] {
    let rows = rows(app).await;
    let network = |back: usize| {
        let row = &rows[rows.len() - back];
        row.entry.as_ref().expect("it is read").network.clone()
    };
    [network(2), network(1)]
}

on_both_engines! {
    async fn a_row_says_from_which_network_it_came(app: TestApp) {
        people::registered(&app, "alice").await;
        assert_eq!(last_networks(&app).await, [None, None], "nobody knew it");
        come_and_go(&app, HOUSE[0], HOUSE[1]).await;
        let [house, again] = last_networks(&app).await;
        assert_eq!(house, again, "a house is one network");
        assert_eq!(house.as_ref().map(String::len), Some(32));
        come_and_go(&app, OFFICE, HOUSE[0]).await;
        let [office, back_home] = last_networks(&app).await;
        assert_eq!((office == house, back_home == house), (false, true));
        assert_eq!(whole(verdict(&app).await), rows(&app).await.len() as i64);
    }

    async fn no_row_says_an_address(app: TestApp) {
        people::registered(&app, "alice").await;
        come_and_go(&app, OFFICE, HOUSE[0]).await;
        let rows = format!("{:?}", rows(&app).await);
        for part in [OFFICE, "2001:db8", "db8:1:2"] {
            assert!(!rows.contains(part), "{part} in {rows}");
        }
    }

    async fn another_server_has_other_digests(app: TestApp) {
        let other = TestApp::sqlite().await;
        let mut seen = BTreeSet::new();
        for app in [&app, &other] {
            people::registered(app, "alice").await;
            come_and_go(app, OFFICE, OFFICE).await;
            seen.extend(last_networks(app).await);
        }
        assert_eq!(seen.len(), 2, "{seen:?}");
    }
}
