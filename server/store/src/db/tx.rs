//! One transaction, as a use case sees it.

use std::sync::Arc;

use huika_domain::{BusinessDay, MemberId, Millis};

use crate::{
    db::{
        context::Context,
        error::StoreError,
        live::Topic,
        value::{FromColumn, Row, Value},
    },
    rules::Snapshot,
};

/// What an engine offers to a transaction. Texts write their placeholders as `?1`, `?2` …
pub(crate) trait Connection {
    /// Runs a statement and hands each row to `each`; an error from there ends the reading.
    fn query(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;
    /// Runs a statement and answers how many rows it changed.
    fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError>;
    /// Inserts a row into a table with an `id` and answers that.
    fn insert(&mut self, sql: &str, params: &[Value<'_>]) -> Result<i64, StoreError>;
    /// Runs a write whose outcome nobody looks at, now or together with those that follow it: at the latest before any other
    /// statement, or when [`Connection::settle`] is called.
    fn later(&mut self, sql: &str, params: &[Value<'_>]) -> Result<(), StoreError> {
        self.execute(sql, params).map(drop)
    }
    /// [`Connection::insert`] as a write of that kind.
    fn insert_later(&mut self, _table: &'static str, sql: &str, params: &[Value<'_>]) -> Result<i64, StoreError> {
        self.insert(sql, params)
    }
    /// Fetches, in one go, the numbers that the next [`Connection::insert_later`] into each of these tables will give.
    fn number_ahead(&mut self, _tables: &[&'static str]) -> Result<(), StoreError> {
        Ok(())
    }
    /// Ends a use case: runs what was left for later, or forgets it.
    fn settle(&mut self, _keep: bool) -> Result<(), StoreError> {
        Ok(())
    }
    /// What turns a `SELECT` from one table into one that locks what it reads; nothing where a write transaction keeps
    /// all others out anyway.
    fn lock_clause(&self) -> &'static str;
    /// Runs one or more statements without parameters, as transaction control and migrations are.
    fn batch(&mut self, sql: &str) -> Result<(), StoreError>;
    /// Opens a transaction that will write.
    fn begin_write(&mut self) -> Result<(), StoreError>;
    /// From here to the end of the transaction a row that somebody else holds is a [`StoreError::Conflict`] after a moment.
    /// Where one writer has the database to itself there is nobody to wait for.
    fn wait_briefly(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
    /// Opens a transaction that reads one consistent state.
    fn begin_read(&mut self) -> Result<(), StoreError>;
    /// Makes the open transaction durable: when this answers, the data is on disk.
    fn commit(&mut self) -> Result<(), StoreError>;
    /// Rolls the open transaction back; harmless when there is none.
    fn rollback(&mut self);
    /// Whether a transaction is open and still usable; a full disk can end one behind our back.
    fn in_transaction(&mut self) -> bool;
    /// Whether nothing more can be expected of the connection before it was revived.
    fn is_broken(&self) -> bool {
        false
    }
    /// Whether the last work failed for a reason that is over, so that the same would succeed now. Asked once.
    fn was_stale(&mut self) -> bool {
        false
    }
    /// What the engine itself finds wrong with what is stored, read from beginning to end: where, and what. Within a transaction that reads.
    fn damage(&mut self, note: &mut dyn FnMut(String, String)) -> Result<(), StoreError>;
    /// The engine's own clock, where it may be another one than ours.
    fn clock(&mut self) -> Result<Option<Millis>, StoreError> {
        Ok(None)
    }
    /// Makes the connection usable again after a fault.
    fn revive(&mut self) -> Result<(), StoreError>;
    /// Housekeeping between transactions, when everybody has been answered.
    fn tidy(&mut self) {}
    /// After rows were copied with their numbers: lets new ones go on after the highest.
    fn continue_numbers(&mut self, table: &str) -> Result<(), StoreError>;
}

/// Refuses what one of the engines would refuse, in the same words on both.
fn storable(params: &[Value<'_>]) -> Result<(), StoreError> {
    let holds_nul = |value: &Value<'_>| matches!(value, Value::Text(text) if text.contains('\0'));
    if params.iter().any(holds_nul) {
        return Err(StoreError::Text);
    }
    Ok(())
}

/// An open transaction. A use case reads and writes through it and either returns `Ok`, and everything is committed
/// together, or an error, and nothing of it stays. After a statement has failed the use case must return.
pub struct Tx<'c> {
    connection: &'c mut dyn Connection,
    context: &'c Context,
    now: Millis,
    /// What is in force during all of it.
    standing: Arc<Snapshot>,
    announced: Vec<Topic>,
    fault: Option<StoreError>,
    wrote: bool,
    /// Queries that may still be run: without a transaction around them only one shows a consistent state.
    queries_left: usize,
}

/// What is left of a transaction's use case when it has returned.
pub(crate) struct Closed {
    /// Whom to wake after the commit.
    pub announced: Vec<Topic>,
    /// The first statement that failed.
    pub fault: Option<StoreError>,
    /// Whether any statement could have changed something.
    pub wrote: bool,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(connection: &'c mut dyn Connection, context: &'c Context) -> Self {
        let now = context.clock.now();
        Self {
            connection,
            context,
            now,
            standing: context.rules.at(now),
            announced: Vec::new(),
            fault: None,
            wrote: false,
            queries_left: usize::MAX,
        }
    }

    /// One query without a transaction around it.
    pub(crate) fn of_one_query(connection: &'c mut dyn Connection, context: &'c Context) -> Self {
        Self {
            queries_left: 1,
            ..Self::new(connection, context)
        }
    }

    /// When this transaction takes place: one instant for all of it.
    pub fn now(&self) -> Millis {
        self.now
    }

    /// Lets what follows take place at another time: for the demo's invented history only.
    pub(crate) fn set_now(&mut self, now: Millis) {
        self.now = now;
    }

    /// The shop's business day of this transaction: the calendar's, or the first one that is still open, should that be closed already because
    /// a clock had been ahead. So nothing is ever added to a day that was sealed; what is late stands on the open day, with its own time.
    pub fn today(&self) -> BusinessDay {
        self.still_open(self.context.zone.business_day(self.now))
    }

    /// A day, or the first later one that is not closed.
    pub(crate) fn still_open(&self, day: BusinessDay) -> BusinessDay {
        let closed = self.context.rules.closed();
        if closed < i64::from(i32::from(day)) {
            return day;
        }
        i32::try_from(closed)
            .ok()
            .and_then(|number| BusinessDay::new(number).ok())
            .map_or(day, BusinessDay::succ)
    }

    /// The rules in force, which stay the same until this transaction ends.
    pub(crate) fn standing(&self) -> &Arc<Snapshot> {
        &self.standing
    }

    /// Chance, secrets and the shop's time zone.
    pub fn context(&self) -> &'c Context {
        self.context
    }

    /// The first row, decoded, or `None` when there is none.
    pub fn one<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        decode: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut found = None;
        self.each(sql, params, |row| {
            if found.is_none() {
                found = Some(decode(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The row that a `SELECT` from one table finds, in its newest state, and nobody else can change it until this
    /// transaction ends. A use case locks what it decides on before it decides.
    pub fn lock<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        decode: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match self.connection.lock_clause() {
            "" => self.one(sql, params, decode),
            clause => self.one(&format!("{sql}{clause}"), params, decode),
        }
    }

    /// Inserts a row into a table with an `id` and answers that.
    pub fn insert<I>(&mut self, sql: &str, params: &[Value<'_>], id: fn(i64) -> I) -> Result<I, StoreError> {
        self.wrote = true;
        let outcome = storable(params).and_then(|()| self.connection.insert(sql, params));
        self.note(outcome).map(id)
    }

    /// The single value of a single row, as `COUNT(*)` gives it.
    pub fn value<T: FromColumn>(&mut self, sql: &str, params: &[Value<'_>]) -> Result<T, StoreError> {
        self.one(sql, params, |row| row.at(0))?
            .ok_or_else(|| StoreError::Decode("expected one row and found none".into()))
    }

    /// All rows, decoded. The text must bound how many that can be.
    pub fn all<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        decode: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(decode(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Hands over row by row, so that any number of them fits into memory.
    pub fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.wrote |= !sql.starts_with("SELECT");
        self.queries_left = self
            .queries_left
            .checked_sub(1)
            .ok_or_else(|| StoreError::Internal("a look-up has one query".into()))?;
        let outcome = storable(params).and_then(|()| self.connection.query(sql, params, &mut each));
        self.note(outcome)
    }

    /// Runs a statement and answers how many rows it changed.
    pub fn exec(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        let outcome = storable(params).and_then(|()| self.connection.execute(sql, params));
        self.wrote |= outcome.as_ref().is_ok_and(|changed| *changed > 0);
        self.note(outcome)
    }

    /// Runs a write whose outcome does not matter to what follows: a refusal by the database fails the use case in any case.
    /// Where the database is elsewhere, several of these travel together.
    pub fn later(&mut self, sql: &str, params: &[Value<'_>]) -> Result<(), StoreError> {
        self.wrote = true;
        let outcome = storable(params).and_then(|()| self.connection.later(sql, params));
        self.note(outcome)
    }

    /// Inserts one row, as [`Tx::later`] does, into a table whose `id` numbers the rows, and answers that.
    pub fn insert_later<I>(
        &mut self,
        table: &'static str,
        sql: &str,
        params: &[Value<'_>],
        id: fn(i64) -> I,
    ) -> Result<I, StoreError> {
        self.wrote = true;
        let outcome = storable(params).and_then(|()| self.connection.insert_later(table, sql, params));
        self.note(outcome).map(id)
    }

    /// Says into which tables rows will be inserted later, so that their numbers are asked for together. A member's rows are in
    /// the order of their numbers, so this comes after the member's wallet was locked.
    pub fn number_ahead(&mut self, tables: &[&'static str]) -> Result<(), StoreError> {
        let outcome = self.connection.number_ahead(tables);
        self.note(outcome)
    }

    /// After the commit, wakes the live pages of `member` on every server.
    pub fn announce(&mut self, member: MemberId) {
        self.tell(Topic::Member(member));
    }

    /// After the commit, lets every server read its copy of the rules again.
    pub(crate) fn rules_changed(&mut self) {
        self.tell(Topic::Rules);
    }

    fn tell(&mut self, topic: Topic) {
        if !self.announced.contains(&topic) {
            self.announced.push(topic);
        }
    }

    /// What the engine finds wrong with what is stored; [`Connection::damage`].
    pub(crate) fn damage(&mut self, note: &mut dyn FnMut(String, String)) -> Result<(), StoreError> {
        let outcome = self.connection.damage(note);
        self.note(outcome)
    }

    /// Somebody else was faster with what this transaction has decided about: it is run again from the beginning.
    pub(crate) fn give_way(&mut self) -> StoreError {
        self.fault = Some(StoreError::Conflict);
        StoreError::Conflict
    }

    fn note<T>(&mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        let outcome = outcome.map_err(|error| match error {
            // Another server kept the first answer to this request a moment ago: run again, the use case finds it.
            StoreError::Constraint(name) if name == "request_pkey" => StoreError::Conflict,
            error => error,
        });
        if let (Err(error), None) = (&outcome, &self.fault) {
            self.fault = Some(error.clone());
        }
        outcome
    }

    /// Ends the use case's hold on the transaction: what it left for later is run when its outcome is kept.
    pub(crate) fn close(mut self, keep: bool) -> Closed {
        let outcome = self.connection.settle(keep && self.fault.is_none());
        // A fault is kept there.
        drop(self.note(outcome));
        Closed {
            announced: self.announced,
            fault: self.fault,
            wrote: self.wrote,
        }
    }
}
