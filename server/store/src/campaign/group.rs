//! Groups of offers, campaigns and coupons alike: what holds among those of one group, and which groups do not go together.

use huika_domain::{
    Millis, OperatorId, ShortName, StackGroupId,
    pricing::{Apart, Group, Mode, Stacking},
};

use super::{change::allowed, error::CampaignError};
use crate::{Row, StoreError, Tx, params, settings::publish_stacking};

/// Groups that a shop may have.
const MOST: i64 = 50;

/// A group with what it does not go with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// Which.
    pub id: StackGroupId,
    /// What it is called.
    pub name: String,
    /// What holds among its offers.
    pub mode: Mode,
    /// The groups that it does not go with.
    pub apart: Vec<StackGroupId>,
    /// When it was made.
    pub made_at: Millis,
}

/// The word of a mode in its column.
const fn word(mode: Mode) -> &'static str {
    match mode {
        Mode::Best => "best",
        Mode::Stack => "stack",
        Mode::Exclusive => "exclusive",
    }
}

fn mode_of(row: &Row<'_>) -> Result<Mode, StoreError> {
    let text: String = row.get("mode")?;
    let modes = [Mode::Best, Mode::Stack, Mode::Exclusive];
    let found = modes.into_iter().find(|mode| word(*mode) == text);
    found.ok_or_else(|| StoreError::Decode(format!("{text:?} is no mode of a group")))
}

/// All groups.
pub fn stack_groups(tx: &mut Tx<'_>) -> Result<Vec<GroupRow>, StoreError> {
    let pairs = pairs(tx)?;
    tx.all(
        "SELECT id, name, mode, made_at FROM stack_group ORDER BY id LIMIT ?1",
        params![MOST],
        |row| {
            let id: StackGroupId = row.get("id")?;
            let other = |(one, other): &(StackGroupId, StackGroupId)| {
                if *one == id {
                    Some(*other)
                } else {
                    (*other == id).then_some(*one)
                }
            };
            Ok(GroupRow {
                id,
                name: row.get("name")?,
                mode: mode_of(row)?,
                apart: pairs.iter().filter_map(other).collect(),
                made_at: row.get("made_at")?,
            })
        },
    )
}

fn pairs(tx: &mut Tx<'_>) -> Result<Vec<(StackGroupId, StackGroupId)>, StoreError> {
    tx.all(
        "SELECT one_id, other_id FROM stack_apart ORDER BY one_id, other_id LIMIT 2000",
        params![],
        |row| Ok((row.get("one_id")?, row.get("other_id")?)),
    )
}

/// Makes a group.
pub fn make_group(
    tx: &mut Tx<'_>,
    by: OperatorId,
    name: &ShortName,
    mode: Mode,
) -> Result<StackGroupId, CampaignError> {
    allowed(tx, by)?;
    insert_group(tx, Some(by), name, mode)
}

/// The same without asking who does it, behind the gate of who calls.
pub(crate) fn insert_group(
    tx: &mut Tx<'_>,
    by: Option<OperatorId>,
    name: &ShortName,
    mode: Mode,
) -> Result<StackGroupId, CampaignError> {
    let taken: i64 = tx.value(
        "SELECT COUNT(*) FROM stack_group WHERE name = ?1",
        params![name.as_str()],
    )?;
    if taken > 0 {
        return Err(CampaignError::NameTaken);
    }
    if tx.value::<i64>("SELECT COUNT(*) FROM stack_group", params![])? >= MOST {
        return Err(CampaignError::TooMany);
    }
    let id = tx.insert(
        "INSERT INTO stack_group (name, mode, made_at) VALUES (?1, ?2, ?3)",
        params![name.as_str(), word(mode), tx.now()],
        StackGroupId::new,
    )?;
    publish(tx, by)?;
    Ok(id)
}

/// Says what holds among the offers of a group.
pub fn set_group_mode(tx: &mut Tx<'_>, by: OperatorId, id: StackGroupId, mode: Mode) -> Result<(), CampaignError> {
    allowed(tx, by)?;
    let changed = tx.exec(
        "UPDATE stack_group SET mode = ?2 WHERE id = ?1",
        params![id, word(mode)],
    )?;
    if changed == 0 {
        return Err(CampaignError::NoGroup);
    }
    publish(tx, Some(by))?;
    Ok(())
}

/// Says whether two groups go together. It holds in both directions, because the pair has no order.
pub fn keep_apart(
    tx: &mut Tx<'_>,
    by: OperatorId,
    (one, other): (StackGroupId, StackGroupId),
    apart: bool,
) -> Result<(), CampaignError> {
    allowed(tx, by)?;
    let known: i64 = tx.value(
        "SELECT COUNT(*) FROM stack_group WHERE id IN (?1, ?2)",
        params![one, other],
    )?;
    // Whether the offers of one group go together is its mode.
    if known < 2 {
        return Err(CampaignError::NoGroup);
    }
    let (first, second) = (one.min(other), one.max(other));
    let changed = if apart {
        tx.exec(
            "INSERT INTO stack_apart (one_id, other_id) VALUES (?1, ?2) ON CONFLICT (one_id, other_id) DO NOTHING",
            params![first, second],
        )?
    } else {
        tx.exec(
            "DELETE FROM stack_apart WHERE one_id = ?1 AND other_id = ?2",
            params![first, second],
        )?
    };
    if changed == 0 {
        return Err(CampaignError::Same);
    }
    publish(tx, Some(by))?;
    Ok(())
}

/// Puts all groups and pairs into the snapshot of the rules.
fn publish(tx: &mut Tx<'_>, by: Option<OperatorId>) -> Result<(), StoreError> {
    let groups = stack_groups(tx)?;
    let group = |row: &GroupRow| Group {
        id: row.id,
        mode: row.mode,
    };
    let stacking = Stacking {
        groups: groups.iter().map(group).collect(),
        apart: pairs(tx)?
            .into_iter()
            .map(|(one, other)| Apart::new(one, other))
            .collect(),
    };
    publish_stacking(tx, &stacking, by)
}
