//! What members of the demo do, by the same use cases that serve real ones.

use huika_domain::{Fen, MemberId, Millis, PayWith, StoreId, TopUpChoice};

use crate::{
    StoreError, Tx,
    adjustment::correction::AdjustError,
    card::CardError,
    day_close::DayError,
    mall::{CancelError, RedeemError},
    params,
    payment::{PaymentNews, PaymentState, apply_payment_result},
    refund::RefundTopUpError,
    sale::{Sell, SellError, returns::ReturnGoodsError, sell},
    shift::ShiftError,
    staff::Place,
    till::open_till_session,
    top_up::{OpenTopUp, OpenTopUpError, open_top_up},
};

/// Opens a top-up and pays it; answers its number, or none where a rule says no.
pub(super) fn top_up(tx: &mut Tx<'_>, member: MemberId, amount: Fen, at: Millis) -> Result<Option<String>, StoreError> {
    let request = OpenTopUp {
        member,
        choice: TopUpChoice::Amount(amount),
        channel: "wechat".into(),
        method: "h5".into(),
        merchant: "demo".into(),
        app: "demo".into(),
        key: format!("demo-{}", at.get()),
    };
    let Some(opened) = expected(open_top_up(tx, &request))? else {
        return Ok(None);
    };
    let news = PaymentNews {
        channel: request.channel,
        number: opened.number.clone(),
        merchant: request.merchant,
        app: request.app,
        currency: "CNY".into(),
        amount: opened.principal,
        transaction: format!("demo-{}", opened.number),
        state: PaymentState::Paid { at },
    };
    apply_payment_result(tx, &news)?;
    Ok(Some(opened.number))
}

/// The first till of a store, with its operator.
pub(super) fn place(tx: &mut Tx<'_>, store: i64) -> Result<Place, StoreError> {
    let operator = tx.one("SELECT id FROM operator WHERE store_id = ?1", params![store], |row| {
        row.get("id")
    })?;
    Ok(Place {
        store: StoreId::new(store),
        till: "1".into(),
        operator,
    })
}

/// A sale there.
pub(super) fn sale(tx: &mut Tx<'_>, member: MemberId, gross: Fen, store: i64, cash: bool) -> Result<(), StoreError> {
    let place = place(tx, store)?;
    let session = open_till_session(tx, member, &place, true)?;
    let pay_with = if cash { PayWith::Outside } else { PayWith::BalanceFirst };
    let request =
        Sell::quick(Some(session.token), gross, place, format!("demo-{}", session.session)).paid(pay_with, "cash");
    expected(sell(tx, &request)).map(drop)
}

/// In the story a rule may say no, and nothing happens; a fault of the database is one here too.
pub(super) fn expected<T, E>(outcome: Result<T, E>) -> Result<Option<T>, StoreError>
where
    Refusal: From<E>,
{
    match outcome {
        Ok(answer) => Ok(Some(answer)),
        Err(error) => match Refusal::from(error) {
            Refusal::Rule => Ok(None),
            Refusal::Fault(fault) => Err(fault),
        },
    }
}

pub(super) enum Refusal {
    Rule,
    Fault(StoreError),
}

macro_rules! refusals {
    ($($error:ident),*) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                match error {
                    $error::Store(fault) => Self::Fault(fault),
                    _ => Self::Rule,
                }
            }
        }
    )*};
}

refusals!(
    OpenTopUpError,
    SellError,
    RedeemError,
    AdjustError,
    CancelError,
    CardError,
    RefundTopUpError,
    ReturnGoodsError,
    ShiftError,
    DayError
);
