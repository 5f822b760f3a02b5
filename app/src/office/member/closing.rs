//! Closing an account for a member who asks in the office: what is left, what stands in the way, and the form; and keeping one that is being
//! closed.

use huika_domain::{ErrorCode, Fen, MemberId, Reason};
use huika_store::{
    StoreError,
    member::{BeforeClosing, ClosingError, OfficeClosing, before_closing, close_in_office, closes_at, keep_in_office},
    once,
    staff::Role,
};
use leptos::prelude::*;

use super::{
    address::{PAGE, form_page, member_page},
    fields::{reason, whose},
};
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::Desk,
    },
    show::{Leave, times::moment_text},
    staff::{document_field, is_document},
    ui::{Notice, Tone, fact, icon as draw, key_field},
};

/// What the form asks for.
const CLOSE: &str = "close";
const KEEP: &str = "keep";

/// The form, or what stands in its way.
pub(super) async fn closing(desk: &Desk, member: MemberId) -> Result<AnyView, Leave> {
    let t = desk.lang();
    let found = desk
        .read(move |tx| Ok::<_, StoreError>((closes_at(tx, member)?, before_closing(tx, member)?)))
        .await?;
    Ok(match found {
        (Some(at), _) => keep(t, member, &moment_text(&desk.portal, t, at)),
        (None, Some(before)) => close(desk, member, &before),
        (None, None) => return Err(Leave::NotFound),
    })
}

fn keep(t: Lang, member: MemberId, at: &str) -> AnyView {
    let typed = Typed::into_one_of("close_member", "what", KEEP);
    view! {
        <form class="card form" method="post" action="/do/close_member" autocomplete="off">
            <h2>{t.text("closing-keep")}</h2>
            <p>{t.with("closing-waits", &[("at", at.to_owned().into())])}</p>
            {key_field(&typed)}
            {whose(member)}
            <input type="hidden" name="what" value=KEEP />
            {document_field(t, KEEP, &typed)}
            {reason(t, &typed, t.text("person-reason-hint"))}
            <button class="button">{t.text("closing-keep")}</button>
        </form>
    }
    .into_any()
}

fn close(desk: &Desk, member: MemberId, before: &BeforeClosing) -> AnyView {
    let t = desk.lang();
    let rule = desk.portal.store.rules().privacy;
    let facts = view! {
        <dl class="facts">
            {fact(t.text("balance"), before.balance.display())}
            {fact(t.text("account-points"), before.points.display())}
        </dl>
        <p>{t.with("close-when", &[("count", rule.closing_days.into())])}</p>
        <p>{t.text("close-what-goes")}</p>
        {(before.orders > 0).then(|| view! { <p>{t.with("close-orders", &[("count", before.orders.into())])}</p> })}
    };
    let stands: Vec<_> = before
        .obstacles
        .iter()
        .map(|obstacle| {
            let words = t.find(&format!("error-{}", obstacle.code()), &[]).unwrap_or_default();
            view! { <p>{words}</p> }
        })
        .collect();
    let has_money = before.balance.is_positive();
    if !stands.is_empty() || (has_money && !rule.may_give_up) {
        let money = (has_money && !rule.may_give_up).then(|| view! { <p>{t.text("error-close-balance")}</p> });
        return view! {
            <section class="card">
                <h2>{t.text("form-close")}</h2>
                {facts}
                <Notice tone=Tone::Warn icon=draw::CLOCK><div>{stands}{money}</div></Notice>
            </section>
        }
        .into_any();
    }
    let typed = Typed::into_one_of("close_member", "what", CLOSE);
    let value = before.balance.get().to_string();
    let tick = has_money.then(|| {
        let words = t.with("closing-gives-up", &[("amount", before.balance.display().into())]);
        view! {
            <label class="tick">
                <input type="checkbox" name="gives_up" value=value.clone() checked=typed.picked("gives_up", &value, false) />
                <span>{words}</span>
            </label>
        }
    });
    view! {
        <form class="card form" method="post" action="/do/close_member" autocomplete="off">
            <h2>{t.text("form-close")}</h2>
            {facts}
            {key_field(&typed)}
            {whose(member)}
            <input type="hidden" name="what" value=CLOSE />
            {tick}
            {document_field(t, CLOSE, &typed)}
            {reason(t, &typed, t.text("person-reason-hint"))}
            <button class="button bad">{t.text("form-close")}</button>
        </form>
    }
    .into_any()
}

#[server(prefix = "/do", endpoint = "close_member")]
pub async fn close_account(
    #[server(default)] member: String,
    #[server(default)] what: String,
    #[server(default)] gives_up: String,
    #[server(default)] document: String,
    #[server(default)] reason: String,
) -> Done {
    let staff = match sender(PAGE, Role::keeps_members).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(member) = MemberId::parse(&member) else {
        return refuse(PAGE, ErrorCode::NoMember.as_str());
    };
    let page = form_page(member, "close");
    if !is_document(&document) {
        return refuse(&page, ErrorCode::NoIdentification.as_str());
    }
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let request = OfficeClosing {
        member,
        identification: document,
        reason,
        by: staff.session.operator,
    };
    let keeps = what == KEEP;
    // What stood beside the box: another balance by now is another question.
    let gives_up = gives_up.parse::<i64>().ok().map(Fen::new);
    let sent = staff.sent("close-member");
    let done = staff.write(move |tx| {
        once(
            tx,
            &sent,
            |()| true,
            |tx| {
                if keeps {
                    keep_in_office(tx, &request)
                } else {
                    close_in_office(tx, &request, gives_up).map(|_| ())
                }
            },
        )
    });
    match done.await {
        Ok(()) => {
            let word = if keeps { "kept" } else { "closing" };
            go(&format!("{}?done={word}", member_page(member)))
        }
        Err(ClosingError::Store(fault)) => refuse(&page, code_of(&fault, fault.code())),
        Err(error) => refuse(&page, error.code()),
    }
}
