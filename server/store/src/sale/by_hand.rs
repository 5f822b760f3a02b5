//! What people at a till take off by hand: another price of a line, a discount of a line, one of the whole bill. Each has a reason and a name, and above
//! what that person may do alone a second one, who is looked at again when the sale is made.

use std::collections::BTreeMap;

use huika_domain::{
    Capability, ErrorCode, Fen, HandReason, MemberId, OperatorId, SaleId, StoreId,
    pricing::{HandOff, Quote, Source, Step},
};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    ledger::day_number,
    params,
    price::Cart,
    staff::{Alone, Matter, Role, acts_alone, may, would_act_alone},
};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByHand {
    /// Of which line, by its place; none for the whole bill.
    pub line: Option<u32>,
    /// What is taken off.
    pub off: HandOff,
    /// Why.
    pub reason: HandReason,
    /// The same in words; empty where the reason says it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who gives it.
    pub by: OperatorId,
    /// Who said yes to it, and up to how much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<(OperatorId, Fen)>,
}

/// Why nothing is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HandError {
    /// There is no such line.
    #[error("there is no such line")]
    NoLine,
    /// Goods whose price nothing takes anything off.
    #[error("these goods have no discounts")]
    NoDiscount,
    /// It takes nothing off, or two of them are of the same line.
    #[error("this takes nothing off")]
    Nothing,
    /// Whoever gives it may not.
    #[error("this operator may take nothing off by hand")]
    NotAllowed,
    /// Above what they may take off alone.
    #[error("a second person has to say yes to {}", .amount.yuan())]
    NeedsSecond {
        /// What it takes off.
        amount: Fen,
    },
    /// Whoever said yes may not, or not to so much.
    #[error("the second person may not say yes to this")]
    SecondMayNot,
}

impl HandError {
    /// A stable code for addresses and words.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoLine => ErrorCode::HandNoLine.as_str(),
            Self::NoDiscount => ErrorCode::HandNoDiscount.as_str(),
            Self::Nothing => ErrorCode::HandNothing.as_str(),
            Self::NotAllowed => ErrorCode::HandNotAllowed.as_str(),
            Self::NeedsSecond { .. } => ErrorCode::HandNeedsSecond.as_str(),
            Self::SecondMayNot => ErrorCode::HandSecondMayNot.as_str(),
        }
    }
}

impl ByHand {
    /// What it takes off in a quote of its bill. A line has one at most, so that its share says it.
    #[must_use]
    pub fn taken_in(&self, quote: &Quote) -> Fen {
        let of_bill = |step: Step| step == Step::HandBill;
        let parts = quote
            .applied
            .iter()
            .filter(|applied| applied.source == Source::Hand && of_bill(applied.step) == self.line.is_none());
        let part = |applied: &huika_domain::pricing::Applied| match self.line {
            None => applied.amount.get(),
            Some(line) => {
                let place = usize::try_from(line).unwrap_or(usize::MAX);
                applied.shares.get(place).map_or(0, |share| share.get())
            }
        };
        Fen::new(parts.map(part).fold(0, i64::saturating_add))
    }

    /// Of what kind it is, and its figure, as the books have them.
    fn figure(&self) -> (&'static str, i64) {
        match self.off {
            HandOff::Price(price) => ("price", price.get()),
            HandOff::Percent(percent) => ("percent", i64::from(percent)),
            HandOff::Amount(amount) => ("amount", amount.get()),
        }
    }
}

/// Puts them on the lines of a cart; answers that of the whole bill.
pub(crate) fn put_on(cart: &mut Cart, all: &[ByHand]) -> Result<Option<HandOff>, HandError> {
    let mut bill = None;
    for one in all {
        if !one.off.makes_sense() {
            return Err(HandError::Nothing);
        }
        let Some(line) = one.line else {
            if bill.is_some() || matches!(one.off, HandOff::Price(_)) {
                return Err(HandError::Nothing);
            }
            bill = Some(one.off);
            continue;
        };
        let line = usize::try_from(line).ok().and_then(|place| cart.lines.get_mut(place));
        let line = line.ok_or(HandError::NoLine)?;
        if line.no_discount {
            return Err(HandError::NoDiscount);
        }
        if line.hand.replace(one.off).is_some() {
            return Err(HandError::Nothing);
        }
    }
    Ok(bill)
}

