//! Plays a sequence on real books and on the model, and compares outcome and state after each command.

use std::{
    fmt::Debug,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use huika_domain::{
    Clock as _, Fen, GiftRule, ItemId, MemberId, Millis, OperatorId, PayWith, Points, PointsWanted, Reason, StoreId,
    TopUpChoice, default_tiers,
};
use huika_store::{
    Store, StoreConfig, StoreError, Tx,
    adjust::{Adjust, Change, adjust},
    books::prove,
    gifts::{Gift, give},
    grants::{Granted, OpenGrant, Takers, open_grant, run_grants},
    holds::{Aside, SetAside, TakenFor, release, set_aside, take},
    lapse::lapse,
    mall::{Cancel, Redeem, cancel, redeem},
    params,
    refunds::{AskedBy, OpenRefund, RefundNews, open_refund, settle_refund},
    returns::{ReturnGoods, return_goods},
    testing::{NOON, SetClock, context, fresh_postgres},
    till::{Place as Till, Sell, sell},
    top_up::{Applied, OpenTopUp, PaymentNews, PaymentState, apply_payment_result, open_top_up},
};

use crate::{
    command::{Command, MEMBERS, Pay},
    model::{Account, MoneyLot, MoneyPart, PointPart, Sale},
};

/// Where the books are kept.
pub enum Place {
    Sqlite,
    Postgres(String),
}

/// Real books, used for many sequences with members of their own each.
pub struct Books {
    store: Store,
    clock: Arc<SetClock>,
    sequences: AtomicU64,
    _folder: Option<tempfile::TempDir>,
}

const GIFTS_A_DAY: i64 = 300;
const PIECE_COSTS: i64 = 40;
const DAY_MS: i64 = 86_400_000;

impl Books {
    pub fn open(place: &Place) -> Self {
        // Nothing here is about surviving a crash, so memory is as good as a disk where it can be had.
        let memory = std::path::Path::new("/dev/shm");
        let (url, folder) = match place {
            Place::Sqlite => {
                let folder = if memory.is_dir() {
                    tempfile::tempdir_in(memory)
                } else {
                    tempfile::tempdir()
                };
                let folder = folder.expect("a folder can be made");
                (
                    format!("sqlite:{}", folder.path().join("model.db").display()),
                    Some(folder),
                )
            }
            Place::Postgres(base) => (fresh_postgres(base).expect("a database can be made"), None),
        };
        let clock = SetClock::at(NOON);
        let mut context = context(clock.clone(), 1);
        context.rules.tiers = default_tiers().into_iter().take(1).collect();
        context.rules.gift = GiftRule {
            allowed: true,
            per_day: Points::new(GIFTS_A_DAY),
        };
        context.rng = Arc::new(huika_store::secret::SystemRng);
        let mut config = StoreConfig::new(&url, context);
        config.connections = 1;
        let store = Store::open(config).expect("the books open");
        store
            .write_blocking(huika_store::demo::open_shop)
            .expect("a shop opens");
        store
            .write_blocking(|tx| tx.exec("UPDATE card_type SET cap_fen = 100000000000", params![]))
            .expect("the cap is lifted");
        Self {
            store,
            clock,
            sequences: AtomicU64::new(0),
            _folder: folder,
        }
    }

    /// Plays a sequence; the error says what differed.
    pub fn play(&self, sequence: &[(Command, bool)]) -> Result<(), String> {
        let number = self.sequences.fetch_add(1, Ordering::SeqCst);
        let (members, item) = self
            .store
            .write_blocking(move |tx| newcomers(tx, number))
            .map_err(show)?;
        let mut play = Play {
            books: self,
            number,
            step: 0,
            members,
            item,
            stock: 3,
            accounts: vec![Account::default(); MEMBERS],
            sales: Vec::new(),
            holds: Vec::new(),
            top_ups: Vec::new(),
            refunds: Vec::new(),
            orders: Vec::new(),
            gifts: vec![(0, 0); MEMBERS],
        };
        for (index, (command, twice)) in sequence.iter().enumerate() {
            play.step = index;
            play.command(command, *twice)
                .and_then(|()| play.compare())
                .map_err(|difference| format!("step {index}: {difference}"))?;
        }
        let proof = self.store.scan(prove).map_err(show)?;
        if proof.holds() {
            Ok(())
        } else {
            Err(format!("the proof fails: {:#?}", proof.findings))
        }
    }
}

fn newcomers(tx: &mut Tx<'_>, number: u64) -> Result<(Vec<MemberId>, ItemId), StoreError> {
    let mut members = Vec::new();
    let card_type: i64 = tx.value("SELECT MIN(id) FROM card_type", params![])?;
    for index in 0..MEMBERS as u64 {
        let serial = number * 10 + index;
        let id: MemberId = tx.value(
            "INSERT INTO member (phone, no_pin_limit_fen, joined_at) VALUES (?1, ?2, ?3) RETURNING id",
            params![format!("+861380{serial:07}"), 1_000_000_000_000_i64, tx.now()],
        )?;
        tx.exec("INSERT INTO wallet (member_id) VALUES (?1)", params![id])?;
        tx.exec(
            "INSERT INTO card (number, member_id, card_type_id, issued_at) VALUES (?1, ?2, ?3, ?4)",
            params![format!("c{serial}"), id, card_type, tx.now()],
        )?;
        members.push(id);
    }
    let item = tx.value(
        "INSERT INTO item (code, name, points, stock) VALUES (?1, ?1, ?2, 3) RETURNING id",
        params![format!("item-{number}"), PIECE_COSTS],
    )?;
    Ok((members, item))
}

struct Hold {
    member: usize,
    number: String,
    money: Vec<MoneyPart>,
    points: Vec<PointPart>,
    closed: Option<bool>,
}

struct TopUp {
    member: usize,
    number: String,
    lot: usize,
}

struct Refund {
    top_up: usize,
    number: String,
    part: MoneyPart,
    settled: Option<bool>,
}

struct Order {
    member: usize,
    number: String,
    points: Vec<PointPart>,
    undone: bool,
}

struct Play<'b> {
    books: &'b Books,
    number: u64,
    step: usize,
    members: Vec<MemberId>,
    item: ItemId,
    stock: i64,
    accounts: Vec<Account>,
    sales: Vec<(Sale, String)>,
    holds: Vec<Hold>,
    top_ups: Vec<TopUp>,
    refunds: Vec<Refund>,
    orders: Vec<Order>,
    /// Day and points given on it.
    gifts: Vec<(i32, i64)>,
}

