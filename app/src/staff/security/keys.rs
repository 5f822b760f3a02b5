//! An operator's passkeys, for the second step. Adding and removing ask for the password.

use huika_domain::PasskeyId;
use huika_store::{
    StoreError,
    member::{KeptKey, KeyOwner, PasskeyError, QuestionPurpose, keep_passkey, passkeys, remove_operator_passkey},
    staff::{forget_codes_of_nothing, make_recovery_codes, staff_security},
};
use leptos::prelude::*;

use super::{codes, go_on, next_field, next_of_query, password_field, with_password};
use crate::{
    context::{Done, ReturnPath, Typed, go, refuse, refused_address},
    passkey::{Asking, not_kept},
    show::{
        device::{device_kind, key_name},
        page, passkey_words,
    },
    staff::{Area, Desk, Staff, form_own, require_own, staff_signed_in},
    ui::{
        Empty, PageError, PasskeyForm, done, icon, icon as draw, key_field, no_passkey_note, passkey_script,
        passkeys_possible,
    },
};

const PAGE: &str = "/counter/security/passkeys";

async fn kept_by(staff: &Staff) -> Result<Vec<KeptKey>, StoreError> {
    let owner = KeyOwner::Operator(staff.session.operator);
    staff.read(move |tx| passkeys(tx, owner)).await
}

pub fn keys() -> impl IntoView {
    let next = next_of_query();
    page(async move {
        let staff = require_own().await?;
        let kept = kept_by(&staff).await?;
        let t = staff.lang();
        let rows: Vec<_> = kept.iter().map(|key| row(&staff, key)).collect();
        let list = if rows.is_empty() {
            view! {
                <section class="panel">
                    <Empty icon=draw::KEY title=t.text("passkeys-none-title") text=t.text("staff-passkeys-none") />
                </section>
            }
            .into_any()
        } else {
            view! {
                <form class="panel form" method="post" action="/do/remove_staff_passkey">
                    {key_field(&Typed::into_form("remove_staff_passkey"))}
                    <h2>{t.text("passkeys-yours")}</h2>
                    <ul class="rows">{rows}</ul>
                    {password_field(t, "proof")}
                </form>
            }
            .into_any()
        };
        let here = ReturnPath::added_to(next.as_ref(), PAGE);
        let back = ReturnPath::added_to(next.as_ref(), "/counter/security");
        let onward = go_on(t, next.as_ref().filter(|_| !staff.session.must_enrol));
        let add = passkeys_possible().then(|| {
            view! {
                <PasskeyForm action="/do/add_staff_passkey" ask="/do/ask_new_staff_passkey" page=here class="panel form">
                    {next_field(next.as_ref())}
                    {password_field(t, "password")}
                    <button class="button wide">{icon(draw::KEY)}{t.text("passkeys-add")}</button>
                </PasskeyForm>
            }
        });
        Ok(view! {
            <Desk title=t.text("passkeys-title").to_owned() staff=staff.session.clone() area=Area::Own class="slip-of-paper">
                <header class="head">
                    <h1>{t.text("passkeys-title")}</h1>
                    <a class="link" href=back>{t.text("security-back")}</a>
                </header>
                <p class="quiet-text">{t.text("staff-passkeys-what-for")}</p>
                {done(&[("added", t.text("staff-passkey-added")), ("removed", t.text("staff-passkey-removed"))])}
                {PageError::notice(PageError::of_request())}
                {onward}
                {list}
                {add}
                {no_passkey_note(t.text("second-no-passkey"))}
                <noscript><p class="fine">{t.text("staff-passkeys-need-script")}</p></noscript>
                {passkey_script()}
            </Desk>
        }
        .into_any())
    })
}

fn row(staff: &Staff, key: &KeptKey) -> impl IntoView + use<> {
    let t = staff.lang();
    let words = passkey_words(&staff.portal, t, key);
    let label = t.with("passkeys-remove-of", &[("name", key_name(t, key).into())]);
    view! {
        <li class="row line">
            {words}
            <button class="button quiet small" name="passkey" value=key.id.to_string() aria-label=label>
                {t.text("passkeys-remove")}
            </button>
        </li>
    }
}

fn asking(staff: &Staff) -> Asking<'_> {
    Asking {
        portal: &staff.portal,
        visit: &staff.visit,
        purpose: QuestionPurpose::StaffNew,
        subject: staff.session.operator.to_string(),
    }
}

#[server(prefix = "/do", endpoint = "ask_new_staff_passkey")]
pub async fn ask_new_staff_passkey(
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<String, ServerFnError> {
    let page = ReturnPath::added_to(ReturnPath::staff(&next).as_ref(), PAGE);
    let found = staff_signed_in().await.map_err(|_| ServerFnError::new("busy"))?;
    let staff = found
        .filter(|staff| !staff.session.locked)
        .ok_or_else(|| ServerFnError::new("signed-out"))?;
    let asked = async {
        with_password(&staff, staff.sent("ask-key"), password, |_, _| Ok(())).await?;
        let kept = kept_by(&staff).await.map_err(|error| error.code())?;
        let owner = KeyOwner::Operator(staff.session.operator);
        asking(&staff).for_new(owner, &staff.session.name, &kept).await
    };
    Ok(asked.await.unwrap_or_else(|code| refused_address(&page, code, &[])))
}

#[server(prefix = "/do", endpoint = "add_staff_passkey")]
pub async fn add_staff_passkey(#[server(default)] signed: String, #[server(default)] next: String) -> Done {
    let next = ReturnPath::staff(&next);
    let page = ReturnPath::added_to(next.as_ref(), PAGE);
    let staff = match form_own(&page).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let name = device_kind(&staff.visit.user_agent).to_owned();
    let key = match asking(&staff).new_key(signed, name).await {
        Ok(key) => key,
        Err(code) => return refuse(&page, code),
    };
    let operator = staff.session.operator;
    let kept = staff.write(move |tx| {
        keep_passkey(tx, KeyOwner::Operator(operator), &key)?;
        let codes = if staff_security(tx, operator)?.recovery_codes == 0 {
            make_recovery_codes(tx, operator)?
        } else {
            Vec::new()
        };
        Ok::<_, PasskeyError>(codes)
    });
    match kept.await {
        Ok(made) if made.is_empty() => go(&ReturnPath::added_to(
            next.as_ref(),
            "/counter/security/passkeys?done=added",
        )),
        Ok(made) => codes::show_once(&staff, &made, next.as_ref()),
        Err(error) => refuse(&page, not_kept(&error)),
    }
}

#[server(prefix = "/do", endpoint = "remove_staff_passkey")]
pub async fn remove_staff_passkey(#[server(default)] passkey: String, #[server(default)] proof: String) -> Done {
    let staff = match form_own(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(id) = PasskeyId::parse(&passkey) else {
        return go(PAGE);
    };
    let sent = staff.sent("remove-key");
    let removed = with_password(&staff, sent, proof, move |tx, operator| {
        remove_operator_passkey(tx, operator, id)?;
        forget_codes_of_nothing(tx, operator)?;
        Ok(())
    });
    super::finish(PAGE, removed.await, "/counter/security/passkeys?done=removed")
}
