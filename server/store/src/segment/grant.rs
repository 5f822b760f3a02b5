//! A grant to a segment, or to those who are listed.

use huika_domain::SegmentId;
use serde::Serialize;

use super::segment;
use crate::{
    Tx,
    adjustment::grant::{GrantError, OpenedGrant, PlanGrant, name_lines, plan},
    params,
    report::{Asked, Filters, named, open, write_with_keys},
};

/// Who is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantTo {
    /// Of whom the conditions of a segment hold now.
    Segment(SegmentId),
    /// Who is named by these lines: a phone or the number of a card each.
    Lines(String),
}

/// Names who would get it and who not, and keeps both until it is confirmed or given up.
pub fn plan_grant(tx: &mut Tx<'_>, request: &PlanGrant, to: &GrantTo) -> Result<OpenedGrant, GrantError> {
    match to {
        GrantTo::Lines(lines) => plan(tx, request, to, "", |tx, batch| name_lines(tx, batch, lines)),
        GrantTo::Segment(id) => {
            let segment = segment(tx, *id)?.ok_or(GrantError::NoSegment)?;
            plan(tx, request, to, &segment.name, |tx, batch| {
                name_segment(tx, batch, request, &segment.query)
            })
        }
    }
}

fn name_segment(tx: &mut Tx<'_>, batch: i64, request: &PlanGrant, query: &str) -> Result<(), GrantError> {
    let report = named("members").ok_or(GrantError::NoSegment)?;
    let seen = open(tx, request.operator, report)?.ok_or(GrantError::NotAllowed)?;
    let filters = Filters::of_query(report, tx.today(), query);
    // A condition that cannot be read any more would let everybody through.
    if !filters.wrong.is_empty() {
        return Err(GrantError::NoSegment);
    }
    let asked = Asked {
        report,
        filters: &filters,
        seen,
    };
    let text = "INSERT INTO grant_member (batch_id, member_id) SELECT CAST(?1 AS BIGINT), k.id FROM ({keys}) k";
    write_with_keys(tx, &asked, text, params![batch])?;
    Ok(())
}
