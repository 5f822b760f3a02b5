//! A new kind of card, with its face beside the form.

use huika_domain::{CardTypeCode, CardTypeId};
use huika_store::{
    card::make_card_type,
    once,
    staff::{Role, open_stores},
};
use leptos::prelude::*;

use super::{
    fields::{Filled, Sent, read_details, refusal},
    list::PAGE as LIST,
};
use crate::{
    context::{Done, go, refuse},
    office::{
        form::sender,
        frame::{Office, Scoped, enter},
    },
    show::page,
    ui::{Crumb, Editor, Field, PageError, key_field},
};

const PAGE: &str = "/office/card-types/new";

/// `/office/card-types/new`.
pub fn new_card_type() -> impl IntoView {
    page(async {
        let desk = enter(Role::runs_shop, Scoped::No).await?;
        let stores = desk.read(open_stores).await?;
        let t = desk.lang();
        let filled = Filled::of("make_card_type", None, Vec::new());
        let crumb = Crumb {
            path: LIST.to_owned(),
            words: t.text("card-types-title"),
        };
        let side = filled.side(&desk.portal, t);
        Ok(view! {
            <Office around=desk.around.clone() title=t.text("card-type-new").to_owned() crumb=crumb>
                {PageError::notice(PageError::of_request())}
                <Editor id="card-type" preview=PAGE label=t.text("card-type-preview") side=side>
                    <form class="column" method="post" action="/do/make_card_type">
                        <div class="card form">
                            {key_field(filled.typed())}
                            <Field
                                name="short"
                                label=t.text("store-short")
                                hint=t.text("card-type-code-hint").to_owned()
                                maxlength="60"
                                autocomplete="off"
                                value=filled.value("short")
                                autofocus=true
                            />
                            {filled.fields(t, &stores)}
                        </div>
                        <div class="save-bar">
                            <span class="end">
                                <button class="btn refresh" formmethod="get" formaction=PAGE formnovalidate>
                                    {t.text("card-type-refresh")}
                                </button>
                                <button class="btn go">{t.text("card-type-make")}</button>
                            </span>
                        </div>
                    </form>
                </Editor>
            </Office>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "make_card_type")]
pub async fn make(
    #[server(default)] short: String,
    #[server(default)] name: String,
    #[server(default)] english: String,
    #[server(default)] kind: String,
    #[server(default)] colour: String,
    #[server(default)] giver: String,
    #[server(default)] stores: Vec<String>,
) -> Done {
    let staff = match sender(PAGE, Role::runs_shop).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let code = match CardTypeCode::parse(&short) {
        Ok(code) => code,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let sent = Sent {
        name,
        english,
        kind,
        colour,
        giver,
        stores,
    };
    let details = match read_details(&sent) {
        Ok(details) => details,
        Err(code) => return refuse(PAGE, code),
    };
    let (by, sent) = (staff.session.operator, staff.sent("make-card-type"));
    let made = staff.write(move |tx| {
        once(
            tx,
            &sent,
            |_: &CardTypeId| true,
            |tx| make_card_type(tx, by, &code, &details),
        )
    });
    match made.await {
        Ok(made) => go(&format!("{LIST}/{made}?done=made")),
        Err(error) => refuse(PAGE, refusal(&error)),
    }
}
