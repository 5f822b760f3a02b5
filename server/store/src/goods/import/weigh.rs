//! What each row of a table would do, asked without writing: for a preview, and before the writing.

use std::collections::{HashMap, HashSet};

use huika_domain::{
    Barcode, BrandName, CATEGORY_LEVELS, CategoryId, CategoryName, GoodsKind, GoodsName, GoodsUnit, Millis, Prices,
};

use super::row::{Cell, ImportRow, RowError};
use crate::{
    StoreError, Tx,
    goods::{
        CategoryRow, GoodsDetails, GoodsError, GoodsRow, SalePeriod,
        category::categories,
        change::differences,
        find::{AT_ONCE, goods_of_barcodes, goods_of_codes},
    },
};

/// What a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Goods are added.
    New,
    /// Goods are changed.
    Changed,
    /// They are so already.
    Same,
}

/// A row with everything that its writing needs.
pub(super) struct Weighed {
    pub before: Option<GoodsRow>,
    pub details: GoodsDetails,
    /// The category that the row names, where it is not there yet.
    pub category: Option<Vec<CategoryName>>,
    pub verdict: Verdict,
}

/// What each row would do, or why it is wrong.
pub fn weigh_goods(tx: &mut Tx<'_>, rows: &[ImportRow]) -> Result<Vec<Result<Verdict, RowError>>, StoreError> {
    let weighed = weigh(tx, rows)?;
    Ok(weighed.into_iter().map(|one| one.map(|one| one.verdict)).collect())
}

pub(super) fn weigh(tx: &mut Tx<'_>, rows: &[ImportRow]) -> Result<Vec<Result<Weighed, RowError>>, StoreError> {
    let categories = categories(tx)?;
    let mut before = Before::default();
    let mut weighed = Vec::with_capacity(rows.len());
    for some in rows.chunks(AT_ONCE) {
        let there = before.look_up(tx, some)?;
        for row in some {
            weighed.push(match of_row(tx, row, &there, &before, &categories) {
                Ok(one) => {
                    before.add(tx, row, &one)?;
                    Ok(one)
                }
                Err(RowError::Goods(GoodsError::Store(error))) => return Err(error),
                Err(error) => Err(error),
            });
        }
    }
    Ok(weighed)
}

/// A barcode of goods, and when they are on sale with it.
struct Holder {
    code: String,
    name: String,
    from: Millis,
    until: Option<Millis>,
}

/// What the rows before one come to, and which barcodes are taken.
#[derive(Default)]
struct Before {
    codes: HashSet<String>,
    held: HashMap<String, Vec<Holder>>,
}

impl Before {
    /// Loads what some rows are about; the goods by their numbers.
    fn look_up(&mut self, tx: &mut Tx<'_>, rows: &[ImportRow]) -> Result<HashMap<String, GoodsRow>, StoreError> {
        let codes: Vec<String> = rows.iter().map(|row| row.code.as_str().to_owned()).collect();
        let there = goods_of_codes(tx, &codes)?;
        // A change of days alone also asks whether the barcode is free then.
        let mut barcodes: Vec<String> = there
            .iter()
            .map(|row| row.barcode.clone())
            .filter(|code| !code.is_empty())
            .collect();
        barcodes.extend(rows.iter().filter_map(|row| match &row.barcode {
            Cell::Is(barcode) => Some(barcode.as_str().to_owned()),
            _ => None,
        }));
        barcodes.sort_unstable();
        barcodes.dedup();
        for some in barcodes.chunks(AT_ONCE) {
            for holder in goods_of_barcodes(tx, some)? {
                // Of goods whose row came before, the row says what they have.
                let held = self.held.entry(holder.barcode).or_default();
                if !self.codes.contains(&holder.code) && held.iter().all(|one| one.code != holder.code) {
                    held.push(Holder {
                        code: holder.code,
                        name: holder.name,
                        from: holder.sold_from,
                        until: holder.sold_until,
                    });
                }
            }
        }
        Ok(there.into_iter().map(|row| (row.code.clone(), row)).collect())
    }

    fn add(&mut self, tx: &Tx<'_>, row: &ImportRow, weighed: &Weighed) -> Result<(), StoreError> {
        self.codes.insert(row.code.as_str().to_owned());
        for held in self.held.values_mut() {
            held.retain(|one| one.code != row.code.as_str());
        }
        let Some(barcode) = &weighed.details.barcode else {
            return Ok(());
        };
        let (from, until) = instants(tx, weighed.before.as_ref(), &weighed.details)
            .map_err(|error| StoreError::Internal(error.to_string()))?;
        self.held.entry(barcode.as_str().to_owned()).or_default().push(Holder {
            code: row.code.as_str().to_owned(),
            name: weighed.details.name.as_str().to_owned(),
            from,
            until,
        });
        Ok(())
    }

    /// Whether other goods are on sale with a barcode at that time.
    fn is_free(
        &self,
        row: &ImportRow,
        barcode: &Barcode,
        from: Millis,
        until: Option<Millis>,
    ) -> Result<(), GoodsError> {
        let held = self.held.get(barcode.as_str()).into_iter().flatten();
        let mut others = held.filter(|one| one.code != row.code.as_str());
        let other = others.find(|one| {
            until.is_none_or(|until| one.from < until) && one.until.is_none_or(|other_until| other_until > from)
        });
        match other {
            Some(other) => Err(GoodsError::BarcodeTaken {
                name: other.name.clone(),
            }),
            None => Ok(()),
        }
    }
}

