//! The till: whose it is, what was scanned, the session that a scan opens, and what the member is asked by it.

mod approval;
mod device;
mod key;
mod key_rights;
mod scan;
mod show;
mod view;

pub(crate) use approval::use_approval;
pub use approval::{
    Answer, Approval, ApprovalError, ApprovalStatus, DecidedBy, approval, ask_again, ask_approval, ask_once,
    asked_price, decide, last_approval, waiting_approval, withdraw_approval,
};
pub use device::{
    Pairing, TillDevice, TillDeviceError, end_till, make_till, pair_till, rename_till, till_of_token, tills_seen,
};
pub use key::{
    KeyedTill, TillKey, TillName, TillNameError, USE_NOTED_EVERY_SECS, end_till_key, keep_till_key, keyed_till,
    make_till_key, name_till_key, new_till_key, note_till_key_used, till_keys, till_of_key,
};
pub use key_rights::{TillKeyError, grant_till_key, rename_till_key, revoke_till_key, till_keys_seen};
pub(crate) use scan::open_till_session;
pub use scan::{ScanOutcome, ScanRefusal, Scanned, scan};
pub use show::{ShownCode, show_code};
pub use view::{
    RecentSale, SalesPage, TillMember, look_up, receipt_of_session, recent_sales, sale_by_number, sales_of_day,
    till_member,
};
