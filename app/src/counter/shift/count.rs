//! Counting a drawer: a field for each note and coin, and one for the total of each other tender.

use std::collections::BTreeMap;

use huika_domain::{CashCount, DENOMINATIONS, ErrorCode, Fen, MoneyError};
use leptos::prelude::*;

use crate::{context::Typed, i18n::Lang, show::channel::tender_name};

/// The fields for cash. An empty one is none of that kind.
pub fn pieces_fields(t: Lang, typed: &Typed) -> impl IntoView + use<> {
    let rows: Vec<_> = DENOMINATIONS
        .iter()
        .enumerate()
        .map(|(place, fen)| {
            let (name, worth) = (format!("pieces[{fen}]"), Fen::new(*fen).display());
            let id = format!("pieces-{fen}");
            let value = typed.value(&name);
            let hears = t.with("shift-pieces-of", &[("amount", worth.clone().into())]);
            view! {
                <tr>
                    <th scope="row"><label for=id.clone()>{worth}</label></th>
                    <td>
                        <input
                            id=id
                            class="pieces"
                            name=name
                            inputmode="numeric"
                            autocomplete="off"
                            maxlength="8"
                            placeholder="0"
                            value=value
                            aria-label=hears
                            autofocus=place == 0
                        />
                    </td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table words" role="region" tabindex="0" aria-label=t.text("shift-cash")>
            <table>
                <thead><tr><th scope="col">{t.text("shift-note")}</th><th scope="col">{t.text("shift-pieces")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The fields for the totals of the other tenders, by their slips.
pub fn tender_fields(t: Lang, typed: &Typed, tenders: &[String]) -> Option<impl IntoView + use<>> {
    if tenders.is_empty() {
        return None;
    }
    let fields: Vec<_> = tenders
        .iter()
        .map(|tender| {
            let (name, id) = (format!("tender[{tender}]"), format!("tender-{tender}"));
            let value = typed.value(&name);
            view! {
                <div class="field">
                    <label for=id.clone()>{tender_name(t, tender)}</label>
                    <div class="fixed">
                        <span aria-hidden="true">"¥"</span>
                        <input id=id name=name inputmode="decimal" autocomplete="off" placeholder="0.00" maxlength="20" value=value />
                    </div>
                </div>
            }
        })
        .collect();
    Some(view! { <fieldset class="stack"><legend>{t.text("shift-others")}</legend>{fields}</fieldset> })
}

/// Reads the pieces.
pub fn read_pieces(typed: &BTreeMap<String, String>) -> Result<CashCount, &'static str> {
    let texts = DENOMINATIONS.map(|fen| typed.get(&fen.to_string()).map_or("", String::as_str));
    CashCount::parse(texts).map_err(|_| ErrorCode::CountWrong.as_str())
}

/// Reads the totals; an empty field is nothing.
pub fn read_tenders(typed: &BTreeMap<String, String>) -> Result<BTreeMap<String, Fen>, &'static str> {
    let mut read = BTreeMap::new();
    for (tender, text) in typed.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let amount = Fen::parse_signed_yuan(text).map_err(MoneyError::code)?;
        read.insert(tender.clone(), amount);
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_by_its_note_and_an_empty_field_is_nothing() {
        let typed = |fields: &[(&str, &str)]| -> BTreeMap<String, String> {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            fields.iter().map(own).collect()
        };
        let count = read_pieces(&typed(&[("10000", "2"), ("50", "1"), ("100", " ")])).expect("a count");
        assert_eq!(count.total(), Fen::new(20_050));
        assert_eq!(read_pieces(&typed(&[("10000", "two")])), Err("count-wrong"));
        let tenders = read_tenders(&typed(&[("card", "880.00"), ("voucher", "")])).expect("totals");
        assert_eq!(
            tenders.into_iter().collect::<Vec<_>>(),
            [("card".to_owned(), Fen::new(88_000))]
        );
        assert!(read_tenders(&typed(&[("card", "x")])).is_err());
    }
}
