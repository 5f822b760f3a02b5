//! Stripe has no bill as a file; its balance transactions of a day are the same list, told page by page over an authenticated
//! connection, so there is no digest.

use std::collections::BTreeMap;

use huika_domain::{BusinessDay, Fen, Millis, ShopZone};
use serde::Deserialize;

use super::Stripe;
use crate::{Bill, BillFact, BillRow, Currency, PayError, RefundState};

const A_PAGE: usize = 100;
/// Far more than a day has; a list that never ends is no bill.
const PAGES_LIMIT: usize = 10_000;

#[derive(Deserialize)]
struct List {
    data: Vec<Transaction>,
    has_more: bool,
}

#[derive(Deserialize)]
struct Transaction {
    id: String,
    r#type: String,
    created: i64,
    fee: i64,
    /// What it is about: a charge or a refund, in full because we ask for that; pay-outs and fees have others.
    source: Option<Source>,
}

#[derive(Deserialize)]
struct Source {
    id: String,
    #[serde(default)]
    amount: i64,
    #[serde(default)]
    currency: String,
    #[serde(default)]
    payment_intent: Option<String>,
    #[serde(default)]
    status: String,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

impl Stripe {
    pub(super) async fn transactions_of(&self, day: BusinessDay) -> Result<Bill, PayError> {
        let china = ShopZone::parse("Asia/Shanghai").map_err(|e| PayError::Unreadable(e.to_string()))?;
        let seconds = |day: BusinessDay| china.start_of(day).unix_secs().to_string();
        let mut rows = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..PAGES_LIMIT {
            let mut query = vec![
                ("created[gte]", seconds(day)),
                ("created[lt]", seconds(day.succ())),
                ("limit", A_PAGE.to_string()),
                ("expand[]", "data.source".to_owned()),
            ];
            query.extend(after.take().map(|last| ("starting_after", last)));
            let list: List = self.get("/v1/balance_transactions", &query).await?;
            after = list.data.last().map(|last| last.id.clone()).filter(|_| list.has_more);
            for transaction in list.data {
                rows.extend(self.row(transaction)?);
            }
            if after.is_none() {
                return Ok(Bill {
                    rows,
                    digest: String::new(),
                });
            }
        }
        Err(PayError::Unreadable("the list of transactions does not end".to_owned()))
    }

    /// A charge or a refund; nothing for what moves money otherwise.
    fn row(&self, transaction: Transaction) -> Result<Option<BillRow>, PayError> {
        let Some(source) = transaction.source else {
            return Ok(None);
        };
        let at = Millis::from_unix_secs(transaction.created);
        let named = |name: &str| source.metadata.get(name).cloned();
        let amount = Fen::new(source.amount);
        let fact = match transaction.r#type.as_str() {
            "charge" | "payment" => BillFact::Paid { amount },
            "refund" | "payment_refund" => BillFact::Refunded {
                refund_number: named("refund_number").unwrap_or_else(|| source.id.clone()),
                amount,
                state: match source.status.as_str() {
                    "succeeded" => RefundState::Done { at },
                    "failed" => RefundState::Abnormal,
                    "canceled" => RefundState::Closed,
                    _ => RefundState::Processing,
                },
            },
            _ => return Ok(None),
        };
        Ok(Some(BillRow {
            merchant: self.settings.account.clone(),
            app: String::new(),
            // What was charged elsewhere in the same account has none of our numbers.
            number: named("number").unwrap_or_else(|| source.id.clone()),
            transaction: source.payment_intent.unwrap_or(source.id),
            at,
            currency: Currency::parse(&source.currency).ok_or_else(|| PayError::Unreadable("currency".to_owned()))?,
            fee: Fen::new(transaction.fee),
            fact,
        }))
    }
}
