//! The life of a card: lost, found, frozen, unfrozen, replaced. Each is in force with its commit: the next scan sees it.

use huika_domain::{Act, CardId, CardNumber, CardStatus, DeviceId, ErrorCode, Fen, MemberId, Millis};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    db::idempotency::{self, KeyReused},
    ledger::{Account, Draft, EntryKind, Explanation, Header, Wallet, draw_money, money_lots},
    member::{ActError, KeyOwner, NotProved, Shown, end_devices, remove_passkeys, require, revoke_code_key},
    params,
    staff::{Place, Role, may_serve},
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

huika_domain::text_enum! {
    /// What happened to a card.
    pub enum CardEventKind {
        /// It was reported lost.
        Lost = "lost",
        /// It was found again.
        Found = "found",
        /// It was frozen.
        Frozen = "frozen",
        /// It can be used again.
        Unfrozen = "unfrozen",
        /// Another one was given out for it.
        Replaced = "replaced",
    }
}

crate::db::text_columns!(CardEventKind);

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

/// Who asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The member, on a signed-in phone, who has shown this.
    Member(Shown),
    /// Staff at a counter, who wrote down how the person identified themself.
    Counter {
        /// Where and who.
        place: Place,
        /// What was shown, in a word.
        identification: String,
    },
}

/// What pays for a new card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum FeeFrom {
    /// The balance.
    Balance,
    /// Money at the counter.
    Cash,
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

