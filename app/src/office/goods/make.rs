//! New goods.

use huika_domain::{GoodsCode, GoodsId};
use huika_store::{
    StoreError,
    goods::{brands, categories, make_goods},
    once,
    staff::Role,
};
use leptos::prelude::*;

use super::{
    fields::{Sent, fields, read_details, refusal},
    list::PAGE as LIST,
};
use crate::{
    context::{Done, Typed, go, refuse},
    office::{
        form::sender,
        frame::{Office, Scoped, enter},
    },
    show::page,
    ui::{Crumb, Field, PageError, key_field},
};

const PAGE: &str = "/office/goods/new";

/// `/office/goods/new`.
pub fn new_goods() -> impl IntoView {
    page(async {
        let desk = enter(Role::runs_shop, Scoped::No).await?;
        let (all, known) = desk
            .read(|tx| Ok::<_, StoreError>((categories(tx)?, brands(tx)?)))
            .await?;
        let known: Vec<String> = known.into_iter().map(|(_, name)| name).collect();
        let t = desk.lang();
        let typed = Typed::into_form("make_goods");
        let crumb = Crumb {
            path: LIST.to_owned(),
            words: t.text("goods-title"),
        };
        Ok(view! {
            <Office around=desk.around.clone() title=t.text("goods-new").to_owned() crumb=crumb>
                {PageError::notice(PageError::of_request())}
                <form class="card form" method="post" action="/do/make_goods">
                    {key_field(&typed)}
                    <Field
                        name="short"
                        label=t.text("goods-code")
                        hint=t.text("goods-code-hint").to_owned()
                        maxlength="60"
                        autocomplete="off"
                        value=typed.value("short")
                        autofocus=true
                    />
                    {fields(&desk.portal, t, &typed, None, &all, &known)}
                    <button class="button">{t.text("goods-make")}</button>
                </form>
            </Office>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "make_goods")]
pub async fn make(#[server(default)] short: String, #[server(flatten)] sent: Sent) -> Done {
    let staff = match sender(PAGE, Role::runs_shop).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let code = match GoodsCode::parse(&short) {
        Ok(code) => code,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let details = match read_details(&sent, None) {
        Ok(details) => details,
        Err(code) => return refuse(PAGE, code),
    };
    let (by, form) = (staff.session.operator, staff.sent("make-goods"));
    let made = staff.write(move |tx| once(tx, &form, |_: &GoodsId| true, |tx| make_goods(tx, by, &code, &details)));
    match made.await {
        Ok(made) => go(&format!("{LIST}/{made}?done=made")),
        Err(error) => refuse(PAGE, refusal(&error)),
    }
}
