//! What is in a file, shown without harm: in the details of one's own file, and on the page of a link. The server says what
//! it is; nothing of it runs here.
//!
//! - `view`: a picture, sound, film or text, or why there is nothing to see
//! - `door`: of which kinds the code is fetched when the first one is looked at
//! - `pdf`, `leaf`, `canvas`: the pages of a PDF; turning them; the script that draws them
//! - `coloured`, `colours`: the text of a program; which of its letters have which colour

mod canvas;
mod coloured;
mod colours;
mod door;
mod leaf;
mod pdf;
mod view;

pub use view::{Failed, Looked, Sources};
