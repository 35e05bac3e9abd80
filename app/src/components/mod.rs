//! Buttons, fields, dialogs and the other parts of pages. They know no page and no call.

pub mod account_card;
pub mod account_fields;
pub mod banner;
pub mod button;
pub mod choice;
pub mod chunk_strip;
pub mod code_input;
pub mod copies;
pub mod copy_button;
pub mod dialog;
pub mod empty_state;
pub mod error_state;
pub mod field;
pub mod file_icon;
pub mod form;
pub mod icon;
pub mod menu;
pub mod new_password;
pub mod quota_bar;
pub mod second_step;
pub mod skeleton;
pub mod text_area;
pub mod time_text;
pub mod toast;
pub mod top_bar;
