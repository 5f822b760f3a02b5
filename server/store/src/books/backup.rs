//! Backup and restore, on both engines into one form: an SQLite file. It is consistent, made beside running work, can be
//! proved like live books, and brings books from one engine to the other.
//!
//! From SQLite it is a copy page by page; from PostgreSQL one snapshot is read table by table. The file carries a digest of itself, so that
//! one that was damaged is never taken for books.

mod digest;
mod fault;

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use huika_domain::Clock;

use fault::storage;

use crate::{
    Context, Progress, StoreError,
    books::{Proof, prove_and_tell},
    db::{
        engine::{
            postgres::Postgres,
            sqlite::{self, Sqlite},
        },
        migrate,
        run::run_read,
        secret_probe,
        store::{is_postgres, outside_of_runtime},
        tx::Connection,
        value::{Row, Value},
    },
};

/// Rows that one statement writes.
const ROWS_AT_ONCE: usize = 100;

/// Writes a copy of the books at `url` into the new file `target`. Nothing stands there before the copy is complete and
/// on disk. The schema must be the one that this program knows.
pub fn backup(url: &str, target: &Path, clock: &(dyn Clock + Sync), progress: &Progress) -> Result<(), StoreError> {
    let copy = Partial::of(target)?;
    outside_of_runtime(|| {
        if is_postgres(url) {
            let mut from = Postgres::open(url)?;
            from.begin_read()?;
            migrate::require_current(&mut from, &migrate::POSTGRES)?;
            let mut into = Sqlite::open(&copy.path, false)?;
            migrate::run(&mut into, &migrate::SQLITE, clock, progress)?;
            copy_tables(
                &mut from,
                &mut into,
                &mut |into, table| forget_start(into, table),
                progress,
            )?;
            from.rollback();
            into.leave_wal()
        } else {
            let mut from = Sqlite::open(&sqlite::path_of(url), true)?;
            migrate::require_current(&mut from, &migrate::SQLITE)?;
            from.copy_to(&copy.path, progress)?;
            Sqlite::open(&copy.path, false)?.leave_wal()
        }
    })?;
    digest::append(&copy.path)?;
    copy.put_in_place()
}

/// Whether the file at `path` is a backup, which is as it was written. One that is not is refused.
pub(super) fn is_whole(path: &Path) -> Result<bool, StoreError> {
    match digest::look(path)? {
        digest::Digest::Fits => Ok(true),
        digest::Digest::None => Ok(false),
        digest::Digest::Differs => Err(StoreError::Unfit(format!(
            "{} is not what was written when the backup was made: it was damaged or changed since",
            path.display()
        ))),
    }
}

/// Brings a backup into empty books at `url`, brings its schema up to date, and proves the outcome. Books that hold
/// anything are left as they are, and nothing is left of a restore that failed.
pub fn restore(source: &Path, url: &str, context: &Context, progress: &Progress) -> Result<Proof, StoreError> {
    outside_of_runtime(|| {
        if is_postgres(url) {
            restore_into_postgres(source, url, context, progress)
        } else {
            let copy = Partial::of(&sqlite::path_of(url))?;
            let books = up_to_date(source, &copy, context, progress)?;
            books.leave_wal()?;
            drop(books);
            let proof = proved(&mut Sqlite::open(&copy.path, true)?, context, progress)?;
            copy.put_in_place()?;
            Ok(proof)
        }
    })
}

fn proved(books: &mut dyn Connection, context: &Context, progress: &Progress) -> Result<Proof, StoreError> {
    run_read(books, context, |tx| prove_and_tell(tx, progress))
}

fn restore_into_postgres(
    source: &Path,
    url: &str,
    context: &Context,
    progress: &Progress,
) -> Result<Proof, StoreError> {
    let mut into = Postgres::open(url)?;
    // An older backup is brought up to date in a copy, so that the backup itself stays as it is.
    let copy = Partial::of(&source.with_extension("restoring"))?;
    let mut from = up_to_date(source, &copy, context, progress)?;
    migrate::run(&mut into, &migrate::POSTGRES, context.clock.as_ref(), progress)?;
    from.begin_read()?;
    let copied = copy_tables(&mut from, &mut into, &mut be_empty, progress);
    from.rollback();
    copied?;
    proved(&mut into, context, progress)
}

