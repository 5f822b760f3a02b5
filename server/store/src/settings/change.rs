//! Making a rule: a new row, never a changed one.

use huika_domain::{
    ErrorCode, Millis, OperatorId, Reason,
    settings::{Area, BodyError, Scope, TierRule},
};
use serde::Serialize;
use serde_json::Value;

use super::history::newest;
use crate::{
    StoreError, Tx,
    db::{
        gate::{Gate, pass},
        idempotency::{self, KeyReused, Seen},
    },
    params,
    staff::{Matter, Role, may},
};

/// Who makes a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Somebody of the office, on a page.
    Operator(OperatorId),
    /// Whoever has the shell of the server.
    Command,
}

/// A rule that is to be made.
#[derive(Debug, Clone)]
pub struct Change {
    /// Of which area.
    pub area: &'static Area,
    /// For whom.
    pub scope: Scope,
    /// Its body in the newest form; none ends the scope's own rule, so that the next wider one holds.
    pub body: Option<Value>,
    /// From when on; none: from now on.
    pub from: Option<Millis>,
    /// The number of the newest rule of this area and scope that was seen, 0 for none: another one that came meanwhile refuses this
    /// change, because a body is replaced whole. None: whatever there is.
    pub seen: Option<i64>,
    /// Why.
    pub reason: Reason,
    /// Who.
    pub by: By,
    /// The form's key; empty for a command.
    pub key: String,
}

/// A rule that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Changed {
    /// Its number.
    pub id: i64,
    /// From when on it holds.
    pub from: Millis,
}

/// Why none was made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ChangeError {
    /// Whoever asks does not lead the shop.
    #[error("only headquarters changes rules")]
    NotAllowed,
    /// A value is not what it may be.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// The area has no rules for such a scope, or there is no such store or kind of card.
    #[error("there are no such rules for {0}")]
    NoSuchScope(String),
    /// The chain's own rule cannot be taken away: there is nothing wider.
    #[error("the chain's rule can be changed and not ended")]
    ChainStays,
    /// It would hold from a time on that is over, or that nobody can have meant.
    #[error("a rule holds from now on, or from a time within the next ten years")]
    WrongTime,
    /// The newest rule of this scope is another one than was seen.
    #[error("somebody has changed this rule meanwhile")]
    Meanwhile,
    /// It says what holds already.
    #[error("this is what the rule says already")]
    Same,
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Days within which a rule may be made for later.
const AHEAD_DAYS: i64 = 3_660;

/// What a repeated request is compared with.
#[derive(Serialize)]
struct Asked<'c> {
    area: &'c str,
    scope: String,
    body: &'c Option<Value>,
    from: Option<Millis>,
    reason: &'c str,
}

/// Makes a rule. Rights, range and scope are asked here, whoever calls.
pub fn change_rule(tx: &mut Tx<'_>, change: &Change) -> Result<Changed, ChangeError> {
    // One after the other, so that rules are committed in the order of their numbers: a server that knows one knows all before it.
    pass(tx, Gate::Rules)?;
    let scope = match change.by {
        By::Operator(operator) => format!("rule:{operator}"),
        By::Command => String::new(),
    };
    let asked = Asked {
        area: change.area.name,
        scope: change.scope.to_text(),
        body: &change.body,
        from: change.from,
        reason: change.reason.as_str(),
    };
    if !change.key.is_empty() {
        match idempotency::seen(tx, &scope, &change.key, &asked)? {
            Seen::Before(changed) => return Ok(changed),
            Seen::Other => return Err(KeyReused.into()),
            Seen::New => {}
        }
    }
    if let By::Operator(operator) = change.by
        && !may(tx, operator, Role::sets_rules, Matter::Shop)?
    {
        return Err(ChangeError::NotAllowed);
    }
    let changed = insert(tx, change)?;
    if !change.key.is_empty() {
        idempotency::keep(tx, &scope, &change.key, &asked, &changed)?;
    }
    tx.rules_changed();
    Ok(changed)
}

