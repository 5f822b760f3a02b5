//! Lists of prices that were put together once and are shared by all transactions that sell by them.

use std::sync::{Arc, Mutex, PoisonError};

use huika_domain::{
    pricing::{Campaign, PriceList},
    settings::Rules,
};

/// Lists that are remembered: more than there are different rules for places at one time, before and after a change.
const REMEMBERED: usize = 64;

/// The lists of one server. A list is found by the very rules and campaigns that it was made of, so one of before a change is never taken for one of after it.
#[derive(Debug, Clone, Default)]
pub(crate) struct PriceLists(Arc<Mutex<Vec<Made>>>);

#[derive(Debug)]
struct Made {
    rules: Arc<Rules>,
    campaigns: Arc<Vec<Campaign>>,
    list: Arc<PriceList>,
}

impl PriceLists {
    /// The list of these rules and campaigns, made when it is asked for first.
    pub(crate) fn of(
        &self,
        rules: &Arc<Rules>,
        campaigns: &Arc<Vec<Campaign>>,
        make: impl FnOnce() -> PriceList,
    ) -> Arc<PriceList> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |one: &&Made| Arc::ptr_eq(&one.rules, rules) && Arc::ptr_eq(&one.campaigns, campaigns);
        if let Some(found) = made.iter().find(is_it) {
            return Arc::clone(&found.list);
        }
        if made.len() >= REMEMBERED {
            made.remove(0);
        }
        let list = Arc::new(make());
        made.push(Made {
            rules: Arc::clone(rules),
            campaigns: Arc::clone(campaigns),
            list: Arc::clone(&list),
        });
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_made_once_and_again_when_rules_or_campaigns_are_others() {
        let lists = PriceLists::default();
        let (rules, campaigns) = (Arc::new(Rules::default()), Arc::new(Vec::new()));
        let list = |version| PriceList {
            version,
            ..PriceList::default()
        };
        assert_eq!(lists.of(&rules, &campaigns, || list(1)).version, 1);
        assert_eq!(lists.of(&rules, &campaigns, || list(2)).version, 1);
        assert_eq!(lists.of(&Arc::new(Rules::default()), &campaigns, || list(3)).version, 3);
        assert_eq!(lists.of(&rules, &Arc::new(Vec::new()), || list(4)).version, 4);
        assert_eq!(lists.of(&rules, &campaigns, || list(5)).version, 1);
        for version in 0..200 {
            lists.of(&Arc::new(Rules::default()), &campaigns, || list(version));
        }
        let remembered = lists.0.lock().expect("nobody panicked").len();
        assert_eq!(remembered, REMEMBERED);
    }
}
