//! Teachers and courses of the demonstration, and how an admin gets rid of them.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{banner::Banner, button::Button, icon::Glyph},
    figures,
    notice::{Notice, Tone, use_notices},
    session::use_session,
};

/// Says to an admin that some of it is a demonstration.
#[component]
pub fn DemoBanner(
    /// Called when it is gone.
    on_removed: Callback<()>,
) -> impl IntoView {
    let (session, notices) = (use_session(), use_notices());
    let busy = RwSignal::new(false);
    let remove = move |_| {
        let Some(member) = untrack(|| session.member()).filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        spawn_local(async move {
            match member.api.remove_demo_data().await {
                Ok(gone) => {
                    let teachers = figures::counted(gone.teachers.into(), "teacher");
                    let courses = figures::counted(gone.courses.into(), "course");
                    notices.show(Notice::new(Tone::Good, format!("Removed: {teachers} and {courses}")));
                    // The page may have been left meanwhile.
                    let _seen = on_removed.try_run(());
                }
                Err(error) if session.ended_by(&error) => {}
                Err(error) => notices.report(&error),
            }
            let _seen = busy.try_set(false);
        });
    };
    view! {
        <div class="demo-banner">
            <Banner tone=Tone::Info>
                <p>"These teachers and courses are a demonstration."</p>
                <div><Button glyph=Glyph::Trash busy on_click=remove>"Remove demo data"</Button></div>
            </Banner>
        </div>
    }
}
