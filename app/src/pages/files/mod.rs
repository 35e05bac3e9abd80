//! Files: the list of a folder, the details of one file with its X-ray, and every way to add files.
//!
//! - `model`: what is decided, without a browser
//! - `state`: what the parts of the page share; the address holds shelf, filter, order, open file and `tab`; `loading`: asking for it
//! - `view`: the page; `list`, `pointer`, `row`, `cells`, `gap`, `menu`, `footer`: the list; `details`, `xray`, `care`, `harm`, `preview`,
//!   `versions`, `compare`, `info`, `activity`: the panel; `door`: of which part the code is fetched when it is opened
//! - `filter`, `narrowing`, `order`, `intake`: the search box, and what else files are looked for by; what comes first; button, drop and paste
//! - `no_seat`: what a member without storage sees; `reserved`: what he sees once he has some
//! - `shelves`, `breadcrumb`, `clip`: which list, where one is, and what was taken along to be put there
//! - `acts`, `putting`, `way_back`: what is done to entries, and undone; `questions`, `naming`, `tagging`, `placing`, `share`, `link`: what is asked
//!   for it; `vault`: folders whose files are encrypted on this machine

mod activity;
mod acts;
mod breadcrumb;
mod care;
mod cells;
mod clip;
mod compare;
mod details;
mod door;
mod filter;
mod focus;
mod footer;
mod gap;
mod harm;
mod info;
mod intake;
mod link;
mod list;
mod loading;
mod menu;
mod model;
mod naming;
mod narrowing;
mod no_seat;
mod order;
mod placing;
mod pointer;
mod preview;
mod putting;
mod questions;
mod reserved;
mod row;
mod share;
mod shelves;
mod state;
mod tab;
mod tagging;
mod vault;
mod versions;
mod view;
mod way_back;
mod xray;

pub use view::FilesPage;
