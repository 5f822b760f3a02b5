//! A price with all that explains it, for every page and till that shows one: of a quote before it is paid, and of a sale from what was kept of it.

use huika_domain::{
    EntryId, Fen, GoodsId, MemberId, SaleId,
    pricing::{Applied, OfferId, Quote, QuotedGift, QuotedLine, Refused, Source, Step},
};

use super::{by_hand::ByHand, kept::KeptSale};
use crate::{
    StoreError, Tx,
    goods::goods,
    params,
    price::{OfferName, names_of},
};

/// What was sold, what each step took off, what was given, and what was not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceExplained {
    /// The lines.
    pub lines: Vec<LineExplained>,
    /// What each step took off.
    pub applied: Vec<Applied>,
    /// What was given.
    pub gifts: Vec<QuotedGift>,
    /// What was not used, and why.
    pub refused: Vec<Refused>,
    /// The goods at their list prices.
    pub list: Fen,
    /// To be paid, or paid.
    pub due: Fen,
    /// What people took off by hand.
    pub by_hand: Vec<ByHand>,
    names: Vec<OfferName>,
    /// What gifts are called.
    goods: Vec<(GoodsId, String)>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineExplained {
    /// What it is called; empty for an amount.
    pub name: String,
    /// Pieces.
    pub quantity: u32,
    /// All its pieces at their list price.
    pub list: Fen,
    /// To be paid for them, or paid.
    pub due: Fen,
}

impl PriceExplained {
    /// That of a quote whose lines are called so.
    pub(crate) fn of_quote(tx: &mut Tx<'_>, names: &[String], quote: &Quote) -> Result<Self, StoreError> {
        let line = |(place, line): (usize, &QuotedLine)| LineExplained {
            name: names.get(place).cloned().unwrap_or_default(),
            quantity: line.quantity,
            list: line.list,
            due: line.due,
        };
        Ok(Self {
            lines: quote.lines.iter().enumerate().map(line).collect(),
            applied: quote.applied.clone(),
            gifts: quote.gifts.clone(),
            refused: quote.refused.clone(),
            list: quote.list,
            due: quote.due,
            by_hand: Vec::new(),
            names: names_of(tx, quote)?,
            goods: gift_names(tx, quote)?,
        })
    }

    /// That of a sale; none for a plain amount that no offer touched.
    pub fn of_sale(tx: &mut Tx<'_>, sale: SaleId) -> Result<Option<Self>, StoreError> {
        match KeptSale::read(tx, sale)? {
            Some(kept) => {
                let price = Self::of_quote(tx, &kept.names, &kept.quote)?;
                Ok(Some(price.with_by_hand(&kept.inputs.by_hand)))
            }
            None => Ok(None),
        }
    }

    /// That of the sale with this entry, of this member.
    pub fn of_entry(tx: &mut Tx<'_>, member: MemberId, entry: EntryId) -> Result<Option<Self>, StoreError> {
        let sale = tx.one(
            "SELECT id FROM sale WHERE entry_id = ?1 AND member_id = ?2",
            params![entry, member],
            |row| row.get::<SaleId>("id"),
        )?;
        match sale {
            Some(sale) => Self::of_sale(tx, sale),
            None => Ok(None),
        }
    }

    /// With what people took off by hand, so that each step can say why.
    #[must_use]
    pub(crate) fn with_by_hand(self, by_hand: &[ByHand]) -> Self {
        Self {
            by_hand: by_hand.to_vec(),
            ..self
        }
    }

    /// Which of these a step is: the one of the line that bears it, or that of the whole bill.
    #[must_use]
    pub fn by_hand_of(&self, applied: &Applied) -> Option<&ByHand> {
        if applied.source != Source::Hand {
            return None;
        }
        let line = match applied.step {
            Step::HandBill => None,
            _ => applied.shares.iter().position(|share| share.is_positive()),
        };
        let line = line.and_then(|place| u32::try_from(place).ok());
        self.by_hand.iter().find(|one| one.line == line)
    }

    /// What an offer is called; empty for one that nobody knows.
    #[must_use]
    pub fn name_of(&self, offer: OfferId) -> &str {
        self.found(offer).map_or("", |found| &found.name)
    }

    /// The same in English, where it has a name in it.
    #[must_use]
    pub fn english_name_of(&self, offer: OfferId) -> &str {
        match self.found(offer) {
            Some(found) if !found.english.is_empty() => &found.english,
            _ => self.name_of(offer),
        }
    }

    fn found(&self, offer: OfferId) -> Option<&OfferName> {
        self.names.iter().find(|known| known.offer == offer)
    }

    /// What goods that are given are called; empty for those that nobody knows.
    #[must_use]
    pub fn goods_name(&self, goods: GoodsId) -> &str {
        let found = self.goods.iter().find(|(known, _)| *known == goods);
        found.map_or("", |(_, name)| name)
    }

    /// Whether there is nothing to explain but one amount.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.lines.len() == 1
            && self.lines.iter().all(|line| line.name.is_empty())
            && !self
                .applied
                .iter()
                .any(|applied| matches!(applied.source, Source::Offer(_) | Source::Hand))
            && self.refused.is_empty()
    }
}

fn gift_names(tx: &mut Tx<'_>, quote: &Quote) -> Result<Vec<(GoodsId, String)>, StoreError> {
    let mut names = Vec::new();
    for gift in &quote.gifts {
        if let Some(row) = goods(tx, gift.goods)? {
            names.push((row.id, row.name));
        }
    }
    Ok(names)
}
