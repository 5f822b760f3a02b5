//! Backup and restore, on both engines into one form: an SQLite file. It is consistent, made beside running work, can be
//! proved like live books, and brings books from one engine to the other.
//!
//! From SQLite it is a copy page by page; from PostgreSQL one snapshot is read table by table.

use std::path::{Path, PathBuf};

use huika_domain::Clock;

use crate::{
    Context, StoreError,
    books::{Proof, prove},
    engine::{postgres::Postgres, sqlite, sqlite::Sqlite},
    migrate,
    store::{is_postgres, outside_of_runtime},
    tx::Connection,
    value::{Row, Value},
    writer::run_read,
};

/// Rows that one statement writes.
const ROWS_AT_ONCE: usize = 100;

/// Writes a copy of the books at `url` into the new file `target`. Nothing stands there before the copy is complete and
/// on disk. The schema must be the one that this program knows.
pub fn backup(url: &str, target: &Path, clock: &(dyn Clock + Sync)) -> Result<(), StoreError> {
    let partial = partial_of(target)?;
    outside_of_runtime(|| {
        if is_postgres(url) {
            let mut from = Postgres::open(url)?;
            let mut into = Sqlite::open(&partial, false)?;
            migrate::run(&mut into, &migrate::SQLITE, clock)?;
            from.begin_read()?;
            migrate::require_current(&mut from, &migrate::POSTGRES)?;
            copy_tables(&mut from, &mut into, &mut |_, _| Ok(()))?;
            from.rollback();
            into.leave_wal()
        } else {
            let from = Sqlite::open(&sqlite::path_of(url), true)?;
            from.copy_to(&partial)?;
            Sqlite::open(&partial, false)?.leave_wal()
        }
    })?;
    sync(&partial)?;
    std::fs::rename(&partial, target).map_err(|e| storage(&e))?;
    sync(
        target
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new(".")),
    )
}

/// Brings a backup into empty books at `url`, brings its schema up to date, and proves the outcome. Books that hold
/// anything are left as they are.
pub fn restore(source: &Path, url: &str, context: &Context) -> Result<Proof, StoreError> {
    outside_of_runtime(|| {
        if is_postgres(url) {
            restore_into_postgres(source, url, context)
        } else {
            let target = sqlite::path_of(url);
            let partial = partial_of(&target)?;
            Sqlite::open(source, true)?.copy_to(&partial)?;
            let mut books = Sqlite::open(&partial, false)?;
            migrate::run(&mut books, &migrate::SQLITE, context.clock.as_ref())?;
            let proof = run_read(&mut books, context, prove)?;
            books.leave_wal()?;
            drop(books);
            sync(&partial)?;
            std::fs::rename(&partial, &target).map_err(|e| storage(&e))?;
            Ok(proof)
        }
    })
}

fn restore_into_postgres(source: &Path, url: &str, context: &Context) -> Result<Proof, StoreError> {
    // An older backup is brought up to date in a copy, so that the backup itself stays as it is.
    let copy = partial_of(&source.with_extension("restoring"))?;
    Sqlite::open(source, true)?.copy_to(&copy)?;
    let mut from = Sqlite::open(&copy, false)?;
    migrate::run(&mut from, &migrate::SQLITE, context.clock.as_ref())?;
    let mut into = Postgres::open(url)?;
    migrate::run(&mut into, &migrate::POSTGRES, context.clock.as_ref())?;
    from.begin_read()?;
    let copied = copy_tables(&mut from, &mut into, &mut |into, table| {
        let counts = [
            ("store", "SELECT COUNT(*) FROM store"),
            ("member", "SELECT COUNT(*) FROM member"),
        ];
        for (_, text) in counts.iter().filter(|(counted, _)| *counted == table) {
            if count(into, text)? > 0 {
                return Err(StoreError::Schema(
                    "these books are not empty; nothing was restored".into(),
                ));
            }
        }
        Ok(())
    });
    from.rollback();
    drop(from);
    for file in [copy.clone(), with_suffix(&copy, "-wal"), with_suffix(&copy, "-shm")] {
        // Only the first is sure to be there.
        let _gone = std::fs::remove_file(file);
    }
    copied?;
    run_read(&mut into, context, prove)
}

/// Copies every table but the schema's own, in the order in which they were made, in one transaction of `into`. `before`
/// may look at a table first.
fn copy_tables(
    from: &mut dyn Connection,
    into: &mut dyn Connection,
    before: &mut dyn FnMut(&mut dyn Connection, &str) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut book = Sqlite::open(Path::new(":memory:"), false)?;
    migrate::run(&mut book, &migrate::SQLITE, &Epoch)?;
    into.begin_write()?;
    let copied = tables(&mut book).and_then(|tables| {
        tables.iter().try_for_each(|table| {
            before(into, &table.name)?;
            copy_table(from, into, table)
        })
    });
    match copied {
        Ok(()) => into.commit(),
        Err(error) => {
            into.rollback();
            Err(error)
        }
    }
}

