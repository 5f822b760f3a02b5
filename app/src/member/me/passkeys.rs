//! A member's passkeys: the list, and a new one. Signing in with one stands in `join`, approving with one beside the question of the till.

use huika_domain::{Act, ErrorCode, PasskeyId};
use huika_store::{
    StoreError,
    member::{
        ActError, KeptKey, KeyOwner, QuestionPurpose, card_face, keep_passkey, passkeys, remove_member_passkey, require,
    },
};
use leptos::prelude::*;

use crate::{
    context::{Done, failed, go, refuse, refused_address},
    member::{
        pin_check::why_not,
        proof::{Brought, ProvedForm, Unproved, Wanted, Ways, refuse_unproved},
        session::{Member, form_member, require_member, signed_in},
    },
    passkey::{Asking, not_kept},
    show::{
        Frame,
        device::{device_kind, key_name},
        page, passkey_words,
    },
    ui::{
        Empty, Notice, PageError, PasskeyForm, PinField, Tone, done, icon, icon as draw, no_passkey_note,
        passkey_script, passkeys_possible,
    },
};

const PAGE: &str = "/me/passkeys";

/// The member's passkeys, and how one is added and removed.
async fn read(member: &Member) -> Result<(Vec<KeptKey>, Ways, Ways), StoreError> {
    member
        .read(|tx, session| {
            Ok((
                passkeys(tx, KeyOwner::Member(session.member))?,
                Ways::read(tx, session, Act::AddPasskey)?,
                Ways::read(tx, session, Act::RemovePasskey)?,
            ))
        })
        .await
}

pub fn list() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (kept, add, remove) = read(&member).await?;
        let t = member.lang();
        let rows: Vec<_> = kept.iter().map(|key| row(&member, key, remove)).collect();
        let list = if rows.is_empty() {
            view! {
                <section class="panel">
                    <Empty icon=draw::KEY title=t.text("passkeys-none-title") text=t.text("passkeys-none-text") />
                </section>
            }
            .into_any()
        } else {
            view! {
                <section class="panel">
                    <header><h2>{t.text("passkeys-yours")}</h2></header>
                    <ul class="rows">{rows}</ul>
                </section>
            }
            .into_any()
        };
        let missing = !add.plain && !add.pin;
        let add = (passkeys_possible() && !missing).then(|| {
            view! {
                <PasskeyForm action="/do/add_passkey" ask="/do/ask_new_passkey" page=PAGE>
                    {add.pin.then(|| view! { <PinField name="pin" label=t.text("pin") /> })}
                    <button class="button wide">{icon(draw::KEY)}{t.text("passkeys-add")}</button>
                </PasskeyForm>
            }
        });
        let missing = missing.then(|| {
            view! {
                <Notice tone=Tone::Warn icon=draw::SHIELD><p>{t.text("passkeys-need-pin")}</p></Notice>
                <a class="button wide" href="/me/pin">{t.text("pin-set-title")}</a>
            }
        });
        let nameless = (!passkeys_possible()).then(|| {
            view! { <Notice tone=Tone::Warn icon=draw::ALERT><p>{t.text("passkeys-not-at-this-address")}</p></Notice> }
        });
        Ok(view! {
            <Frame title=t.text("passkeys-title").to_owned() back="/me">
                {done(&[("added", t.text("passkeys-added")), ("removed", t.text("passkeys-removed"))])}
                {PageError::notice(PageError::of_request())}
                <p class="quiet-text">{t.text("passkeys-what-for")}</p>
                {list}
                {add}
                {missing}
                {nameless}
                {no_passkey_note(t.text("passkey-none-here"))}
                <noscript><p class="fine">{t.text("passkeys-need-script")}</p></noscript>
                {passkey_script()}
            </Frame>
        }
        .into_any())
    })
}

/// A passkey, and its removal: a button, or behind a fold what it takes first.
fn row(member: &Member, key: &KeptKey, ways: Ways) -> impl IntoView + use<> {
    let t = member.lang();
    let words = passkey_words(&member.portal, t, key);
    let label = t.with("passkeys-remove-of", &[("name", key_name(t, key).into())]);
    let remove = if ways.plain {
        view! {
            <form method="post" action="/do/remove_passkey">
                <input type="hidden" name="passkey" value=key.id.to_string() />
                <button class="button quiet small" aria-label=label>{t.text("passkeys-remove")}</button>
            </form>
        }
        .into_any()
    } else {
        let form = ProvedForm {
            wanted: Wanted::Remove(key.id),
            action: "/do/remove_passkey",
            fields: vec![("passkey", key.id.to_string())],
            tick: None,
            button: t.text("passkeys-remove").to_owned(),
            class: "button bad wide",
            in_sight: false,
            note: None,
        };
        view! {
            <details class="fold all">
                <summary aria-label=label>{t.text("passkeys-remove")}</summary>
                {form.show(t, ways)}
            </details>
        }
        .into_any()
    };
    view! { <li class="row line">{words}{remove}</li> }
}

