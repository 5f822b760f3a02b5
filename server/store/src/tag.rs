//! Words that members are marked with, by hand: made, renamed and ended by who looks after the members of every store, given and taken by whoever looks after the member.
//! What rules give stands in the same table and is read in the same way.

mod give;
mod word;

pub(crate) use give::kind_of;
pub use give::{TagOf, TagWay, tag_member, tags_of};
pub(crate) use word::lock_tag;
pub use word::{TagError, TagRow, end_tag, make_tag, rename_tag, tag, tags};
