//! A sequence that is being played: what the model knows of it, and how a command reaches both sides.

mod aside;
mod look;
mod points;
mod purchases;

use std::fmt::Debug;

use huika_domain::{Clock as _, Fen, ItemId, MemberId, Points, Reason, StoreId};
use huika_store::{
    StoreError, Tx,
    adjustment::set_aside::Aside,
    adjustment::{correction::Change, grant::Granted},
    points::expiry::expire,
    staff::Place as Till,
};

use crate::{
    books::{Books, show},
    command::{Command, MEMBERS},
    model::{Account, MoneyPart, PointPart, Sale},
};

pub const GIFTS_A_DAY: i64 = 300;
pub const PIECE_COSTS: i64 = 40;
const DAY_MS: i64 = 86_400_000;

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
    paid: i64,
    /// Of what was paid, what went back by refunds or was taken by the gateway.
    gone: i64,
    held: bool,
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
    handed: bool,
}

pub struct Play<'b> {
    books: &'b Books,
    number: u64,
    pub step: usize,
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
impl Play<'_> {
    pub fn new(books: &Books, number: u64, members: Vec<MemberId>, item: ItemId) -> Play<'_> {
        Play {
            books,
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
        }
    }

    fn now(&self) -> i64 {
        self.books.clock.now().get()
    }

    fn year_end(&self) -> i64 {
        self.books
            .store
            .context()
            .zone
            .end_of_year_after(self.books.clock.now(), 1)
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

    pub fn command(&mut self, command: &Command, twice: bool) -> Result<(), String> {
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
            Command::Dispute { which } => self.dispute(which),
            Command::Decide { which, permille } => self.decide(which, permille),
            Command::AdjustPoints { member, points } => self.adjust(member, Change::Points(Points::new(points)), twice),
            Command::AdjustPrincipal { member, fen } => self.adjust(member, Change::Principal(Fen::new(fen)), twice),
            Command::Redeem { member } => self.redeem(member, twice),
            Command::Cancel { which } => self.cancel(which, twice),
            Command::HandOut { which } => self.hand_out(which, twice),
            Command::Expire => {
                self.run(twice, |tx| expire(tx, 1000, &[]).map(drop))?.map_err(show)?;
                let now = self.now();
                self.accounts.iter_mut().for_each(|account| account.expire(now));
                Ok(())
            }
            Command::Days(days) => {
                self.books.clock.advance_secs(days * 86_400);
                Ok(())
            }
        }
    }
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