fn asking(member: &Member) -> Asking<'_> {
    Asking {
        portal: &member.portal,
        visit: &member.visit,
        purpose: QuestionPurpose::New,
        subject: format!("{}/{}", member.session.member, member.session.device),
    }
}

/// Who asks must be signed in; the script then asks for the page again, which says where to go.
async fn asker() -> Result<Member, ServerFnError> {
    let found = signed_in().await.map_err(|_| ServerFnError::new("busy"))?;
    found.ok_or_else(|| ServerFnError::new("signed-out"))
}

#[server(prefix = "/do", endpoint = "ask_new_passkey")]
pub async fn ask_new_passkey(#[server(default)] pin: String) -> Result<String, ServerFnError> {
    let member = asker().await?;
    let asked = async {
        let (kept, ..) = read(&member).await.map_err(|_| refused_address(PAGE, "busy", &[]))?;
        may_add(&member, &pin).await?;
        let card = member.read(|tx, session| card_face(tx, session.member)).await;
        let Ok(Some(card)) = card else {
            return Err(refused_address(PAGE, "busy", &[]));
        };
        let owner = KeyOwner::Member(member.session.member);
        asking(&member)
            .for_new(owner, &card.phone.masked(), &kept)
            .await
            .map_err(|code| refused_address(PAGE, code, &[]))
    };
    Ok(asked.await.unwrap_or_else(|address| address))
}

/// Whether enough was shown for another passkey; the error is the address that says what is missing.
async fn may_add(member: &Member, pin: &str) -> Result<(), String> {
    let say = |code| refused_address(PAGE, code, &[]);
    let brought = Brought::pin(member, pin).await.map_err(say)?;
    let checked = member.write(move |tx, session| {
        let shown = match brought.count(tx, session)? {
            Ok(shown) => shown,
            Err(unproved) => return Ok(Err(unproved)),
        };
        require(tx, session.member, Act::AddPasskey, &shown).map(Ok)
    });
    match checked.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(Unproved::Pin(check))) => {
            let (code, figures) = why_not(member, check);
            Err(refused_address(PAGE, code, &figures))
        }
        Ok(Err(Unproved::KeyGone)) => Err(say(ErrorCode::PasskeyUnknown.as_str())),
        Err(error) => Err(say(error.code())),
    }
}

#[server(prefix = "/do", endpoint = "add_passkey")]
pub async fn add_passkey(#[server(default)] signed: String) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let name = device_kind(&member.visit.user_agent).to_owned();
    let key = match asking(&member).new_key(signed, name).await {
        Ok(key) => key,
        Err(code) => return refuse(PAGE, code),
    };
    let kept = member.write(move |tx, session| keep_passkey(tx, KeyOwner::Member(session.member), &key));
    match kept.await {
        Ok(_) => go("/me/passkeys?done=added"),
        Err(error) => refuse(PAGE, not_kept(&error)),
    }
}

#[server(prefix = "/do", endpoint = "remove_passkey")]
pub async fn remove_own_passkey(
    #[server(default)] passkey: String,
    #[server(default)] pin: String,
    #[server(default)] signed: String,
) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let Ok(id) = PasskeyId::parse(&passkey) else {
        return go(PAGE);
    };
    let brought = match Brought::pin_or_passkey(&member, Wanted::Remove(id), &pin, signed).await {
        Ok(brought) => brought,
        Err(code) => return refuse(PAGE, code),
    };
    let removed = member.write(move |tx, session| {
        let shown = match brought.count(tx, session)? {
            Ok(shown) => shown,
            Err(unproved) => return Ok(Err(unproved)),
        };
        remove_member_passkey(tx, session.member, id, &shown).map(Ok)
    });
    match removed.await {
        Ok(Ok(true)) => go("/me/passkeys?done=removed"),
        Ok(Ok(false)) => go(PAGE),
        Ok(Err(unproved)) => refuse_unproved(&member, PAGE, &unproved),
        Err(ActError::NotProved(error)) => refuse(PAGE, error.code()),
        Err(ActError::Store(error)) => failed(PAGE, &error),
    }
}
