//! Files.

mod view;

pub use view::FilesPage;
