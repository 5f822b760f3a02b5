//! Words of templates, and filling values into them.

use std::collections::BTreeMap;

use crate::{SmsError, SmsMessage, SmsSettings, TemplateSettings};

/// The words that come with the program, by key.
const BUILT_IN: [(&str, &str); 6] = [
    (
        "sign-in-code",
        "验证码 {{code}}，{{minutes}} 分钟内有效。如非本人操作请忽略，请勿告诉任何人。",
    ),
    (
        "phone-changed",
        "你的会员账户刚换到尾号 {{tail}} 的手机号。如果不是你本人，请立即联系门店。",
    ),
    (
        "refund-opened",
        "门店为你的会员卡充值办理退款 {{amount}} 元，详情见会员页。如果你没有要求退款，请立即联系门店。",
    ),
    (
        "closing-asked",
        "你的会员账户将在 {{day}} 注销。如果不是你本人申请或改变了主意，请在此之前登录一次，注销即取消。",
    ),
    (
        "tier-ends",
        "你的会员等级保留到 {{day}}，再累计 {{missing}} 可继续保留，详情见会员页“我的等级”。",
    ),
    ("notice", "{{text}}"),
];

/// All templates as the settings have them.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    sign_name: String,
    templates: BTreeMap<String, TemplateSettings>,
}

/// How a value is escaped for the place where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    Nothing,
    Json,
    Url,
}

impl Words {
    pub(crate) fn new(settings: &SmsSettings) -> Self {
        let mut templates = settings.templates.clone();
        for (key, text) in BUILT_IN {
            let template = templates.entry(key.to_owned()).or_default();
            template.text.get_or_insert_with(|| text.to_owned());
        }
        Self {
            sign_name: settings.sign_name.clone(),
            templates,
        }
    }

    /// The message as a person reads it: `【会卡】验证码 123456…`.
    pub(crate) fn text(&self, message: &SmsMessage) -> Result<String, SmsError> {
        let template = self
            .templates
            .get(message.template)
            .ok_or(SmsError::NoTemplate(message.template))?;
        let words = template.text.as_deref().ok_or(SmsError::NoTemplate(message.template))?;
        let body = fill(words, Escape::Nothing, |name| message.param(name).map(str::to_owned));
        Ok(format!("【{}】{body}", self.sign_name))
    }

    /// The name in front of messages.
    pub(crate) fn sign_name(&self) -> &str {
        &self.sign_name
    }

    /// The provider's id of the template.
    pub(crate) fn id_of(&self, message: &SmsMessage) -> Result<&str, SmsError> {
        let id = self
            .templates
            .get(message.template)
            .and_then(|template| template.id.as_deref());
        id.ok_or(SmsError::NoTemplate(message.template))
    }

    /// The parameters in the order that the settings name, for providers that count them.
    pub(crate) fn params_in_order<'a>(&self, message: &'a SmsMessage) -> Result<Vec<&'a str>, SmsError> {
        let template = self
            .templates
            .get(message.template)
            .ok_or(SmsError::NoTemplate(message.template))?;
        let value = |name: &String| message.param(name).ok_or(SmsError::NoTemplate(message.template));
        template.params.iter().map(value).collect()
    }

    /// A value for a generic interface.
    pub(crate) fn value(&self, message: &SmsMessage, text: &str, name: &str) -> Option<String> {
        Some(match name {
            "phone" => message.phone.as_str().to_owned(),
            "national" => message.phone.national().to_owned(),
            "text" => text.to_owned(),
            "sign_name" => self.sign_name.clone(),
            "template" => self
                .templates
                .get(message.template)
                .and_then(|template| template.id.clone())
                .unwrap_or_else(|| message.template.to_owned()),
            "reference" => message.reference.clone(),
            _ => return message.param(name).map(str::to_owned),
        })
    }
}

/// Replaces each `{{name}}`; a name without a value becomes nothing.
pub(crate) fn fill(template: &str, escape: Escape, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        filled.push_str(before);
        filled.push_str(&escaped(&value(name.trim()).unwrap_or_default(), escape));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

fn escaped(value: &str, escape: Escape) -> String {
    match escape {
        Escape::Nothing => value.to_owned(),
        Escape::Json => {
            let quoted = serde_json::Value::from(value).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        }
        Escape::Url => percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_break_out_of_its_place() {
        let value = |_: &str| Some("a\"b&c".to_owned());
        assert_eq!(fill(r#"{"t":"{{text}}"}"#, Escape::Json, value), r#"{"t":"a\"b&c"}"#);
        assert_eq!(fill("t={{text}}", Escape::Url, value), "t=a%22b%26c");
        assert_eq!(fill("{{ text }} {{open", Escape::Nothing, value), "a\"b&c {{open");
    }
}
