//! A shift as its row says it.

use huika_domain::{BusinessDay, CashCount, Fen, Millis, OperatorId, ShiftId, StoreId};

use crate::{Row, StoreError, Tx, ledger::day_of, params};

huika_domain::text_enum! {
    /// How a shift ended.
    pub enum Ending {
        /// Whoever it was counted.
        Own = "own",
        /// Whoever it was counted, and somebody else took the drawer over.
        HandedOver = "handed-over",
        /// A manager closed it, and nobody counted.
        Forced = "forced",
        /// The business day ended, and nobody had counted.
        CutOff = "cut-off",
        /// It had opened by itself, and somebody opened a counted one.
        Replaced = "replaced",
    }
}

crate::db::text_columns!(Ending);

/// Somebody's time at a drawer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Which.
    pub id: ShiftId,
    /// In which store.
    pub store: StoreId,
    /// At which till.
    pub till: String,
    /// Who answers for the drawer.
    pub operator: OperatorId,
    /// What they are called.
    pub name: String,
    /// It opened by itself with the first movement; nobody counted.
    pub automatic: bool,
    /// The business day on which it was opened.
    pub day: BusinessDay,
    /// When.
    pub opened_at: Millis,
    /// What the books had in the drawer when the shift before was closed.
    pub carried: Fen,
    /// What was counted at the opening.
    pub float: Option<Fen>,
    /// The same by denomination.
    pub float_pieces: Option<CashCount>,
    /// When it was closed.
    pub closed_at: Option<Millis>,
    /// How.
    pub ending: Option<Ending>,
}

macro_rules! select_shift {
    ($tail:expr) => {
        concat!(
            "SELECT sh.id, sh.store_id, sh.till, sh.operator_id, o.name, sh.automatic, sh.business_day, sh.opened_at, sh.carried_fen, ",
            "sh.float_fen, sh.float_pieces, sh.closed_at, sh.ending FROM shift sh JOIN operator o ON o.id = sh.operator_id ",
            $tail
        )
    };
}

pub(super) use select_shift;

pub(super) fn read(row: &Row<'_>) -> Result<Shift, StoreError> {
    let (pieces, ending): (String, String) = (row.get("float_pieces")?, row.get("ending")?);
    Ok(Shift {
        id: row.get("id")?,
        store: row.get("store_id")?,
        till: row.get("till")?,
        operator: row.get("operator_id")?,
        name: row.get("name")?,
        automatic: row.get("automatic")?,
        day: day_of(row.get("business_day")?)?,
        opened_at: row.get("opened_at")?,
        carried: row.get("carried_fen")?,
        float: row.get("float_fen")?,
        float_pieces: of_json(&pieces)?,
        closed_at: row.get("closed_at")?,
        ending: Ending::parse(&ending),
    })
}

/// A count as its column holds it; none where the column is empty.
pub(super) fn of_json(text: &str) -> Result<Option<CashCount>, StoreError> {
    if text.is_empty() {
        return Ok(None);
    }
    let count = serde_json::from_str(text).map_err(|e| StoreError::Decode(e.to_string()))?;
    Ok(Some(count))
}

pub(super) fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Internal(e.to_string()))
}

/// One shift.
pub fn shift(tx: &mut Tx<'_>, id: ShiftId) -> Result<Option<Shift>, StoreError> {
    tx.one(select_shift!("WHERE sh.id = ?1"), params![id], read)
}
