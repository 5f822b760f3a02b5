//! What operators do about members' sessions and about each other, written down with who, when and why.

use huika_domain::{MemberId, OperatorId, Reason};

use crate::{
    StoreError, Tx,
    member::end_devices,
    params,
    staff::{
        Place,
        role::{Role, may_serve},
    },
};

/// One line of the record.
pub(super) struct Act<'a> {
    pub by: OperatorId,
    pub place: Option<&'a Place>,
    pub kind: &'static str,
    pub member: Option<MemberId>,
    pub about: Option<OperatorId>,
    pub identification: &'a str,
    pub detail: &'a str,
}

impl Act<'_> {
    pub(super) fn keep(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        tx.exec(
            "INSERT INTO staff_act (at, operator_id, store_id, kind, member_id, about_operator_id, identification, detail) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                tx.now(),
                self.by,
                self.place.map(|place| place.store),
                self.kind,
                self.member,
                self.about,
                self.identification,
                self.detail,
            ],
        )?;
        Ok(())
    }
}

/// Ends a member's sessions from the card desk: their phone is in other hands or not in reach, and the card is not lost.
#[derive(Debug, Clone)]
pub struct EndSessions {
    /// Whose.
    pub member: MemberId,
    /// Where, and by whom.
    pub place: Place,
    /// The document that they showed.
    pub identification: String,
    /// Why.
    pub reason: Reason,
}

/// Ends every session of the member, and with them the keys of their codes. Answers how many there were; `None` for an operator
/// who serves no cards here.
pub fn end_sessions_of(tx: &mut Tx<'_>, request: &EndSessions) -> Result<Option<u64>, StoreError> {
    let Some(by) = request.place.operator else {
        return Ok(None);
    };
    if !may_serve(tx, &request.place, Role::serves_cards, request.member)? {
        return Ok(None);
    }
    let ended = end_devices(tx, request.member, None, "counter")?;
    let act = Act {
        by,
        place: Some(&request.place),
        kind: "sessions-ended",
        member: Some(request.member),
        about: None,
        identification: &request.identification,
        detail: request.reason.as_str(),
    };
    act.keep(tx)?;
    Ok(Some(ended))
}
