//! A value that was sealed with the installation's secret, and shows at a start whether this is the secret that the books belong to.
//! With another one everything would look well until the first member shows a code.

use crate::{
    Context, StoreError, Tx,
    db::{
        engine::{
            postgres::Postgres,
            sqlite::{self, Sqlite},
        },
        run::run_read,
        store::{is_postgres, outside_of_runtime},
        tx::Connection,
    },
    params,
};

/// Its row in `setting`.
pub(crate) const KEY: &str = "secret-probe";
const SEAL: &str = "secret-probe";
const PLAIN: &[u8] = b"huika";

/// Whether what is sealed in the books at `url` can be opened with the secret of `context`. Books that have no such value yet get one,
/// unless a member's key in them says already that the secret is another one.
pub fn secret_fits(url: &str, context: &Context) -> Result<bool, StoreError> {
    on_connection(url, |books| {
        if let Some(sealed) = run_read(books, context, sealed_probe)? {
            return Ok(opens(context, SEAL, &sealed));
        }
        let key = run_read(books, context, newest_code_key)?;
        if key.is_some_and(|sealed| !opens(context, "code-key", &sealed)) {
            return Ok(false);
        }
        write(books, context, false)?;
        // Of two servers that start at once with different secrets, one was first.
        let sealed = run_read(books, context, sealed_probe)?;
        Ok(sealed.is_some_and(|sealed| opens(context, SEAL, &sealed)))
    })
}

/// Takes the secret of `context` for the books at `url`, whatever was sealed with another one: that is lost.
pub fn adopt_secret(url: &str, context: &Context) -> Result<(), StoreError> {
    on_connection(url, |books| write(books, context, true))
}

fn on_connection<T: Send>(
    url: &str,
    work: impl FnOnce(&mut dyn Connection) -> Result<T, StoreError> + Send,
) -> Result<T, StoreError> {
    outside_of_runtime(|| {
        if is_postgres(url) {
            work(&mut Postgres::open(url)?)
        } else {
            work(&mut Sqlite::open_existing(&sqlite::path_of(url))?)
        }
    })
}

fn sealed_probe(tx: &mut Tx<'_>) -> Result<Option<Vec<u8>>, StoreError> {
    let kept: Option<String> = tx.one("SELECT value FROM setting WHERE key = ?1", params![KEY], |row| {
        row.get("value")
    })?;
    // What is no hexadecimal text is opened by no secret.
    Ok(kept.map(|text| hex::decode(text).unwrap_or_default()))
}

fn newest_code_key(tx: &mut Tx<'_>) -> Result<Option<Vec<u8>>, StoreError> {
    tx.one("SELECT code_key FROM device ORDER BY id DESC LIMIT 1", &[], |row| {
        row.get("code_key")
    })
}

fn opens(context: &Context, seal: &str, sealed: &[u8]) -> bool {
    context.secret.open(seal, sealed).is_ok()
}

fn write(books: &mut dyn Connection, context: &Context, replacing: bool) -> Result<(), StoreError> {
    let sealed = hex::encode(context.secret.seal(SEAL, PLAIN));
    let when_there = if replacing { "UPDATE SET value = ?2" } else { "NOTHING" };
    let sql = format!("INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO {when_there}");
    books.begin_write()?;
    match books.execute(&sql, params![KEY, sealed]) {
        Ok(_) => books.commit(),
        Err(error) => {
            books.rollback();
            Err(error)
        }
    }
}
