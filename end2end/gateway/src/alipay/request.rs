//! A request: parameters of the address and of the form together, signed by the app.

use std::collections::BTreeMap;

use serde_json::Value;
use url::form_urlencoded;

use super::answer::Answer;
use crate::clock::{parse_plain, real_now};
use crate::world::World;

const DAY_MS: i64 = 24 * 3600 * 1000;

/// A request whose signature holds.
pub struct Request {
    pub parameters: BTreeMap<String, String>,
    pub biz: Value,
}

impl Request {
    pub fn read(world: &World, query: &str, body: &[u8]) -> Result<Self, Answer> {
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(body)) {
            if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(Answer::gateway_error("", "40002", "isv.invalid-parameter", "参数重复"));
            }
        }
        let given = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
        let method = given("method");
        let refuse = |sub_code: &str, sub_msg: &str| Answer::gateway_error(method, "40002", sub_code, sub_msg);
        if method.is_empty() {
            return Err(Answer::gateway_error(
                "",
                "40001",
                "isv.missing-method",
                "缺少方法名参数",
            ));
        }
        if given("app_id") != world.keys.account.alipay_app_id {
            return Err(refuse("isv.invalid-app-id", "无效的AppID参数"));
        }
        if given("sign_type") != "RSA2" {
            return Err(refuse("isv.invalid-signature-type", "无效的签名类型"));
        }
        if !given("charset").eq_ignore_ascii_case("utf-8") {
            return Err(refuse("isv.invalid-charset", "字符集错误"));
        }
        if given("version") != "1.0" || !matches!(given("format"), "" | "JSON" | "json") {
            return Err(refuse("isv.invalid-format", "无效的数据格式"));
        }
        let timestamp =
            parse_plain(given("timestamp")).ok_or_else(|| refuse("isv.invalid-timestamp", "无效的时间戳"))?;
        // Alipay's own SDK writes the local time of whatever zone its machine is in, so the real gateway cannot mind hours.
        if (real_now() - timestamp).abs() > DAY_MS {
            return Err(refuse("isv.invalid-timestamp", "时间戳与当前时间相差过大"));
        }
        if given("sign").is_empty() {
            return Err(refuse("isv.missing-signature", "缺少签名参数"));
        }
        let signed: Vec<String> = parameters
            .iter()
            .filter(|(name, value)| name.as_str() != "sign" && !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !world.keys.app.verifies(signed.join("&").as_bytes(), given("sign")) {
            return Err(refuse(
                "isv.invalid-signature",
                "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配",
            ));
        }
        // An app that names its certificate has to name the right ones.
        let certificates = &world.keys.certificates;
        let named = (given("app_cert_sn"), given("alipay_root_cert_sn"));
        if named != ("", "") && named != (&*certificates.app, &*certificates.root) {
            return Err(refuse(
                "isv.missing-app-cert-sn",
                "应用公钥证书SN或支付宝根证书SN不匹配",
            ));
        }
        let biz = serde_json::from_str(given("biz_content")).ok().filter(Value::is_object);
        let biz = biz.ok_or_else(|| refuse("isv.invalid-parameter", "biz_content不是合法的JSON"))?;
        Ok(Self { parameters, biz })
    }

    /// Whether the app is in certificate mode.
    pub fn names_certificates(&self) -> bool {
        !self.parameter("app_cert_sn").is_empty()
    }

    pub fn method(&self) -> &str {
        self.parameter("method")
    }

    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map(String::as_str).unwrap_or_default()
    }

    /// A text of `biz_content`.
    pub fn text(&self, name: &str) -> &str {
        self.biz.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}
