//! What roles reserve is data (K6): chosen by whoever runs the server, told to admins, and backed by the nodes.
use domain::role::Reservations;
use proto::{
    account::GetServerInfoRequest,
    admin::{GetPoolRequest, pool_service_client::PoolServiceClient},
};
use server::settings::{Settings, SpaceError};

use crate::{
    administration::{admin, reserved, set_role},
    support::{TestApp, people, rpc},
};

const MB: u64 = 1_000_000;

fn small(settings: &mut Settings) {
    settings.pool_bytes = 600 * MB;
    settings.reservations = Reservations { basic: 100 * MB, premium: 450 * MB, admin: 50 * MB };
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_reserves_what_the_settings_say() {
    let app = TestApp::with(small).await;
    let root = admin(&app).await;
    people::enrolled(&app, "alice").await;
    people::enrolled(&app, "bob").await;
    assert_eq!(reserved(&app).await, 300 * MB, "root had a basic seat before he became admin");
    let info = rpc::account(&app).get_server_info(GetServerInfoRequest {}).await.expect("told").into_inner();
    assert_eq!((info.allocation_bytes, info.seats, info.seats_free), (100_000_000, 6, 3));

    assert_eq!(
        set_role(&app, &root, "alice", "premium").await.map_err(|(_, reason)| reason),
        Err("POOL_EXHAUSTED".to_owned())
    );
    assert_eq!(reserved(&app).await, 300 * MB, "nothing was changed");
    let mut pool = PoolServiceClient::new(app.calls());
    let pool = pool.get_pool(rpc::with_token(GetPoolRequest {}, &root)).await.expect("told").into_inner();
    let roles: Vec<_> =
        { pool.roles.iter() }.map(|it| (it.role.as_str(), it.reserved_bytes, it.fits)).collect();
    assert_eq!(
        roles,
        [("basic", 100_000_000, true), ("premium", 450_000_000, false), ("admin", 50_000_000, true)]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_keep_what_they_have_until_a_role_is_given() {
    let app = TestApp::with(small).await;
    let root = admin(&app).await;
    people::enrolled(&app, "alice").await;
    let app = app.restart_with(|settings| settings.reservations.basic = 200 * MB).await;
    assert_eq!(reserved(&app).await, 200 * MB, "alice and root were promised that");
    people::enrolled(&app, "bob").await;
    assert_eq!(reserved(&app).await, 400 * MB, "bob came later");
    assert_eq!(set_role(&app, &root, "alice", "basic").await.expect("given again"), 200_000_000);
    assert_eq!(reserved(&app).await, 500 * MB, "a role that is given again reserves what it does today");
    assert_eq!(set_role(&app, &root, "alice", "basic").await.expect("nothing to do"), 200_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pool_is_proved_against_the_nodes_that_are_there() {
    let app = TestApp::with(|_| ()).await;
    let mut settings = app.settings.clone();
    settings.pool_bytes = 50_000 * MB;
    // These would hold it; those of the data folder are as large as they were made.
    settings.node_capacity_bytes = 60_000 * MB;
    let refused = settings.prove_space().expect_err("five nodes of 10 GB");
    assert!(matches!(refused, SpaceError::Pool { room_bytes: 10_000_000_000, .. }), "{refused}");
    settings.pool_bytes = 10_000 * MB;
    settings.node_capacity_bytes = MB;
    settings.prove_space().expect("the nodes that are there hold it");
    settings.reservations.premium = settings.reservations.basic;
    assert_eq!(settings.prove_space(), Err(SpaceError::Roles));
}