fn of_row(
    tx: &Tx<'_>,
    row: &ImportRow,
    there: &HashMap<String, GoodsRow>,
    before: &Before,
    categories: &[CategoryRow],
) -> Result<Weighed, RowError> {
    if before.codes.contains(row.code.as_str()) {
        return Err(RowError::Twice);
    }
    let known = there.get(row.code.as_str());
    let mut details = merged(tx, row, known)?;
    details.prices.check().map_err(GoodsError::Price)?;
    let category = match &row.category {
        Cell::Is(path) => {
            let found = find_category(categories, path)?;
            details.category = found;
            found.is_none().then(|| path.clone())
        }
        Cell::Empty => {
            details.category = None;
            None
        }
        Cell::Absent => None,
    };
    let (from, until) = instants(tx, known, &details)?;
    if let Some(barcode) = &details.barcode {
        before.is_free(row, barcode, from, until)?;
    }
    let verdict = match known {
        None => Verdict::New,
        Some(known) => {
            let (was, is) = differences(known, &details, from, until);
            if was.is_empty() && is.is_empty() && category.is_none() {
                Verdict::Same
            } else {
                Verdict::Changed
            }
        }
    };
    Ok(Weighed {
        before: known.cloned(),
        details,
        category,
        verdict,
    })
}

fn instants(
    tx: &Tx<'_>,
    before: Option<&GoodsRow>,
    details: &GoodsDetails,
) -> Result<(Millis, Option<Millis>), GoodsError> {
    let begun = before.map_or(tx.now(), |row| row.sold_from);
    details.period.instants(tx, begun)
}

/// The category at the end of a path, when it is there.
fn find_category(all: &[CategoryRow], path: &[CategoryName]) -> Result<Option<CategoryId>, GoodsError> {
    if path.len() > usize::try_from(CATEGORY_LEVELS).unwrap_or_default() {
        return Err(GoodsError::TooDeep);
    }
    let mut found = None;
    for name in path {
        let below = all.iter().find(|one| one.parent == found && one.name == name.as_str());
        match below {
            Some(below) => found = Some(below.id),
            None => return Ok(None),
        }
    }
    Ok(found)
}

/// What the goods say afterwards: what the row says, and else what they say already.
fn merged(tx: &Tx<'_>, row: &ImportRow, before: Option<&GoodsRow>) -> Result<GoodsDetails, RowError> {
    let zone = tx.context().zone;
    let row = row.clone();
    let kept = |text: &str| StoreError::Decode(format!("goods say {text}"));
    let name = before
        .map(|one| GoodsName::parse(&one.name).map_err(|_| kept(&one.name)))
        .transpose();
    let unit = before
        .map(|one| GoodsUnit::parse(&one.unit).map_err(|_| kept(&one.unit)))
        .transpose();
    let brand = before
        .filter(|one| !one.brand.is_empty())
        .map(|one| BrandName::parse(&one.brand).map_err(|_| kept(&one.brand)))
        .transpose();
    let barcode = before
        .filter(|one| !one.barcode.is_empty())
        .map(|one| Barcode::parse(&one.barcode).map_err(|_| kept(&one.barcode)))
        .transpose();
    let prices = before.map_or_else(Prices::default, |one| one.prices);
    let [first, second, third] = row.dealers;
    let list = row.list.or(before.map(|one| one.prices.list));
    let last_day = before
        .and_then(|one| one.sold_until)
        .map(|until| zone.business_day(until.plus_millis(-1)));
    let begun = before.map(|one| zone.business_day(one.sold_from));
    let from = match row.from {
        Cell::Is(day) if begun == Some(day) => None,
        Cell::Is(day) => Some(day),
        Cell::Absent | Cell::Empty => None,
    };
    let goods = |error: StoreError| RowError::Goods(GoodsError::Store(error));
    Ok(GoodsDetails {
        name: row.name.or(name.map_err(goods)?).ok_or(RowError::Missing)?,
        kind: row.kind.or(before.map(|one| one.kind)).unwrap_or(GoodsKind::Goods),
        category: before.and_then(|one| one.category),
        brand: row.brand.over(brand.map_err(goods)?),
        unit: row.unit.or(unit.map_err(goods)?).ok_or(RowError::Missing)?,
        barcode: row.barcode.over(barcode.map_err(goods)?),
        prices: Prices {
            list: list.ok_or(RowError::Missing)?,
            member: row.member.over(prices.member),
            dealers: [
                first.over(prices.dealers[0]),
                second.over(prices.dealers[1]),
                third.over(prices.dealers[2]),
            ],
        },
        no_discount: row
            .no_discount
            .over(before.map(|one| one.no_discount))
            .unwrap_or_default(),
        no_points: row.no_points.over(before.map(|one| one.no_points)).unwrap_or_default(),
        period: SalePeriod {
            from,
            until: row.until.over(last_day),
        },
    })
}
