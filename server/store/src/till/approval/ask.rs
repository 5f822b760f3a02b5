//! The till asks, asks again, and takes its question back.

use huika_domain::{MemberId, Quote, TillRights, TillSessionId};

use super::{
    bill::{asked_bill, kept_bill},
    question::{Approval, approval, last_of_session},
};
use crate::{
    StoreError, Tx,
    db::{idempotency::kept_key, secret::Ticket},
    params,
    sale::{PriceExplained, Sell, SellError, price_sale, quote_sale},
    staff::{Place, Role, may_at},
};

/// Asks the member of an open till session to approve a bill; the phone shows it at once. Asked again for the same bill
/// while the question waits or is approved, the same question is answered; one about a bill that differs in anything takes its
/// place, be the part that the card pays the same or not.
pub fn ask_approval(tx: &mut Tx<'_>, request: &Sell) -> Result<Approval, SellError> {
    if !may_at(tx, &request.place, Role::sells)? {
        return Err(SellError::NotAllowed);
    }
    let token = request.session.as_deref().ok_or(SellError::NoSession)?;
    let quote = quote_sale(tx, request)?;
    if quote.stored().is_zero() && quote.deduction.points.is_zero() {
        return Err(SellError::NothingToApprove);
    }
    let session = tx.lock(
        "SELECT id, member_id, rights FROM till_session WHERE token = ?1 AND store_id = ?2 AND till = ?3 AND ended_at IS NULL",
        params![
            tx.context().secret.name_in(Ticket::TillSession, token),
            request.place.store,
            request.place.till
        ],
        |row| {
            Ok((
                row.get::<TillSessionId>("id")?,
                row.get::<MemberId>("member_id")?,
                row.get::<TillRights>("rights")?,
            ))
        },
    )?;
    let (session, member, rights) = session.ok_or(SellError::NoSession)?;
    if !rights.may_spend() {
        return Err(SellError::IdentifyOnly);
    }
    if let Some(asked) = last_of_session(tx, session)?.filter(Approval::is_open)
        && asked.is_about(request, &quote, &tx.context().secret)?
    {
        renew_key(tx, &asked, request)?;
        return Ok(asked);
    }
    take_back(tx, session)?;
    let before: i64 = tx.value(
        "SELECT COUNT(*) FROM approval WHERE till_session_id = ?1",
        params![session],
    )?;
    // Who is asked again and again says yes in the end.
    if before >= tx.rules_of(request.place.store).till.questions {
        return Err(SellError::AskedTooOften);
    }
    insert(tx, request, &quote, session, member)?;
    tx.announce(member);
    last_of_session(tx, session)?.ok_or_else(|| StoreError::Decode("an approval vanished".into()).into())
}

/// The same for a till that repeats its request: what was refused, or not answered in time, is not asked again.
pub fn ask_once(tx: &mut Tx<'_>, request: &Sell) -> Result<Approval, SellError> {
    let token = request.session.as_deref().ok_or(SellError::NoSession)?;
    if let Some(asked) = approval(tx, token, &request.place)?.filter(|asked| !asked.is_open()) {
        let same = match quote_sale(tx, request) {
            Ok(quote) => asked.is_about(request, &quote, &tx.context().secret)?,
            // The scan is over as well: what became of its question is all there is to say.
            Err(SellError::NoSession) => true,
            Err(error) => return Err(error),
        };
        if same {
            return Ok(asked);
        }
    }
    ask_approval(tx, request)
}

/// The till knows the sale by the key that it sent last.
fn renew_key(tx: &mut Tx<'_>, asked: &Approval, request: &Sell) -> Result<(), StoreError> {
    if !request.key.is_empty() {
        tx.exec(
            "UPDATE approval SET sale_key = ?2 WHERE id = ?1 AND status = 'waiting' AND sale_key <> '' AND sale_key <> ?2",
            params![asked.id, kept_key(&request.key).as_ref()],
        )?;
    }
    Ok(())
}

