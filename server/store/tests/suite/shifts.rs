//! Shifts, the close of days, their audit, and orders that are handed out.

mod audit;
mod days;
mod drawer;
mod histories;
mod pick_ups;

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use huika_domain::{CashCount, DENOMINATIONS, Fen, OperatorId, PayWith, Reason, ShiftId, StoreId};
use huika_store::{
    sale::{SaleReceipt, Sell, SellError, sell},
    shift::{
        CloseShift, Closed, DrawerMove, MoveCash, OpenShift, Shift, ShiftError, Slip, close_shift, move_cash,
        open_shift,
    },
    staff::Place,
    till::ScanOutcome,
};

use crate::shop::{Member, Shop};

/// The cashiers of the two stores, a manager of the first, and headquarters.
pub const XUHUI: OperatorId = OperatorId::new(1);
pub const JINGAN: OperatorId = OperatorId::new(2);
pub const HEADQUARTERS: OperatorId = OperatorId::new(3);

/// Each opening is a form of its own.
static OPENED: AtomicU64 = AtomicU64::new(0);

/// Somebody at a till of the first store.
pub fn at(till: &str, operator: OperatorId) -> Place {
    Place {
        store: StoreId::new(1),
        till: till.into(),
        operator: Some(operator),
    }
}

/// So much money in as few pieces as there can be.
pub fn pieces(amount: i64) -> CashCount {
    let mut left = amount;
    let counted = DENOMINATIONS.map(|fen| {
        let many = left / fen;
        left -= many * fen;
        many
    });
    assert_eq!(left, 0, "{amount} cannot be counted in notes and coins");
    CashCount::try_from(counted).expect("a count")
}

pub fn reason(text: &str) -> Reason {
    Reason::parse(text).expect("a reason")
}

impl Shop {
    /// One more cashier of the first store, or somebody of another role there.
    pub fn colleague(&self, login: &'static str, role: &'static str) -> OperatorId {
        self.write(move |tx| {
            tx.insert(
                "INSERT INTO operator (login, name, role, store_id, password_hash, created_at) VALUES (?1, ?1, ?2, 1, '', 1)",
                huika_store::params![login, role],
                OperatorId::new,
            )
        })
        .expect("somebody begins")
    }

    pub fn open(&self, place: &Place, float: i64) -> Result<ShiftId, ShiftError> {
        let request = OpenShift {
            place: place.clone(),
            float: pieces(float),
            key: format!("open-{}", OPENED.fetch_add(1, Ordering::Relaxed)),
        };
        self.write(move |tx| open_shift(tx, &request))
    }

    pub fn move_cash(&self, place: &Place, act: DrawerMove, amount: i64, key: &str) -> Result<(), ShiftError> {
        let request = MoveCash {
            place: place.clone(),
            act,
            amount: Fen::new(amount),
            reason: reason("for a test"),
            key: key.into(),
        };
        self.write(move |tx| move_cash(tx, &request)).map(drop)
    }

    /// A bill that is paid in cash to whoever stands there.
    pub fn sell_for_cash(&self, member: &Member, place: &Place, gross: i64) -> Result<SaleReceipt, SellError> {
        self.sell_for(member, place, gross, "cash")
    }

    pub fn sell_for(&self, member: &Member, place: &Place, gross: i64, tender: &str) -> Result<SaleReceipt, SellError> {
        self.clock.advance_secs(61);
        let (code, of) = (self.code(member), place.clone());
        let scanned = self.write(move |tx| huika_store::till::scan(tx, &code, &of));
        let scanned: Result<_, huika_store::StoreError> = scanned;
        let ScanOutcome::Opened(scanned) = scanned.expect("the database works") else {
            panic!("the code is right")
        };
        let (session, gross) = (Some(scanned.token.clone()), Fen::new(gross));
        let request = Sell::quick(session, gross, place.clone(), scanned.token).paid(PayWith::Outside, tender);
        self.write(move |tx| sell(tx, &request))
    }

    pub fn count(&self, place: &Place, shift: ShiftId, cash: i64, why: Option<&str>) -> Result<Closed, ShiftError> {
        let request = CloseShift {
            place: place.clone(),
            shift,
            cash: pieces(cash),
            tenders: BTreeMap::new(),
            reason: why.map(reason),
            receiver: None,
            acceptance: None,
            key: format!("close-{cash}-{}", why.unwrap_or_default()),
        };
        self.write(move |tx| close_shift(tx, &request))
    }

    pub fn shift_at(&self, place: &Place) -> Option<Shift> {
        let place = place.clone();
        self.read(move |tx| huika_store::shift::open_shift_at(tx, place.store, &place.till))
    }

    pub fn x(&self, place: &Place) -> Slip {
        let open = self.shift_at(place).expect("a shift is open");
        self.read(move |tx| huika_store::shift::x_slip(tx, &open))
    }

    pub fn z(&self, shift: ShiftId) -> Slip {
        self.read(move |tx| huika_store::shift::slip_of(tx, shift))
            .expect("a slip")
    }
}

/// Expected cash of a slip.
pub fn cash(slip: &Slip) -> i64 {
    slip.cash().expect("cash").expected.get()
}
