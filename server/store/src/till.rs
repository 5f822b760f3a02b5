//! The till: a code is scanned, a till session opens, a sale is paid.

mod approval;
mod cursor;
mod scan;
mod sell;
mod show;
mod view;

pub(crate) use approval::use_approval;
pub use approval::{
    Answer, Approval, ApprovalError, ApprovalStatus, approval, ask_again, ask_approval, ask_once, decide,
    last_approval, waiting_approval, withdraw_approval,
};
pub use cursor::SalesCursor;
pub(crate) use scan::open_till_session;
pub use scan::{Place, ScanOutcome, ScanRefusal, Scanned, scan};
pub use sell::{SaleReceipt, Sell, SellError, quote_sale, sell};
pub use show::{ShownCode, show_code};
pub use view::{RecentSale, SalesPage, TillMember, look_up, recent_sales, sale_by_number, sales_of_day, till_member};
