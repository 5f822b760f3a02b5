//! The member was asked on the phone. The page goes on by itself: to the receipt after a yes, otherwise it says what can be done.

use huika_domain::ErrorCode;
use huika_store::{
    sale::SellError,
    till::{Approval, ApprovalStatus, DecidedBy, approval, ask_again, withdraw_approval},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::token::is_token;
use crate::{
    context::{Done, go, refuse},
    show::{Leave, approval::big_leaves, page},
    staff::{Area, Desk, Staff, form_staff, require_staff},
    ui::{PageError, count_down, follow, icon, icon as draw},
};

/// How often a page without a script asks.
const REFRESH_SECS: &str = "3";

pub fn wait() -> impl IntoView {
    let session = use_params_map()
        .with_untracked(|params| params.get("session"))
        .unwrap_or_default();
    page(async move {
        let staff = require_staff().await?;
        let (place, token) = (staff.place(), session.clone());
        let asked = staff.read(move |tx| approval(tx, &token, &place)).await?;
        let asked = asked.ok_or(Leave::NotFound)?;
        if !asked.receipt_number.is_empty() {
            return Err(Leave::To(format!("/counter/receipt/{}", asked.receipt_number)));
        }
        let t = staff.lang();
        let content = if asked.status == ApprovalStatus::Waiting {
            waiting(&staff, &session, &asked).into_any()
        } else {
            over(&staff, &session, &asked).into_any()
        };
        Ok(view! {
            <Desk title=t.text("wait-title").to_owned() staff=staff.session.clone() area=Area::Till class="slip-of-paper">
                {content}
            </Desk>
        }
        .into_any())
    })
}

fn waiting(staff: &Staff, session: &str, asked: &Approval) -> impl IntoView + use<> {
    let t = staff.lang();
    let left = asked.expires_at.secs_since(staff.portal.now()).max(0);
    let words = t.with("approve-left", &[("count", "{n}".into())]);
    view! {
        <noscript><meta http-equiv="refresh" content=REFRESH_SECS /></noscript>
        <section class="till done" data-follow=format!("/events/sale/{session}")>
            {icon(draw::PHONE)}
            <h1>{t.text("wait-heading")}</h1>
            <div class="due">{big_leaves(t, asked.amount, asked.points)}</div>
            <p class="quiet-text">{t.text("wait-text")}</p>
            <p class="quiet-text" data-left=left.to_string() data-words=words></p>
            <form method="post" action="/do/withdraw">
                <input type="hidden" name="session" value=session.to_owned() />
                <button class="button quiet wide">{t.text("wait-withdraw")}</button>
            </form>
        </section>
        {follow()}
        {count_down()}
    }
}

fn over(staff: &Staff, session: &str, asked: &Approval) -> impl IntoView + use<> {
    let t = staff.lang();
    let (title, text) = match (asked.status, asked.decided_by) {
        (ApprovalStatus::Refused, Some(DecidedBy::Changed)) => (t.text("wait-changed"), t.text("wait-changed-text")),
        (ApprovalStatus::Refused, Some(DecidedBy::Till)) => (t.text("wait-withdrawn"), t.text("wait-withdrawn-text")),
        (ApprovalStatus::Refused, _) => (t.text("wait-refused"), t.text("wait-refused-text")),
        _ => (t.text("wait-expired"), t.text("wait-expired-text")),
    };
    view! {
        {PageError::notice(PageError::of_request())}
        <section class="till done off">
            {icon(draw::CROSS)}
            <h1>{title}</h1>
            <div class="due">{big_leaves(t, asked.amount, asked.points)}</div>
            <p class="quiet-text">{text}</p>
            <form class="stack" method="post" action="/do/ask_again">
                <input type="hidden" name="session" value=session.to_owned() />
                <button class="button wide">{t.text("wait-ask-again")}</button>
            </form>
            <a class="button quiet wide" href=format!("/counter/sale/{session}")>{t.text("wait-other-amount")}</a>
            <a class="button bare" href="/counter">{t.text("sale-other-member")}</a>
        </section>
    }
}

#[server(prefix = "/do", endpoint = "withdraw")]
pub async fn take_question_back(#[server(default)] session: String) -> Done {
    let staff = match form_staff("/counter").await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !is_token(&session) || !staff.session.role.sells() {
        return refuse("/counter", ErrorCode::SessionOver.as_str());
    }
    let (place, token) = (staff.place(), session.clone());
    match staff.write(move |tx| withdraw_approval(tx, &token, &place)).await {
        // Taken back, or decided a moment before: the page says which.
        Ok(_) => go(&format!("/counter/sale/{session}/wait")),
        Err(error) => {
            let error: huika_store::StoreError = error;
            tracing::error!(%error, "a question could not be taken back");
            refuse(&format!("/counter/sale/{session}/wait"), ErrorCode::Busy.as_str())
        }
    }
}

#[server(prefix = "/do", endpoint = "ask_again")]
pub async fn repeat_question(#[server(default)] session: String) -> Done {
    let staff = match form_staff("/counter").await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !is_token(&session) || !staff.session.role.sells() {
        return refuse("/counter", ErrorCode::SessionOver.as_str());
    }
    let page = format!("/counter/sale/{session}/wait");
    let (place, token) = (staff.place(), session);
    let asked = staff.write(move |tx| ask_again(tx, &token, &place));
    match asked.await {
        Ok(_) => go(&page),
        Err(SellError::NoSession) => refuse("/counter", ErrorCode::SessionOver.as_str()),
        Err(SellError::AskedTooOften) => refuse(&page, ErrorCode::AskedTooOften.as_str()),
        Err(SellError::Store(error)) => {
            tracing::error!(%error, "a question could not be asked again");
            refuse(&page, ErrorCode::Busy.as_str())
        }
        Err(_) => refuse(&page, ErrorCode::General.as_str()),
    }
}
