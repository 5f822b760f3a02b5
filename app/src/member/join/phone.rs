//! Joining and signing in are one flow: a phone number, then the code that was sent to it. Whether the number is known is not said.

use huika_domain::{EarnRule, Phone};
use huika_store::member::invites;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    challenge::{Challenge, send_to},
    passkey::sign_in_form,
    way::{Way, source_among},
};
use crate::{
    context::{Done, Typed, go, portal, refuse, visit},
    i18n::Lang,
    member::{card::face::lines, session::signed_in},
    show::{Frame, Leave, page},
    ui::{Field, Notice, PageError, Tone, icon, icon as draw, key_field, language_switch},
};

pub fn join() -> impl IntoView {
    let way = use_query_map().with_untracked(|query| {
        let word = |name| query.get_str(name).unwrap_or_default();
        let sources = query.get_all("from").unwrap_or_default();
        Way {
            source: source_among(sources.iter().map(String::as_str)),
            ..Way::read("", word("by"), word("next"))
        }
    });
    page(async move {
        if signed_in().await?.is_some() {
            return Err(Leave::to(way.end()));
        }
        crate::show::lead_to_set_up().await?;
        let (portal, t) = (portal(), visit().lang);
        let shop = portal.face().name.clone();
        let gifts = [
            (draw::SCAN, t.text("join-gift-code").to_owned()),
            (draw::STAR, points_words(t, portal.store.rules().points.earn())),
            (draw::BOOKS, t.text("join-gift-truth").to_owned()),
        ];
        let gifts = gifts.map(|(sign, text)| view! { <li>{icon(sign)}<span>{text}</span></li> });
        let gifts = Vec::from(gifts);
        // What is wrong with a passkey is not wrong with the number.
        let (passkey, problem) = match PageError::of_request() {
            Some(problem) if problem.code.starts_with("passkey-") => (Some(problem), None),
            problem => (None, problem),
        };
        let invited = match way.by.clone() {
            Some(code) => Some(portal.store.read(move |tx| invites(tx, &code)).await?),
            None => None,
        };
        let invited = invited.map(|known| {
            let (tone, sign, words) = if known {
                (Tone::Good, draw::GIFT, t.text("join-invited"))
            } else {
                (Tone::Warn, draw::ALERT, t.text("join-invited-unknown"))
            };
            view! { <Notice tone=tone icon=sign><p>{words}</p></Notice> }
        });
        Ok(view! {
            <Frame title=t.text("join-title").to_owned() wide=true>
                <div class="two">
                    <div>
                        <section class="join-card" aria-hidden="true">{lines()}<b>{shop.clone()}</b>{icon(draw::SIGN)}</section>
                        <div class="welcome">
                            <h1>{t.text("join-heading")}</h1>
                            <p>{t.with("join-lead", &[("shop", shop.into())])}</p>
                        </div>
                        {PageError::notice(passkey)}
                        <form class="form" method="post" action="/do/send_code">
                            {invited}
                            <input type="hidden" name="from" value=way.source().to_owned() />
                            <input type="hidden" name="by" value=way.by().to_owned() />
                            <input type="hidden" name="next" value=way.next().to_owned() />
                            {key_field(&Typed::into_form("send_code"))}
                            <Field
                                name="phone"
                                label=t.text("join-phone")
                                hint=t.text("join-phone-hint").to_owned()
                                problem=problem
                                kind="tel"
                                inputmode="tel"
                                autocomplete="tel-national"
                                maxlength="64"
                                value=Typed::into_form("send_code").value("phone")
                                before="+86"
                            />
                            <button class="button wide">{t.text("join-send")}</button>
                            <p class="fine">
                                {t.text("join-terms")}" "
                                <a href="/terms">{t.text("terms-title")}</a>" · "
                                <a href="/privacy">{t.text("privacy-title")}</a>
                            </p>
                        </form>
                        {sign_in_form(way.next.as_ref())}
                        {language_switch(t, way.page())}
                    </div>
                    <ul class="gifts panel">{gifts}</ul>
                </div>
            </Frame>
        }
        .into_any())
    })
}

/// What a purchase earns, from the rule itself. Bonus money earns nothing (`EarnRule::earned`), and whoever joins is told so.
fn points_words(t: Lang, rule: EarnRule) -> String {
    let spent = rule.per.yuan();
    let spent = spent.strip_suffix(".00").unwrap_or(&spent);
    let said = [("spent", spent.into()), ("points", rule.points.get().into())];
    t.with("join-gift-points", &said)
}

#[server(prefix = "/do", endpoint = "send_code")]
pub async fn send_code(
    #[server(default)] phone: String,
    #[server(default)] from: String,
    #[server(default)] by: String,
    #[server(default)] next: String,
) -> Done {
    let way = Way::read(&from, &by, &next);
    let phone = match Phone::parse(&phone) {
        Ok(phone) => phone,
        Err(error) => return refuse(&way.page(), error.code()),
    };
    let sent = send_to(&phone).await;
    if let Err(code) = sent
        && code != "too-soon"
    {
        return refuse(&way.page(), code);
    }
    Challenge { phone, way }.keep();
    // A code that was sent to this browser a moment ago is still good: the next page is the one to go on with. Another browser reads there
    // how long to wait; whether the number is a member's changes nothing.
    sent.map_or_else(|code| refuse("/join/code", code), |()| go("/join/code"))
}
