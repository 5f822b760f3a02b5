//! A customer's wallet is being asked for money. The page goes on by itself, and says in large type how it ended; nobody is told "not paid"
//! before the gateway has proved it.

use huika_domain::{CodePayState, ErrorCode, Millis};
use huika_store::pay_code::{CodePayment, CodePurpose, CodeRefusal, code_payment_at, stop_code};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    context::{Done, go, refuse},
    show::{Leave, big_money, channel::channel_name, page},
    staff::{Area, Desk, Staff, form_staff, require_staff},
    ui::{PageError, again, icon, icon as draw},
};

/// How often the page asks.
const REFRESH_SECS: &str = "2";
/// From when on the cashier may stop an attempt: before, the wallet is only just being asked.
const MAY_STOP_SECS: i64 = 15;

/// `/counter/pay-code/:number`.
pub fn wait() -> impl IntoView {
    let number = use_params_map()
        .with_untracked(|params| params.get("number"))
        .unwrap_or_default();
    page(async move {
        let staff = require_staff().await?;
        let place = staff.place();
        let found = staff.read(move |tx| code_payment_at(tx, &number, &place)).await?;
        let attempt = found.ok_or(Leave::NotFound)?;
        if attempt.state == CodePayState::Paid && attempt.purpose == CodePurpose::TopUp {
            return Err(Leave::To(format!("/counter/deposit/{}", attempt.number)));
        }
        let t = staff.lang();
        let content = if attempt.state.is_open() {
            waiting(&staff, &attempt, staff.portal.now()).into_any()
        } else {
            over(&staff, &attempt)
        };
        Ok(view! {
            <Desk title=t.text("pay-code-title").to_owned() staff=staff.session.clone() area=Area::Till class="slip-of-paper">
                {PageError::notice(PageError::of_request())}
                {content}
            </Desk>
        }
        .into_any())
    })
}

fn words(staff: &Staff, attempt: &CodePayment) -> (String, String) {
    let t = staff.lang();
    let state = attempt.state.as_str();
    let title = t.find(&format!("pay-code-state-{state}"), &[]).unwrap_or_default();
    let text = match attempt.refusal {
        Some(refusal) if attempt.state == CodePayState::Unpaid => {
            let key = match refusal {
                CodeRefusal::DeadCode => "pay-code-refusal-dead-code",
                CodeRefusal::Payer => "pay-code-refusal-payer",
                CodeRefusal::SetUp => "pay-code-refusal-set-up",
            };
            t.text(key).to_owned()
        }
        _ => t.find(&format!("pay-code-text-{state}"), &[]).unwrap_or_default(),
    };
    (title, text)
}

fn waiting(staff: &Staff, attempt: &CodePayment, now: Millis) -> impl IntoView + use<> {
    let t = staff.lang();
    let (title, text) = words(staff, attempt);
    let stop =
        (attempt.state != CodePayState::Reversing && now.secs_since(attempt.opened_at) >= MAY_STOP_SECS).then(|| {
            view! {
                <form method="post" action="/do/stop_pay_code">
                    <input type="hidden" name="number" value=attempt.number.clone() />
                    <button class="button quiet wide">{t.text("pay-code-stop")}</button>
                </form>
            }
        });
    view! {
        <noscript><meta http-equiv="refresh" content=REFRESH_SECS /></noscript>
        <section class="till done" role="status" data-again=REFRESH_SECS>
            {icon(draw::PHONE)}
            <h1>{title}</h1>
            <div class="due">{big_money(attempt.amount)}</div>
            <p class="quiet-text">{text}</p>
            <p class="quiet-text">{format!("{} · {}", channel_name(t, &attempt.channel), attempt.number)}</p>
            {stop}
        </section>
        {again()}
    }
}

fn over(staff: &Staff, attempt: &CodePayment) -> AnyView {
    let t = staff.lang();
    let (title, text) = words(staff, attempt);
    let paid = attempt.state == CodePayState::Paid;
    if paid && attempt.purpose == CodePurpose::Sale && !attempt.used {
        // The bill is paid: it goes on by itself, and by a button without a script.
        return view! {
            <section class="till done">
                {icon(draw::CHECK)}
                <h1>{title}</h1>
                <div class="due">{big_money(attempt.amount)}</div>
                <form method="post" action="/do/cart_paid" data-go-on>
                    <input type="hidden" name="cart" value=attempt.subject.clone() />
                    <input type="hidden" name="number" value=attempt.number.clone() />
                    <button class="button wide" autofocus>{t.text("pay-code-finish")}" "<kbd>{t.text("sale-enter")}</kbd></button>
                </form>
                <form method="post" action="/do/stop_pay_code">
                    <input type="hidden" name="number" value=attempt.number.clone() />
                    <button class="button bare">{t.text("pay-code-give-back")}</button>
                </form>
            </section>
            {again()}
        }
        .into_any();
    }
    let next = match attempt.purpose {
        CodePurpose::TopUp => format!("/counter/top-up/{}", attempt.subject),
        CodePurpose::Sale => format!("/counter/sell/{}", attempt.subject),
    };
    view! {
        <section class=if paid { "till done" } else { "till done off" }>
            {icon(if paid { draw::CHECK } else { draw::CROSS })}
            <h1>{title}</h1>
            <div class="due">{big_money(attempt.amount)}</div>
            <p class="quiet-text">{text}</p>
            <p class="quiet-text">{format!("{} · {}", channel_name(t, &attempt.channel), attempt.number)}</p>
            <a class="button wide" href=next autofocus>{t.text("pay-code-on")}" "<kbd>{t.text("sale-enter")}</kbd></a>
        </section>
    }
    .into_any()
}

#[server(prefix = "/do", endpoint = "stop_pay_code")]
pub async fn stop(#[server(default)] number: String) -> Done {
    let staff = match form_staff("/counter").await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let plain = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if number.is_empty() || !plain || !staff.session.role.sells() {
        return refuse("/counter", ErrorCode::PayCodeUnknown.as_str());
    }
    let page = format!("/counter/pay-code/{number}");
    let place = staff.place();
    let stopped = staff
        .write(move |tx| match code_payment_at(tx, &number, &place)? {
            Some(_) => stop_code(tx, &number),
            None => Ok(None),
        })
        .await;
    match stopped {
        Ok(Some(_)) => go(&page),
        Ok(None) => refuse("/counter", ErrorCode::PayCodeUnknown.as_str()),
        Err(error) => {
            let error: huika_store::StoreError = error;
            tracing::error!(%error, "a payment by code could not be stopped");
            refuse(&page, error.code())
        }
    }
}
