//! Buttons, fields, dialogs and the other parts of pages. They know no page and no call.

pub mod banner;
pub mod button;
pub mod code_input;
pub mod dialog;
pub mod empty_state;
pub mod error_state;
pub mod field;
pub mod icon;
pub mod quota_bar;
pub mod skeleton;
pub mod toast;
pub mod top_bar;