/// Why nothing was done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CardError {
    /// The card is not in the state that this starts from.
    #[error("the card is {status}")]
    WrongStatus {
        /// The state that it is in.
        status: CardStatus,
    },
    /// The fee is more than the balance.
    #[error("the fee of {} is more than the balance", .fee.yuan())]
    FeeAboveBalance {
        /// The fee.
        fee: Fen,
    },
    /// The counter has to write down how the person identified themself.
    #[error("identification is required")]
    NoIdentification,
    /// It needs more than was shown.
    #[error(transparent)]
    NotProved(#[from] NotProved),
    /// This operator serves no cards, not in this store, or not this one, which is their own.
    #[error("this operator may not do that")]
    NotAllowed,
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
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
    let (card, number) = current_card(tx, member)?;
    note(tx, member, card, action.event(), by, None)?;
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
        let (now, fee) = (tx.now(), tx.rules().cards.replacement_fee_fen);
        let (old, old_number) = current_card(tx, member)?;
        tx.exec(
            "UPDATE card SET status = 'replaced', ended_at = ?2 WHERE id = ?1",
            params![old, now],
        )?;
        let number = issue(tx, member, old)?;
        end_keys(tx, member, request.keep, "replaced")?;
        tx.exec("UPDATE member SET status = 'active' WHERE id = ?1", params![member])?;
        let entry = charge_fee(tx, wallet, fee, (old, old_number), request)?;
        note(tx, member, old, CardEventKind::Replaced, &request.by, entry)?;
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

fn identified(tx: &mut Tx<'_>, member: MemberId, by: &By) -> Result<(), CardError> {
    let By::Counter { place, identification } = by else {
        return Ok(());
    };
    if identification.trim().is_empty() {
        return Err(CardError::NoIdentification);
    }
    if may_serve(tx, place, Role::serves_cards, member)? {
        Ok(())
    } else {
        Err(CardError::NotAllowed)
    }
}

/// Whether a member has shown enough; a counter has its own rights and writes down what it was shown.
fn proved(tx: &mut Tx<'_>, member: MemberId, act: Act, by: &By) -> Result<(), ActError> {
    match by {
        By::Member(shown) => require(tx, member, act, shown),
        By::Counter { .. } => Ok(()),
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

fn current_card(tx: &mut Tx<'_>, member: MemberId) -> Result<(CardId, CardNumber), StoreError> {
    let found = tx.one(
        "SELECT id, number FROM card WHERE member_id = ?1 AND status = 'active' ORDER BY id LIMIT 1",
        params![member],
        |row| Ok((row.get::<CardId>("id")?, row.get::<String>("number")?)),
    )?;
    let (card, number) = found.ok_or_else(|| StoreError::Decode("a member without a card".into()))?;
    CardNumber::parse(&number)
        .map(|number| (card, number))
        .map_err(|e| StoreError::Decode(e.to_string()))
}

/// Issues a card of the old one's type.
fn issue(tx: &mut Tx<'_>, member: MemberId, old: CardId) -> Result<CardNumber, StoreError> {
    loop {
        let number = crate::member::random_card_number(tx);
        let issued: Option<CardId> = tx.one(
            "INSERT INTO card (number, member_id, card_type_id, issued_at) \
             SELECT ?1, member_id, card_type_id, ?3 FROM card WHERE id = ?2 ON CONFLICT (number) DO NOTHING RETURNING id",
            params![number.as_digits(), old, tx.now()],
            |row| row.get("id"),
        )?;
        if let Some(issued) = issued {
            tx.exec(
                "UPDATE card SET replaced_by_id = ?2 WHERE id = ?1 AND member_id = ?3",
                params![old, issued, member],
            )?;
            return Ok(number);
        }
    }
}

fn charge_fee(
    tx: &mut Tx<'_>,
    wallet: Wallet,
    fee: Fen,
    (old, old_number): (CardId, CardNumber),
    request: &Replace,
) -> Result<Option<huika_domain::EntryId>, CardError> {
    if fee.is_zero() {
        return Ok(None);
    }
    let lots = money_lots(tx, wallet.member)?;
    let mut draft = Draft::new(wallet);
    match request.fee_from {
        FeeFrom::Balance => {
            let draws =
                huika_domain::plan_spend(&lots, fee, fee, tx.now()).map_err(|_| CardError::FeeAboveBalance { fee })?;
            draw_money(tx, &mut draft, &draws)?;
        }
        FeeFrom::Cash => {
            let paid_in = fee.checked_neg().unwrap_or(Fen::ZERO);
            draft.shop_money(Account::Clearing, "cash", paid_in);
        }
    }
    draft.shop_money(Account::Fees, "replacement", fee);
    let (store, operator) = match &request.by {
        By::Member(_) => (None, None),
        By::Counter { place, .. } => (Some(place.store), place.operator),
    };
    let explanation = Explanation::Replacement {
        old_tail: old_number.tail(),
        fee,
        channel: match request.fee_from {
            FeeFrom::Balance => String::new(),
            FeeFrom::Cash => "cash".into(),
        },
    };
    let header = Header {
        kind: EntryKind::Fee,
        reference: &format!("replacement:{old}"),
        store,
        operator,
        reverses: None,
        explanation: &explanation,
    };
    Ok(Some(draft.post(tx, &header)?.entry))
}

fn note(
    tx: &mut Tx<'_>,
    member: MemberId,
    card: CardId,
    kind: CardEventKind,
    by: &By,
    entry: Option<huika_domain::EntryId>,
) -> Result<(), StoreError> {
    let (store, operator, identification) = match by {
        By::Member(_) => (None, None, ""),
        By::Counter { place, identification } => (Some(place.store), place.operator, identification.as_str()),
    };
    tx.exec(
        "INSERT INTO card_event (member_id, card_id, kind, at, operator_id, store_id, identification, entry_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![member, card, kind, tx.now(), operator, store, identification, entry],
    )?;
    Ok(())
}

crate::member::of_act_error!(CardError);

impl CardError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongStatus { .. } => ErrorCode::CardStatus.as_str(),
            Self::FeeAboveBalance { .. } => ErrorCode::FeeAboveBalance.as_str(),
            Self::NoIdentification => ErrorCode::NoIdentification.as_str(),
            Self::NotProved(error) => error.code(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
