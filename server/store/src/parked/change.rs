//! Beginning a sale at a counter, changing it, setting it aside and taking it up again.

use huika_domain::{MemberId, Points};
use serde::Serialize;

use super::cart::{Cart, CartError, CartState, PendingSale, lock};
use crate::{
    StoreError, Tx,
    db::{idempotency, secret::Ticket},
    params,
    price::{CouponsWanted, LineWanted},
    staff::{Place, Role, may_at},
    till::{open_till_session, till_member},
};

/// One change.
#[derive(Debug, Clone, Serialize)]
pub enum CartChange {
    /// Another line; more of the same goods are one line.
    Add(LineWanted),
    /// So many pieces of a line; none takes it away.
    Quantity {
        /// By its place.
        line: usize,
        /// Pieces.
        quantity: u32,
    },
    /// What of the member's pays: points, and which coupons.
    Choose {
        /// Whether points pay as far as they may.
        points: bool,
        /// Exactly so many of them.
        exactly: Option<Points>,
        /// Which coupons.
        coupons: CouponsWanted,
    },
    /// Another code that was typed.
    Code(String),
    /// A member was scanned.
    Member(String),
    /// The scan is over, or the sale was set aside: who it is is known, and may not spend.
    Identify,
    /// Nobody in particular.
    Nobody,
}

/// A change to a sale.
#[derive(Debug, Clone)]
pub struct ChangeCart {
    /// Which sale.
    pub token: String,
    /// What changes.
    pub change: CartChange,
    /// Where.
    pub place: Place,
    /// The form's key: sent twice, it is done once.
    pub key: String,
}

/// More are a slip of the scanner.
const MOST_LINES: usize = 200;
const MOST_CODES: usize = 10;

/// Begins a sale at this till; with a scan when somebody was scanned first.
pub fn open_cart(tx: &mut Tx<'_>, session: Option<&str>, place: &Place) -> Result<String, CartError> {
    let operator = place.operator.ok_or(CartError::NotAllowed)?;
    if !may_at(tx, place, Role::sells)? {
        return Err(CartError::NotAllowed);
    }
    let member = match session {
        Some(session) => Some(member_of(tx, session, place)?),
        None => None,
    };
    let token = tx.context().rng.token();
    tx.exec(
        "INSERT INTO parked_sale (token, store_id, till, operator_id, member_id, session, body, state, opened_at, changed_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open', ?8, ?8)",
        params![
            token,
            place.store,
            place.till,
            operator,
            member,
            scan_name(tx, session),
            body(&Cart::default())?,
            tx.now(),
        ],
    )?;
    Ok(token)
}

/// Changes it, while nobody is being asked for money.
pub fn change_cart(tx: &mut Tx<'_>, request: &ChangeCart) -> Result<(), CartError> {
    let pending = open_at(tx, &request.token, &request.place)?;
    let scope = format!("cart:{}", request.token);
    idempotency::answered_once(tx, &scope, &request.key, &request.change, |tx| {
        if pending.attempt.is_some() {
            return Err(CartError::PaymentUnderWay);
        }
        let mut cart = pending.cart.clone();
        let (mut member, mut session) = (pending.member, pending.scan.clone());
        match &request.change {
            CartChange::Add(line) => add(&mut cart, line)?,
            CartChange::Quantity { line, quantity } => {
                if *quantity == 0 {
                    remove(&mut cart, *line);
                } else if let Some(LineWanted::Goods { quantity: pieces, .. }) = cart.lines.get_mut(*line) {
                    *pieces = *quantity;
                }
            }
            CartChange::Choose {
                points,
                exactly,
                coupons,
            } => {
                cart.points = *points;
                cart.points_exactly = exactly.filter(|_| *points);
                cart.coupons = coupons.clone();
            }
            CartChange::Code(code) => {
                if !cart.codes.contains(code) && cart.codes.len() < MOST_CODES {
                    cart.codes.push(code.clone());
                }
            }
            CartChange::Member(scan) => {
                member = Some(member_of(tx, scan, &request.place)?);
                session = Some(scan.clone());
                // The best of what the member has, until somebody chooses otherwise.
                cart.coupons = CouponsWanted::Best;
            }
            CartChange::Identify => session = identified(tx, member, &request.place)?,
            CartChange::Nobody => {
                (member, session) = (None, None);
                (cart.points, cart.coupons) = (false, CouponsWanted::None);
                cart.points_exactly = None;
            }
        }
        cart.pay = None;
        tx.exec(
            "UPDATE parked_sale SET body = ?2, member_id = ?3, session = ?4, changed_at = ?5 WHERE token = ?1",
            params![
                request.token,
                body(&cart)?,
                member,
                scan_name(tx, session.as_deref()),
                tx.now()
            ],
        )?;
        Ok(())
    })
}

/// Takes a line away, and with it what was taken off it by hand.
fn remove(cart: &mut Cart, line: usize) {
    if line >= cart.lines.len() {
        return;
    }
    cart.lines.remove(line);
    let gone = u32::try_from(line).unwrap_or(u32::MAX);
    cart.by_hand.retain(|one| one.line != Some(gone));
    for place in cart.by_hand.iter_mut().filter_map(|one| one.line.as_mut()) {
        *place -= u32::from(*place > gone);
    }
    if cart.lines.is_empty() {
        cart.by_hand.clear();
    }
}

