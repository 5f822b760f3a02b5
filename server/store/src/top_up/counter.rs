//! Topping up at a counter: by a tender that is in the cashier's hand, or by the code of the customer's own wallet.
//!
//! The order is the same as one from a phone, priced by the same rules and credited by the same function; the cashier's word is the news that
//! it was paid. So its bonus, its cap, its lot and its refund need nothing of their own.

use huika_domain::{Fen, MemberId, OperatorId, OutsideTender, PayCode, TopUpChoice, TopUpPrice};
use serde::{Deserialize, Serialize};

use super::open::{AtCounter, OpenTopUp, OpenTopUpError, Priced, insert, priced};
use crate::{
    StoreError, Tx,
    db::idempotency,
    ledger::Wallet,
    params,
    pay_code::{CodeOffer, CodePurpose, NewAttempt, fingerprint, open_attempt},
    payment::{PaymentNews, PaymentState, apply_payment_result},
    shift::origin_of,
    staff::{Place, Role, are_separate, is_own_account, may_at, works_at},
    till::till_member,
};

/// How a top-up at the counter is paid.
#[derive(Debug, Clone, Serialize)]
pub enum CounterPay {
    /// By one of the shop's tenders, which the cashier has taken.
    Tender(OutsideTender),
    /// By the code of the customer's wallet. The code itself is in no row: the request is known by the form's key.
    Code(CodeOffer, #[serde(skip)] PayCode),
}

/// A member tops up at the counter.
#[derive(Debug, Clone, Serialize)]
pub struct CounterTopUp {
    /// The scan that says who.
    pub session: String,
    /// What. The price and the bonus are the server's.
    pub choice: TopUpChoice,
    /// How it is paid.
    pub pay: CounterPay,
    /// Who of the store sold it; none: whoever is at the till.
    pub sold_by: Option<OperatorId>,
    /// Whether an invoice is made out for it, so that none is at consumption.
    pub invoiced: bool,
    /// Where.
    #[serde(skip)]
    pub place: Place,
    /// The form's key: sent twice, the first answer is given.
    #[serde(skip)]
    pub key: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterOpened {
    /// The top-up's number.
    pub number: String,
    /// Whether it is on the card; else the customer's wallet is being asked.
    pub credited: bool,
}

/// What a choice would cost and give, and why it would be refused, before anybody takes money.
pub fn quote_at_counter(
    tx: &mut Tx<'_>,
    session: &str,
    choice: TopUpChoice,
    place: &Place,
) -> Result<TopUpPrice, OpenTopUpError> {
    let member = member_of(tx, session, place)?;
    let wallet = Wallet::read(tx, member)?.ok_or(OpenTopUpError::NotActive)?;
    let priced = priced(tx, &wallet, choice)?;
    check_here(tx, &priced, member, place)?;
    Ok(priced.price)
}

/// Tops up: credited at once by a tender; by a payment code when the customer's wallet has paid.
pub fn top_up_at_counter(tx: &mut Tx<'_>, request: &CounterTopUp) -> Result<CounterOpened, OpenTopUpError> {
    let scope = format!("counter-top-up:{}", request.place.store);
    let member = member_of_any(tx, &request.session, &request.place)?;
    let wallet = Wallet::lock(tx, member)?.ok_or(OpenTopUpError::NotActive)?;
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        let member = member_of(tx, &request.session, &request.place)?;
        let priced = priced(tx, &wallet, request.choice)?;
        check_here(tx, &priced, member, &request.place)?;
        // Before anybody takes money or asks a wallet for it.
        if origin_of(tx, &request.place)?.is_none() {
            return Err(OpenTopUpError::NoShift);
        }
        if let Some(seller) = request.sold_by
            && !works_at(tx, seller, &request.place)?
        {
            return Err(OpenTopUpError::NotAllowed);
        }
        if priced.rules.card_terms.separate_hands && !are_separate(request.sold_by, &request.place) {
            return Err(OpenTopUpError::SeparateHands);
        }
        let (channel, method, merchant, app) = match &request.pay {
            CounterPay::Tender(tender) => {
                let rules = tx.rules_of(request.place.store);
                if !rules.tenders.tenders.contains(tender) {
                    return Err(OpenTopUpError::UnknownTender);
                }
                (tender.as_str().to_owned(), "counter", String::new(), String::new())
            }
            CounterPay::Code(offer, _) => (offer.channel.clone(), "code", offer.merchant.clone(), offer.app.clone()),
        };
        let order = OpenTopUp {
            member,
            choice: request.choice,
            channel,
            method: method.to_owned(),
            merchant,
            app,
            key: String::new(),
        };
        let counter = AtCounter {
            place: &request.place,
            sold_by: request.sold_by.or(request.place.operator),
            invoiced: request.invoiced,
        };
        let opened = insert(tx, &order, &priced, Some(&counter))?;
        let credited = match &request.pay {
            CounterPay::Tender(_) => {
                apply_payment_result(tx, &in_hand(tx, &order, &opened.number, opened.principal))?;
                true
            }
            CounterPay::Code(offer, code) => {
                let fingerprint = fingerprint(tx, code);
                let attempt = NewAttempt {
                    number: &opened.number,
                    purpose: CodePurpose::TopUp,
                    subject: &request.session,
                    member: Some(member),
                    offer,
                    amount: opened.principal,
                    place: &request.place,
                    fingerprint: &fingerprint,
                };
                open_attempt(tx, &attempt)?;
                false
            }
        };
        Ok(CounterOpened {
            number: opened.number,
            credited,
        })
    })
}

