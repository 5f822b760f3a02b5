//! The addresses of the pages of coupons.

use huika_domain::CouponKindId;

/// The kinds.
pub const PAGE: &str = "/office/coupons";

/// A kind's page, with one of its forms.
pub fn page_of(id: CouponKindId, form: &str) -> String {
    if form.is_empty() {
        format!("{PAGE}/{id}")
    } else {
        format!("{PAGE}/{id}?form={form}")
    }
}

/// A batch's page.
pub fn batch_page(number: &str) -> String {
    format!("{PAGE}/batches/{number}")
}
