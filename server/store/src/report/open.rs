//! Opening a report: whether it is for somebody, and what they see in it.

use huika_domain::OperatorId;

use super::{
    definition::Report,
    sight::{Seen, Sight},
};
use crate::{
    StoreError, Tx,
    staff::{Role, role_of},
};

/// What this operator sees of a report at this moment; `None` when it is not for them. What was taken from them a moment ago counts.
pub fn open(tx: &mut Tx<'_>, viewer: OperatorId, report: &Report) -> Result<Option<Seen>, StoreError> {
    open_for(tx, viewer, report, report.seen_by)
}

/// The same for its rows as a file, which is a right of its own where the rows are people.
pub fn open_file(tx: &mut Tx<'_>, viewer: OperatorId, report: &Report) -> Result<Option<Seen>, StoreError> {
    open_for(tx, viewer, report, |role| report.may_export(role))
}

fn open_for(
    tx: &mut Tx<'_>,
    viewer: OperatorId,
    report: &Report,
    allowed: impl Fn(Role) -> bool,
) -> Result<Option<Seen>, StoreError> {
    let Some(role) = role_of(tx, viewer)?.filter(|role| allowed(*role)) else {
        return Ok(None);
    };
    if report.sight == Sight::Shop && !role.sees_shop() {
        return Ok(None);
    }
    Ok(Some(Seen {
        viewer,
        whole_shop: role.sees_chain(),
    }))
}
