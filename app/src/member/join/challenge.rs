//! What is known between the two pages of a sign-in.

use huika_domain::Phone;
use huika_store::member::Purpose;

use super::way::Way;
use crate::{
    context::{self, from_hex, portal, to_hex, visit},
    member::code_request,
};

/// The phone that a code was sent to and the way that led here. It travels in a sealed cookie: an address must not carry it.
pub struct Challenge {
    pub phone: Phone,
    pub way: Way,
}

impl Challenge {
    const SEAL: &'static str = "join-phone";
    const LIVES_SECS: i64 = 15 * 60;

    pub fn of_visit() -> Option<Self> {
        let sealed = from_hex(visit().challenge.as_deref()?)?;
        let opened = portal().store.context().secret.open(Self::SEAL, &sealed).ok()?;
        let text = String::from_utf8(opened).ok()?;
        let mut lines = text.split('\n');
        let phone = Phone::parse(lines.next()?).ok()?;
        let mut word = || lines.next().unwrap_or_default();
        let way = Way::read(word(), word(), word());
        Some(Self { phone, way })
    }

    pub fn keep(&self) {
        let portal = portal();
        let words = [self.phone.as_str(), self.way.source(), self.way.by(), self.way.next()];
        let text = words.join("\n");
        let sealed = portal.store.context().secret.seal(Self::SEAL, text.as_bytes());
        context::set_cookie(
            &portal,
            &context::challenge_cookie(&portal),
            &to_hex(&sealed),
            Self::LIVES_SECS,
        );
    }
}

pub async fn send_to(phone: &Phone) -> Result<(), &'static str> {
    code_request::send_code(&portal(), &visit(), phone, Purpose::SignIn).await
}
