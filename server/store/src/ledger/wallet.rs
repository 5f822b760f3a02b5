//! A member's running balances: one row, locked before anything is decided about it.

use huika_domain::{BusinessDay, DaySpend, Fen, MemberId, Millis, Points, SpendLimit};

use super::{
    Account, day_if_any, day_number, day_of,
    day_sums::{self, DaySums},
};
use crate::{Row, StoreError, Tx, Value, params};

/// A member's balances as of this transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wallet {
    /// Whose.
    pub member: MemberId,
    /// Money that the member paid in.
    pub principal: Fen,
    /// Money that the shop added.
    pub bonus: Fen,
    /// Points, also those that are not yet available.
    pub points: Points,
    /// Points owed to the shop: zero or negative.
    pub shortfall: Points,
    /// Principal set aside.
    pub held_principal: Fen,
    /// Bonus set aside.
    pub held_bonus: Fen,
    /// Points set aside.
    pub held_points: Points,
    /// What left the card on one day by code or session alone.
    pub no_pin: DaySpend,
    /// The newest day on which something counted towards the tier; none before the first.
    pub sums_day: Option<BusinessDay>,
    /// What counted on that day, beside what `member_day` keeps of it.
    pub day_sums: DaySums,
    /// So much of the metric has at least to come until the member can rise, in hundredths, under the rule with `tier_mark`.
    pub tier_left: i64,
    /// See `tier_left`; 0 where nobody looked.
    pub tier_mark: i64,
    /// How often the member has bought.
    pub visits: i64,
    /// When they bought last; the beginning of time for who never has.
    pub last_visit: Millis,
    /// Paid net since they joined.
    pub spent: Fen,
}

const SELECT: &str = "SELECT principal_fen, bonus_fen, points, shortfall, held_principal_fen, held_bonus_fen, \
    held_points, no_pin_day, no_pin_fen, sums_day, day_net_fen, day_topped_up_fen, day_earned, tier_left, tier_mark, visits, last_visit_at, \
    spent_fen, member_id FROM wallet WHERE member_id = ";

impl Wallet {
    /// Locks the row until the transaction ends and answers its newest state. Every use case that changes something of
    /// a member starts with this.
    pub fn lock(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Self>, StoreError> {
        tx.lock(&format!("{SELECT}?1"), params![member], Self::decode)
    }

    /// The same for the member whose number `of` finds, a `SELECT` that answers one at most.
    pub(crate) fn lock_of(tx: &mut Tx<'_>, of: &str, params: &[Value<'_>]) -> Result<Option<Self>, StoreError> {
        tx.lock(&format!("{SELECT}({of})"), params, Self::decode)
    }

