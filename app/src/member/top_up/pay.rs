//! On to the gateway: its page, a code to scan, or WeChat's own dialogue. A link leads here and not a form, because browsers apply our
//! policy for forms to every redirect that follows one.

use huika_store::top_up::{TopUpOrder, TopUpStatus};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_router::hooks::{use_params_map, use_query_map};

use super::order::own_order;
use crate::{
    context::PaymentStart,
    member::session::{Member, require_member},
    show::{Frame, Leave, page},
    symbol::qr_of_any_size,
};

fn number_in_path() -> String {
    use_params_map()
        .with_untracked(|params| params.get("number"))
        .unwrap_or_default()
}

/// `/top-up/:number/pay`.
pub fn pay() -> impl IntoView {
    let number = number_in_path();
    page(async move {
        let member = require_member().await?;
        let order = own_order(&member, &number).await?;
        let back = format!("/top-up/{}", order.number);
        if order.status != TopUpStatus::Open {
            return Err(Leave::To(back));
        }
        match member.portal.payments.start(&order.number, member.visit.ip).await {
            Ok(PaymentStart::Redirect(address)) => {
                // The gateway checks from which shop's site its page was reached; the address itself stays ours.
                let response = expect_context::<leptos_axum::ResponseOptions>();
                response.insert_header(
                    http::header::REFERRER_POLICY,
                    http::HeaderValue::from_static("strict-origin"),
                );
                Err(Leave::To(address))
            }
            Ok(PaymentStart::Scan(text)) => Ok(scan_me(&member, &order, &text)),
            Ok(PaymentStart::Bridge(parameters)) => Ok(inside_wechat(&member, &order, parameters)),
            Err(problem) => Err(Leave::To(format!("{back}?error={}", problem.code()))),
        }
    })
}

/// `/top-up/:number/openid`: WeChat leads back here after it has recognised the payer.
pub fn openid() -> impl IntoView {
    let number = number_in_path();
    let (code, state) = use_query_map().with_untracked(|query| {
        (
            query.get("code").unwrap_or_default(),
            query.get("state").unwrap_or_default(),
        )
    });
    page(async move {
        let member = require_member().await?;
        let order = own_order(&member, &number).await?;
        match member.portal.payments.recognise(&order.number, &code, &state).await {
            Ok(()) => Err(Leave::To(format!("/top-up/{}/pay", order.number))),
            Err(problem) => Err(Leave::To(format!("/top-up/{}?error={}", order.number, problem.code()))),
        }
    })
}

/// WeChat's dialogue opens by itself, and again by the button.
fn inside_wechat(member: &Member, order: &TopUpOrder, parameters: Vec<(String, String)>) -> AnyView {
    let t = member.lang();
    let (back, amount) = (format!("/top-up/{}", order.number), order.principal.display());
    let parameters: serde_json::Map<String, serde_json::Value> = parameters
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
    let request = serde_json::Value::Object(parameters).to_string();
    view! {
        <Frame title=t.text("pay-confirm").to_owned() back="/top-ups">
            <section class="scan-me">
                <strong>{amount.clone()}</strong>
                <p>{t.text("pay-in-wechat")}</p>
            </section>
            <div class="stack">
                <button class="button" type="button" id="wechat-pay" data-request=request data-done=back.clone()>
                    {t.with("pay-wechat", &[("amount", amount.into())])}
                </button>
                <noscript><p class="fine center">{t.text("pay-needs-script")}</p></noscript>
                <a class="button quiet" href=back>{t.text("pay-check")}</a>
            </div>
            <script nonce=use_nonce() src="/static/wechat-pay.js" defer></script>
        </Frame>
    }
    .into_any()
}

/// On a desktop: the code that WeChat on the phone scans.
fn scan_me(member: &Member, order: &TopUpOrder, text: &str) -> AnyView {
    let t = member.lang();
    let (back, amount) = (format!("/top-up/{}", order.number), order.principal.display());
    let qr = qr_of_any_size(text).map(|symbol| {
        view! {
            <svg class="qr" viewBox=symbol.view_box() role="img" aria-label=t.text("pay-scan")><path d=symbol.path.clone() /></svg>
        }
    });
    view! {
        <Frame title=t.text("pay-confirm").to_owned() back="/top-ups">
            <section class="scan-me">
                {qr}
                <strong>{amount}</strong>
                <p>{t.text("pay-scan")}</p>
            </section>
            <a class="button" href=back>{t.text("pay-check")}</a>
        </Frame>
    }
    .into_any()
}
