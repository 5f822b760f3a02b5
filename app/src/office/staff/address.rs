//! The address of an operator's page.

use huika_domain::OperatorId;

/// The form that makes a link to a password.
pub const LINK: &str = "link";

/// The address of an operator's page, with one of its forms.
pub fn form_page(operator: OperatorId, form: &str) -> String {
    if form.is_empty() {
        format!("{}/{operator}", super::list::PAGE)
    } else {
        format!("{}/{operator}?form={form}", super::list::PAGE)
    }
}
