//! Drawers of the demo: yesterday's, counted with a coin missing, and one that is open; and a day that headquarters have closed.

use huika_domain::{CashCount, Fen, OperatorId, Reason, StoreId};
use std::collections::BTreeMap;

use super::acts::{expected, place};
use crate::{
    StoreError, Tx,
    day_close::{CloseDay, close_day},
    params,
    shift::{CloseShift, DrawerMove, MoveCash, OpenShift, close_shift, move_cash, open_shift},
    staff::Place,
};

const DAY_SECS: i64 = 24 * 3600;

/// Lets it happen.
pub(super) fn play(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let now = tx.now();
    let here = Place {
        till: "2".to_owned(),
        ..place(tx, 1)?
    };
    tx.set_now(now.minus_secs(DAY_SECS));
    let shift = expected(open_shift(
        tx,
        &OpenShift {
            place: here.clone(),
            float: pieces([2, 0, 4, 2, 0, 0, 0, 0])?,
            key: "demo".to_owned(),
        },
    ))?;
    tx.set_now(now.minus_secs(DAY_SECS - 3600));
    for (act, amount, why) in [
        (DrawerMove::In, 100_00, "备零钱"),
        (DrawerMove::Out, 36_00, "买冰块"),
        (DrawerMove::Safe, 200_00, "转入保险柜"),
    ] {
        let request = MoveCash {
            place: here.clone(),
            act,
            amount: Fen::new(amount),
            reason: reason(why)?,
            key: why.to_owned(),
        };
        expected(move_cash(tx, &request))?;
    }
    if let Some(shift) = shift {
        let request = CloseShift {
            place: here,
            shift,
            cash: pieces([1, 0, 2, 2, 0, 3, 1, 0])?,
            tenders: BTreeMap::new(),
            reason: Some(reason("少五角，找零时多找了")?),
            receiver: None,
            acceptance: None,
            key: "demo".to_owned(),
        };
        expected(close_shift(tx, &request))?;
    }
    tx.set_now(now);
    let there = place(tx, 2)?;
    let open = OpenShift {
        place: there,
        float: pieces([1, 1, 3, 2, 2, 10, 0, 0])?,
        key: "demo".to_owned(),
    };
    expected(open_shift(tx, &open))?;
    let headquarters: OperatorId = tx.value("SELECT id FROM operator WHERE login = 'hq'", params![])?;
    let close = CloseDay {
        store: StoreId::new(1),
        day: tx.business_day(Some(StoreId::new(1))).pred().pred(),
        by: headquarters,
        force: None,
    };
    expected(close_day(tx, &close)).map(drop)
}

fn pieces(counted: [i64; 8]) -> Result<CashCount, StoreError> {
    CashCount::try_from(counted).map_err(|error| StoreError::Internal(error.to_string()))
}

fn reason(text: &str) -> Result<Reason, StoreError> {
    Reason::parse(text).map_err(|error| StoreError::Internal(error.to_string()))
}
