//! Paying the bill: one button, one sale, whatever is sent twice.
#![expect(
    clippy::too_many_arguments,
    reason = "a server function has one argument for each field of its form"
)]

use huika_domain::{CodePayState, ErrorCode, Fen, MoneyError, OutsideTender, PayCode};
use huika_store::{
    parked::{CartError, PayByCode, PayChoice, SellCart, ask_for_cart, pay_by_code, pending_sale, sell_cart},
    pay_code::{CodeOffer, code_payment_at},
    sale::SellError,
};
use leptos::prelude::*;

use super::change::{form_seller, page_of, refused};
use crate::{
    context::{Done, form_key, go, refuse},
    counter::till::token::is_token,
    staff::Staff,
};

#[server(prefix = "/do", endpoint = "cart_pay")]
pub async fn pay(
    #[server(default)] cart: String,
    #[server(default)] due: String,
    #[server(default)] pay: String,
    #[server(default)] balance: String,
    #[server(default)] card_amount: String,
    #[server(default)] received: String,
    #[server(default)] part_tender: String,
    #[server(default)] part_amount: String,
    #[server(default)] pay_code: String,
) -> Done {
    let staff = match form_seller(&cart).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let page = page_of(&cart);
    let form = Form {
        due,
        pay,
        balance: balance == "1",
        card_amount,
        received,
        part: (part_tender, part_amount),
    };
    let asked = match form.read() {
        Ok(asked) => asked,
        Err(code) => return refuse(&page, code),
    };
    if form.pay == "code" {
        return by_code(&staff, cart, asked, &pay_code).await;
    }
    let request = SellCart {
        token: cart,
        pay: asked.choice,
        expected_due: Some(asked.due),
        attempt: None,
        received: asked.received,
        place: staff.place(),
        key: form_key(),
    };
    finish(&staff, request).await
}

/// What was typed into the form.
struct Form {
    due: String,
    pay: String,
    balance: bool,
    card_amount: String,
    received: String,
    part: (String, String),
}

/// And what it says.
struct Asked {
    due: Fen,
    choice: PayChoice,
    received: Option<Fen>,
}

impl Form {
    fn read(&self) -> Result<Asked, &'static str> {
        let money = |text: &str| {
            if text.trim().is_empty() {
                Ok(None)
            } else {
                Fen::parse_yuan(text).map(Some).map_err(MoneyError::code)
            }
        };
        let due = Fen::parse_yuan(&self.due).map_err(MoneyError::code)?;
        let part = match money(&self.part.1)? {
            Some(amount) if amount.is_positive() => {
                let tender = OutsideTender::parse(&self.part.0).map_err(|_| ErrorCode::UnknownTender.as_str())?;
                Some((String::from(tender), amount))
            }
            _ => None,
        };
        // How much of the card is said: the rest is paid otherwise.
        let exactly = money(&self.card_amount)?.filter(|amount| amount.is_positive());
        let balance = self.balance || exactly.is_some();
        let choice = match self.pay.as_str() {
            "balance" => PayChoice::card(),
            "code" => PayChoice {
                balance,
                exactly,
                rest: String::new(),
                part,
            },
            tender => PayChoice {
                balance,
                exactly,
                rest: String::from(OutsideTender::parse(tender).map_err(|_| ErrorCode::UnknownTender.as_str())?),
                part,
            },
        };
        Ok(Asked {
            due,
            choice,
            received: money(&self.received)?,
        })
    }
}

