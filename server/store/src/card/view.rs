//! What pages and the counter see of a member's card.

use huika_domain::{DocumentNumber, Fen, MemberId, Millis, Scanned, Standing};

use crate::{
    StoreError, Tx,
    card::{current::current_card, request::CardEventKind},
    ledger::Wallet,
    member::{CardFace, card_face, members_with_document, standing},
    params,
};

/// Something that happened to a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardEvent {
    /// What.
    pub kind: CardEventKind,
    /// Since when it is in force.
    pub at: Millis,
    /// At which counter; empty when the member did it on the phone, or the office.
    pub store: String,
    /// By whom in the shop; empty when the member did it.
    pub operator: String,
}

/// What a page about the card shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardState {
    /// Whose card, which, and its status.
    pub card: CardFace,
    /// What a new card costs.
    pub fee: Fen,
    /// What is on it.
    pub balance: Fen,
    /// By which is decided what opens or replaces it.
    pub standing: Standing,
    /// What happened to it, newest first.
    pub events: Vec<CardEvent>,
}

/// Reads a member's card; `None` when there is no such member.
pub fn card_state(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<CardState>, StoreError> {
    let (Some(card), Some(wallet)) = (card_face(tx, member)?, Wallet::read(tx, member)?) else {
        return Ok(None);
    };
    let Some(standing) = standing(tx, member)? else {
        return Ok(None);
    };
    let current = current_card(tx, member)?;
    Ok(Some(CardState {
        card,
        fee: tx.rules_of_card_type(current.card_type).card_terms.replacement_fee_fen,
        balance: wallet.balance(),
        standing,
        events: card_events(tx, member)?,
    }))
}

/// The member whom a phone number, a card's number or the number of a document names, whatever state the card is in: for the counter's card
/// desk.
pub fn find_card_holder(tx: &mut Tx<'_>, typed: &str) -> Result<Option<MemberId>, StoreError> {
    match Scanned::parse(typed) {
        Ok(Scanned::Phone(phone)) => tx.one(
            "SELECT id FROM member WHERE phone = ?1 AND status <> 'closed'",
            params![phone.as_str()],
            |row| row.get("id"),
        ),
        Ok(Scanned::Card(number)) => tx.one(
            "SELECT m.id FROM card c JOIN member m ON m.id = c.member_id \
             WHERE c.number = ?1 AND c.status = 'active' AND m.status <> 'closed'",
            params![number.as_digits()],
            |row| row.get("id"),
        ),
        _ => {
            for number in DocumentNumber::of_any_kind(typed) {
                if let Some(member) = members_with_document(tx, &number)?.first() {
                    return Ok(Some(*member));
                }
            }
            Ok(None)
        }
    }
}

/// What happened to the member's cards, newest first.
pub fn card_events(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<CardEvent>, StoreError> {
    tx.all(
        "SELECT e.kind, e.at, COALESCE(s.name, '') AS store, COALESCE(o.name, '') AS operator FROM card_event e \
         LEFT JOIN store s ON s.id = e.store_id LEFT JOIN operator o ON o.id = e.operator_id \
         WHERE e.member_id = ?1 ORDER BY e.id DESC LIMIT 20",
        params![member],
        |row| {
            Ok(CardEvent {
                kind: row.get("kind")?,
                at: row.get("at")?,
                store: row.get("store")?,
                operator: row.get("operator")?,
            })
        },
    )
}