    /// Reads the row without locking it.
    pub fn read(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Self>, StoreError> {
        tx.one(&format!("{SELECT}?1"), params![member], Self::decode)
    }

    fn decode(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            member: row.get("member_id")?,
            principal: row.get("principal_fen")?,
            bonus: row.get("bonus_fen")?,
            points: row.get("points")?,
            shortfall: row.get("shortfall")?,
            held_principal: row.get("held_principal_fen")?,
            held_bonus: row.get("held_bonus_fen")?,
            held_points: row.get("held_points")?,
            no_pin: DaySpend::new(day_if_any(row.get("no_pin_day")?)?, row.get("no_pin_fen")?),
            sums_day: day_if_any(row.get("sums_day")?)?,
            day_sums: DaySums {
                net: row.get("day_net_fen")?,
                topped_up: row.get("day_topped_up_fen")?,
                earned: row.get("day_earned")?,
            },
            tier_left: row.get("tier_left")?,
            tier_mark: row.get("tier_mark")?,
            visits: row.get("visits")?,
            last_visit: row.get("last_visit_at")?,
            spent: row.get("spent_fen")?,
        })
    }

    /// What can be spent as money: principal and bonus.
    #[must_use]
    pub fn balance(&self) -> Fen {
        Fen::new(self.principal.get().saturating_add(self.bonus.get()))
    }

    /// The running balance of one of the member's accounts.
    #[must_use]
    pub fn of(&self, account: Account) -> i64 {
        match account {
            Account::Principal => self.principal.get(),
            Account::Bonus => self.bonus.get(),
            Account::Points => self.points.get(),
            Account::Shortfall => self.shortfall.get(),
            Account::HeldPrincipal => self.held_principal.get(),
            Account::HeldBonus => self.held_bonus.get(),
            Account::HeldPoints => self.held_points.get(),
            _ => 0,
        }
    }

    /// What code and session alone may still take from the card today, of a daily limit as the member's row keeps it.
    pub(crate) fn no_pin_left(&self, tx: &Tx<'_>, limit: Fen) -> Fen {
        SpendLimit::kept(limit).left(self.no_pin.on(tx.today()))
    }

    pub(super) fn set(&mut self, account: Account, balance: i64) {
        match account {
            Account::Principal => self.principal = Fen::new(balance),
            Account::Bonus => self.bonus = Fen::new(balance),
            Account::Points => self.points = Points::new(balance),
            Account::Shortfall => self.shortfall = Points::new(balance),
            Account::HeldPrincipal => self.held_principal = Fen::new(balance),
            Account::HeldBonus => self.held_bonus = Fen::new(balance),
            Account::HeldPoints => self.held_points = Points::new(balance),
            _ => {}
        }
    }

    /// Makes the wallet of a member who has spent nothing: what has to come until the first tier is known, so that no sale before it looks.
    pub(crate) fn open(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
        let rules = tx.rules();
        let left = rules.tiers.left_above(0, |_| 0).map_or(i64::MAX, Fen::get);
        tx.exec(
            "INSERT INTO wallet (member_id, tier_left, tier_mark) VALUES (?1, ?2, ?3)",
            params![member, left, rules.tiers.mark()],
        )?;
        Ok(())
    }

    /// Counts sums on their day. What is counted of the newest day stands in this row; the days before have rows of their own.
    pub(super) fn count(&mut self, tx: &mut Tx<'_>, day: BusinessDay, sums: DaySums) -> Result<(), StoreError> {
        self.spent = Fen::new(self.spent.get().saturating_add(sums.net.get()));
        let more = sums.of(tx.rules().tiers.metric).max(0);
        self.tier_left = self.tier_left.saturating_sub(more);
        match self.sums_day {
            Some(newest) if day < newest => return day_sums::keep(tx, self.member, day, sums),
            Some(newest) if day == newest => self.day_sums = self.day_sums.plus(sums),
            Some(newest) if !self.day_sums.is_zero() => {
                day_sums::keep(tx, self.member, newest, self.day_sums)?;
                self.day_sums = sums;
            }
            _ => self.day_sums = sums,
        }
        self.sums_day = Some(day);
        Ok(())
    }

    /// Takes over what another account has counted: sums of days, visits, and what left the card today without a PIN. That one has counted
    /// nothing afterwards.
    pub(crate) fn take_figures(&mut self, tx: &mut Tx<'_>, other: &mut Self) -> Result<(), StoreError> {
        let mut days = tx.all(
            "SELECT day, net_fen, topped_up_fen, earned FROM member_day WHERE member_id = ?1 ORDER BY day",
            params![other.member],
            |row| {
                let sums = DaySums {
                    net: row.get("net_fen")?,
                    topped_up: row.get("topped_up_fen")?,
                    earned: row.get("earned")?,
                };
                Ok((day_of(row.get("day")?)?, sums))
            },
        )?;
        days.extend(other.sums_day.map(|day| (day, other.day_sums)));
        let spent = self.spent.get().saturating_add(other.spent.get());
        for (day, sums) in days.into_iter().filter(|(_, sums)| !sums.is_zero()) {
            self.count(tx, day, sums)?;
        }
        tx.exec("DELETE FROM member_day WHERE member_id = ?1", params![other.member])?;
        let today = tx.today();
        self.spent = Fen::new(spent);
        self.no_pin = self.no_pin.plus(today, other.no_pin.on(today));
        self.visits = self.visits.saturating_add(other.visits);
        self.last_visit = self.last_visit.max(other.last_visit);
        *other = Self {
            no_pin: DaySpend::new(None, Fen::ZERO),
            sums_day: None,
            day_sums: DaySums::default(),
            tier_left: 0,
            tier_mark: 0,
            visits: 0,
            last_visit: Millis::new(0),
            spent: Fen::ZERO,
            ..*other
        };
        Ok(())
    }

    /// Writes the balances back; the row was locked by [`Wallet::lock`].
    pub(crate) fn save(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        tx.later(
            "UPDATE wallet SET principal_fen = ?2, bonus_fen = ?3, points = ?4, shortfall = ?5, held_principal_fen = ?6, \
             held_bonus_fen = ?7, held_points = ?8, no_pin_day = ?9, no_pin_fen = ?10, \
             sums_day = ?11, day_net_fen = ?12, day_topped_up_fen = ?13, day_earned = ?14, tier_left = ?15, tier_mark = ?16, \
             visits = ?17, last_visit_at = ?18, spent_fen = ?19 WHERE member_id = ?1",
            params![
                self.member,
                self.principal,
                self.bonus,
                self.points,
                self.shortfall,
                self.held_principal,
                self.held_bonus,
                self.held_points,
                self.no_pin.day().map_or(0, day_number),
                self.no_pin.spent(),
                self.sums_day.map_or(0, day_number),
                self.day_sums.net,
                self.day_sums.topped_up,
                self.day_sums.earned,
                self.tier_left,
                self.tier_mark,
                self.visits,
                self.last_visit,
                self.spent,
            ],
        )
    }
}