/// A copy of the backup with the newest schema.
fn up_to_date(source: &Path, copy: &Partial, context: &Context, progress: &Progress) -> Result<Sqlite, StoreError> {
    let carries_digest = is_whole(source)?;
    let mut backup = Sqlite::open(source, true)?;
    if migrate::version(&mut backup, &migrate::SQLITE)? == 0 {
        let name = source.display();
        return Err(StoreError::Schema(format!("{name} is no backup of books")));
    }
    backup.copy_to(&copy.path, progress)?;
    let mut books = Sqlite::open(&copy.path, false)?;
    if !carries_digest {
        require_readable(&mut books, source)?;
    }
    migrate::run(&mut books, &migrate::SQLITE, context.clock.as_ref(), progress)?;
    Ok(books)
}

/// Of a backup without a digest the engine at least has to be able to read everything.
fn require_readable(books: &mut dyn Connection, source: &Path) -> Result<(), StoreError> {
    let mut first = None;
    books.damage(&mut |_, what| {
        first.get_or_insert(what);
    })?;
    match first {
        None => Ok(()),
        Some(what) => Err(StoreError::Unfit(format!("{} is damaged: {what}", source.display()))),
    }
}

/// Empties a table that a migration has filled: the books that are copied hold those rows as the shop keeps them.
fn forget_start(into: &mut dyn Connection, table: &str) -> Result<(), StoreError> {
    if table == "role" {
        into.execute("DELETE FROM role", &[])?;
    }
    Ok(())
}

/// Refuses a table that holds anything but what a server writes when it is started on empty books.
fn be_empty(into: &mut dyn Connection, table: &str) -> Result<(), StoreError> {
    if matches!(table, "lease" | "proof") {
        into.execute(&format!("DELETE FROM {table}"), &[])?;
        return Ok(());
    }
    // Those of the first start, which were taken over from the settings; what somebody decided afterwards is never thrown away.
    if table == "rule" {
        let decided = migrate::number(into, "SELECT COUNT(*) FROM rule WHERE source <> 'start'")?;
        if decided == 0 {
            into.execute("TRUNCATE rule", &[])?;
        }
    }
    if table == "role" && migrate::number(into, "SELECT COUNT(*) FROM role_change")? == 0 {
        forget_start(into, table)?;
    }
    if table == "setting" {
        into.execute("DELETE FROM setting WHERE key = ?1", &[Value::Text(secret_probe::KEY)])?;
    }
    let any = format!("SELECT COUNT(*) FROM (SELECT 1 FROM {table} LIMIT 1) first_row");
    if migrate::number(into, &any)? > 0 {
        return Err(StoreError::Schema(
            "these books are not empty; nothing was restored".into(),
        ));
    }
    Ok(())
}

/// Copies every table but the schema's own, in the order in which they were made, in one transaction of `into`. `before`
/// may look at a table first.
fn copy_tables(
    from: &mut dyn Connection,
    into: &mut dyn Connection,
    before: &mut dyn FnMut(&mut dyn Connection, &str) -> Result<(), StoreError>,
    progress: &Progress,
) -> Result<(), StoreError> {
    let mut book = Sqlite::open(Path::new(":memory:"), false)?;
    migrate::run(&mut book, &migrate::SQLITE, &Epoch, &Progress::default())?;
    let tables = tables(&mut book)?;
    let mut rows = 0;
    for table in &tables {
        rows += migrate::number(from, &format!("SELECT COUNT(*) FROM {}", table.name))?.unsigned_abs();
    }
    progress.begin("copying the books", "rows", rows);
    into.begin_write()?;
    let copied = tables.iter().try_for_each(|table| {
        if table.name == "setting" {
            // What the schema says of itself comes with the rows.
            into.execute(
                "DELETE FROM setting WHERE key = ?1",
                &[Value::Text(migrate::SERVES_FROM)],
            )?;
        }
        before(into, &table.name)?;
        copy_table(from, into, table, progress)
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
    /// Whether its rows name older ones of it, which then have to be there first.
    names_itself: bool,
}

/// The tables of the current schema, which are the same on both engines.
fn tables(book: &mut dyn Connection) -> Result<Vec<Table>, StoreError> {
    let mut names: Vec<String> = Vec::new();
    book.query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_version' \
         ORDER BY rowid",
        &[],
        &mut |row| {
            names.push(row.get("name")?);
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
                let kind = match row.get::<String>("type")?.as_str() {
                    "INTEGER" => Kind::Int,
                    "TEXT" => Kind::Text,
                    _ => Kind::Bytes,
                };
                columns.push((row.get("name")?, kind));
                Ok(())
            },
        )?;
        let mut names_itself = false;
        book.query(
            "SELECT COUNT(*) AS own FROM pragma_foreign_key_list(?1) WHERE \"table\" = ?1",
            &[Value::Text(&name)],
            &mut |row| {
                names_itself = row.get::<i64>("own")? > 0;
                Ok(())
            },
        )?;
        tables.push(Table {
            name,
            columns,
            names_itself,
        });
    }
    Ok(tables)
}

