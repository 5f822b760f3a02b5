//! Giving a tag to a member, and taking it.

use huika_domain::{MemberId, OperatorId, TagId};

use super::word::{TagError, lock_tag};
use crate::{
    StoreError, Tx, params,
    staff::{Act, ActKind, Role, home_store, may_about},
};

/// A tag that marks a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagOf {
    /// Which.
    pub id: TagId,
    /// What it says.
    pub name: String,
    /// Whether a rule has given it, which alone takes it.
    pub by_rule: bool,
}

huika_domain::text_enum! {
    /// Whether a tag is given or taken.
    pub enum TagWay {
        /// It marks the member from now on.
        Give = "give",
        /// It marks them no more.
        Take = "take",
    }
}

/// What marks a member now, by name.
pub fn tags_of(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<TagOf>, StoreError> {
    tx.all(
        "SELECT t.id, t.name, x.given_by_rule FROM member_tag x JOIN tag t ON t.id = x.tag_id \
         WHERE x.member_id = ?1 AND x.until IS NULL AND t.ended_at IS NULL ORDER BY t.name LIMIT 100",
        params![member],
        |row| {
            Ok(TagOf {
                id: row.get("id")?,
                name: row.get("name")?,
                by_rule: row.get("given_by_rule")?,
            })
        },
    )
}

/// Gives a tag to one member, or takes it. Of two who do it at once, the second one changes nothing.
pub fn tag_member(tx: &mut Tx<'_>, by: OperatorId, tag: TagId, member: MemberId, way: TagWay) -> Result<(), TagError> {
    if !may_about(tx, by, Role::keeps_members, member)? {
        return Err(TagError::NotAllowed);
    }
    let name = lock_tag(tx, tag)?;
    let changed = match way {
        TagWay::Give => tx.exec(GIVE, params![tag, by, tx.now(), member])?,
        TagWay::Take => tx.exec(
            "UPDATE member_tag SET until = ?3, taken_by = ?2 WHERE tag_id = ?1 AND member_id = ?4 AND until IS NULL \
             AND given_by_rule = 0",
            params![tag, by, tx.now(), member],
        )?,
    };
    if changed == 0 {
        return Err(TagError::Same);
    }
    let act = Act {
        store: home_store(tx, member)?,
        member: Some(member),
        detail: &name,
        ..Act::new(by, kind_of(way))
    };
    Ok(act.keep(tx)?)
}

const GIVE: &str = "INSERT INTO member_tag (tag_id, given_by_rule, given_by, since, member_id) VALUES (?1, 0, ?2, ?3, ?4) \
    ON CONFLICT (tag_id, member_id) WHERE until IS NULL DO NOTHING";

/// What it is on record.
pub(crate) const fn kind_of(way: TagWay) -> ActKind {
    match way {
        TagWay::Give => ActKind::TagGiven,
        TagWay::Take => ActKind::TagTaken,
    }
}
