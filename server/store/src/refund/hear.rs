//! News of a refund, from whoever has heard it: compared with the refund as news of a payment are with the order, and then settled.

use huika_domain::Fen;

use crate::{
    StoreError, Tx, params,
    payment::{AlarmReason, Misfit, ReversalKind, ReversalNews, ReversalState, Reversed, apply_reversal, raise},
    refund::{RefundNews, RefundStatus, RefundTopUpError, RefundWhy, refund_to_counter, settle_refund},
};

/// What a gateway says about a refund, after its signature was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundNotice {
    /// Which channel says so.
    pub channel: String,
    /// The merchant that it names.
    pub merchant: String,
    /// The order's number that it names; empty where it names only its payment.
    pub top_up: String,
    /// The gateway's number of the payment; empty where it names only the order.
    pub transaction: String,
    /// The number of the refund that it names: ours, or what the gateway's console gave it.
    pub number: String,
    /// How much.
    pub amount: Fen,
    /// In which currency.
    pub currency: String,
    /// The gateway's own number of the refund; empty where it says none.
    pub gateway_number: String,
    /// What it says.
    pub state: NoticedState,
}

huika_domain::text_enum! {
    /// How a refund stands at the gateway.
    pub enum NoticedState {
        /// On its way.
        Processing = "processing",
        /// The money went back.
        Paid = "paid",
        /// It will not be paid.
        Failed = "failed",
        /// The payer's account cannot take it.
        Abnormal = "abnormal",
    }
}

/// What came of the news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundHeard {
    /// It is settled as the gateway says, or was before.
    Settled,
    /// It waits for a person at the counter.
    AtCounter,
    /// Nothing to do yet.
    Waiting,
    /// It does not fit our refund, or contradicts how that ended: nothing was settled, and people were alarmed.
    Mismatch,
    /// It is no refund of ours: what became of that.
    NotOurs(Reversed),
}

struct Ours {
    status: RefundStatus,
    misfits: Vec<Misfit>,
    /// The top-up that it pays back.
    top_up: String,
}

/// Settles the refund that the news is about, when it is about that refund in every respect; alarms when it is not. A refund that we did
/// not ask for holds what is left of its top-up.
pub fn apply_refund_notice(tx: &mut Tx<'_>, notice: &RefundNotice) -> Result<RefundHeard, StoreError> {
    let Some(ours) = compared(tx, notice)? else {
        return apply_reversal(tx, &reversal(notice)).map(RefundHeard::NotOurs);
    };
    if !ours.misfits.is_empty() {
        raise(
            tx,
            &notice.channel,
            &ours.top_up,
            AlarmReason::RefundMismatch,
            &ours.misfits,
        )?;
        return Ok(RefundHeard::Mismatch);
    }
    let news = match notice.state {
        NoticedState::Processing => return Ok(RefundHeard::Waiting),
        // What had been said to be paid came back from the payer's bank.
        NoticedState::Abnormal if !ours.status.is_under_way() => return contradicts(tx, notice, &ours),
        NoticedState::Abnormal => {
            refund_to_counter(tx, &notice.number, RefundWhy::Abnormal)?;
            return Ok(RefundHeard::AtCounter);
        }
        NoticedState::Failed => RefundNews::Failed,
        NoticedState::Paid => RefundNews::Paid {
            transaction: notice.gateway_number.clone(),
        },
    };
    match settle_refund(tx, &notice.number, &news) {
        Ok(()) => Ok(RefundHeard::Settled),
        Err(RefundTopUpError::Store(error)) => Err(error),
        // Paid by bank, and then by the gateway too; or paid, and then said to have failed.
        Err(_) => contradicts(tx, notice, &ours),
    }
}

/// It is our refund, and it ended otherwise: people look.
fn contradicts(tx: &mut Tx<'_>, notice: &RefundNotice, ours: &Ours) -> Result<RefundHeard, StoreError> {
    let misfits = [
        Misfit::new("refund", &notice.number, &notice.number),
        Misfit::new("refund-state", ours.status.as_str(), notice.state.as_str()),
    ];
    raise(tx, &notice.channel, &ours.top_up, AlarmReason::RefundMismatch, &misfits)?;
    Ok(RefundHeard::Mismatch)
}

/// Our refund of this number and where the news differ from it; nothing when we have none.
fn compared(tx: &mut Tx<'_>, notice: &RefundNotice) -> Result<Option<Ours>, StoreError> {
    tx.one(
        "SELECT r.channel, t.merchant, t.number, t.transaction_id, r.amount_fen, t.currency, r.status FROM refund r \
         JOIN top_up t ON t.id = r.top_up_id WHERE r.number = ?1",
        params![notice.number],
        |row| {
            let (channel, merchant, top_up): (String, String, String) =
                (row.get("channel")?, row.get("merchant")?, row.get("number")?);
            let transaction = row.get::<Option<String>>("transaction_id")?.unwrap_or_default();
            let (ours, currency): (Fen, String) = (row.get("amount_fen")?, row.get("currency")?);
            let (ours, theirs) = (ours.get().to_string(), notice.amount.get().to_string());
            let mut pairs = vec![
                ("channel", channel.as_str(), notice.channel.as_str()),
                ("merchant", &merchant, &notice.merchant),
                ("amount", &ours, &theirs),
                ("currency", &currency, &notice.currency),
            ];
            // One of the two names the payment; what is said has to fit.
            if !notice.top_up.is_empty() || notice.transaction.is_empty() {
                pairs.push(("order", &top_up, &notice.top_up));
            }
            if !notice.transaction.is_empty() {
                pairs.push(("transaction", &transaction, &notice.transaction));
            }
            let mut misfits: Vec<Misfit> = pairs
                .into_iter()
                .filter(|(_, ours, theirs)| ours != theirs)
                .map(|(what, ours, theirs)| Misfit::new(what, ours, theirs))
                .collect();
            if !misfits.is_empty() {
                misfits.insert(0, Misfit::new("refund", &notice.number, &notice.number));
            }
            Ok(Ours {
                status: row.get("status")?,
                misfits,
                top_up,
            })
        },
    )
}

/// A refund of nobody here, as what it is to its top-up.
fn reversal(notice: &RefundNotice) -> ReversalNews {
    ReversalNews {
        channel: notice.channel.clone(),
        merchant: notice.merchant.clone(),
        number: notice.top_up.clone(),
        transaction: notice.transaction.clone(),
        reference: notice.number.clone(),
        kind: ReversalKind::Refund,
        amount: notice.amount,
        currency: notice.currency.clone(),
        state: match notice.state {
            // One that the payer's account could not take is not home either.
            NoticedState::Processing | NoticedState::Abnormal => ReversalState::Open,
            NoticedState::Paid => ReversalState::Done,
            NoticedState::Failed => ReversalState::Withdrawn,
        },
    }
}
