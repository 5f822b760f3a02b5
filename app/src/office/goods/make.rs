//! New goods.
#![expect(
    clippy::too_many_arguments,
    reason = "a server function has one argument for each field of its form"
)]

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
pub async fn make(
    #[server(default)] short: String,
    #[server(default)] name: String,
    #[server(default)] kind: String,
    #[server(default)] category: String,
    #[server(default)] brand: String,
    #[server(default)] unit: String,
    #[server(default)] barcode: String,
    #[server(default)] list_price: String,
    #[server(default)] member_price: String,
    #[server(default)] dealer1: String,
    #[server(default)] dealer2: String,
    #[server(default)] dealer3: String,
    #[server(default)] no_discount: String,
    #[server(default)] no_points: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
) -> Done {
    let staff = match sender(PAGE, Role::runs_shop).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let code = match GoodsCode::parse(&short) {
        Ok(code) => code,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let sent = Sent {
        name,
        kind,
        category,
        brand,
        unit,
        barcode,
        list_price,
        member_price,
        dealers: [dealer1, dealer2, dealer3],
        no_discount,
        no_points,
        from,
        until,
    };
    let details = match read_details(&sent, None) {
        Ok(details) => details,
        Err(code) => return refuse(PAGE, code),
    };
    let (by, sent) = (staff.session.operator, staff.sent("make-goods"));
    let made = staff.write(move |tx| once(tx, &sent, |_: &GoodsId| true, |tx| make_goods(tx, by, &code, &details)));
    match made.await {
        Ok(made) => go(&format!("{LIST}/{made}?done=made")),
        Err(error) => refuse(PAGE, refusal(&error)),
    }
}
