//! The metric of a member over the windows that tiers ask about, from the sums of days.

use huika_domain::{
    BusinessDay, MemberId,
    settings::{TierMetric, TierRule},
};

use crate::{
    StoreError, Tx, Value,
    ledger::{Wallet, day_number},
};

/// The metric of the last so many days, a figure for each window of a rule, in hundredths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sums(Vec<(i32, i64)>);

impl Sums {
    /// That of the last so many days; nothing for a window that the rule does not have.
    pub(crate) fn of(&self, days: i32) -> i64 {
        let found = self.0.iter().find(|(window, _)| *window == days);
        found.map_or(0, |(_, sum)| *sum)
    }
}

impl Sums {
    /// The larger figure of each window, of two looks at the same windows.
    fn or_more(mut self, other: &Self) -> Self {
        for (days, sum) in &mut self.0 {
            *sum = (*sum).max(other.of(*days));
        }
        self
    }
}

/// What a member did in the windows that end on the day of an entry, or, where more, on the newest day on which something counted: stores whose
/// days end at other hours have two days at once.
pub(super) fn sums_by_entry(
    tx: &mut Tx<'_>,
    wallet: &Wallet,
    rule: &TierRule,
    day: BusinessDay,
) -> Result<Sums, StoreError> {
    let found = sums(tx, wallet, rule, day)?;
    match wallet.sums_day.filter(|newest| *newest > day) {
        Some(newest) => Ok(found.or_more(&sums(tx, wallet, rule, newest)?)),
        None => Ok(found),
    }
}

/// The first day of a window that ends on `last`.
fn first_day(last: BusinessDay, days: i32) -> BusinessDay {
    last.plus_days(1_i32.saturating_sub(days))
}

/// The column of a metric in `member_day`, in hundredths, and that of the day which the wallet counts.
const fn columns(metric: TierMetric) -> [&'static str; 2] {
    match metric {
        TierMetric::NetSpend => ["d.net_fen", "w.day_net_fen"],
        TierMetric::TopUp => ["d.topped_up_fen", "w.day_topped_up_fen"],
        TierMetric::Points => ["d.earned * 100", "w.day_earned * 100"],
    }
}

