//! Writing an entry with its postings.

mod counted;
mod head;
mod header;
mod rows;
mod shop;

use huika_domain::{BusinessDay, EntryId, Fen, Millis, Points};

pub use self::header::Header;
pub use self::rows::{LotOfCard, LotRef, NewMoneyLot, NewPointLot};
pub(crate) use self::shop::ShopDraft;
use self::{
    head::{Head, insert_head},
    rows::{Line, NewLot, insert_lines, insert_lot},
};
use super::{Account, CASH, Commodity, Origin, Wallet};
use crate::{StoreError, Tx};

/// An entry that is being written. Lines are collected; [`Draft::post`] checks that they add up and writes everything.
#[must_use = "nothing is in the books before it is posted"]
pub struct Draft {
    wallet: Wallet,
    lots: Vec<NewLot>,
    lines: Vec<Line>,
    /// The rules that its lots name; none: those in force.
    rules_version: Option<i64>,
    origin: Origin,
}

/// An entry that is in the books.
#[derive(Debug, Clone)]
pub struct Posted {
    /// Its number.
    pub entry: EntryId,
    /// The member's balances after it.
    pub wallet: Wallet,
}

/// Lines that one entry may have: a limit, so that no command keeps the others waiting for long. A member who spends
/// everything at once empties every open lot, and somebody who buys a coffee a day has a thousand of points in three years.
const LINES_LIMIT: usize = 10_000;

impl Draft {
    /// An entry about the member whose locked wallet this is.
    pub fn new(wallet: Wallet) -> Self {
        Self {
            wallet,
            lots: Vec::new(),
            lines: Vec::with_capacity(8),
            rules_version: None,
            origin: Origin::Elsewhere,
        }
    }

    /// An entry of a counter or a till.
    pub(crate) fn of_origin(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// Lots of what was quoted earlier name the rules that it was quoted under.
    pub(crate) fn made_under(self, rules_version: i64) -> Self {
        Self {
            rules_version: Some(rules_version),
            ..self
        }
    }

    /// The member's balances with the lines so far.
    pub fn wallet(&self) -> &Wallet {
        &self.wallet
    }

    /// Whether nothing would move.
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Counts `amount` towards what left the card on `day` without PIN, passkey or approval.
    pub fn count_no_pin(&mut self, day: BusinessDay, amount: Fen) {
        self.wallet.no_pin = self.wallet.no_pin.plus(day, amount);
    }

    /// Counts that the member bought something at this moment.
    pub(crate) fn count_visit(&mut self, at: Millis) {
        self.wallet.visits = self.wallet.visits.saturating_add(1);
        self.wallet.last_visit = self.wallet.last_visit.max(at);
    }

    /// Makes a lot and credits it: principal and bonus of the member.
    pub fn grant_money(&mut self, lot: NewMoneyLot) -> Result<LotRef, StoreError> {
        let (principal, bonus) = (lot.principal, lot.bonus);
        self.lots.push(NewLot::Money(lot));
        let made = LotRef::New(self.lots.len() - 1);
        self.money(Account::Principal, made, principal)?;
        self.money(Account::Bonus, made, bonus)?;
        Ok(made)
    }

    /// Makes a lot of points and credits it.
    pub fn grant_points(&mut self, lot: NewPointLot) -> Result<LotRef, StoreError> {
        let points = lot.points;
        self.lots.push(NewLot::Points(lot));
        let made = LotRef::New(self.lots.len() - 1);
        self.points(Account::Points, Some(made), points)?;
        Ok(made)
    }

    /// Moves money on one of the member's accounts, in the lot that it belongs to. Nothing is written for zero.
    pub fn money(&mut self, account: Account, lot: impl Into<LotRef>, amount: Fen) -> Result<(), StoreError> {
        self.member_line(account, Commodity::Money, Some(lot.into()), amount.get())
    }

    /// Moves points on one of the member's accounts; a shortfall belongs to no lot.
    pub fn points(&mut self, account: Account, lot: Option<LotRef>, amount: Points) -> Result<(), StoreError> {
        self.member_line(account, Commodity::Points, lot, amount.get())
    }

    /// The other side, on an account of the shop.
    pub fn shop_money(&mut self, account: Account, party: &str, amount: Fen) {
        self.shop_line(account, Commodity::Money, party, amount.get());
    }

    /// The other side in points.
    pub fn shop_points(&mut self, account: Account, party: &str, amount: Points) {
        self.shop_line(account, Commodity::Points, party, amount.get());
    }

    fn member_line(
        &mut self,
        account: Account,
        commodity: Commodity,
        lot: Option<LotRef>,
        amount: i64,
    ) -> Result<(), StoreError> {
        if amount == 0 {
            return Ok(());
        }
        let after = self
            .wallet
            .of(account)
            .checked_add(amount)
            .ok_or_else(|| StoreError::Internal("a balance would overflow".into()))?;
        self.wallet.set(account, after);
        let member = Some(self.wallet.member);
        let line = Line {
            account,
            commodity,
            member,
            party: String::new(),
            lot,
            amount,
            balance_after: Some(after),
        };
        self.lines.push(line);
        Ok(())
    }

    fn shop_line(&mut self, account: Account, commodity: Commodity, party: &str, amount: i64) {
        self.lines.extend(shop_line(account, commodity, party, amount));
    }

    /// Checks that the lines add up to zero and writes entry, lots, lines and balances. An entry that does not add up
    /// is a fault of the program: nothing of the transaction stays. What counts towards the member's tier is counted with it.
    pub fn post(mut self, tx: &mut Tx<'_>, header: &Header<'_>) -> Result<Posted, StoreError> {
        adds_up(&self.lines, header)?;
        cash_has_a_drawer(&self.lines, self.origin, header)?;
        tx.number_ahead(&self.numbered_tables())?;
        let entry = self.insert_entry(tx, header)?;
        let rules_version = self.rules_version.unwrap_or_else(|| tx.rules_version());
        let lots = self
            .lots
            .iter()
            .map(|lot| insert_lot(tx, self.wallet.member, entry, rules_version, lot))
            .collect::<Result<Vec<_>, _>>()?;
        insert_lines(tx, entry, &self.lines, &lots)?;
        for (day, sums) in counted::counted(tx, header, &self.lines)? {
            self.wallet.count(tx, day, sums)?;
        }
        self.wallet.save(tx)?;
        tx.announce(self.wallet.member);
        Ok(Posted {
            entry,
            wallet: self.wallet,
        })
    }

    /// The tables that this entry inserts numbered rows into.
    fn numbered_tables(&self) -> Vec<&'static str> {
        let mut tables = vec!["entry"];
        for lot in &self.lots {
            if !tables.contains(&lot.table()) {
                tables.push(lot.table());
            }
        }
        tables
    }