/// The cashier has the money.
fn in_hand(tx: &Tx<'_>, order: &OpenTopUp, number: &str, amount: Fen) -> PaymentNews {
    PaymentNews {
        channel: order.channel.clone(),
        number: number.to_owned(),
        merchant: String::new(),
        app: String::new(),
        currency: "CNY".to_owned(),
        amount,
        transaction: number.to_owned(),
        state: PaymentState::Paid { at: tx.now() },
    }
}

/// Whose scan it is, be it over or not: a form that is sent again gets its first answer.
fn member_of_any(tx: &mut Tx<'_>, session: &str, place: &Place) -> Result<MemberId, OpenTopUpError> {
    let found = till_member(tx, session, place)?;
    found.map(|found| found.member).ok_or(OpenTopUpError::NoSession)
}

fn member_of(tx: &mut Tx<'_>, session: &str, place: &Place) -> Result<MemberId, OpenTopUpError> {
    if !may_at(tx, place, Role::sells)? {
        return Err(OpenTopUpError::NotAllowed);
    }
    let found = till_member(tx, session, place)?.filter(|found| found.open);
    let member = found.ok_or(OpenTopUpError::NoSession)?.member;
    if let Some(operator) = place.operator
        && is_own_account(tx, operator, member)?
    {
        return Err(OpenTopUpError::OwnAccount);
    }
    Ok(member)
}

/// Whether cards of this kind are topped up here, by this person, and whether so much needs a document that was seen.
fn check_here(tx: &mut Tx<'_>, priced: &Priced, member: MemberId, place: &Place) -> Result<(), OpenTopUpError> {
    let rule = &priced.rules.stored_value;
    if !rule.top_up_by.is_empty() {
        let store: String = tx.value("SELECT code FROM store WHERE id = ?1", params![place.store])?;
        let login = match place.operator {
            Some(operator) => tx.one("SELECT login FROM operator WHERE id = ?1", params![operator], |row| {
                row.get::<String>("login")
            })?,
            None => None,
        };
        if !rule.is_topped_up_by(&store, login.as_deref()) {
            return Err(OpenTopUpError::NotHere);
        }
    }
    let after = priced
        .holding
        .principal
        .get()
        .saturating_add(priced.price.principal.get());
    if after >= rule.real_name_from_fen.get() && !is_named(tx, member)? {
        return Err(OpenTopUpError::RealName);
    }
    Ok(())
}

/// Whether the member's name is known and a document was seen.
fn is_named(tx: &mut Tx<'_>, member: MemberId) -> Result<bool, StoreError> {
    let seen: i64 = tx.value(
        "SELECT COUNT(*) FROM member_document d JOIN member m ON m.id = d.member_id WHERE d.member_id = ?1 AND m.name <> ''",
        params![member],
    )?;
    Ok(seen > 0)
}
