//! Money in, sales and returns.

use huika_domain::{Clock as _, Fen, PayWith, Points, PointsWanted, TopUpChoice};
use huika_store::{
    db::secret::Ticket,
    params,
    payment::{Applied, PaymentNews, PaymentState, apply_payment_result},
    sale::{
        Sell, TenderWanted,
        returns::{ReturnGoods, Returning, return_goods},
        sell,
    },
    top_up::{OpenTopUp, open_top_up},
};
use proptest::sample::Index;

use super::{Play, TopUp, show, till};
use crate::{
    command::Pay,
    model::{MoneyLot, Sale},
};

impl Play<'_> {
    pub(super) fn top_up(&mut self, member: usize, fen: i64, twice: bool) -> Result<(), String> {
        let request = OpenTopUp {
            member: self.members[member],
            choice: TopUpChoice::Amount(Fen::new(fen)),
            channel: "wechat".into(),
            method: "h5".into(),
            merchant: "m".into(),
            app: "a".into(),
            key: self.key(),
        };
        // The menu's bounds and bonus are the domain's own tests; here its answer is taken over.
        let Ok(opened) = self.run(twice, move |tx| open_top_up(tx, &request))? else {
            return Ok(());
        };
        let news = PaymentNews {
            channel: "wechat".into(),
            number: opened.number.clone(),
            merchant: "m".into(),
            app: "a".into(),
            currency: "CNY".into(),
            amount: opened.principal,
            transaction: opened.number.clone(),
            state: PaymentState::Paid {
                at: self.books.clock.now(),
            },
        };
        let again = news.clone();
        let write = &self.books.store;
        let first = write
            .write_blocking(move |tx| apply_payment_result(tx, &news))
            .map_err(show)?;
        if first != Applied::Credited {
            return Err(format!("a payment was {first:?}"));
        }
        if twice {
            let second = write
                .write_blocking(move |tx| apply_payment_result(tx, &again))
                .map_err(show)?;
            if second != Applied::Already {
                return Err(format!("a second notification was {second:?}"));
            }
        }
        let account = &mut self.accounts[member];
        account.money.push(MoneyLot {
            principal: opened.principal.get(),
            bonus: opened.bonus.get(),
            ..MoneyLot::default()
        });
        self.top_ups.push(TopUp {
            member,
            number: opened.number,
            lot: account.money.len() - 1,
            paid: opened.principal.get(),
            gone: 0,
            held: false,
        });
        Ok(())
    }

    pub(super) fn sale(&mut self, member: usize, fen: i64, blocks: i64, pay: Pay, twice: bool) -> Result<(), String> {
        let (now, ends) = (self.now(), self.year_end());
        let account = &mut self.accounts[member];
        let points = blocks * 100;
        let allowed = account.usable(now) >= points && blocks * 100 * 2 <= fen;
        let due = fen - blocks * 100;
        let (money, covered) = match pay {
            Pay::Outside => (vec![], 0),
            _ => account.plan_money(due, now),
        };
        let enough = !matches!(pay, Pay::Balance) || covered == due;
        let says_yes = allowed && enough;

        let token = self.key();
        let (id, name) = (self.members[member], token.clone());
        self.books
            .store
            .write_blocking(move |tx| {
                tx.exec(
                    "INSERT INTO till_session (token, member_id, store_id, till, rights, opened_at, expires_at) \
                     VALUES (?1, ?2, 1, '1', 'spend', ?3, ?4)",
                    params![name, id, tx.now(), tx.now().plus_secs(300)],
                )
            })
            .map_err(show)?;
        let session = self.books.store.context().secret.ticket(Ticket::TillSession, &token);
        let request = Sell {
            points: if points == 0 {
                PointsWanted::None
            } else {
                PointsWanted::Exactly(Points::new(points))
            },
            pay_with: match pay {
                Pay::Balance => PayWith::Balance,
                Pay::BalanceFirst => PayWith::BalanceFirst,
                Pay::Outside => PayWith::Outside,
            },
            tenders: vec![TenderWanted::rest("cash")],
            ..Sell::quick(Some(session), Fen::new(fen), till(), token)
        };
        let answer = self.run(twice, move |tx| sell(tx, &request))?;
        let Some(receipt) = Self::agree(answer, says_yes)? else {
            return Ok(());
        };
        let account = &mut self.accounts[member];
        let outside = due - covered;
        let spent = account.plan_points(points, now).unwrap_or_default();
        account.take_money(&money);
        account.take_points(&spent);
        let net = outside + money.iter().map(|(_, principal, _)| principal).sum::<i64>();
        let earned = net / 100;
        let (own, repaid) = account.earn(earned, ends);
        account.growth += net;
        let sale = Sale {
            member,
            gross: fen,
            outside,
            money,
            points: spent,
            own,
            earned,
            repaid,
            ..Sale::default()
        };
        self.sales.push((sale, receipt.receipt_number));
        Ok(())
    }

    pub(super) fn bring_back(&mut self, which: Index, permille: i64, twice: bool) -> Result<(), String> {
        if self.sales.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let index = which.index(self.sales.len());
        let (sale, receipt_number) = &mut self.sales[index];
        // Now and then more than is left.
        let gross = (sale.gross * permille / 800).max(1);
        let says_yes = gross <= sale.gross - sale.returned;
        let request = ReturnGoods {
            receipt_number: receipt_number.clone(),
            what: Returning::Amount { gross: Fen::new(gross) },
            line: String::new(),
            place: till(),
            key: format!("{}-{}", self.number, self.step),
        };
        let answer = self.run(twice, move |tx| return_goods(tx, &request))?;
        if Self::agree(answer, says_yes)?.is_some() {
            let (sale, _) = &mut self.sales[index];
            self.accounts[sale.member].bring_back(sale, gross, now);
        }
        Ok(())
    }
}
