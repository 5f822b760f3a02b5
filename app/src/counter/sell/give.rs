//! Taking something off by hand, and typing a code.
#![expect(
    clippy::too_many_arguments,
    reason = "a server function has one argument for each field of its form"
)]

use huika_domain::{CouponCode, ErrorCode, Fen, HandReason, MoneyError, OperatorId, Pin, Reason, pricing::HandOff};
use huika_store::{
    StoreError,
    coupon::TypedCodes,
    db::turns,
    parked::{CodeOnBill, GiveByHand, GivenByHand, give_by_hand, type_code},
    staff::{CounterPin, counter_pin, counter_pin_matches},
};
use leptos::prelude::*;

use super::change::{form_seller, page_of, refused};
use crate::{
    context::{Done, go, refuse, refuse_with},
    show::{price::missing_figure, times::time_of_day},
    staff::Staff,
};

#[server(prefix = "/do", endpoint = "cart_hand")]
pub async fn by_hand(
    #[server(default)] cart: String,
    #[server(default)] of: String,
    #[server(default)] kind: String,
    #[server(default)] amount: String,
    #[server(default)] reason: String,
    #[server(default)] note: String,
    #[server(default)] second_person: String,
    #[server(default)] pin: String,
) -> Done {
    let staff = match form_seller(&cart).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let page = page_of(&cart);
    let mut request = match asked(&staff, cart, (&of, &kind, &amount), (&reason, &note)) {
        Ok(request) => request,
        Err(code) => return refuse(&page, code),
    };
    if let (Some(_), Ok(second)) = (request.off, OperatorId::parse(&second_person)) {
        request.second = match compared(&staff, &page, second, &pin).await {
            Ok(second) => Some(second),
            Err(answer) => return answer,
        };
    }
    match staff.write(move |tx| give_by_hand(tx, &request)).await {
        Ok(GivenByHand::Given { .. }) => go(&page),
        Ok(GivenByHand::Wrong { tries_left }) => refuse_with(
            &page,
            ErrorCode::PinWrong.as_str(),
            &[("tries", tries_left.to_string())],
        ),
        Ok(GivenByHand::Over) => refuse(&page, ErrorCode::CounterPinOver.as_str()),
        Err(error) => refused(&page, &error),
    }
}

/// What the form says.
fn asked(
    staff: &Staff,
    token: String,
    (of, kind, amount): (&str, &str, &str),
    (reason, note): (&str, &str),
) -> Result<GiveByHand, &'static str> {
    let line = match of {
        "bill" | "" => None,
        number => Some(number.parse::<u32>().map_err(|_| ErrorCode::HandNoLine.as_str())?),
    };
    let money = |text: &str| Fen::parse_yuan(text).map_err(MoneyError::code);
    let off = match kind {
        "none" => None,
        "percent" => {
            let percent = amount.trim().trim_end_matches(['%', '％']).trim_end().parse::<u8>();
            Some(HandOff::Percent(percent.map_err(|_| ErrorCode::HandFigure.as_str())?))
        }
        "amount" => Some(HandOff::Amount(money(amount)?)),
        "price" if line.is_some() => Some(HandOff::Price(money(amount)?)),
        _ => return Err(ErrorCode::HandFigure.as_str()),
    };
    if off.is_some_and(|off| !off.makes_sense()) {
        return Err(ErrorCode::HandFigure.as_str());
    }
    let missing = ErrorCode::HandReasonMissing.as_str();
    let reason = match (off, HandReason::parse(reason)) {
        (_, Some(reason)) => reason,
        (None, None) => HandReason::Other,
        (Some(_), None) => return Err(missing),
    };
    let note = match note.trim() {
        "" if off.is_some() && reason.needs_words() => return Err(missing),
        "" => String::new(),
        text => Reason::parse(text)
            .map_err(|_| ErrorCode::ReasonLength.as_str())?
            .as_str()
            .to_owned(),
    };
    Ok(GiveByHand {
        token,
        line,
        off,
        reason,
        note,
        second: None,
        place: staff.place(),
    })
}

/// Compares what the second person typed with their PIN, outside of any transaction.
async fn compared(staff: &Staff, page: &str, second: OperatorId, pin: &str) -> Result<(CounterPin, bool), Done> {
    let failed = |error: &StoreError| {
        tracing::error!(%error, "a second person could not be looked up");
        refuse(page, error.code())
    };
    let Ok(pin) = Pin::parse(pin) else {
        return Err(refuse(page, ErrorCode::PinShape.as_str()));
    };
    let kept = match staff.read(move |tx| counter_pin(tx, second)).await {
        Ok(Some(kept)) => kept,
        Ok(None) => return Err(refuse(page, ErrorCode::HandSecondMayNot.as_str())),
        Err(error) => return Err(failed(&error)),
    };
    let compare = move || {
        let fits = counter_pin_matches(&kept, &pin);
        (kept, fits)
    };
    turns::hashing(compare).await.map_err(|error| failed(&error))
}

#[server(prefix = "/do", endpoint = "cart_code")]
pub async fn code(#[server(default)] cart: String, #[server(default)] typed: String) -> Done {
    let staff = match form_seller(&cart).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let page = page_of(&cart);
    let code = CouponCode::one_form(&typed);
    if code.is_empty() || code.chars().count() > 40 {
        return refuse(&page, ErrorCode::CouponCodeForm.as_str());
    }
    let (place, token) = (staff.place(), cart.clone());
    match staff.write(move |tx| type_code(tx, &token, &code, &place)).await {
        Ok(TypedCodes::Looked(CodeOnBill::Used)) => go(&page),
        Ok(TypedCodes::Looked(CodeOnBill::NotUsed { reason, missing })) => {
            let t = staff.lang();
            let why = t.find(&reason.key(), &[]).unwrap_or_default();
            let missing = missing_figure(&staff.portal, t, missing);
            let why = if missing.is_empty() {
                why
            } else {
                format!("{why} {missing}")
            };
            refuse_with(&page, ErrorCode::CodeNotUsed.as_str(), &[("why", why)])
        }
        Ok(TypedCodes::Looked(CodeOnBill::Unknown)) => {
            let why = staff.lang().text("why-not-unknown-code").to_owned();
            refuse_with(&page, ErrorCode::CodeNotUsed.as_str(), &[("why", why)])
        }
        Ok(TypedCodes::Wait { until }) => {
            let when = time_of_day(&staff.portal, until);
            refuse_with(&page, ErrorCode::CouponCodeTries.as_str(), &[("when", when)])
        }
        Err(error) => refused(&page, &error),
    }
}
