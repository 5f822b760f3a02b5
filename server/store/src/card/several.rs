//! Several cards of one member: all are keys to the same wallet. The member chooses which one is shown and topped up; the counter gives
//! out further ones, changes the kind of one, and takes one back. What was put on a card stays as it was, whatever becomes of the card.

use huika_domain::{
    BusinessDay, CardGiver, CardId, CardKind, CardNumber, CardStatus, CardTypeId, Fen, MemberId, Millis, OperatorId,
};
use serde::Serialize;

use super::{
    card_type::{card_type, card_types, stores_of_type},
    current::{current_card, number},
    fee::{Fee, charge},
    issue::{NewCard, issue_card, last_instant},
    request::{By, CardError, CardEventKind, FeeFrom, identified, note},
};
use crate::{
    StoreError, Tx,
    db::idempotency,
    ledger::{EntryKind, Explanation, Wallet},
    params,
    staff::{Matter, Place, Role, are_separate, may, works_at},
};

/// One of a member's cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnCard {
    /// Which.
    pub id: CardId,
    /// Its number.
    pub number: CardNumber,
    /// Its kind.
    pub card_type: CardTypeId,
    /// What its kind is called in Chinese.
    pub name: String,
    /// And in English; empty when nobody said.
    pub english: String,
    /// What its kind is for.
    pub kind: CardKind,
    /// The colour of its face.
    pub colour: String,
    /// The digest of the picture on it; empty for none.
    pub picture: String,
    /// Whether it is the one that is shown and topped up.
    pub shown: bool,
    /// Whether the member got it beside another one.
    pub further: bool,
    /// Until when it holds; none: without an end.
    pub expires_at: Option<Millis>,
}

/// More cards than this nobody holds.
const MOST_CARDS: usize = 10;

/// The member's cards that are in use, the one that is shown first.
pub fn cards_of(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<OwnCard>, StoreError> {
    let mut cards = tx.all(
        "SELECT c.id, c.number, c.card_type_id, t.name, t.name_en, t.kind, t.colour, t.picture, c.further, c.expires_at FROM card c \
         JOIN card_type t ON t.id = c.card_type_id WHERE c.member_id = ?1 AND c.status = 'active' \
         ORDER BY c.chosen_at DESC, c.id LIMIT 20",
        params![member],
        |row| {
            Ok(OwnCard {
                id: row.get("id")?,
                number: number(&row.get::<String>("number")?)?,
                card_type: row.get("card_type_id")?,
                name: row.get("name")?,
                english: row.get("name_en")?,
                kind: row.get("kind")?,
                colour: row.get("colour")?,
                picture: row.get("picture")?,
                shown: false,
                further: row.get("further")?,
                expires_at: row.get("expires_at")?,
            })
        },
    )?;
    if let Some(first) = cards.first_mut() {
        first.shown = true;
    }
    Ok(cards)
}

/// Shows and tops up this card from now on. A card that is not the member's is none.
pub fn choose_card(tx: &mut Tx<'_>, member: MemberId, card: CardId) -> Result<(), CardError> {
    Wallet::lock(tx, member)?;
    let latest: i64 = tx.value(
        "SELECT CAST(COALESCE(MAX(chosen_at), 0) AS BIGINT) FROM card WHERE member_id = ?1",
        params![member],
    )?;
    let chosen = tx.exec(
        "UPDATE card SET chosen_at = ?3 WHERE id = ?1 AND member_id = ?2 AND status = 'active'",
        params![card, member, tx.now().get().max(latest.saturating_add(1))],
    )?;
    if chosen == 0 {
        return Err(CardError::NoCard);
    }
    tx.announce(member);
    Ok(())
}

/// A kind of card that can be given out here, and what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Givable {
    /// Which.
    pub id: CardTypeId,
    /// What it is called in Chinese.
    pub name: String,
    /// And in English; empty when nobody said.
    pub english: String,
    /// What it costs to get one.
    pub fee: Fen,
}

/// The kinds that whoever stands at `place` may give out.
pub fn givable(tx: &mut Tx<'_>, place: &Place) -> Result<Vec<Givable>, StoreError> {
    let mut found = Vec::new();
    for one in card_types(tx)? {
        if one.ended_at.is_none() && may_give(tx, one.id, one.giver, place)? {
            found.push(Givable {
                id: one.id,
                name: one.name,
                english: one.english,
                fee: tx.rules_of_card_type(one.id).card_terms.joining_fee_fen,
            });
        }
    }
    Ok(found)
}

