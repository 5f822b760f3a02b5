//! Corrections by hand, worked out again.

use huika_domain::{Fen, Millis, Points, settings::Rules};

use super::outcome::{DAYS, Effect, Of, Preview, ROWS};
use crate::{StoreError, Tx, params, rules::Snapshot};

/// How many would have needed a second person.
pub(super) fn replay(tx: &mut Tx<'_>, then: &Snapshot) -> Result<Preview, StoreError> {
    let since = tx.now().plus_days(-i64::from(DAYS));
    // The newest first by their numbers; what is older than the days that count ends the list.
    let asked: Vec<(i64, i64, Millis)> = tx.all(
        "SELECT account, amount, asked_at FROM adjustment ORDER BY id DESC LIMIT ?1",
        params![ROWS],
        |row| Ok((row.get("account")?, row.get("amount")?, row.get("asked_at")?)),
    )?;
    let now = tx.rules();
    let needs = |rules: &Rules, account: i64, amount: i64| match account {
        3 => rules.review.points_need_second(Points::new(amount)),
        _ => rules.review.money_needs_second(Fen::new(amount)),
    };
    let mut preview = Preview {
        of: Of::Corrections,
        count: 0,
        changed: 0,
        effects: Vec::new(),
    };
    let (mut before, mut after) = (0, 0);
    for (account, amount, _) in asked.into_iter().filter(|(.., at)| *at >= since) {
        let (old, new) = (needs(&now, account, amount), needs(then.chain(), account, amount));
        preview.count += 1;
        preview.changed += i64::from(old != new);
        before += i64::from(old);
        after += i64::from(new);
    }
    preview.effects.push(Effect::SecondPerson(before, after));
    Ok(preview)
}
