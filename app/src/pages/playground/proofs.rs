//! The table of errors, out of the server's own.

use leptos::prelude::*;

use super::errors::rows;

/// Every reason that a call can be refused for.
#[component]
pub fn ErrorTable() -> impl IntoView {
    view! {
        <details class="card error-table">
            <summary>"Errors: code, HTTP, reason, what it means, what to do"</summary>
            <div class="scroll-x" tabindex="0" role="region" aria-label="Table of errors">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Reason"</th>
                            <th scope="col">"gRPC"</th>
                            <th scope="col">"HTTP"</th>
                            <th scope="col">"What it means"</th>
                            <th scope="col">"What to do"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows().into_iter().map(|row| view! {
                            <tr>
                                <th scope="row" class="mono">{row.reason}</th>
                                <td class="mono">{row.codes}</td>
                                <td class="mono">{row.http}</td>
                                <td>{row.meaning}</td>
                                <td class="soft">{row.fix}</td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
        </details>
    }
}
