//! The life of a card: lost, found, frozen, unfrozen, replaced. Each is in force with its commit: the next scan sees it.

use huika_domain::{Act, CardNumber, CardStatus, DeviceId, Fen, MemberId, Millis};
use serde::{Deserialize, Serialize};

use super::{
    current::{CurrentCard, current_card},
    fee::{Fee, charge},
    issue::issue_for,
    request::{By, CardError, CardEventKind, FeeFrom, identified, note},
};
use crate::{
    StoreError, Tx,
    db::idempotency,
    ledger::{EntryKind, Explanation, Wallet},
    member::{ActError, KeyOwner, end_devices, remove_passkeys, require, revoke_code_key},
    params,
};

huika_domain::text_enum! {
    /// What is done.
    pub enum CardAction {
        /// Reported lost: every session and key ends.
        Lose = "lost",
        /// Found again.
        Find = "found",
        /// Not to be used for a while; sessions stay.
        Freeze = "frozen",
        /// To be used again.
        Unfreeze = "unfrozen",
    }
}

impl CardAction {
    /// From which of two statuses, to which. What is frozen can be lost too.
    fn step(self) -> ([CardStatus; 2], CardStatus) {
        match self {
            Self::Lose => ([CardStatus::Active, CardStatus::Frozen], CardStatus::Lost),
            Self::Find => ([CardStatus::Lost; 2], CardStatus::Active),
            Self::Freeze => ([CardStatus::Active; 2], CardStatus::Frozen),
            Self::Unfreeze => ([CardStatus::Frozen; 2], CardStatus::Active),
        }
    }

    /// What it is among the things that happened to a card.
    #[must_use]
    pub fn event(self) -> CardEventKind {
        match self {
            Self::Lose => CardEventKind::Lost,
            Self::Find => CardEventKind::Found,
            Self::Freeze => CardEventKind::Frozen,
            Self::Unfreeze => CardEventKind::Unfrozen,
        }
    }

    /// Whether it makes a card usable that was not.
    #[must_use]
    pub fn opens(self) -> bool {
        matches!(self, Self::Find | Self::Unfreeze)
    }

    /// What it is when the member does it by themself.
    #[must_use]
    pub fn act(self) -> Act {
        match self {
            Self::Lose | Self::Freeze => Act::Protect,
            Self::Find => Act::FindCard,
            Self::Unfreeze => Act::UnfreezeCard,
        }
    }
}

/// A new card is asked for.
#[derive(Debug, Clone)]
pub struct Replace {
    /// By whom.
    pub by: By,
    /// How the fee is paid.
    pub fee_from: FeeFrom,
    /// The session that asks stays open and gets a new code key; all others end.
    pub keep: Option<DeviceId>,
    /// The request's key.
    pub key: String,
}

/// The member's receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardReceipt {
    /// What happened.
    pub kind: CardEventKind,
    /// Since when it is in force.
    pub at: Millis,
    /// The card's number afterwards.
    pub number: CardNumber,
    /// What it cost.
    pub fee: Fen,
}

/// Changes the card's state. A loss ends every session and every code key of the member in the same transaction.
pub fn change_card(tx: &mut Tx<'_>, member: MemberId, action: CardAction, by: &By) -> Result<CardReceipt, CardError> {
    identified(tx, member, by)?;
    // A sale that has begun is finished before, and the next one sees the new state.
    Wallet::lock(tx, member)?;
    proved(tx, member, action.act(), by)?;
    let (from, to) = action.step();
    let changed = tx.exec(
        "UPDATE member SET status = ?4 WHERE id = ?1 AND status IN (?2, ?3)",
        params![member, from[0], from[1], to],
    )?;
    if changed == 0 {
        let status = tx.value("SELECT status FROM member WHERE id = ?1", params![member])?;
        return Err(CardError::WrongStatus { status });
    }
    if action == CardAction::Lose {
        end_keys(tx, member, None, "lost")?;
    }
    let CurrentCard { id: card, number, .. } = current_card(tx, member)?;
    note(tx, member, card, action.event(), by, None, "")?;
    tx.announce(member);
    Ok(CardReceipt {
        kind: action.event(),
        at: tx.now(),
        number,
        fee: Fen::ZERO,
    })
}

/// Gives the member a new card. Balance, points and coupons are the member's and stay; the old number ends, and so do all
/// keys.
pub fn replace_card(tx: &mut Tx<'_>, member: MemberId, request: &Replace) -> Result<CardReceipt, CardError> {
    identified(tx, member, &request.by)?;
    let wallet = Wallet::lock(tx, member)?.ok_or_else(|| StoreError::Decode("a member without a wallet".into()))?;
    let scope = format!("card:{member}");
    idempotency::answered_once(tx, &scope, &request.key, &request.fee_from, |tx| {
        let status: CardStatus = tx.value("SELECT status FROM member WHERE id = ?1", params![member])?;
        if status == CardStatus::Closed {
            return Err(CardError::WrongStatus { status });
        }
        proved(tx, member, Act::ReplaceCard, &request.by)?;
        let now = tx.now();
        let CurrentCard {
            id: old,
            number: old_number,
            card_type,
            ..
        } = current_card(tx, member)?;
        let fee = tx.rules_of_card_type(card_type).card_terms.replacement_fee_fen;
        tx.exec(
            "UPDATE card SET status = 'replaced', ended_at = ?2 WHERE id = ?1",
            params![old, now],
        )?;
        let number = issue_for(tx, member, old)?;
        end_keys(tx, member, request.keep, "replaced")?;
        tx.exec("UPDATE member SET status = 'active' WHERE id = ?1", params![member])?;
        let paid = Fee {
            kind: EntryKind::Fee,
            party: "replacement",
            reference: &format!("replacement:{old}"),
            amount: fee,
            from: request.fee_from,
            by: &request.by,
            explanation: &Explanation::Replacement {
                old_tail: old_number.tail(),
                fee,
                channel: request.fee_from.channel().to_owned(),
            },
        };
        let entry = charge(tx, wallet, &paid)?;
        note(tx, member, old, CardEventKind::Replaced, &request.by, entry, "")?;
        tx.announce(member);
        let receipt = CardReceipt {
            kind: CardEventKind::Replaced,
            at: now,
            number,
            fee,
        };
        Ok(receipt)
    })
}

/// Whether a member has shown enough; a counter has its own rights and writes down what it was shown.
fn proved(tx: &mut Tx<'_>, member: MemberId, act: Act, by: &By) -> Result<(), ActError> {
    match by {
        By::Member(shown) => require(tx, member, act, shown),
        By::Counter { .. } | By::Office { .. } => Ok(()),
    }
}

/// Ends sessions, code keys, passkeys and open till sessions. The session that stays gets another key: a code that somebody has
/// copied from the old one is worth nothing.
fn end_keys(tx: &mut Tx<'_>, member: MemberId, keep: Option<DeviceId>, why: &str) -> Result<(), StoreError> {
    end_devices(tx, member, keep, why)?;
    remove_passkeys(tx, KeyOwner::Member(member))?;
    if let Some(device) = keep {
        revoke_code_key(tx, device)?;
    }
    tx.exec(
        "UPDATE till_session SET ended_at = ?2 WHERE member_id = ?1 AND ended_at IS NULL",
        params![member, tx.now()],
    )?;
    Ok(())
}
