//! Stripe has no bill as a file; its balance transactions of a day are the same list, told page by page over an authenticated
//! connection, so there is no digest but our own. The pages are kept as they came, a line each, packed.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use huika_domain::{BusinessDay, Fen, Millis, ShopZone};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Stripe, dispute, states};
use crate::digest::sha256_hex;
use crate::{BillFact, BillFile, BillKind, BillRow, Currency, DayBill, PayError, RefundState};

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
    /// What it is about: a charge, a refund or a dispute, in full because we ask for that; pay-outs and fees have others.
    source: Option<Source>,
}

#[derive(Deserialize)]
struct Source {
    id: String,
    #[serde(default)]
    object: String,
    #[serde(default)]
    amount: i64,
    #[serde(default)]
    currency: String,
    #[serde(default)]
    payment_intent: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    metadata: Option<BTreeMap<String, String>>,
}

impl Stripe {
    /// All pages of a day; no file of a day on which nothing happened.
    pub(super) async fn transactions_of(&self, day: BusinessDay) -> Result<Vec<BillFile>, PayError> {
        let china = ShopZone::parse("Asia/Shanghai").map_err(|e| PayError::Unreadable(e.to_string()))?;
        let seconds = |day: BusinessDay| china.start_of(day).unix_secs().to_string();
        let mut pages = GzEncoder::new(Vec::new(), Compression::default());
        let mut any = false;
        let mut after: Option<String> = None;
        for _ in 0..PAGES_LIMIT {
            let mut query = vec![
                ("created[gte]", seconds(day)),
                ("created[lt]", seconds(day.succ())),
                ("limit", A_PAGE.to_string()),
                ("expand[]", "data.source".to_owned()),
            ];
            query.extend(after.take().map(|last| ("starting_after", last)));
            let page: Box<RawValue> = self.get("/v1/balance_transactions", &query).await?;
            let list: List = serde_json::from_str(page.get()).map_err(|e| PayError::Unreadable(e.to_string()))?;
            any |= !list.data.is_empty();
            // A line each: JSON has no other line breaks than those between its parts.
            let line = page.get().replace(['\n', '\r'], " ");
            writeln!(pages, "{line}").map_err(|e| PayError::Unreadable(e.to_string()))?;
            after = list.data.last().map(|last| last.id.clone()).filter(|_| list.has_more);
            if after.is_none() {
                let content = pages.finish().map_err(|e| PayError::Unreadable(e.to_string()))?;
                let digest = sha256_hex(&content);
                let kind = BillKind::Trade;
                return Ok(if any {
                    vec![BillFile { kind, digest, content }]
                } else {
                    Vec::new()
                });
            }
        }
        Err(PayError::Unreadable("the list of transactions does not end".to_owned()))
    }

    /// The day's bill from its pages.
    pub(super) fn read_pages(&self, files: &[BillFile]) -> Result<DayBill, PayError> {
        let Some(file) = files.first() else {
            return Ok(DayBill::default());
        };
        if sha256_hex(&file.content) != file.digest {
            return Err(PayError::Unreadable("bill: the digest does not fit".to_owned()));
        }
        let mut rows = Vec::new();
        for page in BufReader::new(GzDecoder::new(file.content.as_slice())).lines() {
            let page = page.map_err(|e| PayError::Unreadable(e.to_string()))?;
            let list: List = serde_json::from_str(&page).map_err(|e| PayError::Unreadable(e.to_string()))?;
            for transaction in list.data {
                rows.extend(self.row(transaction)?);
            }
        }
        Ok(DayBill {
            rows,
            digest: file.digest.clone(),
            ..DayBill::default()
        })
    }

    /// A charge, a refund or a dispute; nothing for what moves money otherwise.
    fn row(&self, transaction: Transaction) -> Result<Option<BillRow>, PayError> {
        let Some(source) = transaction.source else {
            return Ok(None);
        };
        let at = Millis::from_unix_secs(transaction.created);
        let named = |name: &str| source.metadata.as_ref()?.get(name).cloned();
        let amount = Fen::new(source.amount);
        let fact = match transaction.r#type.as_str() {
            "charge" | "payment" => BillFact::Paid { amount },
            "refund" | "payment_refund" => BillFact::Refunded {
                refund_number: named("refund_number").unwrap_or_else(|| source.id.clone()),
                amount,
                state: match states::refund(source.status.as_deref()) {
                    states::Refund::Done => RefundState::Done { at },
                    states::Refund::Failed => RefundState::Abnormal,
                    states::Refund::Closed => RefundState::Closed,
                    states::Refund::Processing => RefundState::Processing,
                },
            },
            // What a bank took back, and what came home again, are two movements of one dispute.
            "adjustment" if source.object == "dispute" => BillFact::Disputed {
                dispute: source.id.clone(),
                amount,
                state: dispute::state(source.status.as_deref().unwrap_or_default()),
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
