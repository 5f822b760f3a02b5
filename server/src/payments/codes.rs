//! Payment codes that a till scanned: charged once, asked after, and reversed when nobody can say that they paid.
//!
//! What to do next is the pure machine's matter (`domain::CodeAttempt`); here is only what goes to the gateway and what it said.

use huika_app::context::PaymentOffer;
use huika_domain::{CodeNext, CodePayState, PayCode};
use huika_pay::{
    Channel, ChannelId, CodePayAnswer, CodePayRequest, GatewayState, PayError, PaymentResult, ReverseOutcome, Scene,
    TradeNumber,
};
use huika_store::{
    StoreError, Tx,
    pay_code::{CodePayment, CodePurpose, CodeRefusal, code_payment, code_refused, stop_code},
};

use super::{Gateways, offer};

/// So long a wallet's code lives: what no gateway knows by then, none will ever hear of.
const CODE_LIVES_SECS: i64 = 60;

impl Gateways {
    pub(super) fn code_offers(&self) -> Vec<PaymentOffer> {
        self.channels
            .values()
            .filter(|channel| channel.serves(&Scene::Till))
            .map(|channel| offer(channel.as_ref(), &Scene::Till))
            .collect()
    }

    pub(super) async fn charge_code(&self, number: &str, code: &PayCode) {
        if let Err(error) = self.try_charge(number, code).await {
            // Nobody knows what came of it; the questions that follow do.
            tracing::warn!(number, %error, "a payment code was not answered");
        }
    }

    async fn try_charge(&self, number: &str, code: &PayCode) -> Result<(), PayError> {
        let Some(attempt) = self
            .attempt(number)
            .await
            .filter(|one| one.state == CodePayState::Asked)
        else {
            return Ok(());
        };
        let (channel, trade) = self.gateway_of(&attempt)?;
        let request = CodePayRequest {
            number: trade.clone(),
            amount: attempt.amount,
            description: self.description(attempt.purpose),
            code: code.clone(),
            store: store_name(&attempt),
        };
        match channel.pay_by_code(&request).await? {
            CodePayAnswer::Told(result) => {
                self.apply(result).await;
            }
            CodePayAnswer::Refused(why) => {
                tracing::info!(number, ?why, "a payment code was refused");
                // Customers were charged although the answer was a refusal.
                let result = channel.query(&trade).await?;
                if matches!(
                    result.state,
                    GatewayState::Unknown | GatewayState::NotPaid | GatewayState::Closed
                ) {
                    self.note_refusal(number, why).await;
                } else {
                    self.apply(result).await;
                }
            }
        }
        Ok(())
    }

    async fn note_refusal(&self, number: &str, why: huika_pay::CodeRefusal) {
        let refusal = match why {
            huika_pay::CodeRefusal::DeadCode => CodeRefusal::DeadCode,
            huika_pay::CodeRefusal::Payer => CodeRefusal::Payer,
            huika_pay::CodeRefusal::SetUp => {
                tracing::error!(
                    number,
                    "a gateway refuses payment codes of this merchant; somebody has to look at the settings"
                );
                CodeRefusal::SetUp
            }
        };
        let wanted = number.to_owned();
        let noted = self
            .store
            .write(move |tx: &mut Tx<'_>| code_refused(tx, &wanted, refusal));
        if let Err(error) = noted.await {
            let error: StoreError = error;
            tracing::error!(number, %error, "a refused payment code could not be noted");
        }
    }

    /// What is due about an attempt: a question, a reversal, or both.
    pub async fn step_code(&self, attempt: &CodePayment) -> Result<(), PayError> {
        if attempt.state == CodePayState::Unpaid {
            // It was refused, and its number is used up; whoever could still pay it shall not.
            let (channel, trade) = self.gateway_of(attempt)?;
            channel.reverse(&trade).await?;
            return Ok(());
        }
        match attempt.attempt().next(self.store.now()) {
            CodeNext::Nothing => Ok(()),
            CodeNext::Ask => self.ask_code(attempt).await,
            CodeNext::Reverse => self.reverse_code(attempt).await,
            CodeNext::AskAndGiveUp => {
                self.ask_code(attempt).await?;
                let number = attempt.number.clone();
                let stopped = self.store.write(move |tx: &mut Tx<'_>| stop_unpaid(tx, &number)).await;
                match stopped {
                    Ok(Some(now)) if now.state == CodePayState::Reversing => self.reverse_code(&now).await,
                    Ok(_) => Ok(()),
                    Err(error) => {
                        tracing::error!(number = attempt.number, %error, "an attempt could not be given up");
                        Ok(())
                    }
                }
            }
        }
    }

    async fn ask_code(&self, attempt: &CodePayment) -> Result<(), PayError> {
        let (channel, trade) = self.gateway_of(attempt)?;
        let result = channel.query(&trade).await?;
        self.apply(result).await;
        Ok(())
    }

    /// Takes it back, and asks for the proof.
    async fn reverse_code(&self, attempt: &CodePayment) -> Result<(), PayError> {
        let (channel, trade) = self.gateway_of(attempt)?;
        let outcome = channel.reverse(&trade).await?;
        let result = channel.query(&trade).await?;
        let over = self.store.now().secs_since(attempt.opened_at) >= CODE_LIVES_SECS;
        let result = match (outcome, &result.state) {
            (ReverseOutcome::Taken, GatewayState::Unknown) if over => PaymentResult {
                state: GatewayState::Closed,
                ..result
            },
            _ => result,
        };
        self.apply(result).await;
        Ok(())
    }

    fn gateway_of(&self, attempt: &CodePayment) -> Result<(&dyn Channel, TradeNumber), PayError> {
        let channel = ChannelId::parse(&attempt.channel).and_then(|id| self.channel(id));
        match (channel, TradeNumber::parse(&attempt.number)) {
            (Some(channel), Ok(number)) => Ok((channel.as_ref(), number)),
            _ => Err(PayError::Unsupported(
                "the attempt's gateway is not configured any more",
            )),
        }
    }

    async fn attempt(&self, number: &str) -> Option<CodePayment> {
        let wanted = number.to_owned();
        let found = self.store.read(move |tx: &mut Tx<'_>| code_payment(tx, &wanted)).await;
        found.unwrap_or_else(|error: StoreError| {
            tracing::error!(number, %error, "an attempt could not be read");
            None
        })
    }

    fn description(&self, purpose: CodePurpose) -> String {
        let shop = self.store.rules().shop.name.clone();
        match purpose {
            CodePurpose::TopUp => format!("{shop} 会员充值"),
            CodePurpose::Sale => shop,
        }
    }
}

/// Stops what is still not paid; what was paid meanwhile stays.
fn stop_unpaid(tx: &mut Tx<'_>, number: &str) -> Result<Option<CodePayment>, StoreError> {
    match code_payment(tx, number)? {
        Some(found) if found.state == CodePayState::Paid => Ok(Some(found)),
        _ => stop_code(tx, number),
    }
}

/// Letters and digits, as WeChat wants them.
fn store_name(attempt: &CodePayment) -> String {
    let plain: String = attempt.store_code.chars().filter(char::is_ascii_alphanumeric).collect();
    if plain.is_empty() {
        format!("store{}", attempt.store)
    } else {
        plain
    }
}
