//! What every form of the office begins and ends with.

use huika_domain::{ErrorCode, OperatorId};
use huika_store::{
    StoreError, Tx,
    staff::{ManageError, Role, StaffError},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    context::{Done, refuse},
    staff::{Staff, form_staff, home_of, security::with_password},
};

/// The operator who sent a form of the office, when their role may; else the answer to give instead. The use case asks again.
pub async fn sender(page: &str, may: fn(Role) -> bool) -> Result<Staff, Done> {
    let staff = form_staff(page).await?;
    if may(staff.session.role) {
        Ok(staff)
    } else {
        let home = if staff.session.role.sees_office() {
            "/office"
        } else {
            home_of(staff.session.role)
        };
        Err(refuse(home, ErrorCode::NotAllowed.as_str()))
    }
}

/// Changes something about an operator after the sender has typed their own password again; the error is the code of the refusal.
pub async fn manage<T: Serialize + DeserializeOwned + Send + 'static>(
    staff: &Staff,
    form: &'static str,
    password: String,
    use_case: impl Fn(&mut Tx<'_>, OperatorId) -> Result<T, ManageError> + Send + 'static,
) -> Result<T, String> {
    let made = with_password(staff, staff.sent(form), password, move |tx, by| {
        match use_case(tx, by) {
            Err(ManageError::Store(error)) => Err(StaffError::Store(error)),
            // What was refused is said by its code.
            made => Ok(made.map_err(|error| error.code().to_owned())),
        }
    });
    made.await.map_err(str::to_owned).flatten()
}

/// Notes a fault of ours, and says by which code the page explains it.
pub fn code_of(error: &StoreError, code: &'static str) -> &'static str {
    tracing::error!(%error, "something of the organisation could not be changed");
    code
}
