//! Brings the schema up to date, a step a transaction: a run that was killed goes on where it stopped.

use huika_domain::Clock;

use crate::{StoreError, secret::sha256, tx::Connection, value::Value};

/// One engine's steps, oldest first, and how to keep two servers from migrating at once.
pub(crate) struct Migrations {
    steps: &'static [(&'static str, &'static str)],
    lock: &'static str,
}

/// SQLite's write lock keeps others out by itself.
pub(crate) const SQLITE: Migrations = Migrations {
    steps: &[
        ("books", include_str!("../migrations/sqlite/0001_books.sql")),
        ("corrections", include_str!("../migrations/sqlite/0002_corrections.sql")),
        ("security", include_str!("../migrations/sqlite/0003_security.sql")),
        ("lighter", include_str!("../migrations/sqlite/0004_lighter.sql")),
        ("retention", include_str!("../migrations/sqlite/0005_retention.sql")),
        (
            "self-service",
            include_str!("../migrations/sqlite/0006_self_service.sql"),
        ),
        ("payments", include_str!("../migrations/sqlite/0008_payments.sql")),
        (
            "reconciliation",
            include_str!("../migrations/sqlite/0009_reconciliation.sql"),
        ),
        ("key-before", include_str!("../migrations/sqlite/0010_key_before.sql")),
        ("wallet", include_str!("../migrations/sqlite/0011_wallet.sql")),
        ("emptied", include_str!("../migrations/sqlite/0017_emptied.sql")),
        ("growth", include_str!("../migrations/sqlite/0018_growth.sql")),
        ("passkeys", include_str!("../migrations/sqlite/0012_passkeys.sql")),
        ("joining", include_str!("../migrations/sqlite/0014_joining.sql")),
        (
            "payment-alarms",
            include_str!("../migrations/sqlite/0015_payment_alarms.sql"),
        ),
        ("bill-files", include_str!("../migrations/sqlite/0016_bill_files.sql")),
        ("staff", include_str!("../migrations/sqlite/0013_staff.sql")),
        ("point-lots", include_str!("../migrations/sqlite/0019_point_lots.sql")),
        ("staff-acts", include_str!("../migrations/sqlite/0020_staff_acts.sql")),
        ("statement", include_str!("../migrations/sqlite/0021_statement.sql")),
    ],
    lock: "",
};

/// PostgreSQL's advisory lock lasts until the step's transaction ends.
pub(crate) const POSTGRES: Migrations = Migrations {
    steps: &[
        ("books", include_str!("../migrations/postgres/0001_books.sql")),
        (
            "corrections",
            include_str!("../migrations/postgres/0002_corrections.sql"),
        ),
        ("security", include_str!("../migrations/postgres/0003_security.sql")),
        ("lighter", include_str!("../migrations/postgres/0004_lighter.sql")),
        ("retention", include_str!("../migrations/postgres/0005_retention.sql")),
        (
            "self-service",
            include_str!("../migrations/postgres/0006_self_service.sql"),
        ),
        ("payments", include_str!("../migrations/postgres/0008_payments.sql")),
        (
            "reconciliation",
            include_str!("../migrations/postgres/0009_reconciliation.sql"),
        ),
        ("key-before", include_str!("../migrations/postgres/0010_key_before.sql")),
        ("wallet", include_str!("../migrations/postgres/0011_wallet.sql")),
        ("emptied", include_str!("../migrations/postgres/0017_emptied.sql")),
        ("growth", include_str!("../migrations/postgres/0018_growth.sql")),
        ("passkeys", include_str!("../migrations/postgres/0012_passkeys.sql")),
        ("joining", include_str!("../migrations/postgres/0014_joining.sql")),
        (
            "payment-alarms",
            include_str!("../migrations/postgres/0015_payment_alarms.sql"),
        ),
        ("bill-files", include_str!("../migrations/postgres/0016_bill_files.sql")),
        ("staff", include_str!("../migrations/postgres/0013_staff.sql")),
        ("point-lots", include_str!("../migrations/postgres/0019_point_lots.sql")),
        ("staff-acts", include_str!("../migrations/postgres/0020_staff_acts.sql")),
        ("statement", include_str!("../migrations/postgres/0021_statement.sql")),
    ],
    lock: "SELECT pg_advisory_xact_lock(7213400551)",
};

const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS schema_version (
    version BIGINT PRIMARY KEY, name TEXT NOT NULL, fingerprint TEXT NOT NULL, applied_at BIGINT NOT NULL)";

/// Applies what is missing and answers the version reached. Refuses a schema that is newer than this program, and one
/// whose steps are not the ones that this program knows.
pub(crate) fn run(
    connection: &mut dyn Connection,
    migrations: &Migrations,
    clock: &dyn Clock,
) -> Result<i64, StoreError> {
    let target = migrations.steps.len() as i64;
    loop {
        connection.begin_write()?;
        match step(connection, migrations, clock) {
            Ok(version) => {
                connection.commit()?;
                if version == target {
                    return Ok(version);
                }
            }
            Err(error) => {
                connection.rollback();
                return Err(error);
            }
        }
    }
}

/// Refuses a schema that is not exactly this program's.
pub(crate) fn require_current(connection: &mut dyn Connection, migrations: &Migrations) -> Result<(), StoreError> {
    let mut version = 0_i64;
    connection.query("SELECT COUNT(*) FROM schema_version", &[], &mut |row| {
        version = row.get(0)?;
        Ok(())
    })?;
    let known = migrations.steps.len() as i64;
    if version == known {
        Ok(())
    } else {
        Err(StoreError::Schema(format!(
            "the database has version {version} and this program knows {known}: migrate first, or use the program that fits"
        )))
    }
}

fn step(connection: &mut dyn Connection, migrations: &Migrations, clock: &dyn Clock) -> Result<i64, StoreError> {
    if !migrations.lock.is_empty() {
        connection.batch(migrations.lock)?;
    }
    connection.batch(VERSIONS)?;
    let mut applied = Vec::new();
    connection.query(
        "SELECT version, fingerprint FROM schema_version ORDER BY version",
        &[],
        &mut |row| {
            applied.push((row.get::<i64>(0)?, row.get::<String>(1)?));
            Ok(())
        },
    )?;
    if applied.len() > migrations.steps.len() {
        return Err(StoreError::Schema(format!(
            "the database has version {} and this program knows {}: use a newer program",
            applied.len(),
            migrations.steps.len()
        )));
    }
    for ((version, fingerprint), (name, text)) in applied.iter().zip(migrations.steps) {
        if *fingerprint != hex::encode(sha256(text.as_bytes())) {
            return Err(StoreError::Schema(format!(
                "step {version} ({name}) was applied in another form"
            )));
        }
    }
    let Some((name, text)) = migrations.steps.get(applied.len()) else {
        return Ok(applied.len() as i64);
    };
    connection.batch(text)?;
    let version = applied.len() as i64 + 1;
    let fingerprint = hex::encode(sha256(text.as_bytes()));
    connection.execute(
        "INSERT INTO schema_version (version, name, fingerprint, applied_at) VALUES (?1, ?2, ?3, ?4)",
        &[
            Value::Int(version),
            Value::Text(name),
            Value::Text(&fingerprint),
            Value::Int(clock.now().get()),
        ],
    )?;
    Ok(version)
}
