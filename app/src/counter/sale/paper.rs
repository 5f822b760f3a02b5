//! A receipt on the paper of a slip printer.

use huika_domain::{ErrorCode, Fen};
use huika_store::{
    StoreError,
    sale::{PriceExplained, SaleReceipt},
    till::sale_by_number,
};
use leptos::prelude::*;

use crate::{
    context::{Done, PaperSlip, refuse},
    show::{channel::tender_name, paper::entry_address, times::moment_text},
    staff::{
        Staff, form_staff,
        paper::{print_at_till, slip_title},
    },
};

#[server(prefix = "/do", endpoint = "print_receipt")]
pub async fn print_receipt(#[server(default)] number: String, #[server(default)] again: String) -> Done {
    let staff = match form_staff("/counter").await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let plain = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if number.is_empty() || !plain {
        return refuse("/counter", ErrorCode::NoSale.as_str());
    }
    let page = format!("/counter/receipt/{number}");
    let store = staff.session.store;
    let found = staff
        .read(move |tx| {
            let Some((sale, _)) = sale_by_number(tx, store, &number)? else {
                return Ok(None);
            };
            let price = PriceExplained::of_sale(tx, sale.sale)?;
            Ok::<_, StoreError>(Some((sale, price)))
        })
        .await;
    match found {
        Ok(Some((sale, price))) => {
            let slip = on_paper(&staff, &sale, price.as_ref(), again == "1");
            print_at_till(&staff, &page, &slip).await
        }
        Ok(None) => refuse("/counter", ErrorCode::NoSale.as_str()),
        Err(error) => {
            tracing::error!(%error, "a receipt could not be read");
            refuse(&page, error.code())
        }
    }
}

/// What was sold, what was taken off, what paid, and where the member sees it.
fn on_paper(staff: &Staff, sale: &SaleReceipt, price: Option<&PriceExplained>, again: bool) -> PaperSlip {
    let t = staff.lang();
    let mut rows: Vec<(String, String)> = price
        .iter()
        .flat_map(|price| &price.lines)
        .filter(|line| !line.name.is_empty())
        .map(|line| (format!("{} × {}", line.name, line.quantity), line.list.display()))
        .collect();
    let mut money = |words: &str, amount: Fen| {
        if !amount.is_zero() {
            rows.push((t.find(words, &[]).unwrap_or_default(), amount.display()));
        }
    };
    money("line-gross", sale.gross);
    money("sell-off", sale.discount.checked_neg().unwrap_or(sale.discount));
    money(
        "line-points-deduction",
        sale.points_value.checked_neg().unwrap_or(sale.points_value),
    );
    money("line-principal", sale.principal);
    money("line-bonus", sale.bonus);
    for (tender, amount) in &sale.tenders {
        rows.push((tender_name(t, tender), amount.display()));
    }
    if sale.member.is_some() {
        let earned = t.find("line-points-earned", &[]).unwrap_or_default();
        rows.push((earned, sale.earned.display()));
        rows.push((t.text("receipt-balance").to_owned(), sale.balance.display()));
    }
    rows.push((t.text("entry-when").to_owned(), moment_text(&staff.portal, t, sale.at)));
    rows.push((t.text("receipt-number").to_owned(), sale.receipt_number.clone()));
    let of_member = sale.member.is_some();
    PaperSlip {
        heading: staff.portal.face().name.clone(),
        title: slip_title(t, &staff.session.store_name, t.text("receipt-title"), again),
        rows,
        code: of_member.then(|| entry_address(&staff.portal, sale.entry)),
        foot: if of_member {
            vec![t.text("paper-entry").to_owned()]
        } else {
            Vec::new()
        },
    }
}
