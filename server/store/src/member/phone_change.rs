//! A member moves to another phone number. What `Act::MovePhone` needs was shown when the code was asked for; the code proves the new number. The old
//! number is told, so that its owner hears of it when it was not them.

use huika_domain::{DeviceId, MemberId, Phone};
use serde::{Deserialize, Serialize};

use crate::{
    SentForm, StoreError, Tx,
    db::outbox,
    member::{
        code_check::{CodeCheck, TypedCode, use_code},
        code_purpose::Purpose,
        devices::end_devices,
    },
    once, params,
};

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhoneChange {
    /// The number is the member's now; all other sessions have ended.
    Done,
    /// The code was not right; never [`CodeCheck::Right`].
    Refused(CodeCheck),
    /// The number belongs to another membership. Said only to who has shown that they hold it.
    Taken,
}

/// The outbox's message to the number that a membership leaves.
#[derive(Clone, Serialize, Deserialize)]
pub struct PhoneChangedSms {
    /// The old number, E.164.
    pub phone: String,
    /// The last four digits of the new one: its owner knows it, and nobody else learns it.
    pub tail: String,
}

impl PhoneChangedSms {
    /// The outbox's word for it.
    pub const KIND: &'static str = "phone-changed-sms";
}

/// How long the old number is worth telling.
pub(super) const NOTICE_LIVES_SECS: i64 = 24 * 3600;

/// Gives the member another number, when the code shows that they hold it, and tells the old one.
pub fn change_phone(
    tx: &mut Tx<'_>,
    member: MemberId,
    device: DeviceId,
    phone: &Phone,
    code: &TypedCode,
) -> Result<PhoneChange, StoreError> {
    let sent = SentForm::new(
        "change-phone",
        code.key(),
        &[&member.to_string(), phone.as_str(), code.code.as_str()],
    );
    once(
        tx,
        &sent,
        |answer| !matches!(answer, PhoneChange::Refused(_)),
        |tx| check_and_change(tx, member, device, phone, code),
    )
}

fn check_and_change(
    tx: &mut Tx<'_>,
    member: MemberId,
    device: DeviceId,
    phone: &Phone,
    code: &TypedCode,
) -> Result<PhoneChange, StoreError> {
    let check = use_code(tx, phone.as_str(), Purpose::Phone, code)?;
    if check != CodeCheck::Right {
        return Ok(PhoneChange::Refused(check));
    }
    let others: i64 = tx.value(
        "SELECT COUNT(*) FROM member WHERE phone = ?1 AND id <> ?2",
        params![phone.as_str(), member],
    )?;
    if others > 0 {
        return Ok(PhoneChange::Taken);
    }
    let before: Option<String> = tx.lock("SELECT phone FROM member WHERE id = ?1", params![member], |row| {
        row.get("phone")
    })?;
    tx.exec(
        "UPDATE member SET phone = ?2 WHERE id = ?1",
        params![member, phone.as_str()],
    )?;
    end_devices(tx, member, Some(device), "phone-changed")?;
    // Who proves the number that they have already moves nowhere.
    if let Some(before) = before.filter(|before| before != phone.as_str()) {
        let notice = PhoneChangedSms {
            phone: before,
            tail: phone.national()[7..].to_owned(),
        };
        outbox::put(
            tx,
            PhoneChangedSms::KIND,
            &notice,
            tx.now().plus_secs(NOTICE_LIVES_SECS),
        )?;
    }
    Ok(PhoneChange::Done)
}