/// What a member did in the windows that end on `last`.
pub(crate) fn sums(tx: &mut Tx<'_>, wallet: &Wallet, rule: &TierRule, last: BusinessDay) -> Result<Sums, StoreError> {
    let windows = rule.windows();
    let [kept, _] = columns(rule.metric);
    let mut values = vec![
        Value::Int(wallet.member.get()),
        Value::Int(day_number(first_day(last, windows.last().copied().unwrap_or(1)))),
        Value::Int(day_number(last)),
    ];
    let mut cells = Vec::with_capacity(windows.len());
    for (place, days) in windows.iter().enumerate() {
        values.push(Value::Int(day_number(first_day(last, *days))));
        cells.push(format!(
            "CAST(COALESCE(SUM(CASE WHEN d.day >= ?{} THEN {kept} ELSE 0 END), 0) AS BIGINT) AS w{place}",
            place + 4
        ));
    }
    let text = format!(
        "SELECT {} FROM member_day d WHERE d.member_id = ?1 AND d.day >= ?2 AND d.day <= ?3",
        cells.join(", ")
    );
    let kept = tx.one(&text, &values, |row| {
        (0..windows.len())
            .map(|place| row.get::<i64>(format!("w{place}").as_str()))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let kept = kept.unwrap_or_default();
    let newest = wallet.sums_day.filter(|day| *day <= last);
    let sum = |(days, kept): (i32, i64)| {
        let counts = newest.is_some_and(|day| day >= first_day(last, days));
        let today = if counts { wallet.day_sums.of(rule.metric) } else { 0 };
        (days, kept.saturating_add(today))
    };
    Ok(Sums(windows.into_iter().zip(kept).map(sum).collect()))
}

/// The same for the members that `of` finds, a `SELECT` of their numbers with parameters from `?2` on.
pub(crate) fn sums_of_many(
    tx: &mut Tx<'_>,
    rule: &TierRule,
    last: BusinessDay,
    (of, more): (&str, &[i64]),
) -> Result<Vec<(MemberId, Sums)>, StoreError> {
    let windows = rule.windows();
    let [kept, newest] = columns(rule.metric);
    // Numbers of days stand in the text: they are ours.
    let cells: Vec<String> = windows
        .iter()
        .enumerate()
        .map(|(place, days)| {
            let first = day_number(first_day(last, *days));
            format!("CAST(SUM(CASE WHEN x.day >= {first} THEN x.amount ELSE 0 END) AS BIGINT) AS w{place}")
        })
        .collect();
    let first = day_number(first_day(last, windows.last().copied().unwrap_or(1)));
    let text = format!(
        "SELECT x.member_id, {} FROM (SELECT d.member_id, d.day, {kept} AS amount FROM member_day d WHERE d.day >= ?1 \
         AND d.member_id IN ({of}) UNION ALL SELECT w.member_id, w.sums_day, {newest} FROM wallet w \
         WHERE w.sums_day >= ?1 AND w.member_id IN ({of})) x GROUP BY x.member_id",
        cells.join(", ")
    );
    let mut values = vec![Value::Int(first)];
    values.extend(more.iter().map(|value| Value::Int(*value)));
    tx.all(&text, &values, |row| {
        let sums = windows.iter().enumerate().map(|(place, days)| {
            let sum: i64 = row.get(format!("w{place}").as_str())?;
            Ok((*days, sum))
        });
        Ok((
            row.get("member_id")?,
            Sums(sums.collect::<Result<Vec<_>, StoreError>>()?),
        ))
    })
}

/// How the proof finds sums of days that are not what the postings say: rows of both sides with opposite signs.
/// What was posted for an account that was merged counts for the one that stays; few
/// rows are off before that is looked at, so few are joined.
pub(crate) const NOT_POSTINGS: &str = "SELECT COALESCE(m.merged_into, x.member_id) AS member_id, x.day, CAST(SUM(x.net) AS BIGINT) AS net, \
     CAST(SUM(x.topped_up) AS BIGINT) AS topped_up, CAST(SUM(x.earned) AS BIGINT) AS earned FROM ( \
     SELECT member_id, day, SUM(net) AS net, SUM(topped_up) AS topped_up, SUM(earned) AS earned FROM ( \
     SELECT e.member_id, COALESCE(o.business_day, e.business_day) AS day, \
     CASE WHEN p.account IN (1, 12) THEN -p.amount ELSE 0 END AS net, 0 AS topped_up, \
     CASE WHEN p.account IN (3, 4) AND (p.amount > 0) = (e.kind = 'sale') THEN p.amount ELSE 0 END AS earned \
     FROM entry e JOIN posting p ON p.entry_id = e.id LEFT JOIN entry o ON o.id = e.reverses_id AND e.kind = 'return' \
     WHERE e.kind IN ('sale', 'return') AND e.member_id IS NOT NULL AND p.account IN (1, 3, 4, 12) \
     UNION ALL SELECT e.member_id, e.business_day, 0, p.amount, 0 FROM entry e JOIN posting p ON p.entry_id = e.id \
     WHERE e.kind = 'top-up' AND p.account = 1 \
     UNION ALL SELECT e.member_id, o.business_day, 0, p.amount, 0 FROM entry e JOIN posting p ON p.entry_id = e.id \
     JOIN money_lot l ON l.id = p.lot_id JOIN entry o ON o.id = l.entry_id \
     WHERE e.kind = 'refund' AND p.account IN (1, 5) AND o.kind = 'top-up' \
     UNION ALL SELECT member_id, day, -net_fen, -topped_up_fen, -earned FROM member_day \
     UNION ALL SELECT member_id, sums_day, -day_net_fen, -day_topped_up_fen, -day_earned FROM wallet \
     ) counted GROUP BY member_id, day HAVING SUM(net) <> 0 OR SUM(topped_up) <> 0 OR SUM(earned) <> 0) x \
     LEFT JOIN member m ON m.id = x.member_id GROUP BY COALESCE(m.merged_into, x.member_id), x.day \
     HAVING SUM(x.net) <> 0 OR SUM(x.topped_up) <> 0 OR SUM(x.earned) <> 0 ORDER BY 1, 2";
