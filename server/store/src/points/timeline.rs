//! What a member's points will do: which can be used from when on, and which expire when, lot by lot (FEATURES X6).

use huika_domain::{Fen, LotId, MemberId, Millis, Points};

use crate::{
    StoreError, Tx,
    ledger::{Wallet, point_sums},
    member::{Movement, movement_in},
    params,
};

/// A lot of points that still holds some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointsLeft {
    /// Which.
    pub lot: LotId,
    /// How many are left of it.
    pub left: Points,
    /// How many there were.
    pub granted: Points,
    /// From when on they can be used.
    pub available_from: Millis,
    /// Until when; none: they do not expire.
    pub expires_at: Option<Millis>,
    /// What they came with.
    pub from: Movement,
}

/// Points that become usable, or expire, on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointsOn {
    /// When.
    pub at: Millis,
    /// How many.
    pub points: Points,
}

/// A member's points, by what becomes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointsPage {
    /// Points that can be used now.
    pub usable: Points,
    /// Points that can be used later.
    pub pending: Points,
    /// Points owed to the shop: zero or negative.
    pub shortfall: Points,
    /// What the usable ones are worth at a sale.
    pub worth: Fen,
    /// What becomes usable next, the soonest first.
    pub coming: Vec<PointsOn>,
    /// What expires next, the soonest first.
    pub going: Vec<PointsOn>,
    /// A page of the lots, those first that expire first.
    pub lots: Vec<PointsLeft>,
    /// Where the next page goes on; none behind the last.
    pub next: Option<PointsCursor>,
}

/// The place of a lot in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointsCursor {
    /// When it expires; the end of time where it does not.
    pub expires: i64,
    /// Its number.
    pub lot: i64,
}

impl PointsCursor {
    /// Before all lots.
    pub const START: Self = Self { expires: -1, lot: 0 };

    /// Reads what [`Self::to_text`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (expires, lot) = text.split_once('.')?;
        Some(Self {
            expires: expires.parse().ok()?,
            lot: lot.parse().ok()?,
        })
    }

    /// As an address carries it.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{}.{}", self.expires, self.lot)
    }
}

/// Lots on a page.
const PAGE: i64 = 20;
/// Days that the two short lists name.
const DAYS: i64 = 12;

/// Reads the page of lots behind `after`; none for nobody.
pub fn points_page(tx: &mut Tx<'_>, member: MemberId, after: PointsCursor) -> Result<Option<PointsPage>, StoreError> {
    let Some(wallet) = Wallet::read(tx, member)? else {
        return Ok(None);
    };
    let sums = point_sums(tx, member)?;
    let mut lots = lots(tx, member, after)?;
    let more = lots.len() as i64 > PAGE;
    lots.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = lots.last().filter(|_| more).map(|last| PointsCursor {
        expires: last.expires_at.map_or(i64::MAX, Millis::get),
        lot: last.lot.get(),
    });
    Ok(Some(PointsPage {
        usable: sums.usable,
        pending: sums.pending,
        shortfall: wallet.shortfall,
        worth: tx.rules().deduction.worth_of(sums.usable),
        coming: days(tx, member, "available_from")?,
        going: days(tx, member, "expires_at")?,
        lots,
        next,
    }))
}

/// Sums of what is to come at the same instant; `column` is ours.
fn days(tx: &mut Tx<'_>, member: MemberId, column: &str) -> Result<Vec<PointsOn>, StoreError> {
    tx.all(
        &format!(
            "SELECT {column} AS at, CAST(SUM(remaining) AS BIGINT) AS points FROM open_point_lot WHERE member_id = ?1 \
             AND {column} > ?2 AND (expires_at IS NULL OR expires_at >= ?2) GROUP BY {column} ORDER BY {column} LIMIT ?3"
        ),
        params![member, tx.now(), DAYS],
        |row| {
            Ok(PointsOn {
                at: row.get("at")?,
                points: row.get("points")?,
            })
        },
    )
}

fn lots(tx: &mut Tx<'_>, member: MemberId, after: PointsCursor) -> Result<Vec<PointsLeft>, StoreError> {
    tx.all(
        "SELECT o.lot_id, o.remaining, o.granted, o.available_from, o.expires_at, e.id, e.kind, e.at, COALESCE(s.name, '') AS store, \
         e.explanation, e.principal_change, e.bonus_change, e.points_change, e.money_after, e.points_after FROM open_point_lot o \
         JOIN point_lot l ON l.id = o.lot_id JOIN entry e ON e.id = l.entry_id LEFT JOIN store s ON s.id = e.store_id \
         WHERE o.member_id = ?1 AND (o.expires_at IS NULL OR o.expires_at >= ?2) \
         AND (COALESCE(o.expires_at, ?5) > ?3 OR (COALESCE(o.expires_at, ?5) = ?3 AND o.lot_id > ?4)) \
         ORDER BY COALESCE(o.expires_at, ?5), o.lot_id LIMIT ?6",
        params![member, tx.now(), after.expires, after.lot, i64::MAX, PAGE + 1],
        |row| {
            Ok(PointsLeft {
                lot: row.get("lot_id")?,
                left: row.get("remaining")?,
                granted: row.get("granted")?,
                available_from: row.get("available_from")?,
                expires_at: row.get("expires_at")?,
                from: movement_in(row)?,
            })
        },
    )
}
