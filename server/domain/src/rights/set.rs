//! The rights of a role, and which of them somebody else's rights cover.

use std::fmt;

use super::capability::{Capability, Reach};

/// One right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Right {
    /// For what.
    pub capability: Capability,
    /// How far.
    pub reach: Reach,
    /// The most at once without a second person, in the capability's measure; none where the shop's rule says it.
    pub per_act: Option<i64>,
    /// The most a day without a second person; none for as much as it takes.
    pub per_day: Option<i64>,
}

/// The rights of a role, in the order of the capabilities, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights(Vec<Right>);

/// What is no set of rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RightsError {
    /// A text that says nothing about rights.
    #[error("this is no list of rights")]
    Text,
    /// The same capability twice.
    #[error("{0} stands there twice")]
    Twice(Capability),
    /// A limit on something that has none, or one that is no whole number from 0 on.
    #[error("{0} has no such limit")]
    Limit(Capability),
    /// A reach that the capability, or the role's post, does not have.
    #[error("{0} does not reach so far, or so near")]
    Reach(Capability),
    /// There is none at all.
    #[error("a role has at least one right")]
    None,
}

/// Far above any amount that a till knows.
const LIMIT_MAX: i64 = 100_000_000_000;

impl Right {
    /// A right without limits of its own.
    #[must_use]
    pub const fn new(capability: Capability, reach: Reach) -> Self {
        Self {
            capability,
            reach,
            per_act: None,
            per_day: None,
        }
    }

    /// Whether somebody with this right may give the other one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let as_wide = |own: Option<i64>, given: Option<i64>| match (own, given) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(given)) => given <= own,
        };
        self.capability == other.capability
            && self.reach >= other.reach
            && as_wide(self.per_act, other.per_act)
            && as_wide(self.per_day, other.per_day)
    }

    fn check(&self) -> Result<(), RightsError> {
        let limits = [self.per_act, self.per_day];
        let in_range = limits.iter().flatten().all(|limit| (0..=LIMIT_MAX).contains(limit));
        if !in_range || (self.capability.measure().is_none() && limits.iter().any(Option::is_some)) {
            return Err(RightsError::Limit(self.capability));
        }
        if self.capability.is_shops() && self.reach != Reach::Chain {
            return Err(RightsError::Reach(self.capability));
        }
        Ok(())
    }
}

impl Rights {
    /// Rights in any order.
    ///
    /// # Errors
    /// [`RightsError`] for what no role can have.
    pub fn new(mut rights: Vec<Right>) -> Result<Self, RightsError> {
        rights.sort_by_key(|right| right.capability);
        for right in &rights {
            right.check()?;
        }
        match rights.windows(2).find(|pair| pair[0].capability == pair[1].capability) {
            Some(pair) => Err(RightsError::Twice(pair[0].capability)),
            None => Ok(Self(rights)),
        }
    }

    /// The same for a post that reaches so far by itself: each right reaches as far as the post or the whole chain, and there is one.
    ///
    /// # Errors
    /// [`RightsError`] for what a role of this post cannot have.
    pub fn of_post(post: Reach, rights: Vec<Right>) -> Result<Self, RightsError> {
        let rights = Self::new(rights)?;
        if rights.0.is_empty() {
            return Err(RightsError::None);
        }
        let off = |right: &&Right| right.reach != post && right.reach != Reach::Chain;
        match rights.0.iter().find(off) {
            Some(right) => Err(RightsError::Reach(right.capability)),
            None => Ok(rights),
        }
    }

    /// Reads them as they stand in the books: `sell:own refund:own:10000:50000`, amounts in fen and points, an empty part for no limit.
    ///
    /// # Errors
    /// [`RightsError`] for anything else.
    pub fn parse(text: &str) -> Result<Self, RightsError> {
        let rights = text.split(' ').filter(|word| !word.is_empty()).map(right_of);
        Self::new(rights.collect::<Result<_, _>>()?)
    }

    /// The same beside the program of the next version, which may have given rights that this one does not know: they are left out.
    ///
    /// # Errors
    /// [`RightsError`] for anything else.
    pub fn parse_known(text: &str) -> Result<Self, RightsError> {
        let is_known = |word: &&str| word.split(':').next().and_then(Capability::parse).is_some();
        let rights = text.split(' ').filter(is_known).map(right_of);
        Self::new(rights.collect::<Result<_, _>>()?)
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Right] {
        &self.0
    }

    /// The right to this, when it is among them.
    #[must_use]
    pub fn get(&self, capability: Capability) -> Option<&Right> {
        self.0.iter().find(|right| right.capability == capability)
    }

    /// Whether somebody with these rights has the other one as well.
    #[must_use]
    pub fn cover(&self, right: &Right) -> bool {
        self.get(right.capability).is_some_and(|own| own.covers(right))
    }

    /// Whether somebody with these rights may give the other one: what they have, and the work at the counters of the stores whose staff
    /// they appoint.
    #[must_use]
    pub fn may_give(&self, right: &Right) -> bool {
        let appoints = self.get(Capability::Appoint).map(|appoint| appoint.reach);
        let counter = right.capability.is_counter_work() && appoints.is_some_and(|reach| reach >= right.reach);
        counter || self.cover(right)
    }

    /// Whether somebody of this post and with these rights appoints operators of that one: of posts below their own, or beside it without
    /// the right to appoint, with nothing that they may not give.
    #[must_use]
    pub fn appoint(&self, post: Reach, other_post: Reach, other: &Self) -> bool {
        let below = post == Reach::Chain || other_post < post || other.get(Capability::Appoint).is_none();
        self.get(Capability::Appoint).is_some() && below && other.0.iter().all(|right| self.may_give(right))
    }
}

fn right_of(word: &str) -> Result<Right, RightsError> {
    let mut parts = word.split(':');
    let capability = parts.next().and_then(Capability::parse).ok_or(RightsError::Text)?;
    let reach = parts.next().and_then(Reach::parse).ok_or(RightsError::Text)?;
    let mut limit = || match parts.next() {
        None | Some("") => Ok(None),
        Some(number) => number.parse().map(Some).map_err(|_| RightsError::Text),
    };
    let right = Right {
        capability,
        reach,
        per_act: limit()?,
        per_day: limit()?,
    };
    match parts.next() {
        None => Ok(right),
        Some(_) => Err(RightsError::Text),
    }
}

impl fmt::Display for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, right) in self.0.iter().enumerate() {
            let space = if number > 0 { " " } else { "" };
            write!(f, "{space}{}:{}", right.capability, right.reach)?;
            let text = |limit: Option<i64>| limit.map(|limit| limit.to_string()).unwrap_or_default();
            if right.per_act.is_some() || right.per_day.is_some() {
                write!(f, ":{}", text(right.per_act))?;
            }
            if right.per_day.is_some() {
                write!(f, ":{}", text(right.per_day))?;
            }
        }
        Ok(())
    }
}
