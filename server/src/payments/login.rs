//! Who pays inside WeChat. WeChat tells it once by a silent redirect; after that it is known.

use huika_app::context::{PaymentProblem, PaymentStart};
use huika_store::{
    StoreError, Tx,
    db::secret::same,
    payment::{keep_openid, openid_of},
    top_up::TopUpOrder,
};

use super::Gateways;

/// WeChat takes letters and digits, 128 at most.
const STATE_CHARS: usize = 32;

impl Gateways {
    pub(super) async fn openid_of(&self, order: &TopUpOrder) -> Result<Option<String>, PaymentProblem> {
        let (member, app) = (order.member, order.app.clone());
        let found = self
            .store
            .read(move |tx: &mut Tx<'_>| openid_of(tx, member, &app))
            .await;
        found.map_err(|error: StoreError| {
            tracing::error!(%error, "an openid could not be read");
            PaymentProblem::Unavailable
        })
    }

    /// The silent redirect. It comes back to a page of the order, whose owner must be signed in there.
    pub(super) fn ask_who_pays(&self, order: &TopUpOrder) -> Result<PaymentStart, PaymentProblem> {
        let login = self.login.as_ref().ok_or(PaymentProblem::Refused)?;
        if login.app() != order.app {
            return Err(PaymentProblem::Refused);
        }
        let back = format!("{}/top-up/{}/openid", self.public_origin, order.number);
        Ok(PaymentStart::Redirect(
            login.address(&back, &self.state_of(&order.number)),
        ))
    }

    pub(super) async fn learn_who_pays(&self, number: &str, code: &str, state: &str) -> Result<(), PaymentProblem> {
        let order = self.order(number).await?.ok_or(PaymentProblem::Refused)?;
        let login = self.login.as_ref().ok_or(PaymentProblem::Refused)?;
        // Somebody else's code would have another person pay; nobody else can make this order's state.
        let ours = same(state.as_bytes(), self.state_of(number).as_bytes());
        if !ours || code.is_empty() || code.len() > 512 || login.app() != order.app {
            return Err(PaymentProblem::NotRecognised);
        }
        let openid = login.openid(code).await.map_err(|error| {
            tracing::warn!(number, %error, "wechat did not say who pays");
            if error.is_temporary() {
                PaymentProblem::Unavailable
            } else {
                PaymentProblem::NotRecognised
            }
        })?;
        let kept = self
            .store
            .write(move |tx: &mut Tx<'_>| keep_openid(tx, order.member, &order.app, &openid))
            .await;
        kept.map_err(|error: StoreError| {
            tracing::error!(%error, "an openid could not be kept");
            PaymentProblem::Unavailable
        })
    }

    fn state_of(&self, number: &str) -> String {
        let mac = self.store.context().secret.fingerprint("wechat-login", &[number]);
        hex::encode(mac)[..STATE_CHARS].to_owned()
    }
}
