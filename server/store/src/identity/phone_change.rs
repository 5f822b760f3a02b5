//! A member moves to another phone number. The PIN was checked when the code was asked for; the code proves the new number.

use huika_domain::{DeviceId, MemberId, OneTimeCode, Phone};

use super::{
    code_check::{CodeCheck, use_code},
    code_request::Purpose,
    devices::end_devices,
};
use crate::{StoreError, Tx, params};

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneChange {
    /// The number is the member's now; all other sessions have ended.
    Done,
    /// The code was not right; never [`CodeCheck::Right`].
    Refused(CodeCheck),
    /// The number belongs to another membership. Said only to who has shown that they hold it.
    Taken,
}

/// Gives the member another number, when the code shows that they hold it.
pub fn change_phone(
    tx: &mut Tx<'_>,
    member: MemberId,
    device: DeviceId,
    phone: &Phone,
    code: &OneTimeCode,
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
    tx.exec(
        "UPDATE member SET phone = ?2 WHERE id = ?1",
        params![member, phone.as_str()],
    )?;
    end_devices(tx, member, Some(device), "phone-changed")?;
    Ok(PhoneChange::Done)
}
