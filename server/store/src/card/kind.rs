//! Kinds of cards.

use crate::{StoreError, Tx, params};

/// Adds the kind of card that a member gets by joining. `menu` is a `TopUpMenu` as JSON; its cap and its order of use are rules.
pub(crate) fn add_card_type(tx: &mut Tx<'_>, menu: &str) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO card_type (code, name, top_up_rule) VALUES ('member', '会员卡', ?1)",
        params![menu],
    )?;
    Ok(())
}
