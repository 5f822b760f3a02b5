//! What is set aside: holds, and refunds under way.

use huika_domain::{Fen, OperatorId};
use huika_store::{
    adjustment::set_aside::{Aside, SetAside, TakenFor, release, set_aside, take},
    params,
    payment::{ReversalKind, ReversalNews, ReversalState, Reversed, apply_reversal},
    refund::{AskedBy, OpenRefund, RefundNews, open_refund, settle_refund},
    top_up::{Decide, Decision, decide_held},
};
use proptest::sample::Index;

use super::{Hold, Play, Refund, reason, show};

impl Play<'_> {
    pub(super) fn hold(&mut self, member: usize, amount: Aside, twice: bool) -> Result<(), String> {
        let now = self.now();
        let account = &self.accounts[member];
        let (money, points, says_yes) = match amount {
            Aside::Money(fen) => {
                let (parts, covered) = account.plan_money(fen.get(), now);
                (parts, vec![], covered == fen.get())
            }
            Aside::Points(points) => {
                let parts = account.plan_points(points.get(), now);
                (vec![], parts.clone().unwrap_or_default(), parts.is_some())
            }
        };
        let request = SetAside {
            member: self.members[member],
            amount,
            purpose: "预订".into(),
            key: self.key(),
        };
        let answer = self.run(twice, move |tx| set_aside(tx, &request))?;
        if let Some(held) = Self::agree(answer, says_yes)? {
            let account = &mut self.accounts[member];
            account.take_money(&money);
            account.take_points(&points);
            account.held_principal += money.iter().map(|part| part.1).sum::<i64>();
            account.held_bonus += money.iter().map(|part| part.2).sum::<i64>();
            account.held_points += points.iter().map(|part| part.1).sum::<i64>();
            self.holds.push(Hold {
                member,
                number: held.number,
                money,
                points,
                closed: None,
            });
        }
        Ok(())
    }

    pub(super) fn close_hold(&mut self, which: Index, taken: bool, twice: bool) -> Result<(), String> {
        if self.holds.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let index = which.index(self.holds.len());
        let hold = &self.holds[index];
        let says_yes = hold.closed.is_none_or(|was_taken| was_taken == taken);
        let number = hold.number.clone();
        let answer = self.run(twice, move |tx| {
            if taken {
                take(tx, &number, TakenFor::PaidOut("cash"))
            } else {
                release(tx, &number)
            }
        })?;
        let agreed = Self::agree(answer, says_yes)?.is_some();
        let hold = &mut self.holds[index];
        if agreed && hold.closed.is_none() {
            hold.closed = Some(taken);
            let account = &mut self.accounts[hold.member];
            account.held_principal -= hold.money.iter().map(|part| part.1).sum::<i64>();
            account.held_bonus -= hold.money.iter().map(|part| part.2).sum::<i64>();
            account.held_points -= hold.points.iter().map(|part| part.1).sum::<i64>();
            if !taken {
                account.give_money(&hold.money);
                account.give_points(&hold.points, now);
            }
        }
        Ok(())
    }

    pub(super) fn refund(&mut self, which: Index, twice: bool) -> Result<(), String> {
        if self.top_ups.is_empty() {
            return Ok(());
        }
        let index = which.index(self.top_ups.len());
        let top_up = &self.top_ups[index];
        let lot = self.accounts[top_up.member].money[top_up.lot].clone();
        let under_way = self
            .refunds
            .iter()
            .any(|refund| refund.top_up == index && refund.settled.is_none());
        let request = OpenRefund {
            top_up: top_up.number.clone(),
            by: AskedBy::Operator(OperatorId::new(3)),
            key: self.key(),
        };
        let answer = self.run(twice, move |tx| open_refund(tx, &request))?;
        if let Some(opened) = Self::agree(answer, lot.principal > 0 && !under_way)? {
            if (opened.quote.amount.get(), opened.quote.bonus_ends.get()) != (lot.principal, lot.bonus) {
                return Err(format!("quoted {:?} for {lot:?}", opened.quote));
            }
            let part = (self.top_ups[index].lot, lot.principal, lot.bonus);
            let account = &mut self.accounts[self.top_ups[index].member];
            account.take_money(&[part]);
            account.held_principal += part.1;
            account.held_bonus += part.2;
            self.top_ups[index].gone += part.1;
            self.refunds.push(Refund {
                top_up: index,
                number: opened.number,
                part,
                settled: None,
            });
        }
        Ok(())
    }

    /// All of the payment is disputed, under a new number each time.
    pub(super) fn dispute(&mut self, which: Index) -> Result<(), String> {
        if self.top_ups.is_empty() {
            return Ok(());
        }
        let index = which.index(self.top_ups.len());
        let top_up = &mut self.top_ups[index];
        let news = ReversalNews {
            channel: "wechat".into(),
            merchant: "m".into(),
            number: String::new(),
            transaction: top_up.number.clone(),
            reference: format!("du-{}-{}", self.number, self.step),
            kind: ReversalKind::Dispute,
            amount: Fen::new(top_up.paid),
            currency: "CNY".into(),
            state: ReversalState::Open,
        };
        top_up.held = true;
        self.accounts[top_up.member].hold_lot(top_up.lot);
        let heard = self
            .books
            .store
            .write_blocking(move |tx| apply_reversal(tx, &news))
            .map_err(show)?;
        if heard == Reversed::Held {
            Ok(())
        } else {
            Err(format!("a dispute was {heard:?}"))
        }
    }

    pub(super) fn decide(&mut self, which: Index, permille: i64) -> Result<(), String> {
        if self.top_ups.is_empty() {
            return Ok(());
        }
        let index = which.index(self.top_ups.len());
        let top_up = &self.top_ups[index];
        let number = top_up.number.clone();
        let held = self
            .books
            .store
            .scan(|tx| {
                tx.one(
                    "SELECT h.id FROM held_top_up h JOIN top_up t ON t.id = h.top_up_id \
                     WHERE t.number = ?1 AND h.decided_at IS NULL",
                    params![number],
                    |row| row.get::<i64>("id"),
                )
            })
            .map_err(show)?;
        if held.is_some() != top_up.held {
            return Err(format!(
                "{number} is held: the model says {}, the books {held:?}",
                top_up.held
            ));
        }
        let Some(held) = held else { return Ok(()) };
        let gone = top_up.paid * permille / 1000;
        let decision = if permille == 0 {
            Decision::Release
        } else {
            Decision::Take { gone: Fen::new(gone) }
        };
        let says_yes = permille == 0 || (gone > 0 && gone <= top_up.paid - top_up.gone);
        let request = Decide {
            held,
            decision,
            operator: OperatorId::new(3),
            reason: reason(),
        };
        let answer = self.run(false, move |tx| decide_held(tx, &request))?;
        if Self::agree(answer, says_yes)?.is_some() {
            let top_up = &mut self.top_ups[index];
            top_up.held = false;
            top_up.gone += gone;
            self.accounts[top_up.member].decide(top_up.lot, gone);
        }
        Ok(())
    }

    pub(super) fn settle(&mut self, which: Index, paid: bool, twice: bool) -> Result<(), String> {
        if self.refunds.is_empty() {
            return Ok(());
        }
        let index = which.index(self.refunds.len());
        let says_yes = self.refunds[index].settled.is_none_or(|was_paid| was_paid == paid);
        let number = self.refunds[index].number.clone();
        let answer = self.run(twice, move |tx| {
            let news = if paid {
                RefundNews::Paid {
                    transaction: "g".into(),
                }
            } else {
                RefundNews::Failed
            };
            settle_refund(tx, &number, &news)
        })?;
        let agreed = Self::agree(answer, says_yes)?.is_some();
        let refund = &mut self.refunds[index];
        if agreed && refund.settled.is_none() {
            refund.settled = Some(paid);
            let account = &mut self.accounts[self.top_ups[refund.top_up].member];
            account.held_principal -= refund.part.1;
            account.held_bonus -= refund.part.2;
            if !paid {
                account.give_money(&[refund.part]);
                self.top_ups[refund.top_up].gone -= refund.part.1;
            }
        }
        Ok(())
    }
}
