//! What the event stream tells a member's open pages.

use huika_domain::{EntryId, MemberId};
use huika_store::{StoreError, assets::movements_since};

use super::movement;
use crate::{context::Portal, i18n::Lang, islands::live_receipt::LiveMovement};

/// The member's movements after an entry, oldest first, in the visitor's language. The stream sends each as one event whose `id` is
/// `entry` and whose data is [`LiveMovement::to_lines`].
pub async fn movements_after(
    portal: &Portal,
    lang: Lang,
    member: MemberId,
    after: EntryId,
) -> Result<Vec<LiveMovement>, StoreError> {
    let found = portal.store.read(move |tx| movements_since(tx, member, after)).await?;
    Ok(found.iter().map(|found| movement::live(lang, found)).collect())
}
