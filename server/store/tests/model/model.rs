//! The model: balances and lots in plain vectors, with the rules written down a second time and as plainly as possible.

/// What a top-up left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MoneyLot {
    pub principal: i64,
    pub bonus: i64,
    pub bonus_ends: Option<i64>,
    /// Held until a person decides: what is in it, and what comes back to it, is set aside, each time for itself.
    pub is_held: bool,
    pub aside: Vec<(i64, i64)>,
}

/// What an earning left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointLot {
    pub remaining: i64,
    pub ends: i64,
    pub expired: i64,
    /// It came back after its own lot's time, and gets no more than that.
    pub is_grace: bool,
}

/// One member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    pub money: Vec<MoneyLot>,
    pub points: Vec<PointLot>,
    pub shortfall: i64,
    pub held_principal: i64,
    pub held_bonus: i64,
    pub held_points: i64,
    pub growth: i64,
}

/// Taken from a lot: its index, principal, bonus.
pub type MoneyPart = (usize, i64, i64);
/// Taken from a lot of points.
pub type PointPart = (usize, i64);

/// A sale, with what its returns restored so far.
#[derive(Debug, Clone, Default)]
pub struct Sale {
    pub member: usize,
    pub gross: i64,
    pub returned: i64,
    pub outside: i64,
    pub money: Vec<MoneyPart>,
    pub points: Vec<PointPart>,
    pub own: Option<usize>,
    pub earned: i64,
    pub repaid: i64,
    pub back_outside: i64,
    pub back_money: Vec<MoneyPart>,
    pub back_points: Vec<PointPart>,
    pub reopened: i64,
    pub excused: i64,
}

pub const GRACE_MS: i64 = 30 * 86_400_000;

fn half_up(a: i64, b: i64, c: i64) -> i64 {
    let (a, b, c) = (i128::from(a), i128::from(b), i128::from(c));
    i64::try_from((2 * a * b + c) / (2 * c)).expect("fits")
}

/// What of `total` belongs to this return.
fn share(total: i64, before: i64, now: i64, whole: i64) -> i64 {
    half_up(total, before + now, whole) - half_up(total, before, whole)
}

/// Splits by what is left of each part.
fn split(amount: i64, left: &[i64]) -> Vec<i64> {
    let (mut missing, mut all) = (amount, left.iter().sum::<i64>());
    left.iter()
        .map(|part| {
            let mine = if all == 0 { 0 } else { half_up(missing, *part, all) };
            missing -= mine;
            all -= part;
            mine
        })
        .collect()
}

impl Account {
    pub fn principal(&self) -> i64 {
        self.money.iter().map(|lot| lot.principal).sum()
    }

    pub fn bonus(&self) -> i64 {
        self.money.iter().map(|lot| lot.bonus).sum()
    }

    pub fn all_points(&self) -> i64 {
        self.points.iter().map(|lot| lot.remaining).sum()
    }

    /// Oldest lot first, pro rata within it; bonus whose time is over gives nothing. Answers what could be covered.
    pub fn plan_money(&self, wanted: i64, now: i64) -> (Vec<MoneyPart>, i64) {
        let mut missing = wanted;
        let mut parts = Vec::new();
        for (index, lot) in self.money.iter().enumerate() {
            let bonus = if lot.bonus_ends.is_some_and(|ends| now > ends) {
                0
            } else {
                lot.bonus
            };
            let there = lot.principal + bonus;
            let amount = missing.min(there);
            if amount > 0 {
                let principal = half_up(amount, lot.principal, there);
                parts.push((index, principal, amount - principal));
                missing -= amount;
            }
        }
        (parts, wanted - missing)
    }

    pub fn usable(&self, now: i64) -> i64 {
        let living = self.points.iter().filter(|lot| now <= lot.ends);
        living.map(|lot| lot.remaining).sum()
    }

