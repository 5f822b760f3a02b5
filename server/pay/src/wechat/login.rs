//! Recognising the payer inside WeChat: one silent redirect (`snsapi_base`), then the openid for the code that comes back.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret;
use serde::Deserialize;

use super::{LoginSettings, WeChatSettings};
use crate::PayError;
use crate::http_client::{read_limited, unreachable_gateway};

const ANSWER_LIMIT_BYTES: usize = 16 * 1024;

/// Web authorisation of one app.
pub struct WeChatLogin {
    appid: String,
    settings: LoginSettings,
    http: reqwest::Client,
}

impl std::fmt::Debug for WeChatLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WeChatLogin")
            .field("appid", &self.appid)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Either the openid or an error, both with status 200.
#[derive(Deserialize)]
struct Answer {
    openid: Option<String>,
    #[serde(default)]
    errcode: i64,
    #[serde(default)]
    errmsg: String,
}

impl WeChatLogin {
    /// The login of the app that the settings name, when they have a secret for it.
    pub fn of(settings: &WeChatSettings, http: reqwest::Client) -> Option<Self> {
        Some(Self {
            appid: settings.appid.clone(),
            settings: settings.login.clone()?,
            http,
        })
    }

    /// The app under which openids are told.
    pub fn app(&self) -> &str {
        &self.appid
    }

    /// Where the browser goes; it comes back to `return_url` with `code` and `state`. WeChat insists on the order of the parameters
    /// and on the fragment.
    pub fn address(&self, return_url: &str, state: &str) -> String {
        format!(
            "{}/connect/oauth2/authorize?appid={}&redirect_uri={}&response_type=code&scope=snsapi_base&state={state}#wechat_redirect",
            self.settings.authorize_base.trim_end_matches('/'),
            self.appid,
            utf8_percent_encode(return_url, NON_ALPHANUMERIC),
        )
    }

    /// The openid for a code, which can be used once and for five minutes.
    pub async fn openid(&self, code: &str) -> Result<String, PayError> {
        let encoded = utf8_percent_encode(code, NON_ALPHANUMERIC);
        let address = format!(
            "{}/sns/oauth2/access_token?appid={}&secret={}&code={encoded}&grant_type=authorization_code",
            self.settings.api_base.trim_end_matches('/'),
            self.appid,
            self.settings.app_secret.expose_secret(),
        );
        let response = self.http.get(address).send().await;
        // The error of the client would name the address, and the secret with it.
        let response = response.map_err(|e| unreachable_gateway(&e))?;
        let status = response.status().as_u16();
        let body = read_limited(response, ANSWER_LIMIT_BYTES).await?;
        if status != 200 {
            return Err(PayError::Busy {
                status,
                code: String::new(),
            });
        }
        let answer: Answer = serde_json::from_slice(&body).map_err(|_| PayError::Unreadable("no openid".to_owned()))?;
        match answer.openid {
            Some(openid) if !openid.is_empty() && openid.len() <= 128 => Ok(openid),
            _ if answer.errcode == -1 => Err(PayError::Busy {
                status,
                code: answer.errcode.to_string(),
            }),
            _ => Err(PayError::Refused {
                status,
                code: answer.errcode.to_string(),
                message: answer.errmsg,
                request_id: "-".to_owned(),
            }),
        }
    }
}
