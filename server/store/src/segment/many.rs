//! What is done to all members of whom conditions hold.

use huika_domain::{OperatorId, TagId};

use crate::{
    Tx, params,
    report::{Asked, Filters, count, named, open, write_with_keys},
    staff::{Act, Matter, Role, may},
    tag::{TagError, TagWay, kind_of, lock_tag},
};

/// Members that are marked by one act: more would keep the others waiting who want to write.
const AT_ONCE: i64 = 10_000;

/// Gives a tag to all members of whom the conditions of a list hold, or takes it from them, as far as the operator sees them. Answers how
/// many were changed.
pub fn tag_many(tx: &mut Tx<'_>, by: OperatorId, tag: TagId, query: &str, way: TagWay) -> Result<u64, TagError> {
    if !may(tx, by, Role::keeps_members, Matter::Anybodys)? {
        return Err(TagError::NotAllowed);
    }
    let report = named("members").ok_or(TagError::NotAllowed)?;
    let Some(seen) = open(tx, by, report)? else {
        return Err(TagError::NotAllowed);
    };
    let name = lock_tag(tx, tag)?;
    let filters = Filters::of_query(report, tx.today(), query);
    // A condition that cannot be read would let everybody through.
    if !filters.wrong.is_empty() {
        return Err(TagError::Same);
    }
    let asked = Asked {
        report,
        filters: &filters,
        seen,
    };
    if count(tx, &asked, AT_ONCE + 1)? > AT_ONCE {
        return Err(TagError::TooManyMembers);
    }
    let text = match way {
        TagWay::Give => {
            "INSERT INTO member_tag (tag_id, given_by_rule, given_by, since, member_id) \
             SELECT CAST(?1 AS BIGINT), 0, CAST(?2 AS BIGINT), CAST(?3 AS BIGINT), k.id FROM ({keys}) k WHERE 1 = 1 \
             ON CONFLICT (tag_id, member_id) WHERE until IS NULL DO NOTHING"
        }
        TagWay::Take => {
            "UPDATE member_tag SET until = ?3, taken_by = ?2 WHERE tag_id = ?1 AND until IS NULL AND given_by_rule = 0 \
             AND member_id IN ({keys})"
        }
    };
    let changed = write_with_keys(tx, &asked, text, params![tag, by, tx.now()])?;
    if changed == 0 {
        return Err(TagError::Same);
    }
    let detail = format!("{name} · {changed} · {}", filters.conditions().query());
    let act = Act {
        detail: &detail,
        ..Act::new(by, kind_of(way))
    };
    act.keep(tx)?;
    Ok(changed)
}
