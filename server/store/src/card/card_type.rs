//! Kinds of card: made, changed, taken out of use. What they may hold, offer and cost are rules of their scope.

use std::collections::BTreeSet;

use huika_domain::{
    CardColour, CardGiver, CardKind, CardTypeCode, CardTypeEnglish, CardTypeId, CardTypeName, DetailError, ErrorCode,
    Millis, OperatorId, StoreId, TradeCard,
};

use crate::{
    Row, StoreError, Tx,
    db::gate::{Gate, pass},
    params,
    staff::{Act, ActKind, Matter, Role, may},
};

crate::db::text_columns!(CardKind, CardGiver);

/// What a kind of card says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardTypeDetails {
    /// What it is called in Chinese.
    pub name: CardTypeName,
    /// And in English.
    pub english: CardTypeEnglish,
    /// What it is for.
    pub kind: CardKind,
    /// The colour of its face.
    pub colour: CardColour,
    /// Who gives it out.
    pub giver: CardGiver,
    /// The stores that give it out; none for all of them.
    pub stores: BTreeSet<StoreId>,
}

/// A kind of card as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardTypeRow {
    /// Which.
    pub id: CardTypeId,
    /// Its short name.
    pub code: String,
    /// What it is called in Chinese.
    pub name: String,
    /// And in English; empty when nobody said.
    pub english: String,
    /// What it is for.
    pub kind: CardKind,
    /// The colour of its face, as `#0b7a5b`.
    pub colour: String,
    /// The digest of the picture on its face; empty for none.
    pub picture: String,
    /// Who gives it out.
    pub giver: CardGiver,
    /// Whether it is what whoever joins gets.
    pub on_joining: bool,
    /// Since when it is there; nothing for one that is older than that was written down.
    pub made_at: Option<Millis>,
    /// Since when it is given out no more.
    pub ended_at: Option<Millis>,
}

/// Why nothing was changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CardTypeError {
    /// Only headquarters change kinds of card.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is no such kind.
    #[error("there is no such kind of card")]
    Unknown,
    /// Another kind has this short name.
    #[error("this short name is taken")]
    CodeTaken,
    /// New members get it.
    #[error("this is what new members get")]
    Joining,
    /// There is no such store.
    #[error("there is no such store")]
    NoStore,
    /// It is so already.
    #[error("nothing would change")]
    Same,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CardTypeError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::Unknown => ErrorCode::NoCardType.as_str(),
            Self::CodeTaken => ErrorCode::CardTypeCodeTaken.as_str(),
            Self::Joining => ErrorCode::CardTypeKept.as_str(),
            Self::NoStore => ErrorCode::NoStore.as_str(),
            Self::Same => ErrorCode::NothingChanged.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// More kinds than this tell nobody anything.
const MOST: i64 = 200;

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, code, name, name_en, kind, colour, picture, giver, on_joining, created_at, ended_at FROM card_type ",
            $tail
        )
    };
}

fn read(row: &Row<'_>) -> Result<CardTypeRow, StoreError> {
    Ok(CardTypeRow {
        id: row.get("id")?,
        code: row.get("code")?,
        name: row.get("name")?,
        english: row.get("name_en")?,
        kind: row.get("kind")?,
        colour: row.get("colour")?,
        picture: row.get("picture")?,
        giver: row.get("giver")?,
        on_joining: row.get::<i64>("on_joining")? != 0,
        made_at: Some(row.get::<Millis>("created_at")?).filter(|at| at.get() > 0),
        ended_at: row.get("ended_at")?,
    })
}

/// All kinds, those in use first, in the order in which they were made.
pub fn card_types(tx: &mut Tx<'_>) -> Result<Vec<CardTypeRow>, StoreError> {
    let mut all = tx.all(select!("ORDER BY id LIMIT ?1"), params![MOST], read)?;
    all.sort_by_key(|one| one.ended_at.is_some());
    Ok(all)
}

/// One kind.
pub fn card_type(tx: &mut Tx<'_>, id: CardTypeId) -> Result<Option<CardTypeRow>, StoreError> {
    tx.one(select!("WHERE id = ?1"), params![id], read)
}

/// The stores that give a kind out, with their names; none for all of them.
pub fn stores_of_type(tx: &mut Tx<'_>, id: CardTypeId) -> Result<Vec<(StoreId, String)>, StoreError> {
    tx.all(
        "SELECT s.id, s.name FROM card_type_store c JOIN store s ON s.id = c.store_id WHERE c.card_type_id = ?1 ORDER BY s.id LIMIT 1000",
        params![id],
        |row| Ok((row.get("id")?, row.get("name")?)),
    )
}

