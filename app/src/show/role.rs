//! What the roles of operators are called.

use huika_store::staff::{RoleRow, RoleTitle};

use crate::i18n::Lang;

/// What the shop calls a role, or else what the program calls it.
pub fn role_name(t: Lang, title: &RoleTitle) -> String {
    if !title.name.is_empty() {
        return title.name.clone();
    }
    let code = title.code.as_str();
    t.find(&format!("role-{code}"), &[]).unwrap_or_else(|| code.to_owned())
}

/// What a role of the program is there for, in a sentence; empty for one that the shop made.
pub fn role_text(t: Lang, role: &RoleRow) -> String {
    t.find(&format!("role-text-{}", role.code.as_str()), &[])
        .unwrap_or_default()
}