/// What each person answers for in a bill, alone or as the second one.
fn by_person(all: &[ByHand], quote: &Quote) -> Result<BTreeMap<(OperatorId, bool), Fen>, HandError> {
    let mut sums: BTreeMap<(OperatorId, bool), Fen> = BTreeMap::new();
    for one in all {
        let amount = one.taken_in(quote);
        let who = match one.approved {
            // More than was said yes to, as there is more on the bill since.
            Some((_, upto)) if amount > upto => return Err(HandError::NeedsSecond { amount }),
            Some((second, _)) => (second, true),
            None => (one.by, false),
        };
        let sum = sums.entry(who).or_default();
        *sum = Fen::new(sum.get().saturating_add(amount.get()));
    }
    Ok(sums)
}

fn alone(operator: OperatorId, amount: Fen, reference: &str) -> Alone<'_> {
    Alone {
        operator,
        capability: Capability::ReducePrice,
        amount: amount.get(),
        above_rule: false,
        day_rule: None,
        reference,
    }
}

/// Why a bill with these may not be made, or `Ok(None)` where all may.
fn refusal(
    tx: &mut Tx<'_>,
    store: StoreId,
    all: &[ByHand],
    sums: &BTreeMap<(OperatorId, bool), Fen>,
) -> Result<Option<HandError>, StoreError> {
    for one in all {
        if !may(tx, one.by, Role::reduces_prices, Matter::Store(store))? {
            return Ok(Some(HandError::NotAllowed));
        }
        if let Some((second, _)) = one.approved
            && !is_second(tx, second, one.by, store)?
        {
            return Ok(Some(HandError::SecondMayNot));
        }
    }
    for ((operator, second), amount) in sums {
        if !would_act_alone(tx, &alone(*operator, *amount, ""))? {
            return Ok(Some(if *second {
                HandError::SecondMayNot
            } else {
                HandError::NeedsSecond { amount: *amount }
            }));
        }
    }
    Ok(None)
}

/// Whether this person may say yes to what that one takes off in a store.
pub(crate) fn is_second(
    tx: &mut Tx<'_>,
    second: OperatorId,
    by: OperatorId,
    store: StoreId,
) -> Result<bool, StoreError> {
    let right: fn(Role) -> bool = |role| role.approves() && role.reduces_prices();
    Ok(second != by && may(tx, second, right, Matter::Store(store))?)
}

/// Whether a bill may be made with these as it is priced now; changes nothing.
pub(crate) fn would_be_allowed(
    tx: &mut Tx<'_>,
    store: StoreId,
    all: &[ByHand],
    quote: &Quote,
) -> Result<Result<(), HandError>, StoreError> {
    let sums = match by_person(all, quote) {
        Ok(sums) => sums,
        Err(error) => return Ok(Err(error)),
    };
    Ok(refusal(tx, store, all, &sums)?.map_or(Ok(()), Err))
}

/// The same when the sale is made, and notes what each person has used of their right.
pub(super) fn allow(
    tx: &mut Tx<'_>,
    store: StoreId,
    all: &[ByHand],
    quote: &Quote,
    reference: &str,
) -> Result<Result<(), HandError>, StoreError> {
    if let Err(error) = would_be_allowed(tx, store, all, quote)? {
        return Ok(Err(error));
    }
    for ((operator, second), amount) in by_person(all, quote).unwrap_or_default() {
        // The sums of the day are read again under the lock of the operator's row.
        if !acts_alone(tx, &alone(operator, amount, reference))? {
            return Ok(Err(if second {
                HandError::SecondMayNot
            } else {
                HandError::NeedsSecond { amount }
            }));
        }
    }
    Ok(Ok(()))
}

/// Writes them beside the sale.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    (sale, member, store): (SaleId, Option<MemberId>, StoreId),
    all: &[ByHand],
    quote: &Quote,
) -> Result<(), StoreError> {
    let day = day_number(tx.business_day(Some(store)));
    for (number, one) in (1_i64..).zip(all) {
        let (kind, figure) = one.figure();
        // In their order: what is written at the end of the transaction has none.
        tx.exec(
            "INSERT INTO hand_discount (sale_id, number, member_id, store_id, business_day, at, line, kind, figure, amount_fen, \
             reason, note, operator_id, approved_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            params![
                sale,
                number,
                member,
                store,
                day,
                tx.now(),
                one.line.map(i64::from),
                kind,
                figure,
                one.taken_in(quote),
                one.reason.as_str(),
                one.note,
                one.by,
                one.approved.map(|(second, _)| second),
            ],
        )?;
    }
    Ok(())
}
