//! Checking what was scanned: handle, step and MAC; consuming the step; opening a till session. One transaction.

use huika_domain::{
    CardNumber, CardStatus, ErrorCode, Handle, MemberId, Millis, Payload, Phone as PhoneNumber, Scanned as Form, Step,
    StoreId, TillRights, TillSessionId, code8, message_for, steps_to_try,
};

use crate::{
    StoreError, Tx,
    card::Stopped,
    db::secret::{Ticket, hmac_sha256},
    member::open_key,
    params,
    staff::{Place, Role, may_at},
};

/// What a scan came to. A refusal is an outcome and not an error, because guesses are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanOutcome {
    /// A till session is open.
    Opened(Scanned),
    /// Nothing was opened.
    Refused(ScanRefusal),
}

/// An open till session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// Which.
    pub session: TillSessionId,
    /// Its name in addresses.
    pub token: String,
    /// Who was scanned.
    pub member: MemberId,
    /// Until when it can be used.
    pub expires_at: Millis,
    /// Whether money and points may be spent, or the member was only identified.
    pub may_spend: bool,
}

/// Why nothing was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanRefusal {
    /// These digits are no code of ours: a digit is wrong or missing.
    Malformed,
    /// Nobody has this code.
    Unknown,
    /// The right form and the wrong digits.
    Wrong,
    /// A code of this phone, but of another moment: too old, or from a clock that is ahead.
    OutOfTime,
    /// This code was used before.
    Used {
        /// When.
        at: Millis,
        /// In which store.
        store: String,
        /// At which till.
        till: String,
    },
    /// Too many wrong codes; try again later.
    Locked {
        /// How much later.
        until: Millis,
    },
    /// The card cannot be used.
    NotActive {
        /// Why.
        stopped: Stopped,
    },
    /// The card that was shown has expired; the card desk renews it.
    CardExpired,
    /// Whoever is at the till may not sell, or not in this store.
    NotAllowed,
}

/// Steps around the window in which a code is told apart from a wrong one, so that its owner can be told to refresh.
const NEARBY_STEPS: i64 = 20;

struct Phone {
    member: MemberId,
    key: Vec<u8>,
    /// The key before it, and until when that one works too.
    key_before: Option<Vec<u8>>,
    key_before_until: Millis,
    wrong_codes: i64,
    wrong_since: Millis,
    locked_until: Millis,
    status: CardStatus,
}

impl Phone {
    /// The keys that its code may have been made with.
    fn keys(&self, tx: &Tx<'_>) -> Result<Vec<[u8; 32]>, StoreError> {
        let before = self.key_before.iter().filter(|_| self.key_before_until > tx.now());
        before.chain([&self.key]).map(|sealed| open_key(tx, sealed)).collect()
    }
}

/// Opens a till session for what was scanned or typed.
pub fn scan(tx: &mut Tx<'_>, typed: &str, place: &Place) -> Result<ScanOutcome, StoreError> {
    if !may_at(tx, place, Role::sells)? {
        return Ok(ScanOutcome::Refused(ScanRefusal::NotAllowed));
    }
    match Form::parse(typed) {
        Ok(Form::Code(payload)) if payload.prefix().get() == tx.rules().code.prefix => scan_code(tx, payload, place),
        Ok(Form::Card(number)) => identify_card(tx, number, place),
        Ok(Form::Phone(number)) => identify_phone(tx, &number, place),
        _ => Ok(ScanOutcome::Refused(ScanRefusal::Malformed)),
    }
}

fn scan_code(tx: &mut Tx<'_>, payload: Payload, place: &Place) -> Result<ScanOutcome, StoreError> {
    let refused = |refusal| Ok(ScanOutcome::Refused(refusal));
    let (now, handle) = (tx.now(), payload.handle());
    let Some(phone) = lock_phone(tx, handle)? else {
        return refused(ScanRefusal::Unknown);
    };
    // A lock that would last longer than one does began in a future that some clock was in.
    if phone.locked_until > now && phone.locked_until <= now.plus_secs(tx.rules().code.guess_lock_secs) {
        return refused(ScanRefusal::Locked {
            until: phone.locked_until,
        });
    }
    let keys = phone.keys(tx)?;
    let is_of = |step: &Step| {
        keys.iter()
            .any(|key| code8(&hmac_sha256(key, &message_for(*step))) == payload.code())
    };
    let this = Step::at(now);
    let Some(step) = steps_to_try(this).into_iter().find(is_of) else {
        let nearby = (-NEARBY_STEPS..=NEARBY_STEPS)
            .map(|offset| Step::new(this.get() + offset))
            .any(|step| is_of(&step));
        if !nearby {
            count_guess(tx, handle, &phone)?;
        }
        return refused(if nearby {
            ScanRefusal::OutOfTime
        } else {
            ScanRefusal::Wrong
        });
    };
    if let Some(stopped) = Stopped::of_status(phone.status) {
        return refused(ScanRefusal::NotActive { stopped });
    }
    if !consume(tx, handle, step, phone.member, place)? {
        return used(tx, handle, step, place);
    }
    open_till_session(tx, phone.member, place, true).map(ScanOutcome::Opened)
}

