//! What the page says to a member who holds no storage: an admin before he enrols, or whoever came after the last seat.

use client::proto::account::GetServerInfoResponse;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        empty_state::EmptyState,
        icon::Glyph,
    },
    figures,
    notice::Notice,
    session::{use_member, use_session},
};

/// Says why nothing can be stored, and reserves a seat where one is free.
#[component]
pub fn NoSeat() -> impl IntoView {
    let (api, session) = (use_member().api, use_session());
    let (busy, refused) = (RwSignal::new(false), RwSignal::new(None::<Notice>));
    session.refresh_server();
    let reserve = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refused.set(None);
        let api = api.clone();
        spawn_local(async move {
            let answer = api.reserve_storage().await;
            // The page may have been left meanwhile.
            let _seen = busy.try_set(false);
            if let Err(error) = &answer
                && !session.ended_by(error)
            {
                let _seen = refused.try_set(Some(Notice::from(error)));
            }
            session.refresh_server();
            session.refresh_quota();
        });
    };
    let seats = move || session.server().as_ref().map(seats_words);
    let offer = move || session.server().as_ref().map_or_else(|| "Reserve storage".to_owned(), offer_words);
    view! {
        <EmptyState
            glyph=Glyph::Nodes
            title="No storage is reserved for you yet"
            text="Files need a seat: space that is yours alone, kept in three copies."
        >
            <p class="small faint">{seats}</p>
            <FormNotice notice=refused />
            <Button kind=ButtonKind::Main busy on:click=reserve>{offer}</Button>
        </EmptyState>
    }
}

fn seats_words(server: &GetServerInfoResponse) -> String {
    match server.seats_free {
        0 => {
            format!("All {} seats are taken. When one is given back, it can be reserved here.", server.seats)
        }
        free => format!("{free} of {} seats free", server.seats),
    }
}

fn offer_words(server: &GetServerInfoResponse) -> String {
    format!("Reserve {}", figures::bytes(server.allocation_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_seat_is_told() {
        let server = |seats_free| GetServerInfoResponse { seats: 6, seats_free, ..Default::default() };
        assert_eq!(seats_words(&server(2)), "2 of 6 seats free");
        assert!(seats_words(&server(0)).starts_with("All 6 seats are taken."));
    }
}