fn add(cart: &mut Cart, line: &LineWanted) -> Result<(), CartError> {
    if let LineWanted::Goods { goods, quantity } = line {
        let same = cart.lines.iter_mut().find_map(|one| match one {
            LineWanted::Goods { goods: other, quantity } if other == goods => Some(quantity),
            _ => None,
        });
        if let Some(pieces) = same {
            *pieces = pieces.saturating_add(*quantity);
            return Ok(());
        }
    }
    if cart.lines.len() >= MOST_LINES {
        return Err(CartError::TooManyLines);
    }
    cart.lines.push(line.clone());
    Ok(())
}

/// Sets a sale aside: lines and who it is stay, the right to spend ends here, and so does what was chosen with it.
pub fn park_cart(tx: &mut Tx<'_>, token: &str, place: &Place) -> Result<(), CartError> {
    let pending = lock(tx, token, place)?;
    if pending.state == CartState::Parked {
        return Ok(());
    }
    let pending = open_now(pending, place)?;
    if pending.attempt.is_some() {
        return Err(CartError::PaymentUnderWay);
    }
    let cart = Cart {
        points: false,
        points_exactly: None,
        pay: None,
        ..pending.cart
    };
    if let Some(session) = &pending.session {
        tx.exec(
            "UPDATE till_session SET ended_at = ?2 WHERE token = ?1 AND ended_at IS NULL",
            params![scan_name(tx, Some(session)), tx.now()],
        )?;
    }
    tx.exec(
        "UPDATE parked_sale SET state = 'parked', session = '', body = ?2, changed_at = ?3 WHERE token = ?1",
        params![token, body(&cart)?, tx.now()],
    )?;
    Ok(())
}

/// Takes a sale up again, at any till of its store. Who it is is known, and has to be scanned again to spend.
pub fn resume_cart(tx: &mut Tx<'_>, token: &str, place: &Place) -> Result<(), CartError> {
    if !may_at(tx, place, Role::sells)? {
        return Err(CartError::NotAllowed);
    }
    let operator = place.operator.ok_or(CartError::NotAllowed)?;
    let pending = lock(tx, token, place)?;
    match pending.state {
        CartState::Open if pending.till == place.till => return Ok(()),
        CartState::Parked => {}
        CartState::Open | CartState::Sold | CartState::Void => return Err(CartError::NotFound),
    }
    let session = identified(tx, pending.member, place)?;
    tx.exec(
        "UPDATE parked_sale SET state = 'open', till = ?2, operator_id = ?3, session = ?4, changed_at = ?5 WHERE token = ?1",
        params![
            token,
            place.till,
            operator,
            scan_name(tx, session.as_deref()),
            tx.now()
        ],
    )?;
    Ok(())
}

/// Gives a sale up. What is being paid, or was paid and not used, is not given up.
pub fn void_cart(tx: &mut Tx<'_>, token: &str, place: &Place) -> Result<(), CartError> {
    if !may_at(tx, place, Role::sells)? {
        return Err(CartError::NotAllowed);
    }
    let pending = lock(tx, token, place)?;
    if pending.state == CartState::Void {
        return Ok(());
    }
    if pending.state == CartState::Sold {
        return Err(CartError::NotFound);
    }
    if pending.attempt.is_some() {
        return Err(CartError::PaymentUnderWay);
    }
    tx.exec(
        "UPDATE parked_sale SET state = 'void', session = '', changed_at = ?2 WHERE token = ?1",
        params![token, tx.now()],
    )?;
    Ok(())
}

/// Locks a sale that is open at this till.
pub(super) fn open_at(tx: &mut Tx<'_>, token: &str, place: &Place) -> Result<PendingSale, CartError> {
    if !may_at(tx, place, Role::sells)? {
        return Err(CartError::NotAllowed);
    }
    let pending = lock(tx, token, place)?;
    open_now(pending, place)
}

fn open_now(pending: PendingSale, place: &Place) -> Result<PendingSale, CartError> {
    if pending.state == CartState::Open && pending.till == place.till {
        Ok(pending)
    } else {
        Err(CartError::NotFound)
    }
}

fn member_of(tx: &mut Tx<'_>, session: &str, place: &Place) -> Result<MemberId, CartError> {
    let found = till_member(tx, session, place)?.filter(|found| found.open);
    let found = found.ok_or(CartError::Sell(crate::sale::SellError::NoSession))?;
    Ok(found.member)
}

/// A scan for somebody who is known, with which nothing is spent.
fn identified(tx: &mut Tx<'_>, member: Option<MemberId>, place: &Place) -> Result<Option<String>, StoreError> {
    match member {
        Some(member) => Ok(Some(open_till_session(tx, member, place, false)?.token)),
        None => Ok(None),
    }
}

/// By which the rows know a scan, whose ticket is kept nowhere; empty for none.
fn scan_name(tx: &Tx<'_>, ticket: Option<&str>) -> String {
    ticket.map_or_else(String::new, |ticket| {
        tx.context().secret.name_in(Ticket::TillSession, ticket).to_owned()
    })
}

pub(super) fn body(cart: &Cart) -> Result<String, StoreError> {
    serde_json::to_string(cart).map_err(|e| StoreError::Internal(e.to_string()))
}
