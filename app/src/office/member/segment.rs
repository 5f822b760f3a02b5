//! What is posted from the list of members about all who are listed: kept as a segment, marked, marked no more.

use huika_domain::{ErrorCode, SegmentId, ShortName, TagId};
use huika_store::{
    segment::{SegmentError, end_segment, save_segment, tag_many},
    staff::Role,
    tag::{TagError, TagWay},
};
use leptos::prelude::*;

use super::address::PAGE;
use crate::{
    context::{Done, go, refuse},
    office::form::{code_of, sender},
};

/// Where segments and tags are kept.
const KEPT_AT: &str = "/office/tags";

/// The list with these conditions, as an address of ours.
fn list(query: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"=&%-_.~".contains(&byte);
    if query.is_empty() || !query.bytes().all(plain) {
        PAGE.to_owned()
    } else {
        format!("{PAGE}?{query}")
    }
}

fn joined(page: &str, more: &str) -> String {
    let joint = if page.contains('?') { '&' } else { '?' };
    format!("{page}{joint}{more}")
}

#[server(prefix = "/do", endpoint = "save_segment")]
pub async fn save(#[server(default)] name: String, #[server(default)] query: String) -> Done {
    let page = list(&query);
    let staff = match sender(&page, Role::keeps_segments).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let name = match ShortName::parse(&name) {
        Ok(name) => name,
        Err(error) => return refuse(&page, error.code()),
    };
    let by = staff.session.operator;
    match staff.write(move |tx| save_segment(tx, by, &name, &query)).await {
        Ok(()) => go(&joined(&page, "done=segment")),
        Err(SegmentError::Store(fault)) => refuse(&page, code_of(&fault, fault.code())),
        Err(error) => refuse(&page, error.code()),
    }
}

#[server(prefix = "/do", endpoint = "end_segment")]
pub async fn end(#[server(default)] segment: String) -> Done {
    let staff = match sender(KEPT_AT, Role::keeps_segments).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(segment) = SegmentId::parse(&segment) else {
        return refuse(KEPT_AT, ErrorCode::NoSegment.as_str());
    };
    let by = staff.session.operator;
    match staff.write(move |tx| end_segment(tx, by, segment)).await {
        Ok(()) => go(&joined(KEPT_AT, "done=segment-ended")),
        Err(SegmentError::Store(fault)) => refuse(KEPT_AT, code_of(&fault, fault.code())),
        Err(error) => refuse(KEPT_AT, error.code()),
    }
}

#[server(prefix = "/do", endpoint = "tag_members")]
pub async fn tag(
    #[server(default)] query: String,
    #[server(default)] tag: String,
    #[server(default)] way: String,
) -> Done {
    let page = list(&query);
    let staff = match sender(&page, Role::keeps_segments).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let (Ok(tag), Some(way)) = (TagId::parse(&tag), TagWay::parse(&way)) else {
        return refuse(&page, ErrorCode::NoTag.as_str());
    };
    let by = staff.session.operator;
    match staff.write(move |tx| tag_many(tx, by, tag, &query, way)).await {
        Ok(_) if way == TagWay::Give => go(&joined(&page, "done=tagged")),
        Ok(_) => go(&joined(&page, "done=untagged")),
        Err(TagError::Store(fault)) => refuse(&page, code_of(&fault, fault.code())),
        Err(error) => refuse(&page, error.code()),
    }
}
