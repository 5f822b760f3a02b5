//! The form of goods that are there.

use huika_domain::{ErrorCode, GoodsId, Millis};
use huika_store::{
    StoreError, Tx,
    goods::{GoodsError, change_goods, goods},
    staff::Role,
};
use leptos::prelude::*;

use super::{
    fields::{Sent, read_details, refusal},
    list::PAGE as LIST,
};
use crate::{
    context::{Done, go, refuse},
    office::form::{code_of, sender},
};

#[server(prefix = "/do", endpoint = "change_goods")]
pub async fn change(#[server(default)] goods: String, #[server(flatten)] sent: Sent) -> Done {
    let staff = match sender(LIST, Role::runs_shop).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(id) = GoodsId::parse(&goods) else {
        return refuse(LIST, ErrorCode::NoGoods.as_str());
    };
    let page = format!("{LIST}/{id}");
    let begun = match staff.read(move |tx| on_sale_since(tx, id)).await {
        Ok(begun) => begun.map(|at| staff.portal.shop.zone.business_day(at)),
        Err(error) => return refuse(&page, code_of(&error, error.code())),
    };
    let details = match read_details(&sent, begun) {
        Ok(details) => details,
        Err(code) => return refuse(&page, code),
    };
    let by = staff.session.operator;
    match staff.write(move |tx| change_goods(tx, by, id, &details)).await {
        Ok(()) => go(&format!("{page}?done=changed")),
        Err(error @ GoodsError::Unknown) => refuse(LIST, error.code()),
        Err(error) => refuse(&page, refusal(&error)),
    }
}

/// Since when the goods are on sale.
fn on_sale_since(tx: &mut Tx<'_>, id: GoodsId) -> Result<Option<Millis>, StoreError> {
    Ok(goods(tx, id)?.map(|row| row.sold_from))
}
