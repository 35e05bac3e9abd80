//! Forms of many fields: each field is a row of a table (words, kind, rule), and a [`Sheet`] judges, sends and marks them.

use std::{collections::BTreeMap, future::Future};

use client::ClientError;
use domain::{
    limits::ABOUT_CHARS_MAX,
    skillshare::{
        money::Currency,
        text::{Line, Prose},
    },
};
use leptos::prelude::*;

use crate::{
    components::{
        choice::Choice,
        field::{Field, FieldSpec},
        form::{self, FormField},
        text_area::TextArea,
    },
    notice::{Notice, Tone},
    sending::{Sending, use_sending},
};

/// What is wrong with a text; the currency is the one chosen in the form.
pub type Check = fn(&str, Currency) -> Option<String>;

/// What a field is: fixed words and its rule.
#[derive(Debug, Clone, Copy)]
pub struct EntrySpec {
    /// Unique in the page, and the field's name in the contract.
    pub id: &'static str,
    /// Above the field.
    pub label: &'static str,
    /// The input's type; "prose" has several lines of what is told at length, "money" a currency beside it.
    pub kind: &'static str,
    /// Below the field while nothing is wrong.
    pub hint: &'static str,
    /// Its rule.
    pub check: Check,
}

/// The rule of one line.
pub fn line<const MAX: usize>(text: &str, _currency: Currency) -> Option<String> {
    Line::<MAX>::parse(text).err().map(|error| error.to_string())
}

/// The rule of several lines.
pub fn prose<const MAX: usize>(text: &str, _currency: Currency) -> Option<String> {
    Prose::<MAX>::parse(text).err().map(|error| error.to_string())
}

/// What was typed into a form.
#[derive(Debug, Clone)]
pub struct Values {
    /// Texts by the id of their field.
    pub texts: BTreeMap<&'static str, String>,
    /// The currency that was chosen.
    pub currency: Currency,
}

impl Values {
    /// What was typed into a field.
    pub fn text(&self, id: &str) -> String {
        self.texts.get(id).cloned().unwrap_or_default()
    }
}

/// One field and its state.
#[derive(Clone, Copy)]
struct Entry {
    spec: EntrySpec,
    field: FormField,
}

/// The state of a form.
#[derive(Clone, Copy)]
pub struct Sheet {
    sending: Sending,
    entries: StoredValue<Vec<Entry>>,
    /// The code of the currency that is chosen.
    currency: RwSignal<String>,
    /// Why the form was not accepted.
    pub notice: RwSignal<Option<Notice>>,
}

/// The currency of a code, or the one that most people here have.
fn currency(code: &str) -> Currency {
    code.parse().or_else(|_| "EUR".parse()).expect("the euro is known")
}

impl Sheet {
    /// A form of these fields, filled with these texts.
    pub fn new(specs: &[EntrySpec], texts: Vec<String>, code: Option<&str>) -> Self {
        let entry = |(spec, text): (&EntrySpec, String)| {
            let field = FormField::new(spec.id);
            field.value.set(text);
            Entry { spec: *spec, field }
        };
        Self {
            sending: use_sending(),
            entries: StoredValue::new(specs.iter().zip(texts).map(entry).collect()),
            currency: RwSignal::new(currency(code.unwrap_or_default()).code().to_owned()),
            notice: RwSignal::default(),
        }
    }

    /// What was typed, when every field keeps its rule; else the summary, with the focus on the first error.
    pub fn take(self) -> Option<Values> {
        let currency = currency(&self.currency.get_untracked());
        let entries = self.entries.get_value();
        entries.iter().for_each(|entry| entry.field.judge());
        let is_wrong = |entry: &&Entry| {
            entry.field.value.with_untracked(|text| (entry.spec.check)(text, currency).is_some())
        };
        let wrong: Vec<&Entry> = entries.iter().filter(is_wrong).collect();
        self.notice.set((!wrong.is_empty()).then(|| Notice::new(Tone::Danger, form::summary(wrong.len()))));
        if let Some(first) = wrong.first() {
            form::focus(first.spec.id);
            return None;
        }
        let text = |entry: &Entry| (entry.spec.id, entry.field.value.get_untracked());
        Some(Values { texts: entries.iter().map(text).collect(), currency })
    }

    /// Sends what was typed; what the server refuses is marked, and `on_done` is called when it agrees.
    pub fn send<Answer: 'static>(
        self,
        call: impl Future<Output = Result<Answer, ClientError>> + 'static,
        on_done: impl FnOnce(Answer) + 'static,
    ) {
        self.sending.send(call, move |outcome| match outcome {
            Ok(answer) => on_done(answer),
            Err(error) => self.refuse(&error),
        });
    }

    /// Whether it is under way.
    pub fn busy(self) -> RwSignal<bool> {
        self.sending.busy
    }

    fn refuse(self, error: &ClientError) {
        // Without its entries the form is gone, and nobody reads it.
        let Some(entries) = self.entries.try_get_value() else { return };
        let refused = |entry: &Entry| Some((*entry, error.field(entry.spec.id)?));
        let refused: Vec<_> = entries.iter().filter_map(refused).collect();
        for (entry, why) in &refused {
            entry.field.refuse(why);
        }
        match refused.first() {
            Some((entry, _)) => form::focus(entry.spec.id),
            None => drop(self.notice.try_set(Some(error.into()))),
        }
    }
}

/// All fields of a form.
#[component]
pub fn Entries(
    /// The form.
    sheet: Sheet,
) -> impl IntoView {
    sheet.entries.get_value().into_iter().map(|entry| view! { <EntryField sheet entry /> }).collect_view()
}

#[component]
fn EntryField(sheet: Sheet, entry: Entry) -> impl IntoView {
    let Entry { spec: EntrySpec { id, label, kind, hint, check }, field } = entry;
    let error = field.shown_error(move |text| check(text, currency(&sheet.currency.get())));
    let value = field.value;
    let line = move |kind| {
        let spec = FieldSpec { id, label, kind, autocomplete: "off" };
        let leave = UnsyncCallback::new(move |()| field.leave());
        view! { <Field spec value hint error on_leave=leave /> }
    };
    let (class, parts) = match kind {
        "prose" => {
            let max = ABOUT_CHARS_MAX;
            ("sheet-wide", view! { <TextArea id label value max hint error rows=6 /> }.into_any())
        }
        "money" => ("sheet-money", view! { {line("text")}<CurrencyChoice of=id sheet /> }.into_any()),
        "number" => ("", line(kind).into_any()),
        _ => ("sheet-wide", line(kind).into_any()),
    };
    view! { <div class=class>{parts}</div> }
}

#[component]
fn CurrencyChoice(of: &'static str, sheet: Sheet) -> impl IntoView {
    let id = if of == "rate" { "rate-currency" } else { "price-currency" };
    let code = |currency: Currency| (currency.code().to_owned(), currency.code().to_owned());
    let options = Currency::all().map(code).collect::<Vec<_>>();
    let choose = move |code| sheet.currency.set(code);
    view! { <Choice id label="Currency" options value=sheet.currency on_change=choose /> }
}
