//! Conditions on members that are more than a comparison: a part of a name, the end of a phone, a card, a birthday, days since something.
//! Each is written so that an index finds what it names. The office's search and the list of members ask by the same ones.

use std::fmt::Write as _;

use huika_domain::{BusinessDay, CardNumber, NameMatch, NamePart, PhoneTail, ShopZone, birthday_endings};

use crate::{OwnedValue, ToValue};

/// What must hold, with a `?` for each value.
pub(crate) type Condition = (String, Vec<OwnedValue>);

fn owned(value: &(impl ToValue + ?Sized)) -> OwnedValue {
    OwnedValue::from(value.to_value())
}

/// When a birthday is kept, counted from today: the words by which a list of members asks for it.
pub const BIRTHDAYS: [&str; 5] = ["today", "week", "thirty-days", "month", "next-month"];

/// The members in whose name this part stands.
pub(crate) fn named(member: &str, part: &NamePart) -> Condition {
    match part.to_match() {
        NameMatch::From(first, end) => (
            format!("{member} IN (SELECT g.member_id FROM member_name_gram g WHERE g.gram >= ? AND g.gram < ?)"),
            vec![owned(&first), owned(&end)],
        ),
        NameMatch::Pairs(pairs) => {
            let mut joins = String::new();
            let mut signs = String::new();
            let mut values = Vec::new();
            for (index, pair) in pairs.iter().enumerate() {
                if index > 0 {
                    // Writing into a string cannot fail.
                    let _ = write!(
                        joins,
                        " JOIN member_name_gram g{index} ON g{index}.member_id = g0.member_id AND g{index}.place = g0.place + {}",
                        pair.place
                    );
                    signs.push_str(" AND ");
                }
                let _ = write!(signs, "g{index}.gram = ?");
                values.push(owned(&pair.signs));
            }
            let text = format!("{member} IN (SELECT g0.member_id FROM member_name_gram g0{joins} WHERE {signs})");
            (text, values)
        }
    }
}

/// The members whose phone ends with these digits. The index holds the last four; those before them are compared with what it finds.
pub(crate) fn phone_ends(phone: &str, tail: &PhoneTail) -> Condition {
    let before = tail.digits().len() - 1;
    (
        format!("substr({phone}, length({phone}) - 3) = ? AND substr({phone}, length({phone}) - {before}) = ?"),
        vec![owned(tail.last_four()), owned(tail.digits())],
    )
}

/// The member who has, or had, this card.
pub(crate) fn has_card(member: &str, card: CardNumber) -> Condition {
    (
        format!("{member} = (SELECT c.member_id FROM card c WHERE c.number = ?)"),
        vec![owned(&card.as_digits())],
    )
}

/// The members whose birthday is kept then. They are found by what its text ends with.
pub(crate) fn birthday_kept(column: &str, word: &str, today: BusinessDay) -> Condition {
    let first_of = |day: BusinessDay| BusinessDay::from_ymd(day.year(), day.month(), 1).unwrap_or(day);
    let last_of = |day: BusinessDay| first_of(first_of(day).plus_days(32)).pred();
    let next = last_of(today).succ();
    let (from, to) = match word {
        "today" => (today, today),
        "week" => (today, today.plus_days(6)),
        "thirty-days" => (today, today.plus_days(29)),
        "month" => (first_of(today), last_of(today)),
        _ => (next, last_of(next)),
    };
    let endings: Vec<OwnedValue> = birthday_endings(from, to).iter().map(owned).collect();
    let marks = vec!["?"; endings.len()].join(", ");
    (
        format!("{column} IS NOT NULL AND substr({column}, 6) IN ({marks})"),
        endings,
    )
}

/// What was so many days ago, by the days of the shop: at least, and at most.
pub(crate) fn days_since(
    column: &str,
    min: Option<i64>,
    max: Option<i64>,
    zone: ShopZone,
    today: BusinessDay,
) -> Vec<Condition> {
    // More days than anybody remembers are as many as there are.
    let days = |days: i64| i32::try_from(days.min(100_000)).unwrap_or(i32::MAX);
    let before = min.map(|min| zone.start_of(today.plus_days(1 - days(min))));
    let since = max.map(|max| zone.start_of(today.plus_days(-days(max))));
    let before = before.map(|at| (format!("{column} > 0 AND {column} < ?"), vec![owned(&at)]));
    let since = since.map(|at| (format!("{column} >= ?"), vec![owned(&at)]));
    before.into_iter().chain(since).collect()
}
