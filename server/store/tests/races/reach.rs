//! What a hand reaches for. It can be written on a line, so that the hand may be one of another process.

use huika_domain::{Fen, ItemId, MemberId, OperatorId, PayWith, Points, Proof, Reason, StoreId};
use huika_store::{
    Store,
    db::secret::{Secret, Ticket},
    mall::{Redeem, redeem},
    member::Shown,
    points::gift::{Gift, give},
    sale::{
        Sell,
        returns::{ReturnGoods, Returning, return_goods},
        sell,
    },
    sign_off::{SignOff, sign_off},
    staff::Place,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Reach {
    /// Pay 100.00 from the card.
    Spend { session: String },
    /// Give 100 points away.
    Give {
        giver: MemberId,
        taker: MemberId,
        key: String,
    },
    /// Bring the goods of a line back, for 40.00.
    TakeBack { receipt: String, key: String },
    /// Redeem a piece.
    Redeem { member: MemberId, item: ItemId },
    /// Say yes to what waits for a second person.
    Approve { sign_off: i64 },
}

impl Reach {
    /// Whether this hand got it.
    pub fn wins(self, store: &Store) -> bool {
        match self {
            Self::Spend { session } => {
                let bill = bill(&session.clone(), session);
                store.write_blocking(move |tx| sell(tx, &bill)).is_ok()
            }
            Self::Give { giver, taker, key } => {
                let gift = Gift {
                    giver,
                    taker,
                    points: Points::new(100),
                    message: String::new(),
                    shown: Shown::for_tests(&[Proof::Pin]),
                    key,
                };
                store.write_blocking(move |tx| give(tx, &gift)).is_ok()
            }
            Self::TakeBack { receipt, key } => {
                let request = ReturnGoods {
                    receipt_number: receipt,
                    what: Returning::Amount { gross: Fen::new(40_00) },
                    line: "2".into(),
                    place: place(),
                    key,
                };
                store.write_blocking(move |tx| return_goods(tx, &request)).is_ok()
            }
            Self::Approve { sign_off: id } => {
                let said = SignOff {
                    id,
                    operator: OperatorId::new(3),
                    yes: true,
                    reason: Reason::parse("race").expect("a reason"),
                };
                store.write_blocking(move |tx| sign_off(tx, &said)).is_ok()
            }
            Self::Redeem { member, item } => {
                let wish = Redeem {
                    member,
                    item,
                    shown: Shown::session(),
                    key: "once".into(),
                };
                store.write_blocking(move |tx| redeem(tx, &wish)).is_ok()
            }
        }
    }
}

/// A bill of 100.00 in the till session of a name.
pub fn bill(session: &str, key: String) -> Sell {
    let session = Secret::new(&[7; 32]).ticket(Ticket::TillSession, session);
    Sell::quick(Some(session), Fen::new(100_00), place(), key).paid(PayWith::Balance, "cash")
}

fn place() -> Place {
    Place {
        store: StoreId::new(1),
        till: "1".into(),
        operator: None,
    }
}
