//! The set-up page: a shop is opened on an empty database, once, by whoever holds the address that the server printed.
#![expect(
    clippy::too_many_arguments,
    reason = "a server function has one argument for each field of its form"
)]

use huika_domain::ErrorCode;
use huika_domain::{
    LogInName, PersonName, StoreAddress, StoreCode, StoreName, Trade,
    settings::{SecondFactor, ShopRule},
};
use huika_store::{
    db::turns,
    setup::{NewShop, NewShopError, SetupKey, ShopByKey, is_setup_key, open_shop_with_key},
    staff::NewPassword,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    context::{Done, Typed, go, portal, refuse, visit},
    i18n::Lang,
    show::{Leave, page},
    staff::Gate,
    ui::{Field, Notice, PageError, Tone, icon, language_switch},
};

const PAGE: &str = "/setup";
const DONE: &str = "/setup/done";

fn key_of_query() -> SetupKey {
    use_query_map().with_untracked(|query| SetupKey::typed(query.get_str("key").unwrap_or_default()))
}

fn with_key(key: &SetupKey) -> String {
    format!("{PAGE}?key={}", key.as_str())
}

pub fn setup() -> impl IntoView {
    let key = key_of_query();
    page(async move {
        let (portal, t) = (portal(), visit().lang);
        if !portal.is_unopened().await? {
            return Err(Leave::to("/counter/sign-in"));
        }
        let looked_for = key.clone();
        let fits = portal.store.read(move |tx| is_setup_key(tx, &looked_for)).await?;
        if !fits {
            return Ok(view! {
                <Gate title=t.text("setup-closed-title").to_owned()>
                    <div class="panel stack">
                        <p>{t.text("setup-closed")}</p>
                        <pre class="panel">"huika serve\nhuika setup --file setup.toml"</pre>
                        <p class="fine">{t.text("setup-closed-again")}</p>
                    </div>
                    {language_switch(t, with_key(&key))}
                </Gate>
            }
            .into_any());
        }
        Ok(view! {
            <Gate title=t.text("setup-title").to_owned()>
                <p class="quiet-text">{t.text("setup-lead")}</p>
                {PageError::notice(PageError::of_request())}
                {form(t, &key)}
                {language_switch(t, with_key(&key))}
            </Gate>
        }
        .into_any())
    })
}

fn form(t: Lang, key: &SetupKey) -> impl IntoView + use<> {
    let typed = Typed::into_form("open_shop");
    let colour = typed.value("accent").unwrap_or_else(|| ShopRule::default().accent);
    let trades = Trade::ALL.map(|trade| {
        let word = trade.as_str();
        view! {
            <label class="tick">
                <input
                    type="radio"
                    name="trade"
                    value=word
                    required=true
                    checked=typed.picked("trade", word, trade == Trade::Drinks)
                />
                <span>
                    <strong>{t.find(&format!("trade-{word}"), &[])}</strong>
                    <small>{t.find(&format!("trade-{word}-what"), &[])}</small>
                </span>
            </label>
        }
    });
    view! {
        <form class="panel form" method="post" action="/do/open_shop">
            <input type="hidden" name="key" value=key.as_str().to_owned() />
            <h2>{t.text("setup-shop")}</h2>
            <Field name="shop_name" label=t.text("setup-shop-name") hint=t.text("setup-shop-name-hint").to_owned() maxlength="80" value=typed.value("shop_name") />
            <div class="field">
                <label for="accent">{t.text("setup-accent")}</label>
                <input id="accent" name="accent" type="color" value=colour />
            </div>
            <fieldset class="field">
                <legend>{t.text("setup-trade")}</legend>
                {Vec::from(trades)}
            </fieldset>
            <h2>{t.text("setup-store")}</h2>
            <Field name="store_name" label=t.text("setup-store-name") maxlength="120" value=typed.value("store_name") />
            <Field name="store_code" label=t.text("setup-store-code") hint=t.text("setup-store-code-hint").to_owned() maxlength="20" value=typed.value("store_code") />
            <Field name="store_address" label=t.text("setup-store-address") maxlength="240" required=false value=typed.value("store_address") />
            <h2>{t.text("setup-person")}</h2>
            <Field name="person" label=t.text("setup-person-name") maxlength="80" autocomplete="name" value=typed.value("person") />
            <Field name="login" label=t.text("counter-login") hint=t.text("setup-login-hint").to_owned() maxlength="60" autocomplete="username" value=typed.value("login") />
            <Field name="password" label=t.text("counter-password") hint=t.text("password-hint").to_owned() kind="password" autocomplete="new-password" maxlength="200" />
            <Field name="again" label=t.text("setup-password-again") kind="password" autocomplete="new-password" maxlength="200" />
            <label class="tick">
                <input type="checkbox" name="second" value="yes" checked=typed.picked("second", "yes", true) />
                <span>{t.text("setup-second")}</span>
            </label>
            <button class="button wide">{t.text("setup-open")}</button>
        </form>
    }
}

