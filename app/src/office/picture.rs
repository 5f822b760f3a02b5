//! A picture of goods or of a card's face: sent by an ordinary form with a file in it, and taken away again.

use huika_domain::{CardTypeId, ErrorCode, GoodsId};
use huika_store::{
    picture::{PictureError, PictureOf, set_picture},
    staff::Role,
};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::form::{code_of, sender},
    ui::key_field,
};

/// Where a picture is shown.
pub fn address(digest: &str) -> String {
    format!("/pictures/{digest}")
}

/// The picture that is there, and the forms by which another one comes or this one goes.
pub fn picture_forms(t: Lang, of: PictureOf, digest: &str, alt: &str) -> impl IntoView + use<> {
    let (name, id) = match of {
        PictureOf::Goods(id) => ("goods", id.to_string()),
        PictureOf::CardType(id) => ("card_type", id.to_string()),
    };
    let hidden = || view! { <input type="hidden" name=name value=id.clone() /> };
    let there = (!digest.is_empty()).then(|| {
        view! {
            <img class="kept-picture" src=address(digest) alt=alt.to_owned() loading="lazy" />
            <form method="post" action="/do/remove_picture">
                {key_field(&Typed::into_form("remove_picture"))}
                {hidden()}
                <button class="btn bad">{t.text("picture-remove")}</button>
            </form>
        }
    });
    view! {
        <section class="card forms">
            <h2>{t.text("picture-title")}</h2>
            {there}
            <form class="form" method="post" action="/office/pictures" enctype="multipart/form-data">
                {hidden()}
                <div class="field">
                    <label for="picture">{t.text("picture-file")}</label>
                    <input id="picture" name="picture" type="file" accept="image/jpeg,image/png,image/webp" required />
                    <p class="hint">{t.text("picture-hint")}</p>
                </div>
                <button class="button quiet">{t.text("picture-send")}</button>
            </form>
        </section>
    }
}

#[server(prefix = "/do", endpoint = "remove_picture")]
pub async fn remove(#[server(default)] goods: String, #[server(default)] card_type: String) -> Done {
    const LIST: &str = "/office/goods";
    let staff = match sender(LIST, Role::runs_shop).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let (of, page) = match (GoodsId::parse(&goods), CardTypeId::parse(&card_type)) {
        (Ok(id), _) => (PictureOf::Goods(id), format!("{LIST}/{id}?")),
        (_, Ok(id)) => (
            PictureOf::CardType(id),
            format!("/office/card-types/{id}?form=picture&"),
        ),
        _ => return refuse(LIST, ErrorCode::NoGoods.as_str()),
    };
    let by = staff.session.operator;
    match staff.write(move |tx| set_picture(tx, by, of, None)).await {
        Ok(()) => go(&format!("{page}done=picture")),
        Err(PictureError::Store(error)) => refuse(LIST, code_of(&error, error.code())),
        Err(error) => refuse(LIST, error.code()),
    }
}