fn show(error: impl Debug) -> String {
    format!("{error:?}")
}

impl Play<'_> {
    fn now(&self) -> i64 {
        self.books.clock.now().get()
    }

    fn year_end(&self) -> i64 {
        self.books
            .store
            .context()
            .zone
            .end_of_year_after(self.books.clock.now())
            .get()
    }

    fn key(&self) -> String {
        format!("{}-{}", self.number, self.step)
    }

    /// Runs a use case, and a second time when asked: the answer must be the same.
    fn run<T, E>(
        &self,
        twice: bool,
        use_case: impl Fn(&mut Tx<'_>) -> Result<T, E> + Clone + Send + 'static,
    ) -> Result<Result<T, E>, String>
    where
        T: PartialEq + Debug + Send + 'static,
        E: From<StoreError> + Debug + Send + 'static,
    {
        let first = self.books.store.write_blocking(use_case.clone());
        if let (true, Ok(first)) = (twice, &first) {
            let second = self.books.store.write_blocking(use_case).map_err(show)?;
            if second != *first {
                return Err(format!("sent twice: first {first:?}, then {second:?}"));
            }
        }
        Ok(first)
    }

    /// Both must say yes, or both no.
    fn agree<T: Debug, E: Debug>(books: Result<T, E>, model: bool) -> Result<Option<T>, String> {
        match (books, model) {
            (Ok(answer), true) => Ok(Some(answer)),
            (Err(_), false) => Ok(None),
            (answer, _) => Err(format!("the model says {model}, the books {answer:?}")),
        }
    }

    fn command(&mut self, command: &Command, twice: bool) -> Result<(), String> {
        match *command {
            Command::TopUp { member, fen } => self.top_up(member, fen, twice),
            Command::Sale {
                member,
                fen,
                blocks,
                pay,
            } => self.sale(member, fen, blocks, pay, twice),
            Command::Return { which, permille } => self.bring_back(which, permille, twice),
            Command::GrantBonus { member, fen, days } => self.grant(member, Granted::Bonus(Fen::new(fen)), days),
            Command::GrantPoints { member, points, days } => {
                self.grant(member, Granted::Points(Points::new(points)), days)
            }
            Command::Gift { giver, taker, points } => self.gift(giver, taker, points, twice),
            Command::HoldMoney { member, fen } => self.hold(member, Aside::Money(Fen::new(fen)), twice),
            Command::HoldPoints { member, points } => self.hold(member, Aside::Points(Points::new(points)), twice),
            Command::CloseHold { which, take } => self.close_hold(which, take, twice),
            Command::Refund { which } => self.refund(which, twice),
            Command::SettleRefund { which, paid } => self.settle(which, paid, twice),
            Command::AdjustPoints { member, points } => self.adjust(member, Change::Points(Points::new(points)), twice),
            Command::AdjustPrincipal { member, fen } => self.adjust(member, Change::Principal(Fen::new(fen)), twice),
            Command::Redeem { member } => self.redeem(member, twice),
            Command::Cancel { which } => self.cancel(which, twice),
            Command::Lapse => {
                self.run(twice, |tx| lapse(tx, 1000).map(drop))?.map_err(show)?;
                let now = self.now();
                self.accounts.iter_mut().for_each(|account| account.lapse(now));
                Ok(())
            }
            Command::Days(days) => {
                self.books.clock.advance_secs(days * 86_400);
                Ok(())
            }
        }
    }

    fn top_up(&mut self, member: usize, fen: i64, twice: bool) -> Result<(), String> {
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
            bonus_ends: None,
        });
        self.top_ups.push(TopUp {
            member,
            number: opened.number,
            lot: account.money.len() - 1,
        });
        Ok(())
    }

    fn sale(&mut self, member: usize, fen: i64, blocks: i64, pay: Pay, twice: bool) -> Result<(), String> {
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
        let request = Sell {
            session: token.clone(),
            gross: Fen::new(fen),
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
            outside_channel: "cash".into(),
            place: till(),
            key: token,
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
            net,
            ..Sale::default()
        };
        self.sales.push((sale, receipt.receipt_number));
        Ok(())
    }

    fn bring_back(&mut self, which: proptest::sample::Index, permille: i64, twice: bool) -> Result<(), String> {
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
            gross: Fen::new(gross),
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

    fn grant(&mut self, member: usize, granted: Granted, days: i64) -> Result<(), String> {
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
            }),
            Granted::Points(points) => {
                account.new_points(points.get(), ends);
            }
        }
        Ok(())
    }

    fn gift(&mut self, giver: usize, taker: usize, points: i64, twice: bool) -> Result<(), String> {
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

    fn hold(&mut self, member: usize, amount: Aside, twice: bool) -> Result<(), String> {
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

    fn close_hold(&mut self, which: proptest::sample::Index, taken: bool, twice: bool) -> Result<(), String> {
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

    fn refund(&mut self, which: proptest::sample::Index, twice: bool) -> Result<(), String> {
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
            self.refunds.push(Refund {
                top_up: index,
                number: opened.number,
                part,
                settled: None,
            });
        }
        Ok(())
    }

    fn settle(&mut self, which: proptest::sample::Index, paid: bool, twice: bool) -> Result<(), String> {
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
            }
        }
        Ok(())
    }

    fn adjust(&mut self, member: usize, change: Change, twice: bool) -> Result<(), String> {
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
                    bonus_ends: None,
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

    fn redeem(&mut self, member: usize, twice: bool) -> Result<(), String> {
        let plan = self.accounts[member].plan_points(PIECE_COSTS, self.now());
        let request = Redeem {
            member: self.members[member],
            item: self.item,
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
            });
        }
        Ok(())
    }

    fn cancel(&mut self, which: proptest::sample::Index, twice: bool) -> Result<(), String> {
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
            key: self.key(),
        };
        let says_yes = !order.undone;
        let answer = self.run(twice, move |tx| cancel(tx, &request))?;
        if Self::agree(answer, says_yes)?.is_some() {
            let order = &mut self.orders[index];
            order.undone = true;
            self.accounts[order.member].give_points(&order.points, now);
            self.stock += 1;
        }
        Ok(())
    }

    /// Wallets, lots and growth must be those of the model.
    fn compare(&self) -> Result<(), String> {
        for (member, account) in self.members.iter().zip(&self.accounts) {
            let member = *member;
            let (wallet, money, points, growth) = self.books.store.scan(move |tx| look(tx, member)).map_err(show)?;
            let expected = vec![
                account.principal(),
                account.bonus(),
                account.all_points(),
                account.shortfall,
                account.held_principal,
                account.held_bonus,
                account.held_points,
            ];
            let lots: Vec<_> = account.money.iter().map(|lot| (lot.principal, lot.bonus)).collect();
            let point_lots: Vec<_> = account.points.iter().map(|lot| (lot.remaining, lot.ends)).collect();
            if wallet != expected || money != lots || points != point_lots || growth != account.growth {
                return Err(format!(
                    "member {member}: books {wallet:?} {money:?} {points:?} {growth}, model {expected:?} {lots:?} \
                     {point_lots:?} {}",
                    account.growth
                ));
            }
        }
        Ok(())
    }
}

