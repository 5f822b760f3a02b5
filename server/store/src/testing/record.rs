//! Writes down every statement that use cases run, so that a bench can play the same statements with the bare driver.

use std::path::Path;

use crate::{
    Context, OwnedValue, StoreError, Tx, Value,
    db::{engine::sqlite::Sqlite, tx::Connection, value::Row},
};

/// A statement as it was run.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Its text, with placeholders `?1`.
    pub sql: String,
    /// Its parameters.
    pub parameters: Vec<OwnedValue>,
    /// Whether it answers rows.
    pub is_query: bool,
}

/// Runs `use_case` for 0 to `times` on the SQLite file at `path`, all in one transaction, and answers the statements of
/// each run.
pub fn record<E: From<StoreError>>(
    path: &Path,
    context: &Context,
    times: usize,
    use_case: impl Fn(&mut Tx<'_>, usize) -> Result<(), E>,
) -> Result<Vec<Vec<Statement>>, E> {
    let mut recorder = Recorder {
        inner: Sqlite::open(path, false)?,
        statements: Vec::new(),
    };
    recorder.inner.begin_write()?;
    let mut runs = Vec::with_capacity(times);
    for index in 0..times {
        use_case(&mut Tx::new(&mut recorder, context), index)?;
        runs.push(std::mem::take(&mut recorder.statements));
    }
    recorder.inner.commit()?;
    Ok(runs)
}

struct Recorder {
    inner: Sqlite,
    statements: Vec<Statement>,
}

impl Recorder {
    fn keep(&mut self, sql: &str, params: &[Value<'_>], is_query: bool) {
        let parameters = params.iter().copied().map(OwnedValue::from).collect();
        self.statements.push(Statement {
            sql: sql.to_owned(),
            parameters,
            is_query,
        });
    }
}

impl Connection for Recorder {
    fn query(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.keep(sql, params, true);
        self.inner.query(sql, params, each)
    }

    fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        self.keep(sql, params, false);
        self.inner.execute(sql, params)
    }

    fn insert(&mut self, sql: &str, params: &[Value<'_>]) -> Result<i64, StoreError> {
        self.keep(sql, params, false);
        self.inner.insert(sql, params)
    }

    fn lock_clause(&self) -> &'static str {
        self.inner.lock_clause()
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.inner.batch(sql)
    }

    fn begin_write(&mut self) -> Result<(), StoreError> {
        self.inner.begin_write()
    }

    fn begin_read(&mut self) -> Result<(), StoreError> {
        self.inner.begin_read()
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.inner.commit()
    }

    fn rollback(&mut self) {
        self.inner.rollback();
    }

    fn in_transaction(&mut self) -> bool {
        self.inner.in_transaction()
    }

    fn revive(&mut self) -> Result<(), StoreError> {
        self.inner.revive()
    }

    fn damage(&mut self, note: &mut dyn FnMut(String, String)) -> Result<(), StoreError> {
        self.inner.damage(note)
    }

    fn continue_numbers(&mut self, table: &str) -> Result<(), StoreError> {
        self.inner.continue_numbers(table)
    }
}