/// Counting further than this takes longer than it tells.
const COUNTED: i64 = 10_000;

/// How many cards of a kind are in use, up to ten thousand; more than those are said as one more.
pub fn cards_of_type(tx: &mut Tx<'_>, id: CardTypeId) -> Result<i64, StoreError> {
    tx.value(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT id FROM card WHERE card_type_id = ?1 AND status = 'active' LIMIT ?2) c",
        params![id, COUNTED + 1],
    )
}

/// The kind that whoever joins gets.
pub(crate) fn joining_type(tx: &mut Tx<'_>) -> Result<CardTypeId, StoreError> {
    tx.one("SELECT id FROM card_type WHERE on_joining = 1", params![], |row| {
        row.get("id")
    })?
    .ok_or_else(|| StoreError::Decode("the shop has no kind of card for new members".into()))
}

/// Writes the kinds of a trade's template.
pub(crate) fn insert_card_types(tx: &mut Tx<'_>, kinds: &[TradeCard]) -> Result<(), StoreError> {
    let wrong = |error: DetailError| StoreError::Internal(error.to_string());
    for kind in kinds {
        let details = CardTypeDetails {
            name: CardTypeName::parse(kind.name).map_err(wrong)?,
            english: CardTypeEnglish::parse(kind.english).map_err(wrong)?,
            kind: kind.kind,
            colour: CardColour::parse(kind.colour).map_err(wrong)?,
            giver: kind.giver,
            stores: BTreeSet::new(),
        };
        insert_card_type(tx, &CardTypeCode::parse(kind.code).map_err(wrong)?, &details)?;
    }
    Ok(())
}

/// Writes a kind without asking who does it: for the opening of a shop. The first one is what new members get.
fn insert_card_type(tx: &mut Tx<'_>, code: &CardTypeCode, details: &CardTypeDetails) -> Result<CardTypeId, StoreError> {
    let id = tx.insert(
        "INSERT INTO card_type (code, name, name_en, kind, colour, giver, created_at, on_joining) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, \
         CASE WHEN EXISTS (SELECT 1 FROM card_type WHERE on_joining = 1) THEN 0 ELSE 1 END",
        params![
            code.as_str(),
            details.name.as_str(),
            details.english.as_str(),
            details.kind,
            details.colour.as_str(),
            details.giver,
            tx.now(),
        ],
        CardTypeId::new,
    )?;
    keep_stores(tx, id, &details.stores)?;
    Ok(id)
}

fn keep_stores(tx: &mut Tx<'_>, id: CardTypeId, stores: &BTreeSet<StoreId>) -> Result<(), StoreError> {
    tx.exec("DELETE FROM card_type_store WHERE card_type_id = ?1", params![id])?;
    for store in stores {
        tx.exec(
            "INSERT INTO card_type_store (card_type_id, store_id) VALUES (?1, ?2)",
            params![id, *store],
        )?;
    }
    Ok(())
}

fn allowed(tx: &mut Tx<'_>, by: OperatorId) -> Result<(), CardTypeError> {
    // One after the other: short names, and which kind new members get.
    pass(tx, Gate::CardTypes)?;
    if may(tx, by, Role::runs_shop, Matter::Shop)? {
        Ok(())
    } else {
        Err(CardTypeError::NotAllowed)
    }
}

fn known(tx: &mut Tx<'_>, id: CardTypeId) -> Result<CardTypeRow, CardTypeError> {
    card_type(tx, id)?.ok_or(CardTypeError::Unknown)
}

fn stores_are_there(tx: &mut Tx<'_>, stores: &BTreeSet<StoreId>) -> Result<(), CardTypeError> {
    for store in stores {
        let found = tx.one("SELECT id FROM store WHERE id = ?1", params![*store], |row| {
            row.get::<StoreId>("id")
        })?;
        found.ok_or(CardTypeError::NoStore)?;
    }
    Ok(())
}

fn note(tx: &mut Tx<'_>, by: OperatorId, kind: ActKind, was: &str, detail: &str) -> Result<(), StoreError> {
    let act = Act {
        was,
        detail,
        ..Act::new(by, kind)
    };
    act.keep(tx)
}

