//! Operators: password, role, store. A member's session is never one of these, nor the reverse.

mod account;
mod act;
mod appoint;
mod counter_pin;
mod edit_role;
mod enrol;
mod further_post;
mod invitation;
mod known_browser;
mod leave;
mod limit;
mod manage;
mod password;
mod place;
mod post_days;
mod role;
mod role_row;
mod roster;
mod second_person;
mod second_step;
mod session;
mod sight;
mod stores;
mod subject;
mod totp;

pub use account::{
    StaffAccount, StaffError, account_of, count_password, password_hash, password_matches, staff_account,
    staff_account_at,
};
pub(crate) use act::{Act, keep_exported, keep_shown};
pub use act::{ActKind, EndSessions, end_sessions_of};
pub use appoint::{MadeOperator, NewOperator, Post, assign_stores, change_role, make_operator, rename_operator};
pub use counter_pin::{CounterPin, Unlock, counter_pin, counter_pin_matches, set_counter_pin, unlock_counter};
pub(crate) use counter_pin::{PinTry, count_pin};
pub use edit_role::{ChangeRole, NewRole, change_rights, end_role, make_role};
pub use enrol::{
    ConfirmTotp, StaffSecurity, begin_totp, confirm_totp, forget_codes_of_nothing, make_recovery_codes, remove_totp,
    staff_security, waiting_totp,
};
pub use further_post::{FurtherPost, NewFurtherPost, end_post, further_posts, give_post};
pub use invitation::{Invited, accept_invitation, invite_again, invited};
pub use known_browser::KnownBrowser;
pub use leave::{Handover, end_operator, handover};
pub(crate) use limit::{Alone, acts_alone, would_act_alone};
pub use manage::{reset_second_step, set_own_account};
pub use password::{NewPassword, change_password};
pub use place::Place;
pub(crate) use place::{are_separate, works_at};
pub use role::Role;
pub(crate) use role::{Matter, home_store, is_own_account, may, may_about, may_at, may_serve, role_of, sees_stores};
pub use role_row::{RoleChange, RoleRow, RoleTitle, own_rights, role_history, role_of_code, roles, roles_to_give};
pub use roster::{OperatorRow, operator, operators, operators_of_store};
pub use second_person::{Said, SecondKind};
pub(crate) use second_person::{Second, ask_second, ask_second_for, second_said};
pub use second_step::{
    PasswordStep, PasswordTry, SecondStep, StaffStep, enter_password, enter_second_code, enter_with_passkey, staff_step,
};
pub use session::{
    StaffSession, end_staff_session, lock_counter, note_staff_active, note_till_active, require_staff_open,
    staff_session, staff_session_at,
};
pub(crate) use sight::{sees_chain, sees_store};
pub use stores::{open_stores, regions_of, see_as_led, sees_as_led, stores, stores_of};
pub use subject::ManageError;
pub use totp::{base32, totp_at};
