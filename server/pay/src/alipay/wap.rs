//! The wap page: nothing is sent from here; the payer's browser carries the signed order to Alipay.

use serde_json::json;

use super::Alipay;
use super::api::encoded;
use crate::{PayError, PrepayAction, PrepayRequest, Scene, text, time, yuan};

impl Alipay {
    pub(super) fn wap_page(&self, request: &PrepayRequest) -> Result<PrepayAction, PayError> {
        if !matches!(request.scene, Scene::MobileBrowser { .. }) {
            return Err(PayError::Unsupported(
                "alipay's wap page is for phones outside of WeChat",
            ));
        }
        let order = json!({
            "out_trade_no": request.number.as_str(),
            "total_amount": yuan::format(request.amount),
            "subject": subject(&request.description),
            "product_code": "QUICK_WAP_WAY",
            "quit_url": request.return_url,
            // Closing cannot stop a payer who is still at the cashier; this can.
            "time_expire": time::plain(request.expires_at),
        });
        let more = [
            ("notify_url", self.settings.notify_url()),
            ("return_url", request.return_url.clone()),
        ];
        let parameters = self.signed("alipay.trade.wap.pay", &more, &order);
        Ok(PrepayAction::Redirect(format!(
            "{}?{}",
            self.settings.gateway,
            encoded(&parameters)
        )))
    }
}

/// Alipay refuses `/`, `=` and `&` in a subject.
fn subject(description: &str) -> String {
    text::plain(&description.replace(['/', '=', '&'], " "), 256)
}
