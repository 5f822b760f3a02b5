//! What waits for a second person: a row for each, whatever it is about. Whoever asks for something above their limit leaves one; the area
//! that it is about closes it when it posts or drops what was asked for, in the same transaction, whichever page that came from.

use huika_domain::{MemberId, OperatorId, StoreId};

use crate::{
    StoreError, Tx, params,
    staff::act::{Act, ActKind},
};

huika_domain::text_enum! {
    /// What waits.
    pub enum SecondKind {
        /// A top-up that is paid back.
        Refund = "refund",
        /// Money or points that are corrected by hand.
        Correction = "correction",
        /// Goods that are taken back beyond the shop's terms, or without a receipt.
        Return = "return",
        /// A coupon that is given by hand.
        Coupon = "coupon",
        /// Two accounts that become one.
        Merge = "merge",
    }
}

crate::db::text_columns!(SecondKind);

huika_domain::text_enum! {
    /// What became of it.
    pub enum Said {
        /// A second person said yes, and it was done.
        Approved = "approved",
        /// A second person said no.
        Refused = "refused",
        /// It was dropped without one.
        Withdrawn = "withdrawn",
    }
}

crate::db::text_columns!(Said);

/// What somebody asks a second person for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Second<'a> {
    pub kind: SecondKind,
    /// By its number.
    pub subject: &'a str,
    /// Whose matter it is; none for headquarters'.
    pub store: Option<StoreId>,
    /// Whose account; none where it is about nobody's.
    pub member: Option<MemberId>,
    /// In fen or points, up or down.
    pub amount: i64,
    pub asked_by: OperatorId,
}

/// Lets it wait.
pub(crate) fn ask_second(tx: &mut Tx<'_>, second: &Second<'_>) -> Result<(), StoreError> {
    ask_second_for(tx, second, "")
}

/// The same of what has no row of its own: `detail` says what is asked for, until it was decided.
pub(crate) fn ask_second_for(tx: &mut Tx<'_>, second: &Second<'_>, detail: &str) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO sign_off (kind, subject, store_id, member_id, amount, asked_by, asked_at, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            second.kind,
            second.subject,
            second.store,
            second.member,
            second.amount,
            second.asked_by,
            tx.now(),
            detail
        ],
    )?;
    Ok(())
}

/// Closes what waits, and writes down who said what to whom. Nothing where nothing waits.
pub(crate) fn second_said(
    tx: &mut Tx<'_>,
    (kind, subject): (SecondKind, &str),
    by: OperatorId,
    said: Said,
) -> Result<(), StoreError> {
    let closed = tx.one(
        "UPDATE sign_off SET decision = ?3, decided_by = ?4, decided_at = ?5, detail = '' WHERE kind = ?1 AND subject = ?2 AND decision = '' \
         RETURNING asked_by, store_id, member_id",
        params![kind, subject, said, by, tx.now()],
        |row| {
            let who: (OperatorId, Option<MemberId>) = (row.get("asked_by")?, row.get("member_id")?);
            Ok((who, row.get::<Option<StoreId>>("store_id")?))
        },
    )?;
    let Some(((asked_by, member), store)) = closed else {
        return Ok(());
    };
    // Whoever takes back what they asked for is no second person.
    if asked_by == by {
        return Ok(());
    }
    let act = Act {
        store,
        member,
        about: Some(asked_by),
        detail: subject,
        ..Act::new(
            by,
            if said == Said::Approved {
                ActKind::SignedOff
            } else {
                ActKind::SignOffRefused
            },
        )
    };
    act.keep(tx)
}
