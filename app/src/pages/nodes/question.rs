//! What is asked before a change: the figures of a node, or whether something that cannot be undone is meant.

use client::{
    ClientError,
    proto::cluster::{AddNode, ResizeNode, stage_layout_change_request::Change},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    acts::{NodeActs, use_acts},
    model::staged::{capacity_bytes, gigabytes},
};
use crate::{
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        dialog::Dialog,
        field::{Field, FieldSpec},
    },
    notice::Notice,
};

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// What a further node is.
    Add,
    /// How much the node of this name, which may keep so many bytes, may keep.
    Resize(String, i64),
    /// Whether to start this node without its disk.
    StartEmpty(String),
    /// Whether this node shall lose its disk although the server says why not.
    LoseAllTheSame(String, String),
}

impl Question {
    fn title(&self) -> String {
        match self {
            Self::Add => "Add a node".to_owned(),
            Self::Resize(name, _) => format!("Resize {name}"),
            Self::StartEmpty(name) => format!("Start {name} without its disk"),
            Self::LoseAllTheSame(name, _) => format!("Lose the disk of {name} all the same"),
        }
    }
}

/// The question that is open, and what the last change of the layout led to.
#[derive(Clone, Copy)]
pub struct Asking {
    question: RwSignal<Option<Question>>,
    open: RwSignal<bool>,
    /// Why the last change of the layout was refused.
    pub notice: RwSignal<Option<Notice>>,
    /// Counts the changes.
    pub again: RwSignal<u64>,
}

/// Puts the questions into the context.
pub fn provide() {
    provide_context(Asking {
        question: RwSignal::default(),
        open: RwSignal::default(),
        notice: RwSignal::default(),
        again: RwSignal::default(),
    });
}

/// The questions, from any part of the page.
pub fn use_asking() -> Asking {
    expect_context()
}

/// An answer may come when the page was left: then nobody looks, and the signals are gone.
impl Asking {
    /// Asks.
    pub fn ask(self, question: Question) {
        let _asked = self.question.try_set(Some(question));
        let _opened = self.open.try_set(true);
    }

    /// Tells beside the layout why a change was refused, or that the last one was not.
    pub fn tell(self, error: Option<&ClientError>) {
        let _told = self.notice.try_set(error.map(Notice::from));
    }

    /// Has the staged layout looked at again.
    pub fn look_again(self) {
        let _looked = self.again.try_update(|count| *count += 1);
    }

    fn close(self) {
        let _closed = self.open.try_set(false);
    }
}

/// The dialog of all questions.
#[component]
pub fn QuestionDialog() -> impl IntoView {
    let asking = use_asking();
    let title = move || asking.question.get().map(|question| question.title()).unwrap_or_default();
    view! {
        <Dialog id="question-title" title=Signal::derive(title) open=asking.open>
            {move || asking.question.get_untracked().map(|question| match question {
                Question::Add => view! { <AddForm /> }.into_any(),
                Question::Resize(name, bytes) => view! { <ResizeForm name bytes /> }.into_any(),
                Question::StartEmpty(name) => {
                    let why = "Its disk was set aside. Once the node has started empty, that disk cannot be put back; \
                               its copies are made anew from the other nodes.";
                    view! { <Confirm name why=why.to_owned() act=Grave::StartEmpty /> }.into_any()
                }
                Question::LoseAllTheSame(name, why) => {
                    view! { <Confirm name why act=Grave::LoseDisk /> }.into_any()
                }
            })}
        </Dialog>
    }
}

const ZONE: FieldSpec = FieldSpec { id: "node-zone", label: "Zone", kind: "text", autocomplete: "off" };
const ADDRESS: FieldSpec =
    FieldSpec { id: "node-address", label: "Address", kind: "text", autocomplete: "off" };
const CAPACITY: FieldSpec =
    FieldSpec { id: "node-capacity", label: "Capacity in GB", kind: "text", autocomplete: "off" };
const NAME: FieldSpec =
    FieldSpec { id: "node-name", label: "Type the node's name", kind: "text", autocomplete: "off" };

