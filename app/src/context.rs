//! What the server gives every page: the books, the shop, the clock, the way to be paid; and what a request says about its visitor.

mod accent;
mod answer;
mod browser;
mod bytes;
mod cookie;
mod payments;
mod portal;
mod printing;
mod query;
mod return_path;
mod sent;
mod visit;
mod waiting;

pub use accent::{Accent, AccentError};
pub use answer::{Done, failed, go, own_page, refuse, refuse_with, refused_address, said_with, show_again};
pub use browser::Browser;
pub use bytes::{from_base64, from_hex, to_base64, to_hex};
pub use cookie::{
    KNOWN_PHONE_SECS, TILL_SECS, challenge_cookie, code_cookie, code_secs, expired_cookie, forget_storage,
    known_browser_cookie, known_browser_secs, known_phone_cookie, passkey_cookie, scope_cookie, session_cookie,
    session_secs, set_cookie, staff_cookie, staff_secs, staff_step_cookie, till_cookie,
};
pub use payments::{Later, PaymentOffer, PaymentProblem, PaymentStart, Payments};
pub use portal::{Assets, Face, Portal, PortalParts, Shop, Styles, portal};
pub use printing::{PaperSlip, PrintProblem, Printing};
pub use query::{pairs_of, query_of};
pub use return_path::ReturnPath;
pub use sent::{Sent, Typed, forget_typed, form_key, is_kept};
pub use visit::{ClientIp, Visit, provide_visit, read_cookie, visit};
pub use waiting::Waiting;
