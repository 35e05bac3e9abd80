//! Lessons: what can be learnt, who teaches it, booking a lesson, one's lessons and one's teaching.
//!
//! - `browse`: all courses or all teachers, with filters; `teacher`, `course`: one of them, the latter with booking
//! - `bookings`, `booking`: one's lessons; `teach`: one's own teaching
//! - `door`: how the router reaches them; their code is fetched when the first of them is opened
//! - `shared`: words, reviews, cards and the ways between these pages
//!
//! What is chosen stands in the address. Times come from the server with the offsets of both walls: no page knows zones.

mod booking;
mod bookings;
mod browse;
mod course;
mod door;
mod shared;
mod teach;
mod teacher;

pub use door::{Lessons, LessonsPage};
