//! Proving books where they lie: live ones beside their server, those of a standby, or a backup, which is not changed by being looked at.

use crate::{
    Context, Progress, StoreError, Tx,
    books::{Proof, backup, note_proof, prove_and_tell},
    db::{
        engine::{
            postgres::Postgres,
            sqlite::{self, Sqlite},
        },
        migrate,
        run::run_read,
        store::{is_postgres, outside_of_runtime},
        tx::Connection,
    },
    settings::renew,
};

/// Proves the books at `url`, which must have the schema of this program, and notes the outcome in them, unless they can only be read: a
/// backup, or a standby.
pub fn check(url: &str, context: &Context, progress: &Progress) -> Result<Proof, StoreError> {
    let context = context.clone().of_a_store();
    outside_of_runtime(|| {
        if is_postgres(url) {
            let mut books = Postgres::open(url)?;
            migrate::require_current(&mut books, &migrate::POSTGRES)?;
            let proof = proved(&mut books, &context, progress)?;
            let standby = migrate::number(&mut books, "SELECT CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END")?;
            if standby == 0 {
                note(&mut books, &context, &proof)?;
            }
            return Ok(proof);
        }
        let path = sqlite::path_of(url);
        let is_backup = backup::is_whole(&path)?;
        let mut books = Sqlite::open(&path, true)?;
        migrate::require_current(&mut books, &migrate::SQLITE)?;
        let proof = proved(&mut books, &context, progress)?;
        if !is_backup {
            note(&mut Sqlite::open_existing(&path)?, &context, &proof)?;
        }
        Ok(proof)
    })
}

fn proved(books: &mut dyn Connection, context: &Context, progress: &Progress) -> Result<Proof, StoreError> {
    run_read(books, context, |tx| renew(tx, &context.rules))?;
    run_read(books, context, |tx| prove_and_tell(tx, progress))
}

fn note(books: &mut dyn Connection, context: &Context, proof: &Proof) -> Result<(), StoreError> {
    books.begin_write()?;
    let mut tx = Tx::new(books, context);
    let noted = note_proof(&mut tx, proof);
    tx.close(noted.is_ok());
    match noted {
        Ok(()) => books.commit(),
        Err(error) => {
            books.rollback();
            Err(error)
        }
    }
}