    /// Soonest end first, then oldest; without the lot `except`.
    fn order(&self, now: i64, except: Option<usize>, known: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..known)
            .filter(|index| {
                Some(*index) != except && self.points[*index].remaining > 0 && now <= self.points[*index].ends
            })
            .collect();
        order.sort_by_key(|index| (self.points[*index].ends, *index));
        order
    }

    pub fn plan_points(&self, wanted: i64, now: i64) -> Option<Vec<PointPart>> {
        (self.usable(now) >= wanted).then(|| self.take_order(wanted, &self.order(now, None, self.points.len())))
    }

    fn take_order(&self, wanted: i64, order: &[usize]) -> Vec<PointPart> {
        let mut missing = wanted;
        let mut parts = Vec::new();
        for index in order {
            let part = missing.min(self.points[*index].remaining);
            if part > 0 {
                parts.push((*index, part));
                missing -= part;
            }
        }
        parts
    }

    pub fn take_money(&mut self, parts: &[MoneyPart]) {
        for (index, principal, bonus) in parts {
            self.money[*index].principal -= principal;
            self.money[*index].bonus -= bonus;
        }
    }

    pub fn give_money(&mut self, parts: &[MoneyPart]) {
        for (index, principal, bonus) in parts {
            let lot = &mut self.money[*index];
            lot.principal += principal;
            lot.bonus += bonus;
            if lot.is_held {
                self.set_aside(*index);
            }
        }
    }

    fn set_aside(&mut self, index: usize) {
        let lot = &mut self.money[index];
        let (principal, bonus) = (std::mem::take(&mut lot.principal), std::mem::take(&mut lot.bonus));
        if principal + bonus > 0 {
            lot.aside.push((principal, bonus));
            self.held_principal += principal;
            self.held_bonus += bonus;
        }
    }

    /// Holds a lot until somebody decides.
    pub fn hold_lot(&mut self, index: usize) {
        self.money[index].is_held = true;
        self.set_aside(index);
    }

    /// So much of what was paid is gone: it is taken from what was set aside, oldest first, each time with its share of the bonus; the rest
    /// comes back.
    pub fn decide(&mut self, index: usize, gone: i64) {
        let lot = &mut self.money[index];
        lot.is_held = false;
        let mut missing = gone;
        for (principal, bonus) in std::mem::take(&mut lot.aside) {
            let part = missing.min(principal);
            let bonus_part = match (missing, principal) {
                (0, _) => 0,
                (_, 0) => bonus,
                _ => half_up(bonus, part, principal),
            };
            missing -= part;
            lot.principal += principal - part;
            lot.bonus += bonus - bonus_part;
            self.held_principal -= principal;
            self.held_bonus -= bonus;
        }
    }

    pub fn take_points(&mut self, parts: &[PointPart]) {
        for (index, points) in parts {
            self.points[*index].remaining -= points;
        }
    }

    /// First what is owed is repaid. The rest goes back to the same lots; what belongs to one whose time is over lives for
    /// thirty more days in a new one, once.
    pub fn give_points(&mut self, parts: &[PointPart], now: i64) {
        for (index, back) in parts {
            let repaid = (*back).min(-self.shortfall);
            self.shortfall += repaid;
            let points = back - repaid;
            if points == 0 {
                continue;
            }
            if now <= self.points[*index].ends || self.points[*index].is_grace {
                self.points[*index].remaining += points;
            } else {
                let grace = self.new_points(points, now + GRACE_MS);
                self.points[grace].is_grace = true;
            }
        }
    }

    pub fn new_points(&mut self, remaining: i64, ends: i64) -> usize {
        self.points.push(PointLot {
            remaining,
            ends,
            expired: 0,
            is_grace: false,
        });
        self.points.len() - 1
    }

    pub fn expire(&mut self, now: i64) {
        for lot in &mut self.points {
            if now > lot.ends {
                lot.expired += lot.remaining;
                lot.remaining = 0;
            }
        }
        for lot in &mut self.money {
            if lot.bonus_ends.is_some_and(|ends| now > ends) {
                lot.bonus = 0;
            }
        }
    }

    /// Brings goods worth `gross` of a sale back.
    pub fn bring_back(&mut self, sale: &mut Sale, gross: i64, now: i64) {
        let part = |total| share(total, sale.returned, gross, sale.gross);
        let mut left = vec![sale.outside - sale.back_outside];
        for (index, (_, principal, bonus)) in sale.money.iter().enumerate() {
            let (_, back_principal, back_bonus) = sale.back_money.get(index).copied().unwrap_or_default();
            left.extend([principal - back_principal, bonus - back_bonus]);
        }
        // A sale without outside money has no such part.
        let skip = usize::from(sale.outside == 0);
        let paid: i64 = sale.outside + sale.money.iter().map(|(_, p, b)| p + b).sum::<i64>();
        let back = split(part(paid), &left[skip..]);
        let (outside, rest) = if skip == 1 {
            (0, &back[..])
        } else {
            (back[0], &back[1..])
        };
        let money: Vec<MoneyPart> = sale
            .money
            .iter()
            .zip(rest.chunks(2))
            .map(|((lot, ..), back)| (*lot, back[0], back[1]))
            .collect();
        let points_left: Vec<i64> = sale
            .points
            .iter()
            .enumerate()
            .map(|(index, (_, points))| points - sale.back_points.get(index).map_or(0, |(_, back)| *back))
            .collect();
        let spent: i64 = sale.points.iter().map(|(_, points)| points).sum();
        let points: Vec<PointPart> = sale
            .points
            .iter()
            .zip(split(part(spent), &points_left))
            .map(|((lot, _), back)| (*lot, back))
            .collect();
        let owed = part(sale.earned);
        // What comes back of what was paid in, and from outside.
        let growth = outside + money.iter().map(|(_, principal, _)| principal).sum::<i64>();

        let known = self.points.len();
        self.give_money(&money);
        self.give_points(&points, now);
        self.take_back(sale, owed, now, known);
        self.growth -= growth;
        sale.returned += gross;
        sale.back_outside += outside;
        add(&mut sale.back_money, &money, |sum, one| {
            (one.0, sum.1 + one.1, sum.2 + one.2)
        });
        add(&mut sale.back_points, &points, |sum, one| (one.0, sum.1 + one.1));
    }

    fn take_back(&mut self, sale: &mut Sale, owed: i64, now: i64, known: usize) {
        let mut left = owed;
        if let Some(own) = sale.own {
            let part = left.min(self.points[own].remaining);
            self.points[own].remaining -= part;
            left -= part;
        }
        let reopened = left.min(sale.repaid - sale.reopened);
        sale.reopened += reopened;
        left -= reopened;
        if let Some(own) = sale.own {
            let excused = left.min((self.points[own].expired - sale.excused).max(0));
            sale.excused += excused;
            left -= excused;
        }
        let parts = self.take_order(left, &self.order(now, sale.own, known));
        left -= parts.iter().map(|(_, points)| points).sum::<i64>();
        self.take_points(&parts);
        self.shortfall -= reopened + left;
    }

    /// Credits earned points: what is owed is repaid first. Answers the new lot and what was repaid.
    pub fn earn(&mut self, earned: i64, ends: i64) -> (Option<usize>, i64) {
        let repaid = earned.min(-self.shortfall);
        self.shortfall += repaid;
        let rest = earned - repaid;
        ((rest > 0).then(|| self.new_points(rest, ends)), repaid)
    }
}

fn add<T: Copy>(sums: &mut Vec<T>, parts: &[T], plus: impl Fn(T, T) -> T) {
    if sums.is_empty() {
        *sums = parts.to_vec();
    } else {
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum = plus(*sum, *part);
        }
    }
}
