//! The member's birthday: said when they like, corrected once, and after that at the counter.

use huika_domain::{ErrorCode, PersonName};
use huika_store::member::{BirthdayChange, birthday, set_birthday};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, go, refuse},
    member::session::{form_member, require_member},
    show::{Frame, TypedBirthday, birthday_fields, birthday_text, day_text, guardian_field, page},
    ui::{Notice, PageError, Tone, done, icon as draw},
};

const PAGE: &str = "/me/birthday";

pub fn show() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let known = member.read(|tx, session| birthday(tx, session.member)).await?;
        let t = member.lang();
        let today = member.portal.shop.zone.business_day(member.portal.now());
        let facts = known.birthday.map(|birthday| {
            let next = birthday.next_from(today).map(|next| {
                view! { <div><dt>{t.text("birthday-next")}</dt><dd>{day_text(t, next)}</dd></div> }
            });
            view! {
                <section class="panel">
                    <dl class="facts">
                        <div><dt>{t.text("birthday-title")}</dt><dd>{birthday_text(t, birthday)}</dd></div>
                        {next}
                    </dl>
                </section>
            }
        });
        let typed = Typed::into_form("set_birthday");
        let form = if known.birthday.is_some() && known.corrections_left == 0 {
            view! {
                <Notice tone=Tone::Plain icon=draw::SHOP><p>{t.text("birthday-at-the-counter")}</p></Notice>
            }
            .into_any()
        } else {
            let hint = match known.birthday {
                Some(_) => t.with("birthday-corrections", &[("count", known.corrections_left.into())]),
                None => t.text("birthday-what-for").to_owned(),
            };
            let word = if known.birthday.is_some() {
                "birthday-correct"
            } else {
                "birthday-save"
            };
            view! {
                <form class="form" method="post" action="/do/set_birthday">
                    {birthday_fields(t, known.birthday, &typed, true)}
                    {guardian_field(t, &member.portal.store.rules(), None, &typed)}
                    <p class="fine">{hint}</p>
                    <button class="button wide">{t.text(word)}</button>
                </form>
            }
            .into_any()
        };
        Ok(view! {
            <Frame title=t.text("birthday-title").to_owned() back="/me">
                {done(&[("saved", t.text("birthday-saved"))])}
                {PageError::notice(PageError::of_request())}
                {facts}
                {form}
            </Frame>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "set_birthday")]
pub async fn save_birthday(#[server(default)] birth: TypedBirthday, #[server(default)] guardian: String) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let today = member.portal.shop.zone.business_day(member.portal.now());
    let new = match birth.read(today) {
        Ok(Some(birthday)) => birthday,
        Ok(None) => return refuse(PAGE, ErrorCode::BirthdayNotADay.as_str()),
        Err(code) => return refuse(PAGE, code),
    };
    let guardian = match PersonName::parse_optional(&guardian) {
        Ok(guardian) => guardian,
        Err(error) => return refuse(PAGE, error.code()),
    };
    match member
        .write(move |tx, session| set_birthday(tx, session.member, new, guardian.as_ref()))
        .await
    {
        Ok(BirthdayChange::Done) => go("/me/birthday?done=saved"),
        Ok(BirthdayChange::GuardianNeeded) => refuse(PAGE, ErrorCode::GuardianNeeded.as_str()),
        Ok(BirthdayChange::NoMoreCorrections) => refuse(PAGE, ErrorCode::BirthdayAtTheCounter.as_str()),
        Err(error) => {
            let error: huika_store::StoreError = error;
            tracing::error!(%error, "a birthday could not be saved");
            refuse(PAGE, error.code())
        }
    }
}
