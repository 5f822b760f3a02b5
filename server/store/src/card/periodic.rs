//! Fees of the year and of the month, taken from the balance at night (FEATURES C14): as far as there is one, and never below zero.
//!
//! A card remembers up to which year and which month it was looked at, in the same transaction, so that a run that is repeated takes
//! nothing twice. What of a year's fee found no balance is owed, and asked for again on each night on which there is some; a month's fee is
//! not.

use huika_domain::{CardId, CardTypeId, Fen, MemberId, plan_spend, spendable_on};

use super::current::number;
use crate::{
    StoreError, Tx,
    ledger::{Account, Draft, EntryKind, Explanation, Header, Wallet, draw_money, money_lots},
    params,
};

/// Which of the two fees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    /// In the month in which the member joined.
    Year,
    /// In each month.
    Month,
}

/// A card whose fee is due.
struct Due {
    card: CardId,
    member: MemberId,
    tail: String,
    fee: Fen,
}

/// Looks at up to `limit` cards of each kind whose fee of the year or of the month is due, and answers how many were looked at; call it
/// again until it answers 0.
pub fn charge_periodic_fees(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    let kinds: Vec<CardTypeId> = tx.all("SELECT id FROM card_type ORDER BY id LIMIT 500", params![], |row| {
        row.get("id")
    })?;
    let mut looked_at = 0;
    for kind in kinds {
        let terms = tx.rules_of_card_type(kind).card_terms.clone();
        let yearly = [terms.annual_fee_fen, terms.annual_further_fen];
        if yearly.iter().any(|fee| fee.is_positive()) {
            looked_at += charge_all(tx, kind, Period::Year, yearly, limit)?;
        }
        if terms.service_fee_fen.is_positive() {
            looked_at += charge_all(tx, kind, Period::Month, [terms.service_fee_fen; 2], limit)?;
        }
    }
    Ok(looked_at + charge_owed(tx, limit)?)
}

/// Takes what cards owe of a year's fee from those who have a balance by now, each card once a day.
fn charge_owed(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    let mut cards = tx.all(
        "SELECT c.id, c.member_id, c.number, c.annual_owed_fen FROM card c JOIN wallet w ON w.member_id = c.member_id \
         WHERE c.annual_owed_fen > 0 AND c.annual_asked_day < ?1 AND c.status = 'active' AND w.principal_fen + w.bonus_fen > 0 \
         ORDER BY c.id LIMIT ?2",
        params![i64::from(tx.today().get()), limit],
        |row| {
            Ok(Due {
                card: row.get("id")?,
                member: row.get("member_id")?,
                tail: number(&row.get::<String>("number")?)?.tail(),
                fee: row.get("annual_owed_fen")?,
            })
        },
    )?;
    cards.sort_by_key(|due| due.member);
    for due in &cards {
        let wallet = wallet_of(tx, due)?;
        let today = i64::from(tx.today().get());
        let owed = tx.one(
            "UPDATE card SET annual_asked_day = ?2 WHERE id = ?1 AND status = 'active' AND annual_asked_day < ?2 RETURNING annual_owed_fen",
            params![due.card, today],
            |row| row.get::<Fen>("annual_owed_fen"),
        )?;
        let Some(owed) = owed else {
            continue;
        };
        let due = Due {
            fee: owed,
            tail: due.tail.clone(),
            ..*due
        };
        let reference = format!("{}:{}:{today}", EntryKind::AnnualFee, due.card);
        let taken = take(tx, wallet, &due, Period::Year, &reference)?;
        tx.exec(
            "UPDATE card SET annual_owed_fen = annual_owed_fen - ?2 WHERE id = ?1",
            params![due.card, taken],
        )?;
    }
    Ok(cards.len() as u64)
}

fn wallet_of(tx: &mut Tx<'_>, due: &Due) -> Result<Wallet, StoreError> {
    Wallet::lock(tx, due.member)?
        .ok_or_else(|| StoreError::Decode(format!("a card of member {}, who has no wallet", due.member)))
}

