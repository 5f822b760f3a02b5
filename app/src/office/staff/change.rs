//! The forms about one operator.

use huika_domain::{ErrorCode, OperatorId, PersonName, Phone, Reason};
use huika_store::{
    Tx,
    staff::{
        ManageError, Role, assign_stores, change_role, end_operator, invite_again, rename_operator, reset_second_step,
        set_own_account,
    },
};
use leptos::prelude::*;

use super::{
    address::{LINK, form_page},
    list::PAGE,
    make::read_post,
};
use crate::{
    context::{Done, go, refuse},
    office::form::{code_of, manage, sender},
    staff::{Staff, shown_once::show_once},
};

/// Sender and operator of a form, or the answer to give instead.
pub(super) async fn about(operator: &str, may: fn(Role) -> bool) -> Result<(Staff, OperatorId), Done> {
    let staff = sender(PAGE, may).await?;
    match OperatorId::parse(operator) {
        Ok(operator) => Ok((staff, operator)),
        Err(_) => Err(refuse(PAGE, ErrorCode::NoOperator.as_str())),
    }
}

/// Does it, and leads to the operator's page, or back to the form.
pub(super) async fn carry_out(
    staff: &Staff,
    operator: OperatorId,
    form: &str,
    done: &str,
    use_case: impl Fn(&mut Tx<'_>) -> Result<(), ManageError> + Send + 'static,
) -> Done {
    match staff.write(use_case).await {
        Ok(()) => go(&format!("{}?done={done}", form_page(operator, ""))),
        Err(ManageError::Store(fault)) => refuse(&form_page(operator, form), code_of(&fault, fault.code())),
        Err(error) => answer_refused(operator, form, error.code()),
    }
}

/// Where there is nobody to show, the list says so.
pub(super) fn answer_refused(operator: OperatorId, form: &str, code: &str) -> Done {
    if code == ManageError::NoOperator.code() {
        refuse(PAGE, code)
    } else {
        refuse(&form_page(operator, form), code)
    }
}

#[server(prefix = "/do", endpoint = "assign_stores")]
pub async fn assign(
    #[server(default)] operator: String,
    #[server(default)] stores: Vec<String>,
    #[server(default)] regions: Vec<String>,
) -> Done {
    let (staff, operator) = match about(&operator, Role::appoints_any).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    // Which role they have, the use case knows.
    let Some(post) = read_post("any", &stores, &regions) else {
        return refuse(&form_page(operator, "stores"), ErrorCode::StoresDoNotFit.as_str());
    };
    let by = staff.session.operator;
    carry_out(&staff, operator, "stores", "stores", move |tx| {
        assign_stores(tx, by, operator, &post.stores, &post.regions)
    })
    .await
}

#[server(prefix = "/do", endpoint = "change_role")]
pub async fn give_role(
    #[server(default)] operator: String,
    #[server(default)] role: String,
    #[server(default)] stores: Vec<String>,
    #[server(default)] regions: Vec<String>,
    #[server(default)] password: String,
) -> Done {
    let (staff, operator) = match about(&operator, Role::appoints_any).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let Some(post) = read_post(&role, &stores, &regions) else {
        return refuse(&form_page(operator, "role"), ErrorCode::StoresDoNotFit.as_str());
    };
    let changed = manage(&staff, "change-role", password, move |tx, by| {
        change_role(tx, by, operator, &post)
    });
    match changed.await {
        Ok(()) => go(&format!("{}?done=role", form_page(operator, ""))),
        Err(code) => answer_refused(operator, "role", &code),
    }
}

#[server(prefix = "/do", endpoint = "rename_operator")]
pub async fn rename(#[server(default)] operator: String, #[server(default)] name: String) -> Done {
    let (staff, operator) = match about(&operator, Role::appoints_any).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let name = match PersonName::parse(&name) {
        Ok(name) => name,
        Err(error) => return refuse(&form_page(operator, "name"), error.code()),
    };
    let by = staff.session.operator;
    carry_out(&staff, operator, "name", "renamed", move |tx| {
        rename_operator(tx, by, operator, &name)
    })
    .await
}

#[server(prefix = "/do", endpoint = "invite_again")]
pub async fn invite(#[server(default)] operator: String, #[server(default)] password: String) -> Done {
    let (staff, operator) = match about(&operator, Role::appoints_any).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let made = manage(&staff, "invite-again", password, move |tx, by| {
        invite_again(tx, by, operator)
    })
    .await;
    match made {
        Ok(token) => show_once(
            &staff,
            &format!("{LINK} {operator}"),
            &token,
            &form_page(operator, LINK),
        ),
        Err(code) => answer_refused(operator, LINK, &code),
    }
}

#[server(prefix = "/do", endpoint = "end_operator")]
pub async fn end(#[server(default)] operator: String, #[server(default)] reason: String) -> Done {
    let (staff, operator) = match about(&operator, Role::appoints_any).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&form_page(operator, "end"), ErrorCode::ReasonLength.as_str());
    };
    let by = staff.session.operator;
    carry_out(&staff, operator, "end", "ended", move |tx| {
        end_operator(tx, by, operator, &reason)
    })
    .await
}

#[server(prefix = "/do", endpoint = "set_own_account")]
pub async fn own_account(#[server(default)] operator: String, #[server(default)] phone: String) -> Done {
    let (staff, operator) = match about(&operator, Role::keeps_accounts).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let phone = match phone.trim() {
        "" => None,
        typed => match Phone::parse(typed) {
            Ok(phone) => Some(phone),
            Err(_) => return refuse(&form_page(operator, "own-account"), ErrorCode::PhoneInvalid.as_str()),
        },
    };
    let by = staff.session.operator;
    carry_out(&staff, operator, "own-account", "own-account", move |tx| {
        set_own_account(tx, by, operator, phone.as_ref())
    })
    .await
}

#[server(prefix = "/do", endpoint = "reset_second_step")]
pub async fn reset(
    #[server(default)] operator: String,
    #[server(default)] reason: String,
    #[server(default)] password: String,
) -> Done {
    let (staff, operator) = match about(&operator, Role::keeps_accounts).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&form_page(operator, "second-step"), ErrorCode::ReasonLength.as_str());
    };
    let reset = manage(&staff, "reset-second-step", password, move |tx, by| {
        reset_second_step(tx, by, operator, &reason)
    });
    match reset.await {
        Ok(()) => go(&format!("{}?done=reset", form_page(operator, ""))),
        Err(code) => answer_refused(operator, "second-step", &code),
    }
}
