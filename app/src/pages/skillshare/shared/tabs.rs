//! The ways between the pages of lessons.

use leptos::prelude::*;

use crate::address;

/// One part of the area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// What can be learnt.
    Courses,
    /// Who teaches.
    Teachers,
    /// One's own lessons.
    Lessons,
    /// One's own teaching.
    Teach,
}

impl Area {
    const ALL: [Self; 4] = [Self::Courses, Self::Teachers, Self::Lessons, Self::Teach];

    fn name(self) -> &'static str {
        match self {
            Self::Courses => "Courses",
            Self::Teachers => "Teachers",
            Self::Lessons => "My lessons",
            Self::Teach => "Teach",
        }
    }

    /// Where it is.
    pub fn address(self) -> String {
        match self {
            Self::Courses => address::SKILLSHARE.to_owned(),
            Self::Teachers => format!("{}?show=teachers", address::SKILLSHARE),
            Self::Lessons => address::BOOKINGS.to_owned(),
            Self::Teach => address::TEACH.to_owned(),
        }
    }
}

/// Links to the parts of the area; the one that the page belongs to is marked.
#[component]
pub fn Tabs(
    /// Where the page belongs.
    #[prop(into)]
    here: Signal<Area>,
) -> impl IntoView {
    view! {
        <nav class="areas" aria-label="SkillShare">
            {Area::ALL.map(|area| view! {
                <a href=area.address() class="area" aria-current=move || (here.get() == area).then_some("page")>
                    {area.name()}
                </a>
            })}
        </nav>
    }
}
