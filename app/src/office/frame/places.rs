//! The places of the rail: what each is called, for whom it is, and what waits there. A new page of the office is one more line.

use huika_store::{staff::Role, waiting::Waiting};

/// A place that the rail leads to.
#[derive(Debug)]
pub struct Place {
    pub path: &'static str,
    /// The key of its name.
    pub words: &'static str,
    pub seen_by: fn(Role) -> bool,
    /// How much waits there for somebody.
    pub count: fn(&Waiting) -> i64,
    /// Whether it shows the chosen store alone.
    pub scoped: bool,
}

/// Places that belong together; the first group has no name.
#[derive(Debug)]
pub struct Group {
    pub words: Option<&'static str>,
    pub places: &'static [Place],
}

impl Place {
    const fn new(path: &'static str, words: &'static str, seen_by: fn(Role) -> bool) -> Self {
        Self {
            path,
            words,
            seen_by,
            count: |_| 0,
            scoped: false,
        }
    }

    const fn counting(self, count: fn(&Waiting) -> i64) -> Self {
        Self { count, ..self }
    }

    const fn scoped(self) -> Self {
        Self { scoped: true, ..self }
    }
}

/// The rail from top to bottom.
pub const RAIL: [Group; 5] = [
    Group {
        words: None,
        places: &[Place::new("/office", "books-title", Role::sees_office).scoped()],
    },
    Group {
        words: Some("office-group-members"),
        places: &[
            Place::new("/office/members", "members-title", Role::sees_office),
            Place::new("/office/tags", "tags-title", Role::sees_office),
            Place::new("/office/grants", "grants-title", Role::sees_grants),
            Place::new("/office/coupons", "coupons-office-title", Role::sees_office),
        ],
    },
    Group {
        words: Some("office-group-marketing"),
        places: &[Place::new("/office/campaigns", "campaigns-title", Role::sees_office)],
    },
    Group {
        words: Some("office-group-books"),
        places: &[
            Place::new("/office/watched", "watched-title", Role::sees_office)
                .counting(|waiting| waiting.watched)
                .scoped(),
            Place::new("/office/corrections", "corrections-title", Role::sees_office),
            Place::new("/office/refunds", "refunds-office-title", Role::sees_office)
                .counting(|waiting| waiting.refunds),
            Place::new("/office/payments", "alarms-title", Role::sees_shop).counting(|waiting| waiting.payments),
            Place::new("/office/reconciliation", "reconciliation-title", Role::sees_shop),
            Place::new("/office/days", "days-title", Role::sees_office),
            Place::new("/office/reports", "reports-title", Role::sees_office),
        ],
    },
    Group {
        words: Some("office-group-settings"),
        places: &[
            Place::new("/office/rules", "rules-title", Role::sees_office),
            Place::new("/office/card-types", "card-types-title", Role::sees_office),
            Place::new("/office/goods", "goods-title", Role::sees_office),
            Place::new("/office/stores", "stores-title", Role::sees_office),
            Place::new("/office/staff", "staff-title", Role::sees_office),
            Place::new("/office/roles", "roles-title", Role::sees_office),
            Place::new("/office/tills", "tills-title", Role::sees_office).scoped(),
        ],
    },
];

/// The place that the page at `path` belongs to: itself, or the nearest one above it.
pub fn here(path: &str) -> Option<&'static str> {
    // The keys of other makers' tills stand beside our own.
    let path = if path == "/office/keys" { "/office/tills" } else { path };
    let within = |place: &str| {
        path == place || (place != "/office" && path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/')))
    };
    RAIL.iter()
        .flat_map(|group| group.places)
        .map(|place| place.path)
        .filter(|place| within(place))
        .max_by_key(|place| place.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_belongs_to_the_nearest_place_above_it() {
        assert_eq!(here("/office"), Some("/office"));
        assert_eq!(here("/office/staff"), Some("/office/staff"));
        assert_eq!(here("/office/staff/12"), Some("/office/staff"));
        assert_eq!(here("/office/keys"), Some("/office/tills"));
        assert_eq!(here("/office/staffing"), None);
        assert_eq!(here("/office/search"), None);
    }
}
