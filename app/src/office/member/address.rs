//! Where the list of members and one of them stand.

use huika_domain::MemberId;

/// The list.
pub(super) const PAGE: &str = "/office/members";

/// One member.
pub(super) fn member_page(member: MemberId) -> String {
    format!("{PAGE}/{member}")
}

/// The same with one of its forms.
pub(super) fn form_page(member: MemberId, form: &str) -> String {
    if form.is_empty() {
        member_page(member)
    } else {
        format!("{PAGE}/{member}?form={form}")
    }
}
