//! What the page says to a member who holds no storage: an admin before he enrols, or whoever came after the last seat and
//! stands in line.

use std::time::Duration;

use client::{ClientError, proto::account::GetServerInfoResponse};
use domain::format;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{
        banner::{ExhaustedDetails, FormNotice},
        button::{Button, ButtonKind},
        empty_state::EmptyState,
        icon::Glyph,
    },
    figures,
    live::use_pace,
    notice::Notice,
    session::{Member, SessionStore, use_member, use_session},
};

/// How often somebody in line is told how things stand.
const WAITING_PACE: Duration = Duration::from_secs(5);

/// How a member without storage stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    /// A seat is free, with the words that say how many.
    Free(String),
    /// None is, with the words that say who waits.
    Full(String),
    /// At this place in line.
    InLine(u64),
}

impl Standing {
    fn of(server: Option<&GetServerInfoResponse>, position: i32) -> Self {
        match (server, u64::try_from(position)) {
            (_, Ok(place @ 1..)) => Self::InLine(place),
            (Some(server), _) if server.seats_free == 0 => Self::Full(full_words(server)),
            (Some(server), _) => Self::Free(format!("{} of {} seats free", server.seats_free, server.seats)),
            (None, _) => Self::Free(String::new()),
        }
    }
}

fn full_words(server: &GetServerInfoResponse) -> String {
    let seats = format!("All {} seats are taken.", server.seats);
    match server.waiting {
        ..=0 => format!("{seats} Nobody waits yet."),
        1 => format!("{seats} One person waits."),
        waiting => format!("{seats} {waiting} people wait."),
    }
}

/// What can be asked for here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Reserve,
    Join,
    Leave,
}

/// Says why nothing can be stored, reserves a seat where one is free, and keeps a place in line where none is.
#[component]
pub fn NoSeat() -> impl IntoView {
    let (member, session) = (use_member(), use_session());
    let (busy, refused) = (RwSignal::new(false), RwSignal::new(None::<Notice>));
    let position = RwSignal::new(member.profile.waiting_position);
    let look = {
        let member = member.clone();
        move || spawn_local(look(member.clone(), session, position))
    };
    look();
    use_pace(WAITING_PACE, look.clone());
    let act = UnsyncCallback::new(move |act: Act| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refused.set(None);
        let (member, look) = (member.clone(), look.clone());
        spawn_local(async move {
            let done = carry_out(&member, act).await;
            // The page may have been left meanwhile.
            let _seen = busy.try_set(false);
            if let Err(error) = &done
                && !session.ended_by(error)
            {
                let _seen = refused.try_set(Some(Notice::from(error)));
            }
            look();
        });
    });
    let standing = Memo::new(move |_| Standing::of(session.server().as_ref(), position.get()));
    view! {
        <div role="status" class="visually-hidden">{move || spoken(&standing.get())}</div>
        {move || match standing.get() {
            Standing::InLine(place) => view! { <InLine place refused busy act /> }.into_any(),
            Standing::Full(words) => view! { <Full words refused busy act /> }.into_any(),
            Standing::Free(words) => view! { <Free words refused busy act /> }.into_any(),
        }}
    }
}

/// Asks how things stand; a seat that has come shows the page of files.
async fn look(member: Member, session: SessionStore, position: RwSignal<i32>) {
    session.refresh_server();
    if let Ok(profile) = member.api.profile().await {
        let _seen = position.try_set(profile.waiting_position);
        if profile.allocated_bytes > 0 {
            session.set_just_reserved(Some(profile.allocated_bytes));
            session.refresh_quota();
        }
    }
}

async fn carry_out(member: &Member, act: Act) -> Result<(), ClientError> {
    match act {
        Act::Reserve => member.api.reserve_storage().await.map(drop),
        Act::Join => member.api.join_waiting_list().await.map(drop),
        Act::Leave => member.api.leave_waiting_list().await,
    }
}

fn spoken(standing: &Standing) -> String {
    match standing {
        Standing::InLine(place) => format!("You are {} in line.", format::ordinal(*place)),
        Standing::Full(_) | Standing::Free(_) => String::new(),
    }
}

#[component]
fn Free(
    words: String,
    refused: RwSignal<Option<Notice>>,
    busy: RwSignal<bool>,
    act: UnsyncCallback<Act>,
) -> impl IntoView {
    let session = use_session();
    let offer = move || {
        let size = session.server().map(|server| figures::bytes(server.allocation_bytes));
        size.map_or_else(|| "Reserve storage".to_owned(), |size| format!("Reserve {size}"))
    };
    view! {
        <EmptyState
            glyph=Glyph::Nodes
            title="No storage is reserved for you yet"
            text="Files need a seat: space that is yours alone, kept in three copies."
        >
            <p class="small faint">{words}</p>
            <FormNotice notice=refused />
            <Button kind=ButtonKind::Main busy on_click=move |_| act.run(Act::Reserve)>{offer}</Button>
        </EmptyState>
    }
}

#[component]
fn Full(
    words: String,
    refused: RwSignal<Option<Notice>>,
    busy: RwSignal<bool>,
    act: UnsyncCallback<Act>,
) -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Nodes
            title="All storage is taken"
            text="Files need a seat: space that is yours alone. Stand in line, and the next free seat that is your turn is \
                  reserved for you; we tell you by mail."
        >
            <p class="small faint">{words}</p>
            <FormNotice notice=refused />
            <Button kind=ButtonKind::Main busy on_click=move |_| act.run(Act::Join)>"Join the waiting list"</Button>
            <ExhaustedDetails />
        </EmptyState>
    }
}

#[component]
fn InLine(
    place: u64,
    refused: RwSignal<Option<Notice>>,
    busy: RwSignal<bool>,
    act: UnsyncCallback<Act>,
) -> impl IntoView {
    let email = use_member().profile.email;
    view! {
        <EmptyState
            glyph=Glyph::Nodes
            title=format!("You are {} in line", format::ordinal(place))
            text=format!(
                "When a seat becomes free and it is your turn, it is reserved for you. We write to {email}, and this page \
                 shows it by itself."
            )
        >
            <FormNotice notice=refused />
            <Button busy on_click=move |_| act.run(Act::Leave)>"Leave the list"</Button>
            <ExhaustedDetails />
        </EmptyState>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(seats_free: i32, waiting: i32) -> GetServerInfoResponse {
        GetServerInfoResponse { seats: 6, seats_free, waiting, ..Default::default() }
    }

    #[test]
    fn a_place_in_line_comes_before_everything_else() {
        assert_eq!(Standing::of(None, 2), Standing::InLine(2));
        assert_eq!(Standing::of(Some(&server(1, 2)), 2), Standing::InLine(2));
    }

    #[test]
    fn the_last_seat_is_told() {
        assert_eq!(Standing::of(Some(&server(2, 0)), 0), Standing::Free("2 of 6 seats free".to_owned()));
        let full = |waiting| match Standing::of(Some(&server(0, waiting)), 0) {
            Standing::Full(words) => words,
            other => panic!("{other:?}"),
        };
        assert_eq!(full(0), "All 6 seats are taken. Nobody waits yet.");
        assert_eq!(full(1), "All 6 seats are taken. One person waits.");
        assert_eq!(full(3), "All 6 seats are taken. 3 people wait.");
    }
}
