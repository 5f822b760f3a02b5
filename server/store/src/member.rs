//! Members: how somebody becomes one and proves to be one, their browsers and their keys, and what they see of themselves.

mod birthday;
mod code_check;
mod code_purpose;
mod code_request;
mod code_ticket;
mod code_wait;
mod consent;
mod devices;
mod home;
mod join;
mod joining;
mod passkey;
mod passkey_question;
mod passkey_removal;
mod passkey_sign_in;
mod phone_change;
mod pin;
mod pin_check;
mod proof;
mod referral;
mod session;
mod sign_in;
mod statement;

pub use birthday::{BirthdayChange, MemberBirthday, birthday, correct_birthday, set_birthday};
pub use code_check::{CodeCheck, TypedCode};
pub use code_purpose::Purpose;
pub use code_request::{CodeRequest, CodeRequestError, CodeSent, CodeSms, request_code};
pub use code_ticket::CodeTicket;
pub use code_wait::next_code_at;
pub use consent::{consent, give_consent, withdraw_consent};
pub use devices::{Device, GivenKey, devices, end_device, end_devices, give_code_key, set_language, set_name};
pub(crate) use devices::{code_key, handle_of, open_key, revoke_code_key};
pub use home::{CardFace, Home, card_face, home, no_pin_left};
pub use join::{EnterError, EnterMember, enter_member};
pub(crate) use join::{add_member, random_card_number};
pub use joining::{Joining, SignIn};
pub use passkey::{
    KeptKey, KeyOwner, KeyUse, NewKey, PASSKEYS_EACH, PasskeyError, keep_owner_handles, keep_passkey, owner_handle,
    passkey_of_key, passkeys, use_passkey,
};
pub use passkey_question::{Question, QuestionPurpose, ask_passkey, take_question};
pub(crate) use passkey_removal::remove_passkeys;
pub use passkey_removal::{remove_member_passkey, remove_operator_passkey};
pub use passkey_sign_in::sign_in_with_passkey;
pub use phone_change::{PhoneChange, PhoneChangedSms, change_phone};
pub use pin::{NewPin, PinError, change_pin, no_pin_limit, reset_pin, set_first_pin, set_no_pin_limit};
pub use pin_check::{PinAccount, PinCheck, check_pin, pin_account, pin_matches};
pub(crate) use proof::of_act_error;
pub use proof::{ActError, NotProved, Shown, require, standing};
pub use referral::{Referral, invites, referral};
pub use session::{EndedSession, MemberSession, SignedIn, ended_session, note_seen, session, sign_out};
pub use sign_in::{SignInOutcome, sign_in};
pub use statement::{
    AsideNow, HeldOf, Movement, Receipt, ReceiptLine, RefundOf, StatementPage, movements_since, receipt, statement,
};
