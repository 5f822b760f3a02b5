//! Announcing an order: H5, JSAPI and Native differ in a scene and in what comes back.

use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::WeChatPay;
use super::api::json;
use super::sign::js_api_parameters;
use crate::{H5Kind, PayError, PrepayAction, PrepayRequest, Scene, text, time};

#[derive(Serialize)]
struct Order<'a> {
    appid: &'a str,
    mchid: &'a str,
    description: String,
    out_trade_no: &'a str,
    time_expire: String,
    notify_url: String,
    amount: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    payer: Option<Payer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scene_info: Option<SceneInfo<'a>>,
}

#[derive(Serialize)]
struct Amount {
    total: i64,
    currency: &'static str,
}

#[derive(Serialize)]
struct Payer<'a> {
    openid: &'a str,
}

#[derive(Serialize)]
struct SceneInfo<'a> {
    payer_client_ip: String,
    h5_info: H5Info<'a>,
}

#[derive(Serialize)]
struct H5Info<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_url: Option<&'a str>,
}

#[derive(Deserialize)]
struct H5Answer {
    h5_url: String,
}

#[derive(Deserialize)]
struct JsApiAnswer {
    prepay_id: String,
}

#[derive(Deserialize)]
struct NativeAnswer {
    code_url: String,
}

impl WeChatPay {
    pub(super) async fn announce(&self, request: &PrepayRequest) -> Result<PrepayAction, PayError> {
        let body = json(&self.order(request));
        match &request.scene {
            Scene::MobileBrowser { .. } => {
                let answer: H5Answer = self.call(Method::POST, "/v3/pay/transactions/h5", body).await?;
                Ok(PrepayAction::Redirect(with_return(&answer.h5_url, &request.return_url)))
            }
            Scene::WeChat { .. } => {
                let answer: JsApiAnswer = self.call(Method::POST, "/v3/pay/transactions/jsapi", body).await?;
                Ok(PrepayAction::JsApi(js_api_parameters(
                    &self.merchant_key,
                    &self.settings.appid,
                    &answer.prepay_id,
                    self.clock.now().get() / 1000,
                    self.chance.nonce(),
                )))
            }
            Scene::Desktop => {
                let answer: NativeAnswer = self.call(Method::POST, "/v3/pay/transactions/native", body).await?;
                Ok(PrepayAction::ShowQr(answer.code_url))
            }
            Scene::Till => Err(PayError::Unsupported("a till is paid by the payer's own code")),
        }
    }

    fn order<'a>(&'a self, request: &'a PrepayRequest) -> Order<'a> {
        let (payer, scene_info) = match &request.scene {
            Scene::WeChat { openid } => (Some(Payer { openid }), None),
            Scene::MobileBrowser { client_ip, kind } => (
                None,
                Some(SceneInfo {
                    payer_client_ip: client_ip.to_string(),
                    h5_info: self.h5_info(*kind),
                }),
            ),
            Scene::Desktop | Scene::Till => (None, None),
        };
        Order {
            appid: &self.settings.appid,
            mchid: &self.settings.mchid,
            description: text::plain(&request.description, 127),
            out_trade_no: request.number.as_str(),
            time_expire: time::rfc3339(request.expires_at),
            notify_url: self.settings.notify_url(),
            amount: Amount {
                total: request.amount.get(),
                currency: "CNY",
            },
            payer,
            scene_info,
        }
    }

    fn h5_info(&self, kind: H5Kind) -> H5Info<'_> {
        let r#type = match kind {
            H5Kind::Wap => "Wap",
            H5Kind::Ios => "iOS",
            H5Kind::Android => "Android",
        };
        H5Info {
            r#type,
            app_name: self.settings.h5.app_name.as_deref(),
            app_url: self.settings.h5.app_url.as_deref(),
        }
    }
}

/// Adds where to come back to, which WeChat takes as one more parameter of its address.
fn with_return(h5_url: &str, return_url: &str) -> String {
    let separator = if h5_url.contains('?') { '&' } else { '?' };
    format!(
        "{h5_url}{separator}redirect_url={}",
        utf8_percent_encode(return_url, NON_ALPHANUMERIC)
    )
}

#[cfg(test)]
mod tests {
    use super::with_return;

    #[test]
    fn the_return_address_is_one_encoded_parameter() {
        assert_eq!(
            with_return(
                "https://wx.tenpay.com/x?prepay_id=wx1&package=2",
                "https://shop.example/pay/t?a=1&b=2"
            ),
            "https://wx.tenpay.com/x?prepay_id=wx1&package=2&redirect_url=https%3A%2F%2Fshop%2Eexample%2Fpay%2Ft%3Fa%3D1%26b%3D2"
        );
    }
}
