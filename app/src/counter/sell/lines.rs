//! The lines of a bill, each with what it costs by now.

use huika_store::price::LineWanted;
use leptos::prelude::*;

use super::bill::Bill;
use crate::{
    context::Typed,
    i18n::Lang,
    ui::{Empty, Table, icon as draw, key_field},
};

pub(super) fn lines(t: Lang, bill: &Bill) -> AnyView {
    if bill.pending.cart.lines.is_empty() {
        return view! { <Empty icon=draw::RECEIPT title=t.text("sell-empty-title") text=t.text("sell-empty-text") /> }
            .into_any();
    }
    let priced = bill.priced.as_ref().and_then(|priced| priced.as_ref().ok());
    let rows: Vec<_> = bill
        .pending
        .cart
        .lines
        .iter()
        .enumerate()
        .map(|(place, line)| {
            let known = priced.and_then(|(_, explained)| explained.lines.get(place));
            let (name, list, due) = known.map_or((String::new(), String::new(), String::new()), |line| {
                (line.name.clone(), line.list.display(), line.due.display())
            });
            let name = match line {
                LineWanted::Amount(_) if name.is_empty() => t.text("sell-amount").to_owned(),
                _ => name,
            };
            view! {
                <tr>
                    <td>{name.clone()}</td>
                    <td>{list}</td>
                    <td>{pieces(t, &bill.pending.token, place, line, &name)}</td>
                    <td>{due}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <Table
            label=t.text("sell-bill")
            columns=vec![t.text("sell-goods"), t.text("sell-list"), t.text("sell-pieces"), t.text("sell-subtotal")]
        >
            {rows}
        </Table>
    }
    .into_any()
}

fn pieces(t: Lang, token: &str, place: usize, line: &LineWanted, name: &str) -> impl IntoView + use<> {
    let quantity = match line {
        LineWanted::Goods { quantity, .. } => Some(*quantity),
        LineWanted::Amount(_) => None,
    };
    let field = quantity.map(|quantity| {
        let label = t.with("sell-pieces-of", &[("goods", name.into())]);
        view! {
            <input
                name="quantity"
                type="number"
                inputmode="numeric"
                min="0"
                max="9999"
                value=quantity.to_string()
                aria-label=label
                data-now
            />
            <button class="button quiet small">{t.text("sell-change")}</button>
        }
    });
    let away = t.with("sell-remove", &[("goods", name.into())]);
    view! {
        <form class="sell-pieces" method="post" action="/do/cart_change" data-live>
            {key_field(&Typed::into_form("cart_change"))}
            <input type="hidden" name="cart" value=token.to_owned() />
            <input type="hidden" name="line" value=place.to_string() />
            {field}
            <button class="button bare small" name="what" value="remove" aria-label=away>"×"</button>
        </form>
    }
}
