//! The three fields of a new account: address, username, password. Sign-up and the first admin share them.
//!
//! The rules are the domain's; the server asks for the same and has the last word (taken names, common passwords).

use client::{Anonymous, ClientError, NewMember, sleep};
use domain::{
    email::EmailAddress,
    username::{self, Username},
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

use super::{
    field::{Field, FieldSpec, PasswordField},
    form::{self, FormField},
    new_password::{measure, password_error},
};

const EMAIL: FieldSpec = FieldSpec { id: "email", label: "E-mail", kind: "email", autocomplete: "email" };
const USERNAME: FieldSpec =
    FieldSpec { id: "username", label: "Username", kind: "text", autocomplete: "username" };
const PASSWORD: FieldSpec =
    FieldSpec { id: "password", label: "Password", kind: "password", autocomplete: "new-password" };

/// A pause this long in typing means that a username is worth asking about.
const CHECK_AFTER: Duration = Duration::from_millis(400);

/// What is known of the username.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Availability {
    /// Not asked, or no answer yet.
    #[default]
    Unknown,
    /// The server was asked.
    Asking,
    /// It is free.
    Free,
}

/// The state of the three fields.
#[derive(Clone, Copy)]
pub struct AccountForm {
    email: FormField,
    username: FormField,
    password: FormField,
    /// The username that was suggested last. Typing another ends the suggestions, emptying the field asks for them again.
    suggested: RwSignal<String>,
    availability: RwSignal<Availability>,
}

impl AccountForm {
    /// Empty fields.
    pub fn new() -> Self {
        Self {
            email: FormField::new(EMAIL.id),
            username: FormField::new(USERNAME.id),
            password: FormField::new(PASSWORD.id),
            suggested: RwSignal::default(),
            availability: RwSignal::default(),
        }
    }

    /// The account, when the fields obey the rules; else the number of errors, with the focus on the first.
    pub fn take(self) -> Result<NewMember, usize> {
        let fields = [self.email, self.username, self.password];
        fields.into_iter().for_each(FormField::judge);
        let [email, username, password] = fields.map(|field| field.value.get_untracked());
        let password_error = password_error(&password, &username, &email);
        let errors = [email_error(&email), username_error(&username), password_error];
        let wrong: Vec<&str> = fields
            .iter()
            .zip(&errors)
            .filter(|(_, error)| error.is_some())
            .map(|(field, _)| field.id)
            .collect();
        match wrong.first() {
            None => Ok(NewMember { username, email, password }),
            Some(first) => {
                form::focus(first);
                Err(wrong.len())
            }
        }
    }

    /// Marks the fields that the server refused; true when there were any.
    pub fn refuse(self, error: &ClientError) -> bool {
        let fields = [self.email, self.username, self.password];
        let refused: Vec<FormField> =
            fields.into_iter().filter(|field| error.field(field.id).is_some()).collect();
        for field in &refused {
            field.refuse(error.field(field.id).unwrap_or_default());
        }
        if let Some(first) = refused.first() {
            form::focus(first.id);
        }
        !refused.is_empty()
    }

    /// Whether the username is still the one that was suggested; reactive.
    fn is_suggestion(self) -> bool {
        self.username.value.with(|typed| !typed.is_empty() && self.suggested.with(|it| it == typed))
    }

    /// Fills in a username while nobody has typed one. Done as the address is typed: what appears only when its field is
    /// left would come after the focus, behind what is typed first.
    fn suggest(self) {
        let is_untouched = untrack(|| self.is_suggestion() || self.username.value.with(String::is_empty));
        let address = self.email.value.with(|email| EmailAddress::parse(email));
        if let (true, Ok(address)) = (is_untouched, address) {
            let suggestion = username::suggest(&address);
            self.suggested.set(suggestion.clone());
            self.username.value.set(suggestion);
        }
    }
}

impl Default for AccountForm {
    fn default() -> Self {
        Self::new()
    }
}

/// What is wrong with an address.
pub fn email_error(email: &str) -> Option<String> {
    match email.trim().is_empty() {
        true => Some("Enter your e-mail address.".to_owned()),
        false => EmailAddress::parse(email).err().map(|error| error.to_string()),
    }
}

