//! The member's own settings: name, language, devices, signing out.

use huika_domain::{
    DeviceId, PersonName,
    settings::{Asked, ProfileRule},
    visible,
};
use huika_store::member::{
    CardFace, Consent, Device, card_face, consents, devices, end_device, end_devices, set_language, set_name, sign_out,
};
use leptos::prelude::*;

use super::consents::consents_panel;
use crate::{
    context::{self, Done, Typed, go, own_page, portal, refuse, session_cookie, set_cookie},
    i18n::Lang,
    member::session::{Member, form_member, require_member, signed_in},
    show::{Frame, Leave, Tab, asks_profile, card::status_words, device::device_name, page, times::moment_text},
    ui::{Field, PageError, done, icon, icon as draw, icon::Icon, language_switch},
};

pub fn me() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (card, devices, consents) = member
            .read(|tx, session| {
                let card = card_face(tx, session.member)?;
                Ok((card, devices(tx, session.member)?, consents(tx, session.member)?))
            })
            .await?;
        let card = card.ok_or(Leave::NotFound)?;
        Ok(show(&member, &card, &devices, &consents))
    })
}

fn show(member: &Member, card: &CardFace, devices: &[Device], consents: &[Consent]) -> AnyView {
    let t = member.lang();
    let name = Typed::into_form("set_name").or("name", &*card.name);
    let (person, devices) = (person(t, card), device_list(member, devices));
    let (security, consents) = (security(t, card), consents_panel(member, consents));
    let rule = member.portal.store.rules().profile.clone();
    view! {
        <Frame title=t.text("me-title").to_owned() tab=Tab::Me back="/">
            {done(&[
                ("phone", t.text("phone-changed")),
                ("name", t.text("me-name-saved")),
                ("language", t.text("me-language-saved")),
                ("device", t.text("me-device-ended")),
                ("devices", t.text("me-devices-ended")),
                ("agreed", t.text("me-consents-given")),
                ("withdrawn", t.text("me-consents-withdrawn")),
                ("profile", t.text("profile-saved")),
            ])}
            {person}
            {about(t, &rule)}
            {security}
            {Asked::of(&rule.name).is_asked().then(|| view! { <section class="panel">
                <form class="inline-form" method="post" action="/do/set_name">
                    <Field
                        name="name"
                        label=t.text("me-name")
                        problem=PageError::of_request()
                        autocomplete="name"
                        maxlength="40"
                        value=name
                    />
                    <button class="button quiet">{t.text("me-name-save")}</button>
                </form>
                <p class="fine">{t.text("me-name-hint")}</p>
            </section> })}
            {language(t)}
            {consents}
            {devices}
            {own_data(t)}
            {legal(t)}
            <form method="post" action="/do/sign_out">
                <button class="button bad wide">{icon(draw::LEAVE)}{t.text("me-sign-out")}</button>
            </form>
        </Frame>
    }
    .into_any()
}

fn person(t: Lang, card: &CardFace) -> impl IntoView + use<> {
    let first = visible(&card.name).chars().next().map(String::from);
    let face = first.map_or_else(|| icon(draw::USER).into_any(), IntoAny::into_any);
    // Whoever has given no name is named by the number, which is then said once.
    let (name, phone) = if card.name.is_empty() {
        let name = t.with("home-nameless", &[("phone", card.phone.masked().into())]);
        (name, None)
    } else {
        let phone = card.phone.masked();
        (card.name.clone(), Some(view! { <p>{phone}</p> }))
    };
    view! {
        <section class="person">
            <span class="face" aria-hidden="true">{face}</span>
            <div>
                <h2>{name}</h2>
                {phone}
                <p>{t.text("me-card")}" "{card.number.masked()}</p>
            </div>
        </section>
    }
}

/// What the shop may know of the member, and whom they bring.
fn about(t: Lang, rule: &ProfileRule) -> impl IntoView + use<> {
    let rows = [
        (
            "/me/birthday",
            draw::CAKE,
            t.text("birthday-title"),
            Asked::of(&rule.birthday).is_asked(),
        ),
        ("/coupons", draw::TICKET, t.text("coupons-title"), true),
        ("/me/profile", draw::USER, t.text("profile-title"), asks_profile(rule)),
        ("/points", draw::COIN, t.text("points-title"), true),
        ("/me/tier", draw::STAR, t.text("tier-title"), true),
        ("/me/invite", draw::GIFT, t.text("invite-title"), true),
    ];
    let rows = rows.into_iter().filter(|(.., shown)| *shown);
    let rows = rows.map(|(path, sign, name, _)| (path, sign, name)).collect();
    view! { <section class="panel"><ul class="rows">{links(rows)}</ul></section> }
}

/// What the member may do about everything that is kept.
fn own_data(t: Lang) -> impl IntoView {
    let rows = vec![
        ("/me/data", draw::RECEIPT, t.text("data-title")),
        ("/me/close", draw::LEAVE, t.text("close-title")),
    ];
    view! { <section class="panel"><ul class="rows">{links(rows)}</ul></section> }
}

fn links(rows: Vec<(&'static str, Icon, &'static str)>) -> impl IntoView {
    let rows = rows.into_iter().map(|(path, sign, name)| {
        view! {
            <li>
                <a class="row line" href=path>
                    {icon(sign)}<span class="what">{name}</span><span class="end">{draw::go()}</span>
                </a>
            </li>
        }
    });
    rows.collect::<Vec<_>>()
}

