//! Who someone is: members by phone and one-time code, staff by password, and what each may do.

mod code_request;
mod devices;
mod session;
mod sign_in;
mod staff;

pub(crate) use devices::{code_key, handle_of, open_key};
pub(crate) use sign_in::add_member;

pub use code_request::{CodeRequest, CodeRequestError, CodeSent, CodeSms, request_code};
pub use devices::{Device, GivenKey, devices, end_device, give_code_key, set_language, set_name};
pub use session::{MemberSession, session, sign_out};
pub use sign_in::{SignIn, SignInOutcome, SignedIn, sign_in};
pub use staff::{
    Role, StaffAccount, StaffError, StaffSession, end_staff_session, open_staff_session, password_hash,
    password_matches, staff_account, staff_session, stores,
};
