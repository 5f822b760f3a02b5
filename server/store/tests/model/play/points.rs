//! Gifts of the shop and of members, corrections and the mall.

use huika_domain::{Millis, OperatorId, Points, Proof};
use huika_store::{
    adjustment::{
        correction::{Adjust, Change, adjust},
        grant::{Granted, OpenGrant, Takers, open_grant, run_grants},
    },
    mall::{Cancel, HandOut, Redeem, cancel, hand_out, redeem},
    member::Shown,
    params,
    points::gift::{Gift, give},
};
use proptest::sample::Index;

use super::{DAY_MS, GIFTS_A_DAY, Order, PIECE_COSTS, Play, reason, show, till};
use crate::model::MoneyLot;

impl Play<'_> {
    pub(super) fn grant(&mut self, member: usize, granted: Granted, days: i64) -> Result<(), String> {
        let ends = self.now() + days * DAY_MS;
        let request = OpenGrant {
            granted,
            expires_at: Some(Millis::new(ends)),
            takers: Takers::These(vec![self.members[member]]),
            reason: reason(),
            operator: OperatorId::new(3),
            key: self.key(),
        };
        self.run(false, move |tx| open_grant(tx, &request))?.map_err(show)?;
        while self.run(false, |tx| run_grants(tx, 10))?.map_err(show)? > 0 {}
        let account = &mut self.accounts[member];
        match granted {
            Granted::Bonus(bonus) => account.money.push(MoneyLot {
                principal: 0,
                bonus: bonus.get(),
                bonus_ends: Some(ends),
                ..MoneyLot::default()
            }),
            Granted::Points(points) => {
                account.new_points(points.get(), ends);
            }
            Granted::Coupon { .. } => return Err("the model grants no coupons".to_owned()),
        }
        Ok(())
    }

    pub(super) fn gift(&mut self, giver: usize, taker: usize, points: i64, twice: bool) -> Result<(), String> {
        let now = self.now();
        let today = self.books.store.context().zone.business_day(Millis::new(now)).get();
        let given = if self.gifts[giver].0 == today {
            self.gifts[giver].1
        } else {
            0
        };
        let plan = self.accounts[giver].plan_points(points, now);
        let says_yes = giver != taker && given + points <= GIFTS_A_DAY && plan.is_some();
        let request = Gift {
            giver: self.members[giver],
            taker: self.members[taker],
            points: Points::new(points),
            message: "给你".into(),
            shown: Shown::for_tests(&[Proof::Pin]),
            key: self.key(),
        };
        let answer = self.run(twice, move |tx| give(tx, &request))?;
        if Self::agree(answer, says_yes)?.is_some() {
            let parts = plan.unwrap_or_default();
            self.accounts[giver].take_points(&parts);
            for (lot, part) in parts {
                let ends = self.accounts[giver].points[lot].ends;
                self.accounts[taker].new_points(part, ends);
            }
            self.gifts[giver] = (today, given + points);
        }
        Ok(())
    }

    pub(super) fn adjust(&mut self, member: usize, change: Change, twice: bool) -> Result<(), String> {
        let (now, ends) = (self.now(), self.year_end());
        let mut after = self.accounts[member].clone();
        let says_yes = match change {
            Change::Points(points) if points.get() > 0 => {
                after.new_points(points.get(), ends);
                true
            }
            Change::Points(points) => after
                .plan_points(-points.get(), now)
                .filter(|_| points.get() < 0)
                .map(|parts| after.take_points(&parts))
                .is_some(),
            Change::Principal(fen) if fen.get() > 0 => {
                after.money.push(MoneyLot {
                    principal: fen.get(),
                    bonus: 0,
                    ..MoneyLot::default()
                });
                true
            }
            Change::Principal(fen) => {
                let mut missing = -fen.get();
                for lot in &mut after.money {
                    let part = missing.min(lot.principal);
                    lot.principal -= part;
                    missing -= part;
                }
                missing == 0 && fen.get() < 0
            }
            Change::Bonus(_) => false,
        };
        let request = Adjust {
            member: self.members[member],
            change,
            reason: reason(),
            operator: OperatorId::new(3),
            key: self.key(),
        };
        let answer = self.run(twice, move |tx| adjust(tx, &request))?;
        if Self::agree(answer, says_yes)?.is_some() {
            self.accounts[member] = after;
        }
        Ok(())
    }

    pub(super) fn redeem(&mut self, member: usize, twice: bool) -> Result<(), String> {
        let plan = self.accounts[member].plan_points(PIECE_COSTS, self.now());
        let request = Redeem {
            member: self.members[member],
            item: self.item,
            shown: Shown::session(),
            key: self.key(),
        };
        let answer = self.run(twice, move |tx| redeem(tx, &request))?;
        if let Some(redeemed) = Self::agree(answer, plan.is_some() && self.stock > 0)? {
            let points = plan.unwrap_or_default();
            self.accounts[member].take_points(&points);
            self.stock -= 1;
            self.orders.push(Order {
                member,
                number: redeemed.number,
                points,
                undone: false,
                handed: false,
            });
        }
        Ok(())
    }

    pub(super) fn cancel(&mut self, which: Index, twice: bool) -> Result<(), String> {
        if self.orders.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let index = which.index(self.orders.len());
        let order = &self.orders[index];
        let request = Cancel {
            member: self.members[order.member],
            number: order.number.clone(),
            operator: None,
            handed_out: false,
            key: self.key(),
        };
        let says_yes = !order.undone && !order.handed;
        let answer = self.run(twice, move |tx| cancel(tx, &request))?;
        if Self::agree(answer, says_yes)?.is_some() {
            let order = &mut self.orders[index];
            order.undone = true;
            self.accounts[order.member].give_points(&order.points, now);
            self.stock += 1;
        }
        Ok(())
    }

    pub(super) fn hand_out(&mut self, which: Index, twice: bool) -> Result<(), String> {
        if self.orders.is_empty() {
            return Ok(());
        }
        let index = which.index(self.orders.len());
        let order = &self.orders[index];
        let number = order.number.clone();
        let code: String = self
            .books
            .store
            .scan(|tx| tx.value("SELECT code FROM redemption WHERE number = ?1", params![number]))
            .map_err(show)?;
        let request = HandOut {
            number: order.number.clone(),
            code,
            place: till(),
            key: self.key(),
        };
        let says_yes = !order.undone && !order.handed;
        let answer = self.run(twice, move |tx| hand_out(tx, &request).map(|handed| handed.at))?;
        if Self::agree(answer, says_yes)?.is_some() {
            self.orders[index].handed = true;
        }
        Ok(())
    }
}
