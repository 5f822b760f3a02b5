//! Taking the money of a top-up: a tender in the cashier's hand, or the code of the customer's wallet.

use huika_domain::{ErrorCode, OperatorId, OutsideTender, PayCode, TopUpChoice};
use huika_store::{
    pay_code::CodeOffer,
    top_up::{CounterPay, CounterTopUp, OpenTopUpError, top_up_at_counter},
};
use leptos::prelude::*;

use super::wanted::{chosen, refusal};
use crate::{
    context::{Done, form_key, go, refuse, refuse_with},
    counter::till::token::is_token,
    staff::{Staff, form_staff},
};

#[server(prefix = "/do", endpoint = "counter_top_up")]
pub async fn take_top_up(
    #[server(default)] session: String,
    #[server(default)] choice: String,
    #[server(default)] amount: String,
    #[server(default)] sold_by: String,
    #[server(default)] invoiced: String,
    #[server(default)] pay_code: String,
    #[server(default)] tender: String,
) -> Done {
    let staff = match form_staff("/counter").await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !is_token(&session) || !staff.session.role.sells() {
        return refuse("/counter", ErrorCode::SessionOver.as_str());
    }
    let page = format!("/counter/top-up/{session}");
    let wanted = match chosen(&choice, &amount) {
        Ok(wanted) => wanted,
        Err(code) => return refuse(&page, code),
    };
    // The choice again, with what was wrong with it.
    let again = match wanted {
        TopUpChoice::Package(package) => format!("{page}?choice={package}"),
        TopUpChoice::Amount(amount) => format!("{page}?choice=amount&amount={}", amount.yuan()),
    };
    let (pay, code) = match payment(&staff, &tender, &pay_code) {
        Ok(pay) => pay,
        Err(code) => return refuse(&again, code),
    };
    let request = CounterTopUp {
        session,
        choice: wanted,
        pay,
        sold_by: sold_by.parse().ok().map(OperatorId::new),
        invoiced: invoiced == "1",
        place: staff.place(),
        key: form_key(),
    };
    match staff.write(move |tx| top_up_at_counter(tx, &request)).await {
        Ok(opened) if opened.credited => go(&format!("/counter/deposit/{}", opened.number)),
        Ok(opened) => {
            if let Some(code) = code {
                staff.portal.payments.charge(&opened.number, &code).await;
            }
            go(&format!("/counter/pay-code/{}", opened.number))
        }
        Err(OpenTopUpError::NoSession) => refuse("/counter", ErrorCode::SessionOver.as_str()),
        Err(error) => {
            let (code, figure) = refusal(&error);
            match figure {
                Some(figure) => refuse_with(&again, code, &[("amount", figure.display())]),
                None => refuse(&again, code),
            }
        }
    }
}

/// How it is paid; beside it the code, which goes to the gateway and into no row.
fn payment(staff: &Staff, tender: &str, typed: &str) -> Result<(CounterPay, Option<PayCode>), &'static str> {
    if tender != "code" {
        let tender = OutsideTender::parse(tender).map_err(|_| ErrorCode::UnknownTender.as_str())?;
        return Ok((CounterPay::Tender(tender), None));
    }
    let code = PayCode::parse(typed).map_err(huika_domain::PayCodeError::code)?;
    let offers = staff.portal.payments.takes_codes();
    let offer = offers
        .into_iter()
        .find(|offer| offer.channel == code.channel().as_str())
        .ok_or(ErrorCode::PayCodeMalformed.as_str())?;
    let offer = CodeOffer {
        channel: offer.channel,
        merchant: offer.merchant,
        app: offer.app,
    };
    Ok((CounterPay::Code(offer, code.clone()), Some(code)))
}
