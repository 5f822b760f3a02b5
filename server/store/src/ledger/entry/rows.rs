//! The rows that an entry consists of beside its own: lots and lines.

use std::{array, fmt::Write as _, sync::LazyLock};

use huika_domain::{CardTypeId, EntryId, Fen, LotId, MemberId, Millis, Points, SpendOrder, settings::StoredValueRule};

use crate::{
    StoreError, Tx, Value,
    ledger::{Account, Commodity},
    params,
};

/// A lot that the entry makes.
pub(super) enum NewLot {
    Money(NewMoneyLot),
    Points(NewPointLot),
}

impl NewLot {
    pub(super) const fn table(&self) -> &'static str {
        match self {
            Self::Money(_) => "money_lot",
            Self::Points(_) => "point_lot",
        }
    }
}

/// A posting that has no number yet.
pub(super) struct Line {
    pub(super) account: Account,
    pub(super) commodity: Commodity,
    pub(super) member: Option<MemberId>,
    pub(super) party: String,
    pub(super) lot: Option<LotRef>,
    pub(super) amount: i64,
    pub(super) balance_after: Option<i64>,
}

/// Writes a lot and answers its number.
pub(super) fn insert_lot(
    tx: &mut Tx<'_>,
    member: MemberId,
    entry: EntryId,
    rules_version: i64,
    lot: &NewLot,
) -> Result<LotId, StoreError> {
    let (now, table) = (tx.now(), lot.table());
    match lot {
        NewLot::Money(lot) => tx.insert_later(
            table,
            "INSERT INTO money_lot (member_id, entry_id, principal_granted, bonus_granted, principal_left, bonus_left, \
             spend_order, bonus_expires_at, rule, created_at, bonus_emptied, rules_version, card_type_id, use_rank) \
             VALUES (?1, ?2, ?3, ?4, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                member,
                entry,
                lot.principal,
                lot.bonus,
                lot.order.to_text(),
                lot.bonus_expires_at,
                lot.rule,
                now,
                i64::from(lot.bonus.is_zero()),
                rules_version,
                lot.of_card.card_type,
                lot.of_card.use_rank,
            ],
            LotId::new,
        ),
        NewLot::Points(lot) => {
            let id = tx.insert_later(
                table,
                "INSERT INTO point_lot (member_id, entry_id, granted, available_from, expires_at, rule, created_at, \
                 rules_version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    member,
                    entry,
                    lot.points,
                    lot.available_from,
                    lot.expires_at,
                    lot.rule,
                    now,
                    rules_version,
                ],
                LotId::new,
            )?;
            tx.later(
                "INSERT INTO open_point_lot (member_id, lot_id, remaining, granted, available_from, expires_at, created_at) \
                 VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)",
                params![member, id, lot.points, lot.available_from, lot.expires_at, now],
            )?;
            Ok(id)
        }
    }
}

/// Writes all lines, several by one statement.
pub(super) fn insert_lines(tx: &mut Tx<'_>, entry: EntryId, lines: &[Line], lots: &[LotId]) -> Result<(), StoreError> {
    for (number, chunk) in lines.chunks(CHUNK).enumerate() {
        insert_chunk(tx, entry, number * CHUNK, chunk, lots)?;
    }
    Ok(())
}

fn insert_chunk(
    tx: &mut Tx<'_>,
    entry: EntryId,
    first: usize,
    lines: &[Line],
    lots: &[LotId],
) -> Result<(), StoreError> {
    let mut values = Vec::with_capacity(lines.len() * COLUMNS);
    for (offset, line) in lines.iter().enumerate() {
        let lot = line.lot.and_then(|lot| match lot {
            LotRef::Old(lot) => Some(lot),
            LotRef::New(index) => lots.get(index).copied(),
        });
        values.extend([
            Value::Int(entry.get()),
            Value::Int((first + offset + 1) as i64),
            Value::Int(line.account.number()),
            Value::Int(line.commodity.number()),
            line.member.map_or(Value::NullInt, |member| Value::Int(member.get())),
            Value::Text(&line.party),
            lot.map_or(Value::NullInt, |lot| Value::Int(lot.get())),
            Value::Int(line.amount),
            line.balance_after.map_or(Value::NullInt, Value::Int),
        ]);
    }
    tx.later(text_for(lines.len())?, &values)
}

const COLUMNS: usize = 9;

/// Lines written by one statement.
const CHUNK: usize = 16;

/// The statement for so many lines. There are few different ones, so they stay prepared.
fn text_for(rows: usize) -> Result<&'static str, StoreError> {
    static TEXTS: LazyLock<[String; CHUNK]> = LazyLock::new(|| array::from_fn(|index| insert_text(index + 1)));
    let text = rows.checked_sub(1).and_then(|index| TEXTS.get(index));
    text.map(String::as_str)
        .ok_or_else(|| StoreError::Internal(format!("no statement writes {rows} lines")))
}

/// One `INSERT` for `rows` lines.
fn insert_text(rows: usize) -> String {
    let mut text = String::from(
        "INSERT INTO posting (entry_id, line, account, commodity, member_id, party, lot_id, amount, balance_after) VALUES ",
    );
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=COLUMNS {
            let comma = if column == 1 { "" } else { ", " };
            // Writing to a String cannot fail.
            let _ = write!(text, "{comma}?{}", row * COLUMNS + column);
        }
        text.push(')');
    }
    text
}

/// A lot that a line belongs to: one that exists, or one that this entry makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LotRef {
    /// It exists.
    Old(LotId),
    /// It gets its number when the entry is posted.
    New(usize),
}

impl From<LotId> for LotRef {
    fn from(lot: LotId) -> Self {
        Self::Old(lot)
    }
}

/// What a top-up leaves behind.
#[derive(Debug, Clone)]
pub struct NewMoneyLot {
    /// Paid in.
    pub principal: Fen,
    /// Added by the shop.
    pub bonus: Fen,
    /// How it will be spent, frozen.
    pub order: SpendOrder,
    /// When the bonus expires.
    pub bonus_expires_at: Option<Millis>,
    /// The rule it was made under.
    pub rule: String,
    /// On which kind of card it was put.
    pub of_card: LotOfCard,
}

/// On which kind of card a lot was put, frozen: a later change of the card never touches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LotOfCard {
    /// The kind, whose cap it counts towards; none for what was given to the member and put on no card: it counts towards every cap.
    pub card_type: Option<CardTypeId>,
    /// Lots with smaller numbers are used first.
    pub use_rank: i64,
}

impl Default for LotOfCard {
    /// What was put on no card.
    fn default() -> Self {
        Self {
            card_type: None,
            use_rank: StoredValueRule::USUAL_RANK,
        }
    }
}

/// What an earning leaves behind.
#[derive(Debug, Clone)]
pub struct NewPointLot {
    /// How many.
    pub points: Points,
    /// From when they can be used.
    pub available_from: Millis,
    /// When they expire.
    pub expires_at: Option<Millis>,
    /// The rule they were made under.
    pub rule: String,
}
