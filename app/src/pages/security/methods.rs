//! The address and the ways in, a row each, with what can be done about them.

use client::proto::account::GetStandingResponse;
use leptos::prelude::*;

use super::{
    desk::{Act, use_desk},
    model,
};
use crate::components::{
    button::{Button, ButtonKind},
    time_text::When,
};

/// Address, password, authenticator and backup codes.
#[component]
pub fn Methods(standing: GetStandingResponse) -> impl IntoView {
    let desk = use_desk();
    let (changed_at, since) = (standing.password_changed_at, standing.authenticator_since);
    let act = move |act: Act| move |_| desk.begin(act);
    view! {
        <section class="card security-card" aria-labelledby="methods-title">
            <h2 id="methods-title">"Sign-in methods"</h2>
            <div class="method">
                <div>
                    <h3>"E-mail address"</h3>
                    <p class="soft small">{desk.member().profile.email}</p>
                </div>
                <Button name=Some("Change the address".to_owned()) on_click=act(Act::Email)>"Change"</Button>
            </div>
            <div class="method">
                <div>
                    <h3>"Password"</h3>
                    <p class="soft small">
                        {match changed_at {
                            0 if standing.passkeys > 0 => "None: your passkey signs you in.".into_any(),
                            0 => "None: a mailed code alone signs you in.".into_any(),
                            at => view! { "Chosen "<When at /> }.into_any(),
                        }}
                    </p>
                </div>
                <Button on_click=act(Act::Password)>{if changed_at == 0 { "Set a password" } else { "Change" }}</Button>
            </div>
            <div class="method">
                <div>
                    <h3>"Authenticator app"</h3>
                    <p class="soft small">
                        {match since {
                            0 if standing.passkeys > 0 => "None: your passkey does it.".into_any(),
                            0 => "Codes come by mail, which is as safe as your mailbox.".into_any(),
                            at => view! { "Added "<When at />". Mailed codes no longer sign you in." }.into_any(),
                        }}
                    </p>
                </div>
                {match since {
                    0 => view! {
                        <Button kind=ButtonKind::Main disabled=changed_at == 0 on_click=act(Act::AddAuthenticator)>"Add"</Button>
                    }
                    .into_any(),
                    _ => view! { <Button on_click=act(Act::RemoveAuthenticator)>"Remove"</Button> }.into_any(),
                }}
            </div>
            {(since > 0 || standing.passkeys > 0).then(|| view! {
                <div class="method">
                    <div>
                        <h3>"Backup codes"</h3>
                        <p class="soft small">{model::codes_left_words(standing.backup_codes_left)}", each good once"</p>
                    </div>
                    <Button on_click=act(Act::RenewCodes)>"Make new ones"</Button>
                </div>
            })}
        </section>
    }
}