/// What is wrong with a username.
pub fn username_error(username: &str) -> Option<String> {
    Username::parse(username).err().map(|error| error.to_string())
}

/// The three fields.
#[component]
pub fn AccountFields(
    /// Their state.
    form: AccountForm,
    /// Who is asked whether a username is free.
    api: Anonymous,
) -> impl IntoView {
    let AccountForm { email, username, password, availability, .. } = form;
    check_while_typing(form, api);
    let username_hint = move || match availability.get() {
        Availability::Unknown => "3 to 32 letters, digits and _. Others see it.".to_owned(),
        Availability::Asking => "Checking…".to_owned(),
        Availability::Free => "Free to use.".to_owned(),
    };
    Effect::new(move || form.suggest());
    view! {
        <div class="form">
            <Field
                spec=EMAIL
                value=email.value
                hint="The code goes there. Nothing else does."
                error=email.shown_error(email_error)
                on_leave=UnsyncCallback::new(move |()| email.leave())
            />
            <Field
                spec=USERNAME
                value=username.value
                hint=Signal::derive(username_hint)
                error=username.shown_error(username_error)
                on_leave=UnsyncCallback::new(move |()| username.leave())
                is_suggestion=Signal::derive(move || form.is_suggestion())
            />
                <PasswordField
                    spec=PASSWORD
                    value=password.value
                    hint=Signal::derive(move || password_hint(form))
                    error=password.shown_error(move |typed| {
                        password_error(typed, &username.value.get(), &email.value.get())
                    })
                    on_leave=UnsyncCallback::new(move |()| password.leave())
            >
                <PasswordMeter form />
            </PasswordField>
        </div>
    }
}

fn password_hint(form: AccountForm) -> String {
    match form.password.value.get() {
        empty if empty.is_empty() => "15 characters of anything, or 12 with all four kinds.".to_owned(),
        typed => measure(&typed, &form.username.value.get(), &form.email.value.get()).reason,
    }
}

#[component]
fn PasswordMeter(
    /// The state of the fields.
    form: AccountForm,
) -> impl IntoView {
    let measured = Memo::new(move |_| {
        let AccountForm { email, username, password, .. } = form;
        let typed = password.value.get();
        let measured = measure(&typed, &username.value.get(), &email.value.get());
        if typed.is_empty() { (0, false) } else { (measured.percentage, measured.accepted) }
    });
    view! {
        <div class="meter" class:accepted=move || measured.get().1 aria-hidden="true">
            <span style:width=move || format!("{}%", measured.get().0)></span>
        </div>
    }
}

/// Asks about the username once typing pauses. An answer for another name than the present one is dropped.
fn check_while_typing(form: AccountForm, api: Anonymous) {
    let AccountForm { username, availability, .. } = form;
    Effect::new(move || {
        let (name, api) = (username.value.get(), api.clone());
        availability.set(Availability::Unknown);
        if username_error(&name).is_some() {
            return;
        }
        spawn_local(async move {
            sleep(CHECK_AFTER).await;
            let is_current =
                move |name: &str| username.value.try_with_untracked(|now| now == name).unwrap_or(false);
            if !is_current(&name) {
                return;
            }
            availability.set(Availability::Asking);
            let answer = api.check_username(&name).await;
            if !is_current(&name) {
                return;
            }
            match answer {
                Ok(answer) if answer.available => availability.set(Availability::Free),
                Ok(answer) => {
                    availability.set(Availability::Unknown);
                    username.refuse(&answer.message);
                }
                // Whether it is free is then told when the form is sent.
                Err(_) => availability.set(Availability::Unknown),
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_are_those_of_the_domain() {
        assert_eq!(email_error(" "), Some("Enter your e-mail address.".to_owned()));
        assert!(email_error("no address").is_some());
        assert_eq!(email_error("a@example.com"), None);
        assert!(username_error("a b").is_some());
        assert_eq!(username_error("ada_1"), None);
    }
}