fn may_give(tx: &mut Tx<'_>, id: CardTypeId, giver: CardGiver, place: &Place) -> Result<bool, StoreError> {
    let stores = stores_of_type(tx, id)?;
    if !stores.is_empty() && !stores.iter().any(|(store, _)| *store == place.store) {
        return Ok(false);
    }
    match (giver, place.operator) {
        (CardGiver::Desk, _) => Ok(true),
        (CardGiver::Lead, Some(operator)) => may(tx, operator, Role::approves, Matter::Store(place.store)),
        (CardGiver::Lead, None) => Ok(false),
    }
}

/// A further card is asked for at a counter.
#[derive(Debug, Clone)]
pub struct GiveCard {
    /// Of which kind.
    pub card_type: CardTypeId,
    /// By whom, and what the member showed.
    pub by: By,
    /// How its fee is paid.
    pub fee_from: FeeFrom,
    /// Who of the store sold it; none: whoever is at the counter.
    pub sold_by: Option<OperatorId>,
    /// Whether an invoice is made out for its fee.
    pub invoiced: bool,
    /// The request's key.
    pub key: String,
}

/// What a repeated request is compared with.
#[derive(Serialize)]
struct Asked {
    card_type: CardTypeId,
    fee_from: FeeFrom,
}

/// Gives the member another card, a key to the same wallet. It is shown from now on.
pub fn give_card(tx: &mut Tx<'_>, member: MemberId, request: &GiveCard) -> Result<CardId, CardError> {
    identified(tx, member, &request.by)?;
    let wallet = Wallet::lock(tx, member)?.ok_or_else(|| StoreError::Decode("a member without a wallet".into()))?;
    let (scope, asked) = (
        format!("give-card:{member}"),
        Asked {
            card_type: request.card_type,
            fee_from: request.fee_from,
        },
    );
    idempotency::answered_once(tx, &scope, &request.key, &asked, |tx| {
        let (status, joined_at): (CardStatus, Millis) = tx
            .one(
                "SELECT status, joined_at FROM member WHERE id = ?1",
                params![member],
                |row| Ok((row.get("status")?, row.get("joined_at")?)),
            )?
            .ok_or_else(|| StoreError::Decode("a wallet without a member".into()))?;
        if !status.is_active() {
            return Err(CardError::WrongStatus { status });
        }
        is_given_here(tx, request.card_type, &request.by)?;
        is_sold_apart(tx, request)?;
        if cards_of(tx, member)?.len() >= MOST_CARDS {
            return Err(CardError::TooMany);
        }
        let joined: BusinessDay = tx.context().zone.business_day(joined_at);
        let new = NewCard {
            member,
            card_type: request.card_type,
            further: true,
            joined,
        };
        let (card, number) = issue_card(tx, &new)?;
        let fee = tx.rules_of_card_type(request.card_type).card_terms.joining_fee_fen;
        let fee = Fee {
            kind: EntryKind::JoiningFee,
            party: "joining",
            reference: &format!("joining-fee:{card}"),
            amount: fee,
            from: request.fee_from,
            by: &request.by,
            explanation: &Explanation::CardFee {
                tail: number.tail(),
                period: String::new(),
                fee,
                channel: request.fee_from.channel().to_owned(),
            },
        };
        let entry = charge(tx, wallet, &fee)?;
        note(tx, member, card, CardEventKind::Issued, &request.by, entry, "")?;
        note_sold(tx, (member, card), request)?;
        choose_card(tx, member, card)?;
        Ok(card)
    })
}

/// That who sold it is of this store, and somebody else where the kind of card asks for that.
fn is_sold_apart(tx: &mut Tx<'_>, request: &GiveCard) -> Result<(), CardError> {
    let By::Counter { place, .. } = &request.by else {
        return Err(CardError::NotAllowed);
    };
    if let Some(seller) = request.sold_by
        && !works_at(tx, seller, place)?
    {
        return Err(CardError::NotAllowed);
    }
    let apart = tx.rules_of_card_type(request.card_type).card_terms.separate_hands;
    if apart && !are_separate(request.sold_by, place) {
        return Err(CardError::SeparateHands);
    }
    Ok(())
}

