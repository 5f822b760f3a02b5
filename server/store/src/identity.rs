//! Who someone is: members by phone and one-time code, staff by password, and what each may do.

mod argon;
mod birthday;
mod code_check;
mod code_request;
mod code_ticket;
mod code_wait;
mod devices;
mod guess;
mod join;
mod passkey;
mod passkey_question;
mod phone_change;
mod pin;
mod proof;
mod referral;
mod session;
mod sign_in;
mod staff;
mod till_key;

pub(crate) use devices::{code_key, handle_of, open_key, revoke_code_key};
pub(crate) use guess::forget_guesses;
pub(crate) use join::{add_member, random_card_number};
pub(crate) use passkey::remove_passkeys;
pub(crate) use staff::{Matter, home_store, is_own_account, may, may_about, may_at, may_serve};

pub use birthday::{BirthdayChange, MemberBirthday, birthday, correct_birthday, set_birthday};
pub use code_check::{CodeCheck, TypedCode};
pub use code_request::{CodeRequest, CodeRequestError, CodeSent, CodeSms, Purpose, request_code};
pub use code_ticket::CodeTicket;
pub use code_wait::next_code_at;
pub use devices::{Device, GivenKey, devices, end_device, end_devices, give_code_key, set_language, set_name};
pub use join::{EnterError, EnterMember, enter_member};
pub use passkey::{
    KeptKey, KeyOwner, KeyUse, NewKey, PASSKEYS_EACH, PasskeyError, keep_owner_handles, keep_passkey, owner_handle,
    passkey_of_key, passkeys, remove_member_passkey, remove_operator_passkey, sign_in_with_passkey, use_passkey,
};
pub use passkey_question::{Question, QuestionPurpose, ask_passkey, take_question};
pub use phone_change::{PhoneChange, PhoneChangedSms, change_phone};
pub use pin::{
    NewPin, PinAccount, PinCheck, PinError, change_pin, check_pin, no_pin_limit, pin_account, pin_matches, reset_pin,
    set_first_pin, set_no_pin_limit,
};
pub use proof::{ActError, NotProved, Shown, require, standing};
pub use referral::{Referral, invites, referral};
pub use session::{EndedSession, MemberSession, ended_session, note_seen, session, sign_out};
pub use sign_in::{Joining, SignIn, SignInOutcome, SignedIn, sign_in};
pub use staff::{
    ConfirmTotp, CounterPin, EndSessions, KnownBrowser, ManageError, NewPassword, OperatorRow, PasswordStep,
    PasswordTry, Role, SecondFactor, SecondStep, StaffAccount, StaffError, StaffSecurity, StaffSession, StaffStep,
    Unlock, account_of, assign_stores, base32, begin_totp, change_password, confirm_totp, count_password, counter_pin,
    counter_pin_matches, end_sessions_of, end_staff_session, enter_password, enter_second_code, enter_with_passkey,
    forget_codes_of_nothing, lock_counter, make_recovery_codes, note_staff_active, operators, password_hash,
    password_matches, remove_totp, reset_second_step, set_counter_pin, set_own_account, staff_account, staff_security,
    staff_session, staff_step, stores, stores_of, totp_at, unlock_counter, waiting_totp,
};
pub use till_key::{
    KeyedTill, TillKey, TillName, TillNameError, USE_NOTED_EVERY_SECS, end_till_key, keep_till_key, keyed_till,
    make_till_key, name_till_key, new_till_key, note_till_key_used, till_keys, till_of_key,
};
