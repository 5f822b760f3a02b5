//! Step 2: a price level instead of the list price. The lowest one that the member may buy at, and one only.

use super::buyer::Buyer;
use super::cart::CartLine;
use super::explanation::{Arithmetic, Source, Step};
use super::list::PriceList;
use super::pool::Line;
use crate::{Fen, PriceLevelId};
use serde::{Deserialize, Serialize};

/// A price level, such as that of members or of dealers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceLevel {
    /// Which.
    pub id: PriceLevelId,
    /// Tier and campaigns take something off these prices too.
    pub discounts: bool,
    /// Coupons take something off these prices too.
    pub coupons: bool,
    /// What is sold at these prices earns points.
    pub points: bool,
}

/// What a line may still get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allowed {
    pub discounts: bool,
    pub coupons: bool,
    pub points: bool,
}

/// What one source takes, in the engine's own order of lines.
pub(super) struct Taken {
    pub step: Step,
    pub source: Source,
    pub arithmetic: Arithmetic,
    pub amount: i64,
    pub shares: Vec<i64>,
}

/// Takes the difference to the levels off, and says what each line may still get.
pub(super) fn level_prices(
    list: &PriceList,
    buyer: Option<&Buyer<'_>>,
    lines: &[Line<'_>],
    left: &mut [i64],
    taken: &mut Vec<Taken>,
) -> Vec<Allowed> {
    let mut chosen: Vec<Option<(Fen, PriceLevelId)>> = Vec::new();
    if let Some(buyer) = buyer.filter(|buyer| !buyer.levels.is_empty()) {
        chosen.extend(lines.iter().map(|line| lowest(line.cart, buyer.levels)));
        let mut levels: Vec<PriceLevelId> = chosen.iter().flatten().map(|(_, level)| *level).collect();
        levels.sort_unstable();
        levels.dedup();
        for level in levels {
            taken.push(at_level(level, lines, &chosen, left));
        }
    }
    let allowed = |(place, line): (usize, &Line<'_>)| {
        let level = chosen.get(place).copied().flatten();
        let level = level.and_then(|(_, id)| list.levels.iter().find(|one| one.id == id));
        let open = !line.cart.no_discount;
        Allowed {
            discounts: open && level.is_none_or(|level| level.discounts),
            coupons: open && level.is_none_or(|level| level.coupons),
            points: !line.cart.no_points && level.is_none_or(|level| level.points),
        }
    };
    lines.iter().enumerate().map(allowed).collect()
}

/// The lowest price below the list price among these levels.
fn lowest(line: &CartLine, levels: &[PriceLevelId]) -> Option<(Fen, PriceLevelId)> {
    let may = |price: &&super::cart::LevelPrice| {
        levels.contains(&price.level) && !price.price.is_negative() && price.price < line.price
    };
    let prices = line.level_prices.iter().filter(may);
    prices.map(|price| (price.price, price.level)).min()
}

fn at_level(
    level: PriceLevelId,
    lines: &[Line<'_>],
    chosen: &[Option<(Fen, PriceLevelId)>],
    left: &mut [i64],
) -> Taken {
    let (mut of, mut to) = (0, 0);
    let mut shares = vec![0; lines.len()];
    for (place, line) in lines.iter().enumerate() {
        if let Some((price, _)) = chosen[place].filter(|(_, id)| *id == level) {
            let now = price.get().saturating_mul(line.quantity);
            of += left[place];
            to += now;
            shares[place] = left[place] - now;
            left[place] = now;
        }
    }
    Taken {
        step: Step::Level,
        source: Source::Level(level),
        arithmetic: Arithmetic::Instead {
            of: Fen::new(of),
            to: Fen::new(to),
        },
        amount: of - to,
        shares,
    }
}