/// The fees are that of a first card and that of a further one.
fn charge_all(
    tx: &mut Tx<'_>,
    kind: CardTypeId,
    period: Period,
    fees: [Fen; 2],
    limit: i64,
) -> Result<u64, StoreError> {
    let today = tx.today();
    let due = match period {
        Period::Year => {
            "SELECT id, member_id, number, further FROM card WHERE card_type_id = ?1 AND status = 'active' AND joined_month = ?2 \
             AND annual_year < ?3 ORDER BY annual_year, id LIMIT ?4"
        }
        Period::Month => {
            "SELECT id, member_id, number, further FROM card WHERE card_type_id = ?1 AND status = 'active' AND service_month < ?3 \
             AND ?2 > 0 ORDER BY service_month, id LIMIT ?4"
        }
    };
    let mut cards = tx.all(
        due,
        params![kind, i64::from(today.month()), period.of(tx), limit],
        |row| {
            let further = usize::from(row.get::<bool>("further")?);
            Ok(Due {
                card: row.get("id")?,
                member: row.get("member_id")?,
                tail: number(&row.get::<String>("number")?)?.tail(),
                fee: fees[further],
            })
        },
    )?;
    // As every other use case locks them.
    cards.sort_by_key(|due| due.member);
    for due in &cards {
        charge_one(tx, due, period)?;
    }
    Ok(cards.len() as u64)
}

impl Period {
    /// The year or the month that runs.
    fn of(self, tx: &Tx<'_>) -> i64 {
        let today = tx.today();
        i64::from(match self {
            Self::Year => today.year(),
            Self::Month => today.in_month().get(),
        })
    }

    /// As an entry keeps it: `2026` or `2026-11`.
    fn text(self, tx: &Tx<'_>) -> String {
        let today = tx.today();
        match self {
            Self::Year => today.year().to_string(),
            Self::Month => format!("{}-{:02}", today.year(), today.month()),
        }
    }

    const fn kind(self) -> EntryKind {
        match self {
            Self::Year => EntryKind::AnnualFee,
            Self::Month => EntryKind::ServiceFee,
        }
    }

    const fn party(self) -> &'static str {
        match self {
            Self::Year => "annual",
            Self::Month => "service",
        }
    }
}

fn charge_one(tx: &mut Tx<'_>, due: &Due, period: Period) -> Result<(), StoreError> {
    let wallet = wallet_of(tx, due)?;
    let looked_at = match period {
        Period::Year => "UPDATE card SET annual_year = ?2 WHERE id = ?1 AND status = 'active' AND annual_year < ?2",
        Period::Month => {
            "UPDATE card SET service_month = ?2 WHERE id = ?1 AND status = 'active' AND service_month < ?2"
        }
    };
    if tx.exec(looked_at, params![due.card, period.of(tx)])? == 0 || due.fee.is_zero() {
        // Another server was faster, or this card costs nothing.
        return Ok(());
    }
    let reference = format!("{}:{}:{}", period.kind(), due.card, period.text(tx));
    let taken = take(tx, wallet, due, period, &reference)?;
    if period == Period::Year && taken < due.fee {
        let owed = due.fee.checked_sub(taken).unwrap_or_default();
        tx.exec(
            "UPDATE card SET annual_owed_fen = annual_owed_fen + ?2, annual_asked_day = ?3 WHERE id = ?1",
            params![due.card, owed, i64::from(tx.today().get())],
        )?;
    }
    Ok(())
}

/// Takes as much of a fee as there is, and answers how much that was.
fn take(tx: &mut Tx<'_>, wallet: Wallet, due: &Due, period: Period, reference: &str) -> Result<Fen, StoreError> {
    let lots = money_lots(tx, due.member)?;
    let there = spendable_on(&lots, due.fee, tx.now());
    let taken = due.fee.min(there);
    if !taken.is_positive() {
        return Ok(Fen::ZERO);
    }
    let draws = plan_spend(&lots, taken, due.fee, tx.now()).map_err(|e| StoreError::Internal(e.to_string()))?;
    let mut draft = Draft::new(wallet);
    draw_money(tx, &mut draft, &draws)?;
    draft.shop_money(Account::Fees, period.party(), taken);
    let text = period.text(tx);
    let header = Header {
        kind: period.kind(),
        reference,
        store: None,
        operator: None,
        reverses: None,
        explanation: &Explanation::CardFee {
            tail: due.tail.clone(),
            period: text.clone(),
            fee: due.fee,
            channel: String::new(),
        },
    };
    draft.post(tx, &header)?;
    Ok(taken)
}
