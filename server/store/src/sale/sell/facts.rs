//! All that a sale decides on, read by one statement after the wallet was locked: where the database is elsewhere, each
//! statement is a round trip.

use huika_domain::{CardStatus, Fen, MemberId, Millis, MoneyLot, TillRights, TillSessionId};

use crate::{
    StoreError, Tx,
    db::{idempotency::kept_key, secret::Ticket},
    ledger::{MONEY_LOT, money_lot},
    params,
    price::{BuyerFacts, Offers},
    sale::bill::Sell,
    settings::RuleMark,
};

/// The member of the till session with the name `?1` in store `?2` at till `?3`.
pub(super) const MEMBER_OF_SESSION: &str =
    "SELECT member_id FROM till_session WHERE token = ?1 AND store_id = ?2 AND till = ?3";

/// The state that a sale finds.
pub(super) struct SaleFacts {
    pub(super) session: TillSessionId,
    pub(super) member: MemberId,
    /// What was in force when the session was opened; none where it was opened by a program that did not write it down.
    pub(super) mark: Option<RuleMark>,
    /// The session came from a rotating code.
    pub(super) may_spend: bool,
    /// The session has neither expired nor been used.
    pub(super) usable: bool,
    /// The card is in use.
    pub(super) is_active: bool,
    pub(super) tier_rank: i64,
    /// What code and session alone may take from the card on one day.
    pub(super) no_pin_limit: Fen,
    /// Fingerprint and answer of the request that came with this key before.
    pub(super) answered: Option<(Vec<u8>, String)>,
    /// What else of the member a price depends on; none for a plain amount while no campaign runs.
    pub(super) buyer: Option<BuyerFacts>,
    /// The member's lots that still hold something, in the order in which they are used.
    pub(super) lots: Vec<MoneyLot>,
}

impl SaleFacts {
    /// One row for each lot, or one without. `None` when there is no such session.
    pub(super) fn read(
        tx: &mut Tx<'_>,
        request: &Sell,
        scope: &str,
        offers: &Offers,
    ) -> Result<Option<Self>, StoreError> {
        let now = tx.now();
        let today = tx.business_day(Some(request.place.store));
        let knows_buyer = !request.is_plain() || !offers.campaigns.is_empty();
        let buyer = if knows_buyer {
            BuyerFacts::COLUMNS
        } else {
            "s.member_id AS buyer"
        };
        let mut facts: Option<Self> = None;
        tx.each(
            &format!(
                "SELECT s.id, s.member_id, s.rights, s.expires_at, s.ended_at, m.status, m.tier_rank, m.no_pin_limit_fen, \
                 r.fingerprint, r.answer, s.rules_version, s.opened_at, {buyer}, {MONEY_LOT} FROM till_session s \
                 JOIN member m ON m.id = s.member_id LEFT JOIN request r ON r.scope = ?4 AND r.key = ?5 \
                 LEFT JOIN money_lot l ON l.member_id = s.member_id AND l.emptied = 0 \
                 WHERE s.token = ?1 AND s.store_id = ?2 AND s.till = ?3 ORDER BY l.use_rank, l.id"
            ),
            params![
                tx.context().secret.name_in(Ticket::TillSession, request.token()),
                request.place.store,
                request.place.till,
                scope,
                kept_key(&request.key).as_ref(),
            ],
            |row| {
                let facts = match &mut facts {
                    Some(facts) => facts,
                    none => {
                        let fingerprint: Option<Vec<u8>> = row.get("fingerprint")?;
                        let answer: Option<String> = row.get("answer")?;
                        let version: Option<i64> = row.get("rules_version")?;
                        let opened_at = row.get("opened_at")?;
                        let mark = version.map(|version| RuleMark {
                            version,
                            at: opened_at,
                        });
                        none.insert(Self {
                            mark,
                            session: row.get("id")?,
                            member: row.get("member_id")?,
                            may_spend: row.get::<TillRights>("rights")?.may_spend(),
                            usable: row.get::<Millis>("expires_at")? > now && row.get::<Option<Millis>>("ended_at")?.is_none(),
                            is_active: row.get::<CardStatus>("status")?.is_active(),
                            tier_rank: row.get("tier_rank")?,
                            no_pin_limit: row.get("no_pin_limit_fen")?,
                            answered: fingerprint.zip(answer),
                            buyer: if knows_buyer {
                                Some(BuyerFacts::read(row, row.get("member_id")?, today)?)
                            } else {
                                None
                            },
                            lots: Vec::new(),
                        })
                    }
                };
                if row.get::<Option<i64>>("lot_id")?.is_some() {
                    facts.lots.push(money_lot(row)?);
                }
                Ok(())
            },
        )?;
        Ok(facts)
    }
}
