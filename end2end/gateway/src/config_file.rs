//! `huika.toml` in the data folder: the settings with which a portal talks to this stand-in; `channels.toml` has the other channels.

use std::fs;

use crate::world::World;

/// Writes the files anew at each start, because the address may have changed.
pub fn write(world: &World) -> anyhow::Result<()> {
    let folder = fs::canonicalize(&world.folder)?;
    let file = |name: &str| toml_text(&folder.join(name).display().to_string());
    let account = &world.keys.account;
    let text = format!(
        r#"# Settings for a portal that talks to the stand-in gateway. Written by huika-gateway at each start.

[pay.wechat]
api_base = {base}
mchid = {mchid}
appid = {appid}
merchant_serial = {serial}
merchant_key_file = {merchant_key}
apiv3_key = {apiv3_key}
public_keys = {{ {key_id} = {wechat_public} }}
notify_base = {portal}

[sms]
provider = "http"
sign_name = "会卡"

[sms.http]
url = {sms_url}
headers = {{ Authorization = {sms_authorization} }}
body = '{{"to":"{{{{phone}}}}","text":"{{{{text}}}}","reference":"{{{{reference}}}}"}}'
"#,
        base = toml_text(&world.base),
        mchid = toml_text(&account.mchid),
        appid = toml_text(&account.appid),
        serial = toml_text(&account.merchant_serial),
        merchant_key = file("merchant-key.pem"),
        apiv3_key = toml_text(&account.apiv3_key),
        key_id = toml_text(&account.wechat_key_id),
        wechat_public = file("wechatpay-public.pem"),
        portal = toml_text(&world.portal),
        sms_url = toml_text(&format!("{}/sms/generic", world.base)),
        sms_authorization = toml_text(&format!("Bearer {}", account.sms_token)),
    );
    fs::write(folder.join("huika.toml"), text)?;
    let more = format!(
        "# The other channels, to be put beside those of huika.toml. Written by huika-gateway at each start.

[pay.alipay]
gateway = {alipay_gateway}
app_id = {alipay_app_id}
seller_id = {alipay_seller_id}
app_key_file = {app_key}
alipay_key_file = {alipay_public}
notify_base = {portal}

[pay.stripe]
api_base = {base}
account = {stripe_account}
secret_key = {stripe_key}
webhook_secrets = [{stripe_webhook}]
",
        base = toml_text(&world.base),
        portal = toml_text(&world.portal),
        alipay_gateway = toml_text(&format!("{}/alipay/gateway.do", world.base)),
        alipay_app_id = toml_text(&account.alipay_app_id),
        alipay_seller_id = toml_text(&account.alipay_seller_id),
        app_key = file("alipay-app-key.pem"),
        alipay_public = file("alipay-public.pem"),
        stripe_account = toml_text(&account.stripe_merchant),
        stripe_key = toml_text(&account.stripe_secret_key),
        stripe_webhook = toml_text(&account.stripe_webhook_secret),
    );
    fs::write(folder.join("channels.toml"), more)?;
    Ok(())
}

fn toml_text(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
