//! What a top-up gives beyond the standing table: campaigns for a time, and the first top-up of a member.

use serde::{Deserialize, Serialize};

use super::{BonusGrant, BonusSegment, BonusTable, TopUpError, TopUpMenu};
use crate::{Fen, Millis, Points};

/// For a time, more than the standing offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// What members read.
    pub name: String,
    /// Its first instant.
    pub from: Millis,
    /// The first instant after it.
    pub until: Millis,
    /// Bonus by amount, of packages and of free amounts alike. Where the standing offer gives more, that one holds.
    pub table: BonusTable,
}

impl Campaign {
    /// Whether it runs at this instant.
    pub fn runs(&self, at: Millis) -> bool {
        self.from <= at && at < self.until
    }
}

/// Under which circumstances a top-up is priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// When.
    pub at: Millis,
    /// Whether the member has never paid for a top-up before.
    pub first: bool,
}

/// A bonus, and the campaign that it is owed to.
pub(super) struct Given<'a> {
    pub bonus: Fen,
    pub campaign: Option<&'a Campaign>,
}

impl BonusGrant {
    /// How much that is on an amount.
    ///
    /// # Errors
    /// `BadRule` when it does not fit.
    pub fn on(self, amount: Fen) -> Result<Fen, TopUpError> {
        match self {
            Self::Fixed(bonus) => Ok(bonus),
            Self::PerMille(per_mille) => crate::arith::mul_div_floor(amount.get(), i64::from(per_mille), 1000)
                .map(Fen::new)
                .ok_or(TopUpError::BadRule),
        }
    }
}

impl TopUpMenu {
    /// The campaigns that run at this instant.
    pub fn running(&self, at: Millis) -> impl Iterator<Item = &Campaign> {
        self.campaigns.iter().filter(move |campaign| campaign.runs(at))
    }

    /// The most that a top-up of this amount gives: the standing bonus or that of a campaign.
    pub(super) fn best(&self, amount: Fen, standing: Fen, at: Millis) -> Result<Given<'_>, TopUpError> {
        let mut best = Given {
            bonus: standing,
            campaign: None,
        };
        for campaign in self.running(at) {
            let bonus = campaign.table.bonus(amount)?;
            if bonus > best.bonus {
                best = Given {
                    bonus,
                    campaign: Some(campaign),
                };
            }
        }
        Ok(best)
    }

    /// The most points that a free amount gives: by the standing table or by a campaign.
    pub(super) fn most_points(&self, amount: Fen, at: Millis) -> Points {
        let running = self.running(at).map(|campaign| campaign.table.points(amount));
        running.fold(self.table.points(amount), Points::max)
    }

    /// What the first top-up gives on top of everything else; nothing when it is not the first.
    pub(super) fn for_the_first(&self, amount: Fen, occasion: Occasion) -> Result<Fen, TopUpError> {
        match self.first {
            Some(grant) if occasion.first => {
                let bonus = grant.on(amount)?;
                if bonus.is_negative() {
                    Err(TopUpError::BadRule)
                } else {
                    Ok(bonus)
                }
            }
            _ => Ok(Fen::ZERO),
        }
    }

    /// The bonus of free amounts as a list to read: from which amount on what is given, campaigns included.
    pub fn steps(&self, at: Millis) -> Vec<BonusSegment> {
        let tables = || std::iter::once(&self.table).chain(self.running(at).map(|campaign| &campaign.table));
        let mut from: Vec<Fen> = tables()
            .flat_map(|table| table.segments().iter().map(|one| one.from))
            .collect();
        from.sort_unstable();
        from.dedup();
        from.into_iter()
            .filter(|from| (self.least..=self.most).contains(from))
            .filter_map(|from| {
                let grants = tables().filter_map(|table| table.segment(from)).map(|one| one.bonus);
                let bonus = grants.max_by_key(|grant| grant.on(from).unwrap_or_default())?;
                let points = self.most_points(from, at);
                Some(BonusSegment { from, bonus, points })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PackageId, TopUpChoice, TopUpPrice};

    const FROM: Millis = Millis::new(1_795_276_800_000);
    const UNTIL: Millis = Millis::new(1_795_276_800_000 + 86_400_000);

    fn fixed(from: i64, bonus: i64) -> BonusSegment {
        BonusSegment {
            from: Fen::new(from),
            bonus: BonusGrant::Fixed(Fen::new(bonus)),
            points: Points::ZERO,
        }
    }

    /// The default menu with a campaign of a day, and 5.00 for the first top-up.
    fn menu() -> TopUpMenu {
        TopUpMenu {
            campaigns: vec![Campaign {
                name: "开业周年".into(),
                from: FROM,
                until: UNTIL,
                table: BonusTable::new(vec![fixed(10_000, 2_000), fixed(20_000, 3_000)]).expect("a table"),
            }],
            first: Some(BonusGrant::Fixed(Fen::new(500))),
            ..TopUpMenu::default()
        }
    }

    fn price(choice: TopUpChoice, at: Millis, first: bool) -> TopUpPrice {
        menu().price(choice, Occasion { at, first }).expect("on offer")
    }

    fn amount(fen: i64) -> TopUpChoice {
        TopUpChoice::Amount(Fen::new(fen))
    }

    #[test]
    fn a_campaign_gives_from_its_first_instant_to_its_last_and_never_less_than_the_standing_offer() {
        let bonus = |fen, at| price(amount(fen), at, false).bonus.get();
        assert_eq!(bonus(10_000, FROM.plus_millis(-1)), 1_200);
        assert_eq!(bonus(10_000, FROM), 2_000);
        assert_eq!(bonus(20_000, UNTIL.plus_millis(-1)), 3_000);
        assert_eq!(bonus(20_000, UNTIL), 1_200);
        // The standing table gives 200.00 from 1,000.00 on.
        assert_eq!(bonus(100_000, FROM), 20_000);
        let package = price(TopUpChoice::Package(PackageId::new(1)), FROM, false);
        assert_eq!(
            (package.bonus.get(), package.rule.as_str()),
            (2_000, "package 100.00, 开业周年: 100.00 + 20.00")
        );
    }

    #[test]
    fn the_first_top_up_gives_more_and_says_how_much_of_it() {
        let first = price(amount(10_000), FROM, true);
        assert_eq!((first.bonus.get(), first.first.get()), (2_500, 500));
        assert_eq!(
            first.rule,
            "table from 100.00, 开业周年, first top-up 5.00: 100.00 + 25.00"
        );
        let later = price(amount(10_000), UNTIL, false);
        assert_eq!((later.bonus.get(), later.first.get()), (1_200, 0));
        assert_eq!(later.rule, "table from 100.00: 100.00 + 12.00");
    }

    #[test]
    fn the_list_to_read_says_for_each_step_what_is_given_at_it() {
        let list: Vec<(i64, BonusGrant)> = menu()
            .steps(FROM)
            .iter()
            .map(|one| (one.from.get(), one.bonus))
            .collect();
        let given = |bonus| BonusGrant::Fixed(Fen::new(bonus));
        assert_eq!(
            list,
            [
                (10_000, given(2_000)),
                (20_000, given(3_000)),
                (30_000, given(4_000)),
                (50_000, given(8_000)),
                (100_000, given(20_000))
            ]
        );
        assert_eq!(menu().steps(UNTIL).len(), 4);
    }
}
