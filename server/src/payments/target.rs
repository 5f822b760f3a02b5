//! Where a payment goes on, as the gateway says it and as the order keeps it.

use std::collections::BTreeMap;

use huika_app::context::PaymentStart;
use huika_domain::Millis;
use huika_pay::PrepayAction;
use huika_store::top_up::{PayTarget, PayTargetKind};

/// An H5 address lives five minutes; one that is nearly over would die on the way.
const REDIRECT_SECS: i64 = 4 * 60;
/// A code to scan lives two hours, longer than any order.
const QR_SECS: i64 = 110 * 60;

/// What the order keeps, until when it can be used.
pub fn of(action: PrepayAction, expires_at: Millis, now: Millis) -> PayTarget {
    let (kind, target, secs) = match action {
        PrepayAction::Redirect(address) => (PayTargetKind::Redirect, address, REDIRECT_SECS),
        PrepayAction::ShowQr(text) => (PayTargetKind::Qr, text, QR_SECS),
        PrepayAction::JsApi(parameters) => {
            let pairs: BTreeMap<&str, String> = parameters.into_iter().collect();
            (
                PayTargetKind::JsApi,
                serde_json::to_string(&pairs).unwrap_or_default(),
                REDIRECT_SECS,
            )
        }
    };
    PayTarget {
        kind,
        target,
        until: now.plus_secs(secs).min(expires_at),
    }
}

/// What the browser does with it.
pub fn start(pay: &PayTarget) -> Option<PaymentStart> {
    match pay.kind {
        PayTargetKind::Redirect => Some(PaymentStart::Redirect(pay.target.clone())),
        PayTargetKind::Qr => Some(PaymentStart::Scan(pay.target.clone())),
        PayTargetKind::JsApi => {
            let pairs: BTreeMap<String, String> = serde_json::from_str(&pay.target).ok()?;
            Some(PaymentStart::Bridge(pairs.into_iter().collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_for_less_than_it_lives_and_never_beyond_the_order() {
        let now = Millis::new(0);
        let redirect = || PrepayAction::Redirect("https://wx.tenpay.com/x".to_owned());
        let kept = of(redirect(), now.plus_secs(900), now);
        assert_eq!(kept.until, now.plus_secs(REDIRECT_SECS));
        assert_eq!(
            start(&kept),
            Some(PaymentStart::Redirect("https://wx.tenpay.com/x".to_owned()))
        );
        assert_eq!(of(redirect(), now.plus_secs(60), now).until, now.plus_secs(60));
    }

    #[test]
    fn the_parameters_for_wechats_bridge_survive_being_kept() {
        let now = Millis::new(0);
        let asked = PrepayAction::JsApi(vec![
            ("package", "prepay_id=wx1".to_owned()),
            ("appId", "wx".to_owned()),
        ]);
        let Some(PaymentStart::Bridge(pairs)) = start(&of(asked, now.plus_secs(900), now)) else {
            panic!("it is kept for the bridge");
        };
        let package = ("package".to_owned(), "prepay_id=wx1".to_owned());
        assert!(pairs.len() == 2 && pairs.contains(&package), "{pairs:?}");
    }
}