fn lock_phone(tx: &mut Tx<'_>, handle: Handle) -> Result<Option<Phone>, StoreError> {
    tx.lock(
        "SELECT member_id, code_key, wrong_codes, wrong_since, locked_until, key_before, key_before_until, \
         (SELECT m.status FROM member m WHERE m.id = device.member_id) AS status \
         FROM device WHERE handle = ?1 AND ended_at IS NULL AND expires_at > ?2",
        params![i64::from(handle.get()), tx.now()],
        |row| {
            Ok(Phone {
                member: row.get("member_id")?,
                key: row.get("code_key")?,
                wrong_codes: row.get("wrong_codes")?,
                wrong_since: row.get("wrong_since")?,
                locked_until: row.get("locked_until")?,
                key_before: row.get("key_before")?,
                key_before_until: row.get("key_before_until")?,
                status: row.get("status")?,
            })
        },
    )
}

/// Counts a wrong code; the limit within the window locks the handle.
fn count_guess(tx: &mut Tx<'_>, handle: Handle, phone: &Phone) -> Result<(), StoreError> {
    let (now, rules) = (tx.now(), tx.rules());
    let fresh = phone.wrong_since.plus_secs(rules.code.guess_window_secs) <= now;
    let (wrong, since) = if fresh {
        (1, now)
    } else {
        (phone.wrong_codes + 1, phone.wrong_since)
    };
    let locked_until = if wrong >= rules.code.guess_limit {
        now.plus_secs(rules.code.guess_lock_secs)
    } else {
        phone.locked_until
    };
    let wrong = if wrong >= rules.code.guess_limit { 0 } else { wrong };
    tx.exec(
        "UPDATE device SET wrong_codes = ?2, wrong_since = ?3, locked_until = ?4 WHERE handle = ?1",
        params![i64::from(handle.get()), wrong, since, locked_until],
    )?;
    Ok(())
}

/// Uses the step up; the second to try is refused, whatever became of the first one's sale.
fn consume(tx: &mut Tx<'_>, handle: Handle, step: Step, member: MemberId, place: &Place) -> Result<bool, StoreError> {
    let used = tx.exec(
        "INSERT INTO code_use (handle, step, member_id, store_id, till, used_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (handle, step) DO NOTHING",
        params![
            i64::from(handle.get()),
            step.get(),
            member,
            place.store,
            place.till,
            tx.now()
        ],
    )?;
    if used == 1 {
        // Older steps are not looked for any more.
        tx.exec(
            "DELETE FROM code_use WHERE handle = ?1 AND step < ?2",
            params![i64::from(handle.get()), step.get() - 2],
        )?;
    }
    Ok(used == 1)
}

/// A code that was used before: the session of the first scan when this is the same scan again, otherwise when and where that was.
fn used(tx: &mut Tx<'_>, handle: Handle, step: Step, place: &Place) -> Result<ScanOutcome, StoreError> {
    let first = tx.one(
        "SELECT u.used_at, s.name, u.till, u.store_id, u.member_id FROM code_use u JOIN store s ON s.id = u.store_id \
         WHERE u.handle = ?1 AND u.step = ?2",
        params![i64::from(handle.get()), step.get()],
        |row| {
            Ok((
                row.get::<Millis>("used_at")?,
                row.get::<String>("name")?,
                row.get::<String>("till")?,
                row.get::<StoreId>("store_id")?,
                row.get::<MemberId>("member_id")?,
            ))
        },
    )?;
    let Some((at, store, till, store_id, member)) = first else {
        return Err(StoreError::Decode("a used code without its use".into()));
    };
    let same_till = store_id == place.store && till == place.till;
    if same_till
        && tx.now() <= at.plus_secs(tx.rules_of(place.store).till.same_scan_secs)
        && let Some(session) = open_session_of(tx, member, at, place)?
    {
        return Ok(ScanOutcome::Opened(session));
    }
    Ok(ScanOutcome::Refused(ScanRefusal::Used { at, store, till }))
}

