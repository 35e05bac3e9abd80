//! Lessons through the service functions: what is offered, who gets it, and what both sides are told.
#[path = "../support/mod.rs"]
mod support;

mod booking;
mod calendars;
mod calls;
mod demo;
mod histories;
mod lesson;
mod line;
mod races;
mod reminders;
mod reschedule;
mod rest;
mod reviews;
mod slots;
mod strangers;