/// A value on its way from one engine to the other.
enum Cell {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

fn copy_table(
    from: &mut dyn Connection,
    into: &mut dyn Connection,
    table: &Table,
    progress: &Progress,
) -> Result<(), StoreError> {
    // The names are the schema's own.
    let list = table
        .columns
        .iter()
        .map(|(name, _)| name.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let mut rows: Vec<Vec<Cell>> = Vec::with_capacity(ROWS_AT_ONCE);
    // PostgreSQL keeps a row that was changed at another place.
    let order = if table.names_itself { " ORDER BY id" } else { "" };
    from.query(&format!("SELECT {list} FROM {}{order}", table.name), &[], &mut |row| {
        rows.push(
            table
                .columns
                .iter()
                .map(|(name, kind)| cell(row, name, *kind))
                .collect::<Result<_, _>>()?,
        );
        if rows.len() == ROWS_AT_ONCE {
            insert(into, &table.name, &list, &rows)?;
            progress.advance(rows.len() as u64);
            rows.clear();
        }
        Ok(())
    })?;
    insert(into, &table.name, &list, &rows)?;
    progress.advance(rows.len() as u64);
    if table.columns.first().is_some_and(|(name, _)| name == "id") {
        into.continue_numbers(&table.name)?;
    }
    Ok(())
}

fn cell(row: &Row<'_>, name: &str, kind: Kind) -> Result<Cell, StoreError> {
    Ok(match kind {
        Kind::Int => Cell::Int(row.get(name)?),
        Kind::Text => Cell::Text(row.get(name)?),
        Kind::Bytes => Cell::Bytes(row.get(name)?),
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

/// Where a copy grows until it is complete. What is left of one that failed is removed, so that the disk is as free as before and it can
/// be tried again.
struct Partial {
    path: PathBuf,
    target: PathBuf,
}

/// What SQLite puts beside a file, and takes for a part of it: the log of a file that was there before would be read into the new one.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

impl Partial {
    /// Neither it nor the target nor anything of an earlier target's may be there.
    fn of(target: &Path) -> Result<Self, StoreError> {
        require_none(target)?;
        let path = with_suffix(target, ".partial");
        if path.exists() {
            return Err(StoreError::Storage(format!(
                "{} is there already: another copy is being made, or one was cut off; then delete it",
                path.display()
            )));
        }
        Ok(Self {
            path,
            target: target.to_owned(),
        })
    }

    /// Gives the copy its name once it is on disk. It never takes the place of a file that was put there meanwhile, such as by a server
    /// that was started on it.
    fn put_in_place(self) -> Result<(), StoreError> {
        sync(&self.path)?;
        require_none(&self.target)?;
        match std::fs::hard_link(&self.path, &self.target) {
            Ok(()) => {}
            // A file system without hard links, such as that of a memory stick.
            Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::Unsupported) => {
                std::fs::rename(&self.path, &self.target).map_err(|e| storage(&e))?;
            }
            Err(error) => return Err(storage(&error)),
        }
        let folder = self.target.parent().filter(|path| !path.as_os_str().is_empty());
        sync(folder.unwrap_or(Path::new(".")))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        for suffix in std::iter::once("").chain(BESIDE) {
            // Most are not there.
            let _gone = std::fs::remove_file(with_suffix(&self.path, suffix));
        }
    }
}

fn require_none(target: &Path) -> Result<(), StoreError> {
    for suffix in std::iter::once("").chain(BESIDE) {
        let path = with_suffix(target, suffix);
        if path.exists() {
            let hint = if suffix.is_empty() {
                ""
            } else {
                ": it belongs to an earlier file and has to go with it"
            };
            return Err(StoreError::Storage(format!(
                "{} is there already{hint}",
                path.display()
            )));
        }
    }
    Ok(())
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