#[server(prefix = "/do", endpoint = "open_shop")]
pub async fn open(
    #[server(default)] key: String,
    #[server(default)] shop_name: String,
    #[server(default)] accent: String,
    #[server(default)] trade: String,
    #[server(default)] store_name: String,
    #[server(default)] store_code: String,
    #[server(default)] store_address: String,
    #[server(default)] person: String,
    #[server(default)] login: String,
    #[server(default)] password: String,
    #[server(default)] again: String,
    #[server(default)] second: String,
) -> Done {
    let key = SetupKey::typed(&key);
    let page = with_key(&key);
    let Some(trade) = Trade::parse(&trade) else {
        return refuse(&page, ErrorCode::SetupTrade.as_str());
    };
    let first_store = StoreCode::parse(&store_code).and_then(|code| {
        Ok((
            code,
            StoreName::parse(&store_name)?,
            StoreAddress::parse(&store_address)?,
            LogInName::parse(&login)?,
        ))
    });
    let (store_code, store_name, store_address, log_in) = match first_store {
        Ok(first_store) => first_store,
        Err(error) => return refuse(&page, error.code()),
    };
    let Some(shop) = ShopRule::parse(&shop_name, &accent) else {
        return refuse(&page, ErrorCode::SetupName.as_str());
    };
    let person = match PersonName::parse(&person) {
        Ok(person) => person,
        Err(error) => return refuse(&page, error.code()),
    };
    if password != again {
        return refuse(&page, ErrorCode::PasswordsDiffer.as_str());
    }
    if let Err(code) = NewPassword::check(&password, &login) {
        return refuse(&page, code);
    }
    // Nobody without the key makes the server work for a password.
    let portal = portal();
    let looked_for = key.clone();
    match portal.store.read(move |tx| is_setup_key(tx, &looked_for)).await {
        Ok(true) => {}
        Ok(false) => return after_all(&page, &NewShopError::WrongKey).await,
        Err(error) => return refuse(&page, error.code()),
    }
    let hasher = portal.clone();
    let hashed = turns::hashing(move || NewPassword::hash(hasher.store.context().rng.as_ref(), &password)).await;
    let password = match hashed {
        Ok(Ok(hash)) => hash,
        Ok(Err(error)) | Err(error) => return refuse(&page, error.code()),
    };
    let request = ShopByKey {
        key,
        shop: NewShop {
            shop,
            trade,
            store_code,
            store_name,
            store_address,
            login: log_in,
            person,
            password,
            second_factor: if second == "yes" {
                SecondFactor::Required
            } else {
                SecondFactor::Optional
            },
        },
    };
    match portal.store.write(move |tx| open_shop_with_key(tx, &request)).await {
        Ok(_) => go(DONE),
        Err(error) => after_all(&page, &error).await,
    }
}

/// A second tap finds the shop open, and is led to where the first one went.
async fn after_all(page: &str, error: &NewShopError) -> Done {
    match error {
        NewShopError::AlreadyOpen => go(DONE),
        NewShopError::WrongKey if !portal().is_unopened().await.unwrap_or(true) => go(DONE),
        error => refuse(page, error.code()),
    }
}

/// What to do next: the same words for everybody, and nothing about the shop.
pub fn done() -> impl IntoView {
    page(async {
        let (portal, t) = (portal(), visit().lang);
        if portal.is_unopened().await? {
            return Err(Leave::to(PAGE));
        }
        let join = format!("{}/join", portal.public_url);
        Ok(view! {
            <Gate title=t.text("setup-done-title").to_owned()>
                <Notice tone=Tone::Good icon=icon::CHECK><p>{t.text("setup-done")}</p></Notice>
                <a class="button wide" href="/counter/sign-in?next=/office">{t.text("setup-next-sign-in")}</a>
                <ol class="panel stack next-steps">
                    <li><span>{t.text("setup-next-staff")}</span></li>
                    <li><span>{t.text("setup-next-rules")}</span></li>
                    <li><span>{t.text("setup-next-join")}" "<a class="link" href="/join">{join}</a></span></li>
                    <li><span>{t.text("setup-next-pay")}</span></li>
                </ol>
                {language_switch(t, DONE.to_owned())}
            </Gate>
        }
        .into_any())
    })
}
