//! What the roles of operators are called.

use huika_store::staff::Role;

use crate::i18n::Lang;

pub fn role_name(t: Lang, role: Role) -> &'static str {
    match role {
        Role::Cashier => t.text("role-cashier"),
        Role::Manager => t.text("role-manager"),
        Role::Region => t.text("role-region"),
        Role::Headquarters => t.text("role-headquarters"),
        Role::Auditor => t.text("role-auditor"),
    }
}
