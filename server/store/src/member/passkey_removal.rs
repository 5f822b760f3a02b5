//! The end of passkeys: one by its owner, or all of them with the card.

use crate::{
    StoreError, Tx,
    member::{
        passkey::KeyOwner,
        proof::{ActError, Shown, require},
    },
    params,
};
use huika_domain::{Act, MemberId, OperatorId, PasskeyId};

/// Removes one of a member's own passkeys; another's id changes nothing. Answers whether there was one.
pub fn remove_member_passkey(
    tx: &mut Tx<'_>,
    member: MemberId,
    id: PasskeyId,
    shown: &Shown,
) -> Result<bool, ActError> {
    require(tx, member, Act::RemovePasskey, shown)?;
    Ok(remove_one(tx, KeyOwner::Member(member), id)?)
}

/// Removes one of an operator's own passkeys; another's id changes nothing. Answers whether there was one.
pub fn remove_operator_passkey(tx: &mut Tx<'_>, operator: OperatorId, id: PasskeyId) -> Result<bool, StoreError> {
    remove_one(tx, KeyOwner::Operator(operator), id)
}

fn remove_one(tx: &mut Tx<'_>, owner: KeyOwner, id: PasskeyId) -> Result<bool, StoreError> {
    let removed = tx.exec(
        "DELETE FROM passkey WHERE id = ?1 AND (member_id = ?2 OR operator_id = ?3)",
        params![id, owner.member(), owner.operator()],
    )?;
    Ok(removed == 1)
}

/// Removes all of a person's: the phone that holds them may be in other hands.
pub(crate) fn remove_passkeys(tx: &mut Tx<'_>, owner: KeyOwner) -> Result<(), StoreError> {
    tx.exec(
        "DELETE FROM passkey WHERE member_id = ?1 OR operator_id = ?2",
        params![owner.member(), owner.operator()],
    )?;
    Ok(())
}
