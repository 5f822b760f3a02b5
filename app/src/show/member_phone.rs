//! A member's phone number as staff see it, or that there is none any more.

use huika_domain::MemberPhone;

use crate::i18n::Lang;

/// `138****8000`, or that the account was closed.
pub fn phone_words(t: Lang, phone: &MemberPhone) -> String {
    match phone {
        MemberPhone::Known(phone) => phone.masked(),
        MemberPhone::Closed(member) => closed_words(t, &member.to_string()),
    }
}

/// The same of a masked number out of a list.
pub fn masked_words(t: Lang, masked: &str) -> String {
    match masked.strip_prefix('#') {
        Some(member) => closed_words(t, member),
        None => masked.to_owned(),
    }
}

fn closed_words(t: Lang, member: &str) -> String {
    t.with("member-closed", &[("number", member.into())])
}