fn insert(
    tx: &mut Tx<'_>,
    request: &Sell,
    quote: &Quote,
    session: TillSessionId,
    member: MemberId,
) -> Result<(), StoreError> {
    let (now, context) = (tx.now(), tx.context());
    let (name, expires_at) = (
        context.rng.name(),
        now.plus_secs(tx.rules_of(request.place.store).till.approval_secs),
    );
    let bill = kept_bill(request, &context.secret)?;
    let place = &request.place;
    tx.exec(
        "INSERT INTO approval (token, member_id, till_session_id, store_id, till, amount_fen, status, asked_at, expires_at, \
         bill, sale_key, operator_id, gross_fen, points, points_fen) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            name,
            member,
            session,
            place.store,
            place.till,
            quote.stored(),
            now,
            expires_at,
            bill,
            kept_key(&request.key).as_ref(),
            place.operator,
            quote.gross,
            quote.deduction.points,
            quote.deduction.amount,
        ],
    )?;
    // The scan stays usable as long as the question.
    tx.exec(
        "UPDATE till_session SET expires_at = ?2 WHERE id = ?1 AND expires_at < ?2",
        params![session, expires_at],
    )?;
    Ok(())
}

/// Asks about the same bill as the last time, after a no or after the time was over.
pub fn ask_again(tx: &mut Tx<'_>, session: &str, place: &Place) -> Result<Approval, SellError> {
    let last = tx.one(
        "SELECT a.bill, a.sale_key FROM approval a JOIN till_session t ON t.id = a.till_session_id \
         WHERE t.token = ?1 AND t.store_id = ?2 AND t.till = ?3 ORDER BY a.id DESC LIMIT 1",
        params![
            tx.context().secret.name_in(Ticket::TillSession, session),
            place.store,
            place.till
        ],
        |row| Ok((row.get::<String>("bill")?, row.get::<String>("sale_key")?)),
    )?;
    let (bill, key) = last.ok_or(SellError::NoSession)?;
    let bill = asked_bill(&bill, &tx.context().secret)?;
    ask_approval(tx, &bill.bill(place.clone(), key))
}

/// What the bill that a member is asked about is made of, as it stands now; none where it cannot be paid any more.
pub fn asked_price(tx: &mut Tx<'_>, asked: &Approval) -> Result<Option<PriceExplained>, StoreError> {
    let place = Place {
        store: asked.store_id,
        till: asked.till.clone(),
        operator: None,
    };
    let bill = asked_bill(&asked.bill, &tx.context().secret)?;
    match price_sale(tx, &bill.bill(place, String::new())) {
        Ok((_, price)) => Ok(Some(price)),
        Err(SellError::Store(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// The till takes a question back that still waits; answers whether there was one.
pub fn withdraw_approval(tx: &mut Tx<'_>, session: &str, place: &Place) -> Result<bool, StoreError> {
    if !may_at(tx, place, Role::sells)? {
        return Ok(false);
    }
    let found = tx.one(
        "SELECT id, member_id FROM till_session WHERE token = ?1 AND store_id = ?2 AND till = ?3",
        params![
            tx.context().secret.name_in(Ticket::TillSession, session),
            place.store,
            place.till
        ],
        |row| Ok((row.get::<TillSessionId>("id")?, row.get::<MemberId>("member_id")?)),
    )?;
    let Some((session, member)) = found else {
        return Ok(false);
    };
    tx.announce(member);
    take_back(tx, session)
}

fn take_back(tx: &mut Tx<'_>, session: TillSessionId) -> Result<bool, StoreError> {
    let taken = tx.exec(
        "UPDATE approval SET status = 'refused', decided_at = ?2, decided_by = 'till' \
         WHERE till_session_id = ?1 AND status = 'waiting'",
        params![session, tx.now()],
    )?;
    Ok(taken > 0)
}
