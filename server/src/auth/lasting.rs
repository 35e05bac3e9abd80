//! Calls that last. A session is looked at when a call begins; what is still under way when it ends, an upload or a
//! download, is cut off with its next piece (SEC-24). A stream that is only looked at asks
//! [`onlooker`](super::onlooker) with each state instead: it ends with its session too, and does not prolong it.
use std::sync::Arc;

use futures::{Stream, StreamExt};

use super::{Member, Presence, authenticate::in_session};
use crate::{
    app::{App, Shared},
    service::ServiceError,
};

/// Whether the session that made a call is still open. What is under way counts as a use of it.
pub async fn still(app: &App, member: &Member) -> Result<(), ServiceError> {
    in_session(app, member.session(), Presence::Attended, app.clock.now(), |_, _| ()).await
}

/// The same items while the session is open, and an error in the place of the first one after its end.
pub fn while_signed_in<T, E, Items>(
    app: &Shared,
    member: &Member,
    items: Items,
) -> impl Stream<Item = Result<T, E>> + use<T, E, Items>
where
    E: From<ServiceError>,
    Items: Stream<Item = Result<T, E>>,
{
    let (app, member) = (Arc::clone(app), member.clone());
    items.then(move |item| {
        let (app, member) = (Arc::clone(&app), member.clone());
        async move {
            still(&app, &member).await?;
            item
        }
    })
}