#[component]
fn AddForm() -> impl IntoView {
    let (acts, asking) = (use_acts(), use_asking());
    let (zone, address, capacity) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new("10".to_owned()));
    let form = StageForm::new(acts, asking);
    let change = move || {
        let capacity_bytes = capacity_bytes(&capacity.get_untracked())?;
        let zone = zone.get_untracked().trim().to_owned();
        let address = address.get_untracked().trim().to_owned();
        Ok(Change::Add(AddNode { zone, address, capacity_bytes }))
    };
    view! {
        <form class="form" novalidate on:submit=move |event| { event.prevent_default(); form.send(change()) }>
            <FormNotice notice=form.notice />
            <Field spec=ZONE value=zone hint="us-east, eu-west, asia, or a new one" />
            <Field spec=ADDRESS value=address hint="On the simulated network; empty takes the first free one." />
            <Field spec=CAPACITY value=capacity error=form.wrong />
            <Button kind=ButtonKind::Main submits=true busy=form.busy>"Stage"</Button>
        </form>
    }
}

#[component]
fn ResizeForm(name: String, bytes: i64) -> impl IntoView {
    let capacity = RwSignal::new(gigabytes(bytes));
    let form = StageForm::new(use_acts(), use_asking());
    let change = move || {
        let capacity_bytes = capacity_bytes(&capacity.get_untracked())?;
        Ok(Change::Resize(ResizeNode { name: name.clone(), capacity_bytes }))
    };
    view! {
        <form class="form" novalidate on:submit=move |event| { event.prevent_default(); form.send(change()) }>
            <FormNotice notice=form.notice />
            <Field spec=CAPACITY value=capacity hint="At least what it keeps now." error=form.wrong />
            <Button kind=ButtonKind::Main submits=true busy=form.busy>"Stage"</Button>
        </form>
    }
}

/// A form that stages one change: it closes when the server agrees, and says why when it does not.
#[derive(Clone, Copy)]
struct StageForm {
    acts: StoredValue<NodeActs>,
    asking: Asking,
    notice: RwSignal<Option<Notice>>,
    wrong: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl StageForm {
    fn new(acts: NodeActs, asking: Asking) -> Self {
        let (notice, wrong, busy) = (RwSignal::default(), RwSignal::default(), RwSignal::default());
        Self { acts: StoredValue::new(acts), asking, notice, wrong, busy }
    }

    fn send(self, change: Result<Change, &'static str>) {
        if self.busy.get_untracked() {
            return;
        }
        self.wrong.set(change.as_ref().err().map(|&why| why.to_owned()));
        let Ok(change) = change else { return };
        self.busy.set(true);
        let acts = self.acts.get_value();
        spawn_local(async move {
            match acts.stage(change).await {
                Ok(()) => {
                    self.asking.tell(None);
                    self.asking.close();
                }
                // The dialog may have been closed: nobody reads it then.
                Err(error) => drop(self.notice.try_set(Some((&error).into()))),
            }
            let _free = self.busy.try_set(false);
        });
    }
}

/// What cannot be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grave {
    StartEmpty,
    LoseDisk,
}

#[component]
fn Confirm(name: String, why: String, act: Grave) -> impl IntoView {
    let (acts, asking) = (use_acts(), use_asking());
    let typed = RwSignal::new(String::new());
    let expected = name.clone();
    let is_meant = Memo::new(move |_| typed.with(|typed| typed.trim() == expected));
    let verb = match act {
        Grave::StartEmpty => "Start it empty",
        Grave::LoseDisk => "Lose the disk",
    };
    let hint = format!("{name}, because this cannot be undone.");
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !is_meant.get_untracked() {
            return;
        }
        asking.close();
        let (acts, name) = (acts.clone(), name.clone());
        spawn_local(async move {
            match act {
                Grave::StartEmpty => acts.start(&name).await,
                Grave::LoseDisk => acts.lose_disk(&name, true).await,
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=send>
            <p>{why}</p>
            <Field spec=NAME value=typed hint />
            <Button submits=true disabled=Signal::derive(move || !is_meant.get())>{verb}</Button>
        </form>
    }
}
