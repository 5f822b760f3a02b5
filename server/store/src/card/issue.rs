//! Giving a card a number and its rows: when a member joins, when they get another one, and when one replaces another.

use huika_domain::{BusinessDay, CardId, CardNumber, CardTypeId, MemberId, Millis};

use crate::{StoreError, Tx, params};

/// A card that a member gets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewCard {
    pub member: MemberId,
    pub card_type: CardTypeId,
    /// Beside another one.
    pub further: bool,
    /// The day on which its member joined, whose month is the one of the year's fee.
    pub joined: BusinessDay,
}

/// Gives out a card with a number of its own.
pub(crate) fn issue_card(tx: &mut Tx<'_>, new: &NewCard) -> Result<(CardId, CardNumber), StoreError> {
    let (now, today) = (tx.now(), tx.today());
    let expires_at = last_instant(tx, new.card_type);
    loop {
        let number = random_card_number(tx);
        // A taken number is drawn again.
        let issued: Option<CardId> = tx.one(
            "INSERT INTO card (number, member_id, card_type_id, issued_at, further, expires_at, joined_month, annual_year, service_month) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (number) DO NOTHING RETURNING id",
            params![
                number.as_digits(),
                new.member,
                new.card_type,
                now,
                new.further,
                expires_at,
                i64::from(new.joined.month()),
                i64::from(today.year()),
                i64::from(today.in_month().get()),
            ],
            |row| row.get("id"),
        )?;
        if let Some(issued) = issued {
            return Ok((issued, number));
        }
    }
}

/// Gives out a card in the place of `old`: of its kind, with its validity and its fees.
pub(crate) fn issue_for(tx: &mut Tx<'_>, member: MemberId, old: CardId) -> Result<CardNumber, StoreError> {
    loop {
        let number = random_card_number(tx);
        let issued: Option<CardId> = tx.one(
            "INSERT INTO card (number, member_id, card_type_id, issued_at, chosen_at, further, expires_at, joined_month, annual_year, \
             service_month, annual_owed_fen, annual_asked_day) SELECT ?1, member_id, card_type_id, ?3, chosen_at, further, expires_at, \
             joined_month, annual_year, service_month, annual_owed_fen, annual_asked_day FROM card WHERE id = ?2 ON CONFLICT (number) DO NOTHING RETURNING id",
            params![number.as_digits(), old, tx.now()],
            |row| row.get("id"),
        )?;
        if let Some(issued) = issued {
            tx.exec(
                "UPDATE card SET replaced_by_id = ?2 WHERE id = ?1 AND member_id = ?3",
                params![old, issued, member],
            )?;
            return Ok(number);
        }
    }
}

/// The last instant at which a card of a kind holds that is given out today; none: without an end.
pub(crate) fn last_instant(tx: &Tx<'_>, card_type: CardTypeId) -> Option<Millis> {
    let months = tx.rules_of_card_type(card_type).card_terms.valid_months?;
    let today = tx.today();
    let month = today.in_month().plus_months(months).get();
    // The 31st becomes the last day of a shorter month.
    let day = (1..=today.day())
        .rev()
        .find_map(|day| BusinessDay::new(month * 100 + day).ok())?;
    Some(tx.context().zone.end_of(day))
}

/// A card number that tells nothing about how many there are.
pub(crate) fn random_card_number(tx: &Tx<'_>) -> CardNumber {
    CardNumber::compose(CardNumber::DEFAULT_PREFIX, tx.context().rng.below(CARD_SERIALS))
}

/// Card numbers are 6800, eleven digits of a serial, and a check digit.
const CARD_SERIALS: u64 = 100_000_000_000;
