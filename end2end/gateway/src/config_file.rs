//! `huika.toml` in the data folder: the settings with which a portal talks to this stand-in. `certificates.toml` is the same with Alipay in
//! certificate mode.

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

[pay.wechat.login]
app_secret = {app_secret}
authorize_base = {base}
api_base = {base}

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
        app_secret = toml_text(&account.wechat_app_secret),
        sms_url = toml_text(&format!("{}/sms/generic", world.base)),
        sms_authorization = toml_text(&format!("Bearer {}", account.sms_token)),
    );
    let stripe = format!(
        "
[pay.stripe]
api_base = {base}
account = {account}
secret_key = {key}
webhook_secrets = [{webhook}]
",
        base = toml_text(&world.base),
        account = toml_text(&account.stripe_merchant),
        key = toml_text(&account.stripe_secret_key),
        webhook = toml_text(&account.stripe_webhook_secret),
    );
    let by_key = format!("alipay_key_file = {}\n", file("alipay-public.pem"));
    let by_certificate = format!(
        "\n[pay.alipay.certificates]\napp_file = {}\nalipay_file = {}\nroot_file = {}\n",
        file("alipay-app.crt"),
        file("alipay-public.crt"),
        file("alipay-root.crt")
    );
    for (name, trust) in [("huika.toml", by_key), ("certificates.toml", by_certificate)] {
        let alipay = format!(
            "
[pay.alipay]
gateway = {gateway}
app_id = {app_id}
seller_id = {seller_id}
app_key_file = {app_key}
notify_base = {portal}
{trust}",
            gateway = toml_text(&format!("{}/alipay/gateway.do", world.base)),
            app_id = toml_text(&account.alipay_app_id),
            seller_id = toml_text(&account.alipay_seller_id),
            app_key = file("alipay-app-key.pem"),
            portal = toml_text(&world.portal),
        );
        fs::write(folder.join(name), format!("{text}{alipay}{stripe}"))?;
    }
    Ok(())
}

fn toml_text(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
