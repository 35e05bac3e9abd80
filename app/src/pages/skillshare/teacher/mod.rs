//! One teacher: who it is, what is taught, when, and what students say.

mod model;
mod view;

pub use view::TeacherPage;