fn insert(tx: &mut Tx<'_>, change: &Change) -> Result<Changed, ChangeError> {
    let now = tx.now();
    let Change { area, scope, .. } = *change;
    require_scope(tx, area, scope)?;
    let body = match &change.body {
        Some(body) => Some(area.read(area.version, body)?),
        None if scope == Scope::Chain => return Err(ChangeError::ChainStays),
        None => None,
    };
    let from = change.from.unwrap_or(now);
    if from < now || from > now.plus_days(AHEAD_DAYS) {
        return Err(ChangeError::WrongTime);
    }
    if area.name == "tiers" {
        keeps_tiers(tx, body.as_ref())?;
    }
    let newest = newest(tx, area, scope)?;
    if change
        .seen
        .is_some_and(|seen| seen != newest.as_ref().map_or(0, |row| row.id))
    {
        return Err(ChangeError::Meanwhile);
    }
    let says = newest.as_ref().and_then(|row| row.body.as_ref());
    // A rule for later that says the same is none either, as long as nothing else is planned before it.
    if says == body.as_ref() && newest.is_none_or(|row| row.from <= from) {
        return Err(ChangeError::Same);
    }
    let (by, source) = match change.by {
        By::Operator(operator) => (Some(operator), "page"),
        By::Command => (None, "command"),
    };
    let row = NewRule {
        area,
        scope,
        body: body.as_ref(),
        from,
        by,
        source,
        reason: change.reason.as_str(),
    };
    Ok(Changed {
        id: row.insert(tx)?,
        from,
    })
}

/// No list of tiers takes a tier from who holds it.
fn keeps_tiers(tx: &mut Tx<'_>, body: Option<&Value>) -> Result<(), ChangeError> {
    let Some(body) = body else { return Ok(()) };
    let then: TierRule = serde_json::from_value(body.clone()).map_err(|e| StoreError::Decode(e.to_string()))?;
    let held: i64 = tx.value("SELECT COALESCE(MAX(tier_rank), 0) FROM member", params![])?;
    Ok(then.check_follows(&tx.rules().tiers, held)?)
}

/// Whether the area has rules for such a scope, and the scope is there.
fn require_scope(tx: &mut Tx<'_>, area: &Area, scope: Scope) -> Result<(), ChangeError> {
    let table = match scope {
        _ if !scope.is_of(area.dimension) => None,
        Scope::Chain => return Ok(()),
        Scope::Store(_) => Some("store"),
        Scope::CardType(_) => Some("card_type"),
        Scope::Region(_) => Some("region"),
    };
    let found: Option<i64> = match table {
        Some(table) => {
            // A region that has ended has no stores, and so no rules.
            let lives = if table == "region" { " AND ended_at IS NULL" } else { "" };
            let text = format!("SELECT id FROM {table} WHERE id = ?1{lives}");
            tx.one(&text, params![scope.id()], |row| row.get("id"))?
        }
        None => None,
    };
    found.map(drop).ok_or_else(|| ChangeError::NoSuchScope(scope.to_text()))
}

/// A row that is to be written.
pub(super) struct NewRule<'r> {
    pub area: &'r Area,
    pub scope: Scope,
    pub body: Option<&'r Value>,
    pub from: Millis,
    pub by: Option<OperatorId>,
    pub source: &'static str,
    pub reason: &'r str,
}

impl NewRule<'_> {
    pub(super) fn insert(&self, tx: &mut Tx<'_>) -> Result<i64, StoreError> {
        tx.insert(
            "INSERT INTO rule (area, scope_kind, scope_id, body, body_version, effective_from, made_by, source, reason, at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                self.area.name,
                self.scope.kind(),
                self.scope.id(),
                self.body.map(Value::to_string),
                i64::from(self.area.version),
                self.from,
                self.by,
                self.source,
                self.reason,
                tx.now(),
            ],
            |id| id,
        )
    }
}

impl ChangeError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::Body(_) => ErrorCode::RuleValue.as_str(),
            Self::NoSuchScope(_) => ErrorCode::RuleScope.as_str(),
            Self::ChainStays => ErrorCode::RuleChainStays.as_str(),
            Self::WrongTime => ErrorCode::RuleTime.as_str(),
            Self::Meanwhile => ErrorCode::RuleMeanwhile.as_str(),
            Self::Same => ErrorCode::RuleSame.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