    /// What the lines change of one of the member's accounts. Each line moved a balance without overflow, so their sum does.
    fn change_of(&self, account: Account) -> i64 {
        let lines = self.lines.iter().filter(|line| line.account == account);
        lines.map(|line| line.amount).fold(0, i64::saturating_add)
    }

    fn insert_entry(&self, tx: &mut Tx<'_>, header: &Header<'_>) -> Result<EntryId, StoreError> {
        let head = Head {
            origin: self.origin,
            member: Some(self.wallet.member),
            changes: [Account::Principal, Account::Bonus, Account::Points].map(|account| self.change_of(account)),
            after: (Some(self.wallet.balance()), Some(self.wallet.points)),
        };
        insert_head(tx, header, &head)
    }
}

fn shop_line(account: Account, commodity: Commodity, party: &str, amount: i64) -> Option<Line> {
    (amount != 0).then(|| Line {
        account,
        commodity,
        member: None,
        party: party.into(),
        lot: None,
        amount,
        balance_after: None,
    })
}

/// That the lines add up to zero, and are neither none nor too many.
fn adds_up(lines: &[Line], header: &Header<'_>) -> Result<(), StoreError> {
    let reference = header.reference;
    for commodity in [Commodity::Money, Commodity::Points] {
        let amounts = lines.iter().filter(|line| line.commodity == commodity);
        let sum: i128 = amounts.map(|line| i128::from(line.amount)).sum();
        if sum != 0 {
            return Err(StoreError::Internal(format!("{reference} is off by {sum}")));
        }
    }
    if lines.is_empty() || lines.len() > LINES_LIMIT {
        return Err(StoreError::Internal(format!("{reference} has {} lines", lines.len())));
    }
    Ok(())
}

/// Cash lies in somebody's drawer: an entry that moves it without saying whose would leave that drawer wrong for good.
/// What is paid to the office, which is no store, lies in none.
fn cash_has_a_drawer(lines: &[Line], origin: Origin, header: &Header<'_>) -> Result<(), StoreError> {
    let moves_cash = lines
        .iter()
        .any(|line| line.account == Account::Clearing && line.party == CASH);
    if origin == Origin::Elsewhere && header.store.is_some() && moves_cash {
        return Err(StoreError::Internal(format!(
            "{} moves cash of nobody's drawer",
            header.reference
        )));
    }
    Ok(())
}
