//! The customer's display: a second window of the till that shows the bill, and thanks. No phone number, nothing of the staff, nothing to press.

use huika_store::{
    StoreError,
    parked::{OnDisplay, on_display},
    sale::PriceExplained,
};
use leptos::prelude::*;

use super::bill::priced;
use crate::{
    show::{Title, big_money, page},
    staff::require_staff,
    ui::again,
};

/// How often it looks.
const REFRESH_SECS: &str = "2";

/// `/counter/display`.
pub fn display() -> impl IntoView {
    page(async {
        let staff = require_staff().await?;
        let t = staff.lang();
        let place = staff.place();
        let shown = staff
            .read(move |tx| {
                let shown = on_display(tx, &place)?;
                let priced = match &shown {
                    OnDisplay::Bill(pending) => priced(tx, pending, &place)?.and_then(Result::ok),
                    OnDisplay::Thanks | OnDisplay::Nothing => None,
                };
                Ok::<_, StoreError>((shown, priced))
            })
            .await?;
        let content = match shown {
            (OnDisplay::Thanks, _) => view! { <h1>{t.text("display-thanks")}</h1> }.into_any(),
            (OnDisplay::Bill(_), Some((quote, explained))) => view! {
                {lines(&explained)}
                <div class="due"><span class="label">{t.text("sale-due")}</span>{big_money(quote.due)}</div>
            }
            .into_any(),
            _ => view! { <h1>{t.with("display-welcome", &[("shop", staff.portal.face().name.clone().into())])}</h1> }
                .into_any(),
        };
        Ok(view! {
            <Title text=t.text("display-title").to_owned() />
            <noscript><meta http-equiv="refresh" content=REFRESH_SECS /></noscript>
            <main id="main" class="display" aria-live="polite" data-again=REFRESH_SECS>{content}</main>
            {again()}
        }
        .into_any())
    })
}

fn lines(explained: &PriceExplained) -> impl IntoView + use<> {
    let rows: Vec<_> = explained
        .lines
        .iter()
        .map(|line| {
            let name = if line.quantity > 1 {
                format!("{} × {}", line.name, line.quantity)
            } else {
                line.name.clone()
            };
            view! { <div><dt>{name}</dt><dd>{line.due.display()}</dd></div> }
        })
        .collect();
    view! { <dl class="facts">{rows}</dl> }
}
