//! The code as the server shows it: for browsers without WebAssembly, without a secure context, or without a key.

use huika_domain::{DeviceId, Handle, Millis, Payload, Prefix, Step, code8, message_for};

use crate::{StoreError, Tx, db::secret::hmac_sha256, member::code_key, params};

/// A code that can be shown now.
#[derive(Clone, PartialEq, Eq)]
pub struct ShownCode {
    /// The twenty digits.
    pub payload: Payload,
    /// When the next one is due.
    pub next_at: Millis,
}

impl std::fmt::Debug for ShownCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShownCode")
            .field("next_at", &self.next_at)
            .finish_non_exhaustive()
    }
}

/// The code of an open device for this step.
pub fn show_code(tx: &mut Tx<'_>, device: DeviceId) -> Result<Option<ShownCode>, StoreError> {
    let Some(key) = code_key(tx, device)? else {
        return Ok(None);
    };
    let number: i64 = tx.value("SELECT handle FROM device WHERE id = ?1", params![device])?;
    let handle: Handle = crate::member::handle_of(number)?;
    let prefix = Prefix::new(tx.rules().code.prefix).map_err(|e| StoreError::Decode(e.to_string()))?;
    let step = Step::at(tx.now());
    let code = code8(&hmac_sha256(&key, &message_for(step)));
    let payload = Payload::new(prefix, handle, code);
    Ok(Some(ShownCode {
        payload,
        next_at: step.ends_at(),
    }))
}
