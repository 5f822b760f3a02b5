//! Whose figures what a member does on the phone belongs to: by the shop's rule, decided when it is posted. What was posted before stays as it is.

use huika_domain::{MemberId, StoreId, settings::PhoneStore};

use crate::{StoreError, Tx, params};

/// The store that an entry of this member's phone carries; none where it is headquarters'.
pub(crate) fn store_of_phone(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<StoreId>, StoreError> {
    match tx.rules().top_up.phone_store {
        PhoneStore::NoStore => Ok(None),
        PhoneStore::HomeStore => {
            let home = tx.one(
                "SELECT home_store_id FROM member WHERE id = ?1",
                params![member],
                |row| row.get::<Option<StoreId>>("home_store_id"),
            )?;
            Ok(home.flatten())
        }
    }
}