/// Sells, or asks the member on the phone for what is above the limit.
async fn finish(staff: &Staff, request: SellCart) -> Done {
    let page = page_of(&request.token);
    let asking = request.clone();
    match staff.write(move |tx| sell_cart(tx, &request)).await {
        Ok(sold) => {
            if sold.cash.is_some() {
                open_drawer(staff).await;
            }
            let given = asking.received.zip(sold.change);
            let given =
                given.map(|(received, change)| format!("?received={}&change={}", received.yuan(), change.yuan()));
            go(&format!(
                "/counter/receipt/{}{}",
                sold.receipt_number,
                given.unwrap_or_default()
            ))
        }
        Err(CartError::Sell(SellError::AboveLimit { .. })) => {
            let (place, token) = (staff.place(), asking.token.clone());
            let asked = staff
                .write(move |tx| {
                    ask_for_cart(tx, &asking)?;
                    Ok::<_, CartError>(pending_sale(tx, &token, &place)?.and_then(|pending| pending.session))
                })
                .await;
            match asked {
                Ok(Some(session)) => go(&format!("/counter/sale/{session}/wait")),
                Ok(None) => refuse(&page, ErrorCode::SessionOver.as_str()),
                Err(error) => refused(&page, &error),
            }
        }
        Err(error) => refused(&page, &error),
    }
}

/// Opens the drawer for the cash, where the rules say so. The sale stands whether it opens or not: a drawer that stays shut has a key, and why is in
/// the log.
async fn open_drawer(staff: &Staff) {
    let rules = staff.portal.store.rules_of(staff.session.store);
    if !rules.printers.drawer {
        return;
    }
    if let Some(printer) = rules.printers.of_till(&staff.session.till) {
        // What went wrong was logged where it did.
        let _ = staff.portal.printing.open_drawer(printer).await;
    }
}

/// Asks a wallet for the rest; what it pays at once is sold at once.
async fn by_code(staff: &Staff, cart: String, asked: Asked, typed: &str) -> Done {
    let page = page_of(&cart);
    let code = match PayCode::parse(typed) {
        Ok(code) => code,
        Err(error) => return refuse(&page, error.code()),
    };
    let offers = staff.portal.payments.takes_codes();
    let Some(offer) = offers
        .into_iter()
        .find(|offer| offer.channel == code.channel().as_str())
    else {
        return refuse(&page, ErrorCode::PayCodeMalformed.as_str());
    };
    let request = PayByCode {
        token: cart.clone(),
        pay: asked.choice,
        expected_due: Some(asked.due),
        offer: CodeOffer {
            channel: offer.channel,
            merchant: offer.merchant,
            app: offer.app,
        },
        code: code.clone(),
        place: staff.place(),
    };
    let attempt = match staff.write(move |tx| pay_by_code(tx, &request)).await {
        Ok(attempt) => attempt,
        Err(error) => return refused(&page, &error),
    };
    staff.portal.payments.charge(&attempt.number, &code).await;
    let (place, number) = (staff.place(), attempt.number.clone());
    let found = staff.read(move |tx| code_payment_at(tx, &number, &place)).await;
    match found {
        Ok(Some(paid)) if paid.state == CodePayState::Paid => sold_by(staff, cart, attempt.number).await,
        _ => go(&format!("/counter/pay-code/{}", attempt.number)),
    }
}

/// The wallet has paid: the bill as it was when it was asked.
async fn sold_by(staff: &Staff, cart: String, number: String) -> Done {
    let (place, token) = (staff.place(), cart.clone());
    let pending = staff.read(move |tx| pending_sale(tx, &token, &place)).await;
    let pay = match pending {
        Ok(Some(pending)) => pending.cart.pay.unwrap_or_else(|| PayChoice {
            balance: false,
            ..PayChoice::card()
        }),
        Ok(None) => return refuse("/counter/sell", ErrorCode::CartOver.as_str()),
        Err(error) => {
            let error: huika_store::StoreError = error;
            tracing::error!(%error, "a sale could not be read");
            return refuse(&page_of(&cart), error.code());
        }
    };
    let request = SellCart {
        token: cart,
        pay,
        expected_due: None,
        key: String::new(),
        attempt: Some(number),
        received: None,
        place: staff.place(),
    };
    finish(staff, request).await
}

/// The wallet paid while the page waited.
#[server(prefix = "/do", endpoint = "cart_paid")]
pub async fn paid(#[server(default)] cart: String, #[server(default)] number: String) -> Done {
    let staff = match form_seller(&cart).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !is_token(&number) {
        return refuse("/counter/sell", ErrorCode::CartOver.as_str());
    }
    sold_by(&staff, cart, number).await
}