/// Makes another kind of card. It has the chain's rules until it has some of its own.
pub fn make_card_type(
    tx: &mut Tx<'_>,
    by: OperatorId,
    code: &CardTypeCode,
    details: &CardTypeDetails,
) -> Result<CardTypeId, CardTypeError> {
    allowed(tx, by)?;
    let taken: i64 = tx.value("SELECT COUNT(*) FROM card_type WHERE code = ?1", params![code.as_str()])?;
    if taken > 0 {
        return Err(CardTypeError::CodeTaken);
    }
    stores_are_there(tx, &details.stores)?;
    let made = insert_card_type(tx, code, details)?;
    note(tx, by, ActKind::CardTypeMade, "", details.name.as_str())?;
    Ok(made)
}

/// Changes what a kind of card says about itself. The record holds what changed, before and after.
pub fn change_card_type(
    tx: &mut Tx<'_>,
    by: OperatorId,
    id: CardTypeId,
    details: &CardTypeDetails,
) -> Result<(), CardTypeError> {
    allowed(tx, by)?;
    let before = known(tx, id)?;
    if before.on_joining && !(details.giver == CardGiver::Desk && details.stores.is_empty()) {
        return Err(CardTypeError::Joining);
    }
    stores_are_there(tx, &details.stores)?;
    let stores: BTreeSet<StoreId> = stores_of_type(tx, id)?.into_iter().map(|(store, _)| store).collect();
    let listed = |stores: &BTreeSet<StoreId>| stores.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let pairs = [
        (before.name.clone(), details.name.as_str().to_owned()),
        (before.english.clone(), details.english.as_str().to_owned()),
        (before.kind.to_string(), details.kind.to_string()),
        (before.colour.clone(), details.colour.as_str().to_owned()),
        (before.giver.to_string(), details.giver.to_string()),
        (listed(&stores), listed(&details.stores)),
    ];
    let changed: Vec<&(String, String)> = pairs.iter().filter(|(was, is)| was != is).collect();
    if changed.is_empty() {
        return Err(CardTypeError::Same);
    }
    tx.exec(
        "UPDATE card_type SET name = ?2, name_en = ?3, kind = ?4, colour = ?5, giver = ?6 WHERE id = ?1",
        params![
            id,
            details.name.as_str(),
            details.english.as_str(),
            details.kind,
            details.colour.as_str(),
            details.giver,
        ],
    )?;
    keep_stores(tx, id, &details.stores)?;
    let side =
        |side: fn(&(String, String)) -> &str| changed.iter().map(|pair| side(pair)).collect::<Vec<_>>().join(" | ");
    let (was, is) = (side(|pair| &pair.0), side(|pair| &pair.1));
    Ok(note(tx, by, ActKind::CardTypeChanged, &was, &is)?)
}

/// Gives a kind out no more. Who has a card of it keeps it.
pub fn end_card_type(tx: &mut Tx<'_>, by: OperatorId, id: CardTypeId) -> Result<(), CardTypeError> {
    allowed(tx, by)?;
    let before = known(tx, id)?;
    if before.on_joining {
        return Err(CardTypeError::Joining);
    }
    if before.ended_at.is_some() {
        return Err(CardTypeError::Same);
    }
    tx.exec(
        "UPDATE card_type SET ended_at = ?2 WHERE id = ?1",
        params![id, tx.now()],
    )?;
    Ok(note(tx, by, ActKind::CardTypeEnded, "", &before.name)?)
}

/// Gives a kind out again.
pub fn reopen_card_type(tx: &mut Tx<'_>, by: OperatorId, id: CardTypeId) -> Result<(), CardTypeError> {
    allowed(tx, by)?;
    let before = known(tx, id)?;
    if before.ended_at.is_none() {
        return Err(CardTypeError::Same);
    }
    tx.exec("UPDATE card_type SET ended_at = NULL WHERE id = ?1", params![id])?;
    Ok(note(tx, by, ActKind::CardTypeReopened, "", &before.name)?)
}

/// Makes a kind the one that whoever joins gets, on the phone and at every counter.
pub fn set_joining_type(tx: &mut Tx<'_>, by: OperatorId, id: CardTypeId) -> Result<(), CardTypeError> {
    allowed(tx, by)?;
    let next = known(tx, id)?;
    if next.on_joining {
        return Err(CardTypeError::Same);
    }
    // Who joins on the phone stands in no store, and before nobody.
    let is_for_all = next.giver == CardGiver::Desk && stores_of_type(tx, id)?.is_empty();
    if next.ended_at.is_some() || !is_for_all {
        return Err(CardTypeError::Joining);
    }
    tx.exec("UPDATE card_type SET on_joining = 0 WHERE on_joining = 1", params![])?;
    tx.exec("UPDATE card_type SET on_joining = 1 WHERE id = ?1", params![id])?;
    Ok(note(tx, by, ActKind::CardTypeForJoining, "", &next.name)?)
}
