//! Members: how somebody becomes one and proves to be one, their browsers and their keys, and what they see of themselves.

mod account_kept;
mod birthday;
mod change;
mod closing;
mod code_check;
mod code_purpose;
mod code_request;
mod code_ticket;
mod code_wait;
mod condition;
mod consent;
mod data;
mod devices;
mod document;
mod guardian;
mod home;
mod join;
mod joining;
mod name_index;
mod note;
mod overview;
mod passkey;
mod passkey_question;
mod passkey_removal;
mod passkey_sign_in;
mod phone_change;
mod phone_store;
mod pin;
mod pin_check;
mod proof;
mod referral;
mod reveal;
mod said;
mod session;
mod sign_in;
mod statement;
mod welcome;

pub use account_kept::ClosingState;
pub use birthday::{BirthdayChange, MemberBirthday, birthday, correct_birthday, set_birthday};
pub use change::{ChangeError, NewDatum, PersonChange, change_person};
pub(crate) use closing::erase;
pub use closing::{
    AskClosing, BeforeClosing, ClosingAskedSms, ClosingError, Obstacle, OfficeClosing, ask_closing, before_closing,
    close_due, close_in_office, closes_at, due_closings, keep_in_office,
};
pub use code_check::{CodeCheck, TypedCode};
pub use code_purpose::Purpose;
pub use code_request::{CodeRequest, CodeRequestError, CodeSent, CodeSms, request_code};
pub use code_ticket::CodeTicket;
pub use code_wait::next_code_at;
pub use condition::BIRTHDAYS;
pub(crate) use condition::{Condition, birthday_kept, days_since, has_card, named, phone_ends};
pub use consent::{
    Consent, KeptConsent, Wording, consent_history, consents, give_consent, may_send, withdraw_all, withdraw_consent,
};
pub use data::{CopyError, DataPart, PARTS, ask_copy, copy_waiting, part_rows, take_copy};
pub use devices::{Device, GivenKey, devices, end_device, end_devices, give_code_key, set_language, set_name};
pub(crate) use devices::{code_key, handle_of, open_key, revoke_code_key};
pub use document::{
    KeptDocument, ShowDocument, documents, members_with_document, show_document, show_document_in_office,
};
pub(crate) use guardian::age;
pub use guardian::{guardian, needed as guardian_needed};
pub use home::{CardFace, Home, card_face, home, no_pin_left};
pub(crate) use join::add_member;
pub use join::{EnterError, EnterMember, enter_member};
pub use joining::{Joining, SignIn};
pub use name_index::{index_names, names_wait};
pub use note::{Note, NoteError, add_note, end_note, notes};
pub use overview::{ActAbout, CardOfMember, MemberOverview, acts_about, cards_ever, member_overview, seen_member};
pub use passkey::{
    KeptKey, KeyOwner, KeyUse, NewKey, PASSKEYS_EACH, PasskeyError, keep_owner_handles, keep_passkey, owner_handle,
    passkey_of_key, passkeys, use_passkey,
};
pub use passkey_question::{Question, QuestionPurpose, ask_passkey, take_question};
pub(crate) use passkey_removal::remove_passkeys;
pub use passkey_removal::{remove_member_passkey, remove_operator_passkey};
pub use passkey_sign_in::sign_in_with_passkey;
pub use phone_change::{PhoneChange, PhoneChangedSms, change_phone};
pub(crate) use phone_store::store_of_phone;
pub use pin::{NewPin, PinError, change_pin, no_pin_limit, reset_pin, set_first_pin, set_no_pin_limit};
pub use pin_check::{PinAccount, PinCheck, check_pin, pin_account, pin_matches};
pub(crate) use proof::of_act_error;
pub use proof::{ActError, NotProved, Shown, require, standing};
pub use referral::{Referral, invites, referral};
pub use reveal::{Revealed, reveal};
pub use said::{ProfileValues, said_profile, save_profile};
pub use session::{EndedSession, MemberSession, SignedIn, ended_session, note_seen, require_open, session, sign_out};
pub use sign_in::{SignInOutcome, sign_in};
pub(crate) use statement::movement_in;
pub use statement::{
    AsideNow, EntryReceipt, HeldOf, Movement, ReceiptLine, RefundOf, StatementPage, movements_since, receipt, statement,
};