/// Who sold a card, and whether its fee was invoiced, beside what is noted of every act.
fn note_sold(tx: &mut Tx<'_>, (member, card): (MemberId, CardId), request: &GiveCard) -> Result<(), StoreError> {
    let at_the_counter = match &request.by {
        By::Counter { place, .. } => place.operator,
        By::Member(_) | By::Office { .. } => None,
    };
    tx.exec(
        "UPDATE card_event SET sold_by = ?3, invoiced = ?4 WHERE member_id = ?1 AND card_id = ?2 AND kind = 'issued'",
        params![member, card, request.sold_by.or(at_the_counter), request.invoiced],
    )?;
    Ok(())
}

/// Whether a kind is in use and given out by who asks.
fn is_given_here(tx: &mut Tx<'_>, id: CardTypeId, by: &By) -> Result<(), CardError> {
    let By::Counter { place, .. } = by else {
        return Err(CardError::NotAllowed);
    };
    let kind = card_type(tx, id)?.filter(|kind| kind.ended_at.is_none());
    let kind = kind.ok_or(CardError::NoCardType)?;
    if may_give(tx, id, kind.giver, place)? {
        Ok(())
    } else {
        Err(CardError::NotAllowed)
    }
}

/// Makes a card one of another kind. Its number stays, and so does everything that was put on it: each lot keeps the order of use, the
/// expiry and the place that it was made with; what is put on the card from now on follows the new kind.
pub fn change_kind(
    tx: &mut Tx<'_>,
    member: MemberId,
    card: CardId,
    card_type_id: CardTypeId,
    by: &By,
) -> Result<(), CardError> {
    identified(tx, member, by)?;
    Wallet::lock(tx, member)?;
    is_given_here(tx, card_type_id, by)?;
    let before = own_card(tx, member, card)?;
    if before.card_type == card_type_id {
        return Err(CardError::SameKind);
    }
    let after = card_type(tx, card_type_id)?.ok_or(CardError::NoCardType)?;
    let expires_at = last_instant(tx, card_type_id);
    tx.exec(
        "UPDATE card SET card_type_id = ?2, expires_at = ?3 WHERE id = ?1 AND member_id = ?4",
        params![card, card_type_id, expires_at, member],
    )?;
    let detail = format!("{} → {}", before.name, after.name);
    note(tx, member, card, CardEventKind::KindChanged, by, None, &detail)?;
    tx.announce(member);
    Ok(())
}

/// Lets a card hold for as long again as one that is given out today.
pub fn renew_card(tx: &mut Tx<'_>, member: MemberId, card: CardId, by: &By) -> Result<(), CardError> {
    identified(tx, member, by)?;
    Wallet::lock(tx, member)?;
    let own = own_card(tx, member, card)?;
    let expires_at = last_instant(tx, own.card_type);
    if own.expires_at == expires_at {
        return Err(CardError::SameKind);
    }
    tx.exec(
        "UPDATE card SET expires_at = ?2 WHERE id = ?1 AND member_id = ?3",
        params![card, expires_at, member],
    )?;
    note(tx, member, card, CardEventKind::Renewed, by, None, "")?;
    tx.announce(member);
    Ok(())
}

/// Takes a card back. The last one stays: whoever wants none closes the account.
pub fn take_card_back(tx: &mut Tx<'_>, member: MemberId, card: CardId, by: &By) -> Result<(), CardError> {
    identified(tx, member, by)?;
    Wallet::lock(tx, member)?;
    own_card(tx, member, card)?;
    if cards_of(tx, member)?.len() < 2 {
        return Err(CardError::LastCard);
    }
    tx.exec(
        "UPDATE card SET status = 'ended', ended_at = ?2 WHERE id = ?1 AND member_id = ?3",
        params![card, tx.now(), member],
    )?;
    // Who holds one card has none beside another one.
    let left = current_card(tx, member)?.id;
    if cards_of(tx, member)?.iter().all(|one| one.further) {
        tx.exec("UPDATE card SET further = 0 WHERE id = ?1", params![left])?;
    }
    note(tx, member, card, CardEventKind::TakenBack, by, None, "")?;
    tx.announce(member);
    Ok(())
}

fn own_card(tx: &mut Tx<'_>, member: MemberId, card: CardId) -> Result<OwnCard, CardError> {
    let cards = cards_of(tx, member)?;
    cards.into_iter().find(|one| one.id == card).ok_or(CardError::NoCard)
}
