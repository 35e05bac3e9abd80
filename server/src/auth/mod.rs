//! Who calls: the door a request came through, the token it carries, the session behind the token.
//!
//! Only this module can make a [`Member`] or an [`Admin`], and every service function that touches somebody's data
//! asks for one.
//!
//! ```text
//! request ─door─→ access token ─signature, times─→ claims ─session, security version, policy─→ Member
//! ```
mod authenticate;
mod authenticator;
mod caller;
mod common_passwords;
pub mod cookies;
pub mod device_pass;
mod door;
mod lasting;
mod metrics_token;
mod old_hash;
pub mod passkeys;
mod password;
mod pepper;
mod seal;
mod secret;
mod sessions;
mod token;
mod visitor;

pub use domain::policy::Action;

pub use authenticate::{admin, anyone, browser, member, member_if_any, onlooker, refresh_token};
pub use authenticator::{Enrolment, Seed, qr_svg};
pub use caller::{Admin, Member};
pub use door::Door;
pub use lasting::{still, while_signed_in};
pub use metrics_token::{MetricsToken, MetricsTokenError};
pub use old_hash::{OldHash, OldHashError};
pub use password::{HashCost, Passwords, Verified};
pub use pepper::{PepperError, Peppers};
pub use seal::{open, seal};
pub use secret::Secret;
pub use sessions::{Live, Sessions, Used};
pub use token::{Access, Claims, TokenError, Tokens};
pub use visitor::{Device, Network, Presence, Visitor};
