//! The cashier's pages, one for phones and one for desktops: nothing is sent from here; the payer's browser carries the signed order to
//! Alipay.

use serde_json::json;

use super::api::encoded;
use super::{Alipay, AlipayProduct};
use crate::{PayError, PrepayAction, PrepayRequest, text, time, yuan};

impl Alipay {
    pub(super) fn cashier_page(&self, request: &PrepayRequest) -> Result<PrepayAction, PayError> {
        let product = AlipayProduct::for_scene(&request.scene)
            .filter(|product| *product != AlipayProduct::Code && self.settings.products.contains(product))
            .ok_or(PayError::Unsupported(
                "alipay's cashier is for browsers outside of WeChat, with the products that the settings name",
            ))?;
        let mut order = json!({
            "out_trade_no": request.number.as_str(),
            "total_amount": yuan::format(request.amount),
            "subject": subject(&request.description),
            "product_code": product.code(),
            // Closing cannot stop a payer who is still at the cashier; this can.
            "time_expire": time::plain(request.expires_at),
        });
        // Where a phone goes back to without paying; a desktop's page has no such button.
        if product == AlipayProduct::Wap {
            order["quit_url"] = json!(request.return_url);
        }
        let more = [
            ("notify_url", self.settings.notify_url()),
            ("return_url", request.return_url.clone()),
        ];
        let parameters = self.signed(product.method(), &more, &order);
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
