//! The forms about one role.

use std::collections::BTreeMap;

use huika_domain::{ErrorCode, Reason, RoleCode, RoleName};
use huika_store::{
    StoreError,
    staff::{ChangeRole, Role, change_rights, end_role, role_of_code},
};
use leptos::prelude::*;

use super::{
    fields::read_rights,
    list::{PAGE, page_of},
};
use crate::{
    context::{Done, go, refuse},
    office::form::{code_of, manage, sender},
};

#[server(prefix = "/do", endpoint = "change_rights")]
pub async fn change(
    #[server(default)] role: String,
    #[server(default)] name: String,
    #[server(default)] right: BTreeMap<String, String>,
    #[server(default)] reason: String,
    #[server(default)] password: String,
) -> Done {
    let staff = match sender(PAGE, Role::edits_roles).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Some(code) = RoleCode::parse(&role) else {
        return refuse(PAGE, ErrorCode::NoRole.as_str());
    };
    let page = format!("{}?form=change", page_of(code.as_str()));
    let looked_for = code.clone();
    let post = match staff.read(move |tx| role_of_code(tx, &looked_for)).await {
        Ok(Some(found)) => found.post,
        Ok(None) => return refuse(PAGE, ErrorCode::NoRole.as_str()),
        Err(error) => {
            let error: StoreError = error;
            return refuse(&page, code_of(&error, error.code()));
        }
    };
    let name = match name.trim() {
        "" => None,
        typed => match RoleName::parse(typed) {
            Some(name) => Some(name),
            None => return refuse(&page, ErrorCode::RoleName.as_str()),
        },
    };
    let rights = match read_rights(post, &right) {
        Ok(rights) => rights,
        Err(code) => return refuse(&page, code.as_str()),
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let path = page_of(code.as_str());
    let change = ChangeRole {
        code,
        name,
        rights,
        reason,
    };
    let changed = manage(&staff, "change-rights", password, move |tx, by| {
        change_rights(tx, by, &change)
    });
    match changed.await {
        Ok(()) => go(&format!("{path}?done=changed")),
        Err(code) => refuse(&page, &code),
    }
}

#[server(prefix = "/do", endpoint = "end_role")]
pub async fn end(
    #[server(default)] role: String,
    #[server(default)] reason: String,
    #[server(default)] password: String,
) -> Done {
    let staff = match sender(PAGE, Role::edits_roles).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Some(code) = RoleCode::parse(&role) else {
        return refuse(PAGE, ErrorCode::NoRole.as_str());
    };
    let page = format!("{}?form=end", page_of(code.as_str()));
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let ended = manage(&staff, "end-role", password, move |tx, by| {
        end_role(tx, by, &code, &reason)
    });
    match ended.await {
        Ok(()) => go(&format!("{PAGE}?done=ended")),
        Err(code) => refuse(&page, &code),
    }
}
