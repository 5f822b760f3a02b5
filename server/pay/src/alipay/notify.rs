//! Notifications: a form, signed over everything but `sign` and `sign_type`.

use url::form_urlencoded;

use super::sign::{Parameters, notified_content};
use super::states::{self, Beside};
use crate::rsa::VerifyingKey;
use crate::{
    ChannelId, Currency, Notification, NotifiedEvent, NotifyError, PaidTrade, PaymentResult, SignatureError,
    TradeNumber, time, yuan,
};

/// Far above any notification.
const BODY_LIMIT_BYTES: usize = 64 * 1024;

pub(super) fn read(alipay_key: &VerifyingKey, body: &[u8]) -> Result<Notification, NotifyError> {
    if body.len() > BODY_LIMIT_BYTES {
        return Err(NotifyError::TooLarge);
    }
    let mut form = Parameters::new();
    for (name, value) in form_urlencoded::parse(body) {
        // A name twice would be signed as one value and could be read as the other.
        if form.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(NotifyError::Signature(SignatureError::NotReadable));
        }
    }
    verify(alipay_key, &form)?;
    let field = |name: &'static str| form.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let wanted = |name: &'static str| field(name).ok_or(NotifyError::Unreadable(name));
    let id = wanted("notify_id")?.to_owned();
    if wanted("notify_type")? != "trade_status_sync" {
        return Ok(Notification {
            id,
            event: NotifiedEvent::Other(wanted("notify_type")?.to_owned()),
        });
    }

    let paid = || -> Result<PaidTrade, NotifyError> {
        Ok(PaidTrade {
            transaction: wanted("trade_no")?.to_owned(),
            amount: yuan::parse(wanted("total_amount")?).ok_or(NotifyError::Unreadable("total_amount"))?,
            currency: Currency::CNY,
            paid_at: time::parse_plain(wanted("gmt_payment")?).ok_or(NotifyError::Unreadable("gmt_payment"))?,
        })
    };
    // Refunds have no notification of their own: the payment is told again, with what went back in it.
    let back = field("refund_fee")
        .map(|fee| yuan::parse(fee).ok_or(NotifyError::Unreadable("refund_fee")))
        .transpose()?
        .filter(|back| back.is_positive());
    let beside = Beside {
        paid: field("gmt_payment").is_some(),
        went_back: field("gmt_refund").is_some() || back.is_some(),
        back,
    };
    let state =
        states::state(wanted("trade_status")?, &beside, paid)?.ok_or(NotifyError::Unreadable("trade_status"))?;
    let result = PaymentResult {
        channel: ChannelId::Alipay,
        merchant: wanted("seller_id")?.to_owned(),
        app: wanted("app_id")?.to_owned(),
        number: TradeNumber::parse(wanted("out_trade_no")?).map_err(|_| NotifyError::Unreadable("out_trade_no"))?,
        state,
    };
    Ok(Notification {
        id,
        event: NotifiedEvent::Payment(result),
    })
}

fn verify(alipay_key: &VerifyingKey, form: &Parameters) -> Result<(), SignatureError> {
    let sign = form.get("sign").ok_or(SignatureError::Missing("sign"))?;
    if form.get("sign_type").is_some_and(|kind| kind != "RSA2") {
        return Err(SignatureError::UnknownType);
    }
    if form
        .get("charset")
        .is_some_and(|charset| !charset.eq_ignore_ascii_case("utf-8"))
    {
        return Err(SignatureError::UnknownType);
    }
    alipay_key.verify(notified_content(form, &["sign", "sign_type"]).as_bytes(), sign)
}
