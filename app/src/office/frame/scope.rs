//! The scope of stores: all that an operator sees, or one of them. It stands in the address, so that a page can be sent to somebody, and in
//! a cookie, so that the next page shows the same store.

use huika_domain::StoreId;
use leptos::prelude::use_context;

use crate::{
    context::{Portal, read_cookie, scope_cookie, set_cookie},
    ui::address,
};

/// Stores by number and name.
pub type Stores = Vec<(StoreId, String)>;

/// The parameter of the address.
const PARAMETER: &str = "store";
/// What it says for all stores.
const ALL: &str = "all";
/// A month: who looks at one store does so for longer than a day, and not for ever.
const KEPT_SECS: i64 = 30 * 24 * 3600;

/// Which stores are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Those that the operator sees.
    pub stores: Stores,
    /// The one that was chosen; none for all of them.
    pub store: Option<StoreId>,
}

impl Scope {
    /// What this request asks for: by its address, else by the cookie. A store that the operator does not see is none.
    pub fn of_request(portal: &Portal, query: &str, stores: Stores) -> Self {
        let cookie = scope_cookie(portal);
        let kept = use_context::<http::request::Parts>().and_then(|parts| {
            let header = parts.headers.get(http::header::COOKIE)?.to_str().ok()?;
            read_cookie(header, &cookie).map(str::to_owned)
        });
        let asked = parameter(query);
        let scope = Self::chosen(asked.or(kept.as_deref()), stores);
        if asked.is_some() && scope.word() != kept.as_deref().unwrap_or(ALL) {
            set_cookie(portal, &cookie, &scope.word(), KEPT_SECS);
        }
        scope
    }

    fn chosen(word: Option<&str>, stores: Stores) -> Self {
        let wanted = word.and_then(|word| StoreId::parse(word).ok());
        let store = wanted.filter(|wanted| stores.iter().any(|(id, _)| id == wanted));
        Self { stores, store }
    }

    /// As it stands in address and cookie.
    fn word(&self) -> String {
        self.store.map_or_else(|| ALL.to_owned(), |store| store.to_string())
    }

    /// The name of the chosen store.
    pub fn name(&self) -> Option<&str> {
        let store = self.store?;
        self.stores
            .iter()
            .find(|(id, _)| *id == store)
            .map(|(_, name)| name.as_str())
    }

    /// The address of another page that shows the same.
    pub fn kept_in(&self, path: &str) -> String {
        match self.store {
            Some(store) => address::with(path, "", PARAMETER, &store.to_string()),
            None => path.to_owned(),
        }
    }

    /// The address of this page for one store, or for all.
    pub fn choice(path: &str, query: &str, store: Option<StoreId>) -> String {
        let word = store.map_or_else(|| ALL.to_owned(), |store| store.to_string());
        address::with(path, query, PARAMETER, &word)
    }
}

fn parameter(query: &str) -> Option<&str> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| *name == PARAMETER)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stores() -> Stores {
        vec![
            (StoreId::new(1), "徐汇店".to_owned()),
            (StoreId::new(4), "静安店".to_owned()),
        ]
    }

    #[test]
    fn a_store_that_the_operator_does_not_see_is_no_choice() {
        assert_eq!(Scope::chosen(Some("4"), stores()).name(), Some("静安店"));
        for word in [Some("2"), Some("all"), Some(""), Some("4x"), None] {
            assert_eq!(Scope::chosen(word, stores()).store, None, "{word:?}");
        }
    }

    #[test]
    fn another_page_shows_the_same_store_and_this_one_keeps_its_filters() {
        let scope = Scope::chosen(Some("4"), stores());
        assert_eq!(scope.kept_in("/office/watched"), "/office/watched?store=4");
        let one = Scope::choice(
            "/office/watched",
            "show=decided&store=4&before=9",
            Some(StoreId::new(1)),
        );
        assert_eq!(one, "/office/watched?show=decided&store=1");
        let all = Scope::choice("/office/watched", "store=4", None);
        assert_eq!(all, "/office/watched?store=all");
    }

    #[test]
    fn the_address_is_read_by_the_name_of_its_parameter() {
        assert_eq!(parameter("show=open&store=4"), Some("4"));
        assert_eq!(parameter("restore=4"), None);
        assert_eq!(parameter(""), None);
    }
}
