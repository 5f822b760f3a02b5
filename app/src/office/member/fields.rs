//! Fields that several forms about one member have.

use huika_domain::MemberId;
use leptos::prelude::*;

use crate::{context::Typed, i18n::Lang};

/// Whom a form is about.
pub(super) fn whose(member: MemberId) -> impl IntoView {
    view! { <input type="hidden" name="member" value=member.to_string() /> }
}

/// The reason, in a label of its own: several forms of a page have one.
pub(super) fn reason(t: Lang, typed: &Typed, hint: &'static str) -> impl IntoView + use<> {
    view! {
        <label class="field">
            <span>{t.text("entry-reason")}</span>
            <input name="reason" maxlength="200" autocomplete="off" required value=typed.value("reason") />
            <small class="hint">{hint}</small>
        </label>
    }
}
