//! Goods that come back without a receipt: at the lowest price at which they stood in the shop lately, as money that is handed out. Nobody can be
//! shown to have paid, so no balance and no points move.

use huika_domain::{EntryId, Fen, GoodsId, Millis, OperatorId, ReturnError};
use serde::{Deserialize, Serialize};

use super::{
    error::ReturnGoodsError,
    exception::ReturnException,
    terms::{Beyond, path_of},
};
use crate::{
    StoreError, Tx,
    db::number,
    goods::{goods, lowest_price},
    ledger::{Account, EntryKind, Explanation, Header, ShopDraft, amount::minus},
    params,
    shift::origin_of,
    staff::Place,
};

/// Goods that are brought back without a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LooseReturn {
    /// Which.
    pub goods: GoodsId,
    /// So many pieces.
    pub pieces: u32,
    /// By which of the shop's tenders the money is handed out.
    pub tender: String,
}

/// What they would bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LooseQuote {
    /// What they are called.
    pub name: String,
    /// The lowest price of one piece.
    pub lowest: Fen,
    /// In so many days.
    pub days: u16,
    /// What one piece brings.
    pub price: Fen,
    /// And all of them.
    pub amount: Fen,
}

/// What was handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LooseReturned {
    /// Its number on paper.
    pub number: String,
    /// Its entry in the books.
    pub entry: EntryId,
    /// When.
    pub at: Millis,
    /// So much.
    pub amount: Fen,
}

/// Pieces that one such return may have.
const PIECES_MAX: u32 = 1_000;

/// What these goods would bring at this place. Nothing is changed.
pub fn quote_loose(tx: &mut Tx<'_>, place: &Place, request: &LooseReturn) -> Result<LooseQuote, ReturnGoodsError> {
    if request.pieces == 0 || request.pieces > PIECES_MAX {
        return Err(ReturnError::NotPositive.into());
    }
    let row = goods(tx, request.goods)?.ok_or(ReturnGoodsError::NoGoods)?;
    let rules = tx.rules_of(place.store);
    let terms = &rules.return_terms;
    if !rules
        .tenders
        .tenders
        .iter()
        .any(|tender| tender.as_str() == request.tender)
    {
        return Err(ReturnGoodsError::UnknownTender);
    }
    if terms.days_of(&path_of(tx, row.category)?) == Some(0) {
        return Err(ReturnGoodsError::Terms(ReturnException::Excluded));
    }
    let lowest = lowest_price(tx, &row, terms.lowest_days)?;
    let price = terms.without_receipt(lowest);
    let amount = price.get().checked_mul(i64::from(request.pieces)).map(Fen::new);
    let amount = amount.ok_or_else(|| StoreError::Internal("a price that cannot be".into()))?;
    if !amount.is_positive() {
        return Err(ReturnError::NotPositive.into());
    }
    Ok(LooseQuote {
        name: row.name,
        lowest,
        days: terms.lowest_days,
        price,
        amount,
    })
}

/// Takes them back. Whether whoever does it may, was asked.
pub(super) fn post_loose(
    tx: &mut Tx<'_>,
    (place, operator): (&Place, OperatorId),
    request: &LooseReturn,
    number: &str,
    beyond: &Beyond,
) -> Result<LooseReturned, ReturnGoodsError> {
    let quote = quote_loose(tx, place, request)?;
    let origin = origin_of(tx, place)?.ok_or(ReturnGoodsError::NoShift)?;
    let mut draft = ShopDraft::from_origin(origin);
    draft.money(Account::Sales, &format!("store:{}", place.store), minus(quote.amount)?);
    draft.money(Account::Clearing, &request.tender, quote.amount);
    let explanation = Explanation::Manual {
        reason: beyond.reason.clone(),
        approved_by: beyond
            .approved_by
            .map_or(String::new(), |operator| operator.to_string()),
    };
    let header = Header {
        kind: EntryKind::Return,
        reference: &format!("return:{number}"),
        store: Some(place.store),
        operator: Some(operator),
        reverses: None,
        explanation: &explanation,
    };
    let entry = draft.post(tx, &header)?;
    tx.exec(
        "INSERT INTO loose_return (number, entry_id, store_id, operator_id, at, goods_id, name, pieces, lowest_fen, price_fen, amount_fen, \
         tender, reason, approved_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            number,
            entry,
            place.store,
            operator,
            tx.now(),
            request.goods,
            quote.name.as_str(),
            i64::from(request.pieces),
            quote.lowest,
            quote.price,
            quote.amount,
            request.tender.as_str(),
            beyond.reason.as_str(),
            beyond.approved_by,
        ],
    )?;
    Ok(LooseReturned {
        number: number.to_owned(),
        entry,
        at: tx.now(),
        amount: quote.amount,
    })
}

/// What was taken back without a receipt, by its number, in this store.
pub fn loose_return(tx: &mut Tx<'_>, place: &Place, number: &str) -> Result<Option<LooseReturned>, StoreError> {
    tx.one(
        "SELECT number, entry_id, at, amount_fen FROM loose_return WHERE number = ?1 AND store_id = ?2",
        params![number, place.store],
        |row| {
            Ok(LooseReturned {
                number: row.get("number")?,
                entry: row.get("entry_id")?,
                at: row.get("at")?,
                amount: row.get("amount_fen")?,
            })
        },
    )
}

/// A number for one that is not posted yet.
pub(super) fn fresh_number(tx: &mut Tx<'_>) -> String {
    number::fresh(tx, 'B')
}
