//! Top-ups that were paid, worked out again.

use huika_domain::{
    CardTypeId, Fen, Millis,
    settings::{Area, Rules, Scope},
};

use super::outcome::{DAYS, Effect, Of, Preview, ROWS};
use crate::{StoreError, Tx, params, rules::Snapshot};

/// A top-up as it was paid.
struct TopUp {
    opened_at: Millis,
    paid_at: Millis,
    /// What was on the card after it.
    money: Fen,
    /// Of that principal.
    principal: Fen,
    card_type: Option<CardTypeId>,
}

/// What a rule about the cap, or about the life of an order, would have done.
pub(super) fn replay(tx: &mut Tx<'_>, area: &Area, scope: Scope, then: &Snapshot) -> Result<Preview, StoreError> {
    let since = tx.now().plus_days(-i64::from(DAYS));
    let paid: Vec<TopUp> = tx.all(
        "SELECT t.opened_at, t.paid_at, COALESCE(e.money_after, 0) AS money, \
         (SELECT COALESCE(MAX(p.balance_after), 0) FROM posting p WHERE p.entry_id = e.id AND p.account = 1) AS principal, \
         (SELECT MIN(c.card_type_id) FROM card c WHERE c.member_id = t.member_id AND c.status = 'active') AS card_type \
         FROM top_up t JOIN entry e ON e.id = t.entry_id \
         WHERE t.opened_at >= ?1 AND t.status IN ('paid', 'paid-late') ORDER BY t.opened_at DESC, t.id DESC LIMIT ?2",
        params![since, ROWS],
        |row| {
            Ok(TopUp {
                opened_at: row.get("opened_at")?,
                paid_at: row.get("paid_at")?,
                money: row.get("money")?,
                principal: row.get("principal")?,
                card_type: row.get("card_type")?,
            })
        },
    )?;
    let is_asked_about = |paid: &&TopUp| match scope {
        Scope::CardType(card_type) => paid.card_type == Some(card_type),
        _ => true,
    };
    let now = tx.standing();
    let by_cap = area.name == "stored-value";
    let differs = |rules: &Snapshot, paid: &TopUp| {
        if by_cap {
            is_above_cap(rules, paid)
        } else {
            is_late(rules.chain(), paid)
        }
    };
    let mut preview = Preview {
        of: Of::TopUps,
        count: 0,
        changed: 0,
        effects: Vec::new(),
    };
    let (mut before, mut after) = (0, 0);
    for paid in paid.iter().filter(is_asked_about) {
        let (old, new) = (differs(now, paid), differs(then, paid));
        preview.count += 1;
        preview.changed += i64::from(old != new);
        before += i64::from(old);
        after += i64::from(new);
    }
    preview.effects.push(if by_cap {
        Effect::AboveCap(before, after)
    } else {
        Effect::PaidLate(before, after)
    });
    Ok(preview)
}

/// Whether the card held more after it than its kind may.
fn is_above_cap(rules: &Snapshot, paid: &TopUp) -> bool {
    let rule = match paid.card_type {
        Some(card_type) => &rules.of_card_type(card_type).stored_value,
        None => &rules.chain().stored_value,
    };
    let counted = if rule.cap_counts_bonus {
        paid.money
    } else {
        paid.principal
    };
    counted > rule.cap_fen
}

fn is_late(rules: &Rules, paid: &TopUp) -> bool {
    paid.paid_at > paid.opened_at.plus_secs(rules.top_up.lives_secs)
}