/// A clock for a schema that is only looked at.
struct Epoch;

impl Clock for Epoch {
    fn now(&self) -> huika_domain::Millis {
        huika_domain::Millis::new(0)
    }
}

/// What a column holds.
#[derive(Clone, Copy)]
enum Kind {
    Int,
    Text,
    Bytes,
}

struct Table {
    name: String,
    columns: Vec<(String, Kind)>,
}

/// The tables of the current schema, which are the same on both engines.
fn tables(book: &mut dyn Connection) -> Result<Vec<Table>, StoreError> {
    let mut names: Vec<String> = Vec::new();
    book.query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_version' \
         ORDER BY rowid",
        &[],
        &mut |row| {
            names.push(row.get(0)?);
            Ok(())
        },
    )?;
    let mut tables = Vec::new();
    for name in names {
        let mut columns = Vec::new();
        book.query(
            "SELECT name, type FROM pragma_table_info(?1) ORDER BY cid",
            &[Value::Text(&name)],
            &mut |row| {
                let kind = match row.get::<String>(1)?.as_str() {
                    "INTEGER" => Kind::Int,
                    "TEXT" => Kind::Text,
                    _ => Kind::Bytes,
                };
                columns.push((row.get(0)?, kind));
                Ok(())
            },
        )?;
        tables.push(Table { name, columns });
    }
    Ok(tables)
}

/// A value on its way from one engine to the other.
enum Cell {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

fn copy_table(from: &mut dyn Connection, into: &mut dyn Connection, table: &Table) -> Result<(), StoreError> {
    // The names are the schema's own.
    let list = table
        .columns
        .iter()
        .map(|(name, _)| name.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let mut rows: Vec<Vec<Cell>> = Vec::with_capacity(ROWS_AT_ONCE);
    from.query(&format!("SELECT {list} FROM {}", table.name), &[], &mut |row| {
        let columns = table.columns.iter().enumerate();
        rows.push(
            columns
                .map(|(index, (_, kind))| cell(row, index, *kind))
                .collect::<Result<_, _>>()?,
        );
        if rows.len() == ROWS_AT_ONCE {
            insert(into, &table.name, &list, &rows)?;
            rows.clear();
        }
        Ok(())
    })?;
    insert(into, &table.name, &list, &rows)?;
    if table.columns.first().is_some_and(|(name, _)| name == "id") {
        into.continue_numbers(&table.name)?;
    }
    Ok(())
}

fn cell(row: &Row<'_>, index: usize, kind: Kind) -> Result<Cell, StoreError> {
    Ok(match kind {
        Kind::Int => Cell::Int(row.get(index)?),
        Kind::Text => Cell::Text(row.get(index)?),
        Kind::Bytes => Cell::Bytes(row.get(index)?),
    })
}

fn insert(into: &mut dyn Connection, table: &str, list: &str, rows: &[Vec<Cell>]) -> Result<(), StoreError> {
    let Some(width) = rows.first().map(Vec::len) else {
        return Ok(());
    };
    let places = (0..rows.len())
        .map(|row| {
            let row = (1..=width).map(|column| format!("?{}", row * width + column));
            format!("({})", row.collect::<Vec<_>>().join(", "))
        })
        .collect::<Vec<_>>()
        .join(", ");
    let values: Vec<Value<'_>> = rows
        .iter()
        .flatten()
        .map(|cell| match cell {
            Cell::Int(number) => number.map_or(Value::NullInt, Value::Int),
            Cell::Text(text) => text.as_deref().map_or(Value::NullText, Value::Text),
            Cell::Bytes(bytes) => bytes.as_deref().map_or(Value::NullBytes, Value::Bytes),
        })
        .collect();
    into.execute(&format!("INSERT INTO {table} ({list}) VALUES {places}"), &values)?;
    Ok(())
}

fn count(connection: &mut dyn Connection, text: &str) -> Result<i64, StoreError> {
    let mut found = 0;
    connection.query(text, &[], &mut |row| {
        found = row.get(0)?;
        Ok(())
    })?;
    Ok(found)
}

/// Where a copy grows until it is complete. Neither it nor the target may be there.
fn partial_of(target: &Path) -> Result<PathBuf, StoreError> {
    let partial = with_suffix(target, ".partial");
    for path in [target, &partial] {
        if path.exists() {
            return Err(StoreError::Storage(format!("{} is there already", path.display())));
        }
    }
    Ok(partial)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn sync(path: &Path) -> Result<(), StoreError> {
    std::fs::File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|e| storage(&e))
}

fn storage(error: &std::io::Error) -> StoreError {
    StoreError::Storage(error.to_string())
}