type Looked = (Vec<i64>, Vec<(i64, i64)>, Vec<(i64, i64)>, i64);

fn look(tx: &mut Tx<'_>, member: MemberId) -> Result<Looked, StoreError> {
    let wallet = tx
        .one(
            "SELECT principal_fen, bonus_fen, points, shortfall, held_principal_fen, held_bonus_fen, held_points \
             FROM wallet WHERE member_id = ?1",
            params![member],
            |row| (0..7).map(|index| row.get(index)).collect::<Result<Vec<i64>, _>>(),
        )?
        .unwrap_or_default();
    let pair = |row: &huika_store::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let money = tx.all(
        "SELECT principal_left, bonus_left FROM money_lot WHERE member_id = ?1 ORDER BY id",
        params![member],
        pair,
    )?;
    let points = tx.all(
        "SELECT remaining, expires_at FROM point_lot WHERE member_id = ?1 ORDER BY id",
        params![member],
        pair,
    )?;
    let growth = tx.value(
        "SELECT w.growth_fen + CAST((SELECT COALESCE(SUM(g.net_fen), 0) FROM growth_month g \
         WHERE g.member_id = w.member_id) AS BIGINT) FROM wallet w WHERE w.member_id = ?1",
        params![member],
    )?;
    Ok((wallet, money, points, growth))
}

fn till() -> Till {
    Till {
        store: StoreId::new(1),
        till: "1".into(),
        operator: None,
    }
}

fn reason() -> Reason {
    Reason::parse("模型").expect("a reason")
}