/// The session that a scan at this till opened at that moment, while it is open and nothing was sold in it.
fn open_session_of(
    tx: &mut Tx<'_>,
    member: MemberId,
    opened_at: Millis,
    place: &Place,
) -> Result<Option<Scanned>, StoreError> {
    let secret = tx.context().secret.clone();
    tx.one(
        "SELECT id, token, expires_at FROM till_session WHERE member_id = ?1 AND store_id = ?2 AND till = ?3 \
         AND opened_at = ?4 AND rights = 'spend' AND ended_at IS NULL AND expires_at > ?5 ORDER BY id DESC LIMIT 1",
        params![member, place.store, place.till, opened_at, tx.now()],
        |row| {
            Ok(Scanned {
                session: row.get("id")?,
                token: secret.ticket(Ticket::TillSession, &row.get::<String>("token")?),
                member,
                expires_at: row.get("expires_at")?,
                may_spend: true,
            })
        },
    )
}

/// A printed or typed card number identifies and earns; it never spends.
fn identify_card(tx: &mut Tx<'_>, number: CardNumber, place: &Place) -> Result<ScanOutcome, StoreError> {
    let found = tx.one(
        "SELECT m.id, m.status, c.expires_at FROM card c JOIN member m ON m.id = c.member_id \
         WHERE c.number = ?1 AND c.status = 'active'",
        params![number.as_digits()],
        |row| {
            let member: (MemberId, CardStatus) = (row.get("id")?, row.get("status")?);
            Ok((member, row.get::<Option<Millis>>("expires_at")?))
        },
    )?;
    if let Some((_, Some(last))) = found
        && tx.now() > last
    {
        return Ok(ScanOutcome::Refused(ScanRefusal::CardExpired));
    }
    identified(tx, found.map(|(member, _)| member), place)
}

/// So does a phone number that the member says.
fn identify_phone(tx: &mut Tx<'_>, phone: &PhoneNumber, place: &Place) -> Result<ScanOutcome, StoreError> {
    let found = tx.one(
        "SELECT id, status FROM member WHERE phone = ?1",
        params![phone.as_str()],
        |row| Ok((row.get("id")?, row.get("status")?)),
    )?;
    identified(tx, found, place)
}

fn identified(
    tx: &mut Tx<'_>,
    found: Option<(MemberId, CardStatus)>,
    place: &Place,
) -> Result<ScanOutcome, StoreError> {
    let Some((member, status)) = found else {
        return Ok(ScanOutcome::Refused(ScanRefusal::Unknown));
    };
    match Stopped::of_status(status) {
        Some(stopped) => Ok(ScanOutcome::Refused(ScanRefusal::NotActive { stopped })),
        None => open_till_session(tx, member, place, false).map(ScanOutcome::Opened),
    }
}

/// Opens a till session for somebody who was recognised.
pub(crate) fn open_till_session(
    tx: &mut Tx<'_>,
    member: MemberId,
    place: &Place,
    may_spend: bool,
) -> Result<Scanned, StoreError> {
    let context = tx.context();
    let (now, name) = (tx.now(), context.rng.name());
    let token = context.secret.ticket(Ticket::TillSession, &name);
    let expires_at = now.plus_secs(tx.rules_of(place.store).till.session_secs);
    let session = tx.insert(
        "INSERT INTO till_session (token, member_id, store_id, till, operator_id, rights, opened_at, expires_at, \
         rules_version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            name,
            member,
            place.store,
            place.till,
            place.operator,
            TillRights::of(may_spend),
            now,
            expires_at,
            tx.rules_version(),
        ],
        TillSessionId::new,
    )?;
    // The phone shows at once that it was scanned.
    tx.announce(member);
    Ok(Scanned {
        session,
        token,
        member,
        expires_at,
        may_spend,
    })
}

impl ScanRefusal {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => ErrorCode::NotACode.as_str(),
            Self::Unknown => ErrorCode::UnknownCode.as_str(),
            Self::Wrong => ErrorCode::WrongCode.as_str(),
            Self::OutOfTime => ErrorCode::OutOfTime.as_str(),
            Self::Used { .. } => ErrorCode::Used.as_str(),
            Self::Locked { .. } => ErrorCode::Locked.as_str(),
            Self::NotActive { .. } => ErrorCode::NotActive.as_str(),
            Self::CardExpired => ErrorCode::CardExpired.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
        }
    }
}