/// What the member decides by themself.
fn security(t: Lang, card: &CardFace) -> impl IntoView + use<> {
    let (tone, status, _) = status_words(t, card.status);
    let rows = [
        ("/card", draw::WALLET, t.text("card-title")),
        ("/me/pin", draw::SHIELD, t.text("pin")),
        ("/me/passkeys", draw::KEY, t.text("passkeys-title")),
        ("/me/limit", draw::COIN, t.text("limit-title")),
        ("/me/phone", draw::PHONE, t.text("phone-title")),
    ];
    let rows = rows.map(|(path, sign, name)| {
        let badge = (path == "/card").then(|| view! { <span class=format!("badge {tone}")>{status}</span> });
        view! {
            <li>
                <a class="row line" href=path>
                    {icon(sign)}<span class="what">{name}</span><span class="end">{badge}{draw::go()}</span>
                </a>
            </li>
        }
    });
    view! {
        <section class="panel">
            <header><h2>{t.text("me-security")}</h2></header>
            <ul class="rows">{Vec::from(rows)}</ul>
        </section>
    }
}

fn language(t: Lang) -> impl IntoView {
    view! {
        <section class="panel">
            <header><h2>{t.text("me-language")}</h2></header>
            {language_switch(t, "/me?done=language".to_owned())}
        </section>
    }
}

/// What was agreed to.
fn legal(t: Lang) -> impl IntoView {
    let rows = vec![
        ("/terms", draw::BOOKS, t.text("terms-title")),
        ("/privacy", draw::SHIELD, t.text("privacy-title")),
    ];
    view! { <section class="panel"><ul class="rows">{links(rows)}</ul></section> }
}

fn device_list(member: &Member, devices: &[Device]) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let several = devices.len() > 1;
    let rows: Vec<_> = devices
        .iter()
        .map(|device| {
            let name = device_name(t, &device.user_agent);
            let own = device.id == member.session.device;
            let end = (!own).then(|| {
                let label = t.with("me-device-end-of", &[("device", name.into())]);
                view! {
                    <form method="post" action="/do/end_device">
                        <input type="hidden" name="device" value=device.id.to_string() />
                        <button class="button quiet small" aria-label=label>{t.text("me-device-end")}</button>
                    </form>
                }
            });
            let mark = own.then(|| view! { <span class="badge good">{t.text("me-this-device")}</span> });
            let seen = t.with(
                "me-device-seen",
                &[("when", moment_text(portal, t, device.last_seen_at).into())],
            );
            let since = t.with(
                "me-device-since",
                &[("when", moment_text(portal, t, device.created_at).into())],
            );
            let place = (!device.place.is_empty())
                .then(|| t.with("me-device-place", &[("place", device.place.clone().into())]));
            let place = place.map(|place| view! { <br /><small>{place}</small> });
            view! {
                <li class="row line">
                    {icon(draw::PHONE)}
                    <div>
                        <span class="what">{name}</span><br /><small>{seen}</small><br /><small>{since}</small>{place}
                    </div>
                    {mark}{end}
                </li>
            }
        })
        .collect();
    view! {
        <section class="panel">
            <header><h2>{t.text("me-devices")}</h2></header>
            <ul class="rows">{rows}</ul>
            {several.then(|| view! {
                <form method="post" action="/do/end_devices">
                    <button class="button quiet small">{t.text("me-devices-end")}</button>
                </form>
            })}
        </section>
    }
}

#[server(prefix = "/do", endpoint = "set_name")]
pub async fn save_name(#[server(default)] name: String) -> Done {
    let member = match form_member("/me").await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let name = match PersonName::parse(&name) {
        Ok(name) => name,
        Err(error) => return refuse("/me", error.code()),
    };
    match member
        .write(move |tx, session| set_name(tx, session.member, &name))
        .await
    {
        Ok(()) => go("/me?done=name"),
        Err(error) => busy(&error),
    }
}

/// For everybody: the page that was looked at is shown again, in that language.
#[server(prefix = "/do", endpoint = "set_language")]
pub async fn save_language(#[server(default)] language: String, #[server(default)] page: String) -> Done {
    let page = own_page(&page).unwrap_or("/");
    let Some(lang) = Lang::parse(&language) else {
        return go(page);
    };
    // The cookie decides what this browser shows; the member's own row decides what messages say.
    set_cookie(&portal(), "lang", lang.tag(), 365 * 24 * 3600);
    let Ok(Some(member)) = signed_in().await else {
        return go(page);
    };
    match member
        .write(move |tx, session| set_language(tx, session.member, lang.tag()))
        .await
    {
        Ok(()) => go(page),
        Err(error) => busy(&error),
    }
}

#[server(prefix = "/do", endpoint = "end_device")]
pub async fn end_other_device(#[server(default)] device: String) -> Done {
    let member = match form_member("/me").await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let Ok(device) = DeviceId::parse(&device) else {
        return go("/me");
    };
    match member
        .write(move |tx, session| end_device(tx, session.member, device))
        .await
    {
        Ok(_) => go("/me?done=device"),
        Err(error) => busy(&error),
    }
}

#[server(prefix = "/do", endpoint = "end_devices")]
pub async fn end_all_other_devices() -> Done {
    let member = match form_member("/me").await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    match member
        .write(|tx, session| end_devices(tx, session.member, Some(session.device), "elsewhere"))
        .await
    {
        Ok(_) => go("/me?done=devices"),
        Err(error) => busy(&error),
    }
}

#[server(prefix = "/do", endpoint = "sign_out")]
pub async fn leave_portal() -> Done {
    let portal = portal();
    if let Ok(Some(member)) = signed_in().await {
        let ended = member.write(|tx, session| sign_out(tx, session.device)).await;
        if let Err(error) = ended {
            return busy(&error);
        }
    }
    context::expired_cookie(&portal, &session_cookie(&portal));
    context::forget_storage();
    go("/signed-out")
}

fn busy(error: &huika_store::StoreError) -> Done {
    tracing::error!(%error, "a setting could not be saved");
    refuse("/me", error.code())
}
