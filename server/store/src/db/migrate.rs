//! Brings the schema up to date, a step a transaction: a run that was killed goes on where it stopped.
//!
//! Servers are replaced one after the other, so for a while the program of the version before works on the newer schema. A step is written
//! so that it can: it adds what the new program needs (a table, a column with a default, an index), and what is no longer needed is taken
//! away a version later. Such a step is marked as one (`step!`); the oldest program that can serve stands in the database, and each server
//! compares itself with it. Why a step is not one of these stands in `ALONE` below, beside the test that looks at each.

use std::time::{Duration, Instant};

use huika_domain::Clock;

use crate::{
    Progress, StoreError,
    db::{secret::sha256, tx::Connection, value::Value},
};

/// A step from one version of the schema to the next.
pub(crate) struct Step {
    /// Its file.
    name: &'static str,
    text: &'static str,
    /// A program that does not know it can serve beside those that do.
    beside: bool,
}

/// One engine's steps, oldest first, and how to keep two servers from migrating at once.
pub(crate) struct Migrations {
    steps: &'static [Step],
    lock: &'static str,
    /// Counts the table of versions: none where there are no books.
    has_versions: &'static str,
}

/// A step is known by its file, whose number is the version that it leads to. One that only adds is `step!($engine, "0050_name", beside)`.
macro_rules! step {
    ($engine:literal, $file:literal) => {
        step!($engine, $file, false)
    };
    ($engine:literal, $file:literal, beside) => {
        step!($engine, $file, true)
    };
    ($engine:literal, $file:literal, $beside:literal) => {
        Step {
            name: $file,
            text: include_str!(concat!("../../migrations/", $engine, "/", $file, ".sql")),
            beside: $beside,
        }
    };
}

/// The steps are the same for both engines, each in the engine's own words.
macro_rules! steps {
    ($engine:literal) => {
        &[
            step!($engine, "0001_books"),
            step!($engine, "0002_corrections"),
            step!($engine, "0003_security"),
            step!($engine, "0004_lighter"),
            step!($engine, "0005_retention"),
            step!($engine, "0006_self_service"),
            step!($engine, "0007_payments"),
            step!($engine, "0008_reconciliation"),
            step!($engine, "0009_key_before"),
            step!($engine, "0010_wallet"),
            step!($engine, "0011_emptied"),
            step!($engine, "0012_growth"),
            step!($engine, "0013_passkeys"),
            step!($engine, "0014_joining"),
            step!($engine, "0015_payment_alarms"),
            step!($engine, "0016_bill_files"),
            step!($engine, "0017_staff"),
            step!($engine, "0018_point_lots"),
            step!($engine, "0019_staff_acts"),
            step!($engine, "0020_statement"),
            step!($engine, "0021_open_point_lots"),
            step!($engine, "0022_sealed_lots"),
            step!($engine, "0023_held_top_ups"),
            step!($engine, "0024_staff_watch"),
            step!($engine, "0025_requests"),
            step!($engine, "0026_passkey_handle"),
            step!($engine, "0027_proof"),
            step!($engine, "0028_search"),
            step!($engine, "0029_consent"),
            step!($engine, "0030_rules"),
            step!($engine, "0031_reports"),
            step!($engine, "0032_organisation"),
            step!($engine, "0033_sale_day"),
            step!($engine, "0034_rights"),
            step!($engine, "0035_tills"),
            step!($engine, "0036_members"),
            step!($engine, "0037_grants"),
            step!($engine, "0038_card_types"),
            step!($engine, "0039_goods"),
            step!($engine, "0040_privacy"),
            step!($engine, "0041_profile"),
            step!($engine, "0042_sale_lines"),
            step!($engine, "0043_campaigns", beside),
            step!($engine, "0044_coupons"),
            step!($engine, "0045_tiers"),
            step!($engine, "0046_shifts"),
            step!($engine, "0047_counter"),
            step!($engine, "0048_pictures", beside),
            step!($engine, "0049_hand_discount"),
            step!($engine, "0050_return_rules"),
            step!($engine, "0051_price_rest", beside),
            step!($engine, "0052_member_merge"),
            step!($engine, "0053_day_sums"),
        ]
    };
}

/// SQLite's write lock keeps others out by itself.
pub(crate) const SQLITE: Migrations = Migrations {
    steps: steps!("sqlite"),
    lock: "",
    has_versions: "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'",
};

/// PostgreSQL's advisory lock lasts until the step's transaction ends.
pub(crate) const POSTGRES: Migrations = Migrations {
    steps: steps!("postgres"),
    lock: "SELECT pg_advisory_xact_lock(7213400551)",
    // Books of another schema, which the search path may name too, are not these.
    has_versions: "SELECT COUNT(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_version') \
                   AND relnamespace = to_regnamespace(current_schema())",
};

const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS schema_version (
    version BIGINT PRIMARY KEY, name TEXT NOT NULL, fingerprint TEXT NOT NULL, applied_at BIGINT NOT NULL)";

/// The row of `setting` with the oldest version whose program can serve on the schema as it is.
pub(crate) const SERVES_FROM: &str = "schema-serves-from";

/// How long a step may wait for tables that somebody reads, such as a proof. It asks for them again and again for a few seconds only:
/// whoever comes after a step that waits has to wait as well.
const PATIENCE: Duration = Duration::from_mins(10);
const PAUSE: Duration = Duration::from_millis(500);

/// Applies what is missing and answers the version reached. Refuses a schema that is newer than this program can serve on, and one
/// whose steps are not the ones that this program knows. Where nothing is missing, nothing is written: whoever serves need not own the
/// tables.
pub(crate) fn run(
    connection: &mut dyn Connection,
    migrations: &Migrations,
    clock: &dyn Clock,
    progress: &Progress,
) -> Result<i64, StoreError> {
    let target = migrations.steps.len() as i64;
    progress.begin("bringing the schema up to date", "steps", migrations.steps.len() as u64);
    let begun = Instant::now();
    if let Fit::Current | Fit::Newer(_) = fit(connection, migrations)? {
        progress.reach(target.unsigned_abs());
        return Ok(target);
    }
    loop {
        connection.begin_write()?;
        match step(connection, migrations, clock) {
            Ok(version) => {
                connection.commit()?;
                progress.reach(version.unsigned_abs());
                if version == target {
                    return Ok(version);
                }
            }
            Err(StoreError::Conflict) if begun.elapsed() < PATIENCE => {
                connection.rollback();
                tracing::warn!("a step of the schema waits for a table that somebody uses");
                std::thread::sleep(PAUSE);
            }
            Err(error) => {
                connection.rollback();
                return Err(error);
            }
        }
    }
}

/// How the schema and this program fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// There are no books.
    None,
    /// It has to be brought up to date.
    Older(i64),
    /// It is this program's.
    Current,
    /// A newer program has added to it, and this one can go on.
    Newer(i64),
}

/// Compares the schema with this program; refuses one that it cannot serve on, and one whose steps are others.
pub(crate) fn fit(connection: &mut dyn Connection, migrations: &Migrations) -> Result<Fit, StoreError> {
    let known = migrations.steps.len() as i64;
    let version = version(connection, migrations)?;
    if version == 0 {
        return Ok(Fit::None);
    }
    require_known_steps(connection, migrations)?;
    match version.cmp(&known) {
        std::cmp::Ordering::Less => Ok(Fit::Older(version)),
        std::cmp::Ordering::Equal => Ok(Fit::Current),
        std::cmp::Ordering::Greater => {
            if serves(connection, known)? {
                return Ok(Fit::Newer(version));
            }
            Err(StoreError::Schema(format!(
                "the database has version {version} and this program knows {known}: use a newer program"
            )))
        }
    }
}

/// Whether the program that is asked can serve on the schema as it is now: two small rows are read, because a newer server may change it at
/// any moment.
pub(crate) fn still_fits(connection: &mut dyn Connection, migrations: &Migrations) -> Result<(), StoreError> {
    let (version, known) = (
        number(connection, "SELECT COUNT(*) FROM schema_version")?,
        migrations.steps.len() as i64,
    );
    if version <= known || serves(connection, known)? {
        return Ok(());
    }
    Err(StoreError::Schema(format!(
        "the database has version {version} by now, and this program knows {known}: it has to be replaced"
    )))
}

fn serves(connection: &mut dyn Connection, known: i64) -> Result<bool, StoreError> {
    let mut from = i64::MAX;
    connection.query(
        "SELECT value FROM setting WHERE key = ?1",
        &[Value::Text(SERVES_FROM)],
        &mut |row| {
            from = row.get::<String>("value")?.parse().unwrap_or(i64::MAX);
            Ok(())
        },
    )?;
    Ok(known >= from)
}

/// Refuses a schema that is not exactly this program's, for what reads or copies every table.
pub(crate) fn require_current(connection: &mut dyn Connection, migrations: &Migrations) -> Result<(), StoreError> {
    let known = migrations.steps.len();
    let version = match fit(connection, migrations)? {
        Fit::Current => return Ok(()),
        Fit::None => {
            return Err(StoreError::Schema(
                "there are no books here: `huika serve` or `huika migrate` makes new ones".to_owned(),
            ));
        }
        Fit::Older(version) | Fit::Newer(version) => version,
    };
    Err(StoreError::Schema(format!(
        "the database has version {version} and this program knows {known}: migrate first, or use the program that fits"
    )))
}

/// Which version the schema has; 0 where there are no books.
pub(crate) fn version(connection: &mut dyn Connection, migrations: &Migrations) -> Result<i64, StoreError> {
    if number(connection, migrations.has_versions)? == 0 {
        return Ok(0);
    }
    number(connection, "SELECT COUNT(*) FROM schema_version")
}

/// The one number that a query answers.
pub(crate) fn number(connection: &mut dyn Connection, query: &str) -> Result<i64, StoreError> {
    let mut number = 0;
    connection.query(query, &[], &mut |row| {
        number = row.at(0)?;
        Ok(())
    })?;
    Ok(number)
}

/// Refuses a schema whose steps, as far as this program knows them, were others; answers how many there are.
fn require_known_steps(connection: &mut dyn Connection, migrations: &Migrations) -> Result<usize, StoreError> {
    let mut applied = Vec::new();
    connection.query(
        "SELECT version, fingerprint FROM schema_version ORDER BY version",
        &[],
        &mut |row| {
            applied.push((row.get::<i64>("version")?, row.get::<String>("fingerprint")?));
            Ok(())
        },
    )?;
    for ((version, fingerprint), Step { name, text, .. }) in applied.iter().zip(migrations.steps) {
        if *fingerprint != hex::encode(sha256(text.as_bytes())) {
            return Err(StoreError::Schema(format!(
                "step {version} ({name}) was applied in another form"
            )));
        }
    }
    Ok(applied.len())
}

fn step(connection: &mut dyn Connection, migrations: &Migrations, clock: &dyn Clock) -> Result<i64, StoreError> {
    if !migrations.lock.is_empty() {
        connection.batch(migrations.lock)?;
    }
    connection.batch(VERSIONS)?;
    // Another server may have done some meanwhile.
    let applied = require_known_steps(connection, migrations)?;
    let Some(Step { name, text, beside }) = migrations.steps.get(applied) else {
        return Ok(migrations.steps.len() as i64);
    };
    connection.batch(text)?;
    let version = applied as i64 + 1;
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
    // Books of before this was noted have no such row, and get it with the next step.
    let (from, when_there) = if *beside {
        let last_alone = migrations.steps[..applied].iter().rposition(|step| !step.beside);
        (last_alone.map_or(1, |index| index as i64 + 1), "NOTHING")
    } else {
        (version, "UPDATE SET value = excluded.value")
    };
    connection.execute(
        &format!("INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO {when_there}"),
        &[Value::Text(SERVES_FROM), Value::Text(&from.to_string())],
    )?;
    Ok(version)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use huika_domain::{
        SpendOrder,
        settings::{Area, StoredValueRule},
    };

    use super::{Fit, Migrations, POSTGRES, SQLITE, Step, fit, number, require_current, run, still_fits, version};
    use crate::{
        Progress, StoreError,
        db::{
            engine::{postgres::Postgres, sqlite::Sqlite},
            tx::Connection,
        },
        testing::{NOON, SetClock, fresh_postgres, postgres_for_tests},
    };

    #[test]
    fn each_file_has_the_number_of_its_version() {
        for migrations in [SQLITE, POSTGRES] {
            for (version, step) in (1..).zip(migrations.steps) {
                let file = step.name;
                assert!(file.starts_with(&format!("{version:04}_")), "{file} is step {version}");
            }
        }
    }

    fn on_both_engines(story: impl Fn(&mut dyn Connection, &Migrations)) {
        let mut sqlite = Sqlite::open(Path::new(":memory:"), false).expect("opens");
        story(&mut sqlite, &SQLITE);
        if let Some(base) = postgres_for_tests() {
            let url = fresh_postgres(&base).expect("a database can be made");
            story(&mut Postgres::open(&url).expect("opens"), &POSTGRES);
        }
    }

    /// The first `count` steps, as an older program knew them.
    fn older(migrations: &Migrations, count: usize) -> Migrations {
        Migrations {
            steps: &migrations.steps[..count],
            ..*migrations
        }
    }

    #[test]
    fn what_is_left_of_lots_moves_into_its_own_table_though_the_first_try_was_cut_off() {
        on_both_engines(|books, migrations| {
            let clock = SetClock::at(NOON);
            assert_eq!(version(books, migrations).expect("can be read"), 0);
            run(books, &older(migrations, 20), clock.as_ref(), &Progress::default()).expect("an older program");
            let lots = "INSERT INTO point_lot (id, member_id, entry_id, granted, remaining, emptied, available_from, expires_at, rule, \
                        created_at) VALUES (1, 7, 1, 100, 60, 0, 0, 5, 'earned', 0), (2, 7, 2, 50, 0, 1, 0, 5, 'earned', 0), \
                        (3, 8, 3, 30, 30, 0, 0, NULL, 'earned', 0)";
            books.begin_write().expect("begins");
            books.batch(lots).expect("lots of an older program");
            books.commit().expect("commits");
            // Killed when all but the last statement was done.
            let text = migrations.steps[20].text;
            let until = text
                .trim_end()
                .trim_end_matches(';')
                .rfind(';')
                .expect("several statements");
            books.begin_write().expect("begins");
            books.batch(&text[..=until]).expect("the step begins");
            books.rollback();
            assert_eq!(version(books, migrations).expect("can be read"), 20);
            let progress = Progress::default();
            run(books, migrations, clock.as_ref(), &progress).expect("goes on");
            let steps = migrations.steps.len() as u64;
            let reached = progress.reached().expect("is watched");
            assert_eq!((reached.unit, reached.done, reached.total), ("steps", steps, steps));
            let counted = |books: &mut dyn Connection, what: &str| -> Result<i64, StoreError> {
                number(books, &format!("SELECT COUNT(*) FROM open_point_lot WHERE {what}"))
            };
            assert_eq!(counted(books, "1 = 1").expect("a number"), 2, "an empty lot has no row");
            let first = "member_id = 7 AND lot_id = 1 AND remaining = 60 AND granted = 100 AND expires_at = 5";
            assert_eq!(counted(books, first).expect("a number"), 1);
            let endless = "member_id = 8 AND lot_id = 3 AND remaining = 30 AND expires_at IS NULL";
            assert_eq!(counted(books, endless).expect("a number"), 1);
        });
    }

    #[test]
    fn what_a_kind_of_card_said_becomes_its_rule() {
        let texts = |books: &mut dyn Connection, query: &str| {
            let mut found = Vec::new();
            let read = books.query(query, &[], &mut |row| {
                found.push((row.at::<i64>(0)?, row.at::<String>(1)?));
                Ok(())
            });
            read.expect("can be read");
            found
        };
        on_both_engines(|books, migrations| {
            let clock = SetClock::at(NOON);
            let before = migrations.steps.iter().position(|step| step.name.ends_with("_rules"));
            let before = before.expect("the step is there");
            run(books, &older(migrations, before), clock.as_ref(), &Progress::default()).expect("an older program");
            let card_types = "INSERT INTO card_type (id, code, name, spend_order, cap_fen, cap_counts_bonus, top_up_rule) VALUES \
                              (1, 'a', 'A', 'pro-rata', 500000, 1, '{}'), (2, 'b', 'B', 'bonus-at-most:30', 100000, 0, '{}')";
            books.begin_write().expect("begins");
            books.batch(card_types).expect("kinds of card of an older program");
            books.commit().expect("commits");
            run(books, migrations, clock.as_ref(), &Progress::default()).expect("goes on");
            let rules = texts(
                books,
                "SELECT scope_id, body FROM rule WHERE area = 'stored-value' AND scope_kind = 'card-type' ORDER BY scope_id",
            );
            let area = Area::find("stored-value").expect("an area");
            let said: Vec<_> = rules
                .iter()
                .map(|(scope, body)| {
                    let body = area.parse(body).expect("it is a body of the area");
                    let rule: StoredValueRule = serde_json::from_value(body).expect("it is one");
                    (*scope, rule.cap_fen.get(), rule.cap_counts_bonus, rule.spend_order())
                })
                .collect();
            let at_most = SpendOrder::BonusAtMost { percent: 30 };
            assert_eq!(
                said,
                [(1, 500_000, true, SpendOrder::ProRata), (2, 100_000, false, at_most)]
            );
        });
    }

    /// The newest step of before the marks were kept.
    const BEFORE_MARKS: &str = "0041_profile";

    /// Steps after it beside which the program before them cannot serve, and why.
    const ALONE: [(&str, &str); 9] = [
        (
            "0042_sale_lines",
            "it cannot read a sale to nobody, and writes no tenders, which the proof asks for",
        ),
        (
            "0044_coupons",
            "it would grant money where coupons are granted, and hand an item out that is a coupon",
        ),
        (
            "0045_tiers",
            "it counts each sale by its month, in a table that is taken away",
        ),
        (
            "0046_shifts",
            "it would post to days that stores have closed, and put cash into nobody's drawer",
        ),
        ("0047_counter", "it cannot read a refund that a counter pays out"),
        (
            "0049_hand_discount",
            "it would take a bill back without what was taken off it by hand",
        ),
        (
            "0050_return_rules",
            "it cannot read goods that came back without a receipt",
        ),
        (
            "0052_member_merge",
            "it cannot read what moved when two accounts became one",
        ),
        ("0053_day_sums", "it would seal days without their sums"),
    ];

    /// What a step must not do beside which the program before it goes on: what it takes, renames or narrows may be what that one uses.
    const TAKES_AWAY: [&str; 8] = [
        "DROP TABLE",
        "DROP COLUMN",
        "DROP INDEX",
        "DROP CONSTRAINT",
        "RENAME ",
        "SET NOT NULL",
        "DROP NOT NULL",
        "ALTER COLUMN",
    ];

    /// The statements of a step in capitals, without its comments.
    fn statements(text: &str) -> Vec<String> {
        let lines = text.lines().map(|line| line.split("--").next().unwrap_or_default());
        let text = lines.collect::<Vec<_>>().join(" ").to_uppercase();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        words.split(';').map(|one| one.trim().to_owned()).collect()
    }

    /// What of a step the program before it could not go on beside.
    fn in_the_way(text: &str) -> Vec<String> {
        let needs_a_value = |statement: &str| {
            statement.contains("ADD COLUMN") && statement.contains("NOT NULL") && !statement.contains("DEFAULT")
        };
        statements(text)
            .into_iter()
            .filter(|statement| TAKES_AWAY.iter().any(|word| statement.contains(word)) || needs_a_value(statement))
            .collect()
    }

    #[test]
    fn a_step_only_adds_and_is_marked_or_says_why_it_needs_the_program_before_it_to_be_gone() {
        for migrations in [SQLITE, POSTGRES] {
            let known = migrations.steps.iter().position(|step| step.name == BEFORE_MARKS);
            for step in &migrations.steps[known.expect("the step is there") + 1..] {
                let reason = ALONE.iter().find(|(name, _)| *name == step.name);
                assert_eq!(
                    step.beside,
                    reason.is_none(),
                    "{}: mark it with `beside`, or say in ALONE why the version before it cannot go on",
                    step.name
                );
                if step.beside {
                    assert_eq!(in_the_way(step.text), Vec::<String>::new(), "{}", step.name);
                }
            }
        }
        let taken =
            in_the_way("-- DROP TABLE a;\nALTER TABLE b\n    DROP COLUMN c; CREATE TABLE d (e BIGINT NOT NULL);");
        assert_eq!(taken, ["ALTER TABLE B DROP COLUMN C"]);
        let taken = in_the_way(
            "ALTER TABLE b ADD COLUMN c BIGINT NOT NULL; ALTER TABLE b ADD COLUMN d BIGINT NOT NULL DEFAULT 0;",
        );
        assert_eq!(taken, ["ALTER TABLE B ADD COLUMN C BIGINT NOT NULL"]);
    }

    /// All steps of this program, and one more as the next version would have it.
    fn with_next(migrations: &Migrations, beside: bool) -> Migrations {
        let all = migrations.steps.iter().map(|step| Step { ..*step });
        let next = Step {
            name: "9999_next",
            text: "CREATE TABLE next_version (id BIGINT PRIMARY KEY)",
            beside,
        };
        Migrations {
            steps: all.chain([next]).collect::<Vec<_>>().leak(),
            ..*migrations
        }
    }

    #[test]
    fn a_step_that_only_adds_lets_the_program_before_it_go_on_and_any_other_does_not() {
        for beside in [true, false] {
            on_both_engines(|books, migrations| {
                let clock = SetClock::at(NOON);
                run(books, migrations, clock.as_ref(), &Progress::default()).expect("this version");
                // Books of before it was noted.
                books.begin_write().expect("begins");
                books
                    .batch("DELETE FROM setting WHERE key = 'schema-serves-from'")
                    .expect("can be deleted");
                books.commit().expect("commits");
                let next = with_next(migrations, beside);
                run(books, &next, clock.as_ref(), &Progress::default()).expect("the next version");
                assert_eq!(fit(books, &next).expect("can be asked"), Fit::Current);
                let version = next.steps.len() as i64;
                if beside {
                    assert_eq!(fit(books, migrations).expect("it can go on"), Fit::Newer(version));
                    still_fits(books, migrations).expect("it can go on");
                } else {
                    let refused = still_fits(books, migrations).expect_err("it must not go on");
                    assert!(matches!(refused, StoreError::Schema(_)), "{refused}");
                    assert!(fit(books, migrations).is_err());
                }
                let refused = require_current(books, migrations);
                assert!(
                    refused.is_err(),
                    "nothing is copied by a program that does not know it all"
                );
            });
        }
    }

    #[test]
    fn a_step_waits_for_who_reads_its_table_and_lets_others_through_meanwhile() {
        let Some(base) = postgres_for_tests() else { return };
        let url = fresh_postgres(&base).expect("a database can be made");
        let mut books = Postgres::open(&url).expect("opens");
        let clock = SetClock::at(NOON);
        run(&mut books, &older(&POSTGRES, 20), clock.as_ref(), &Progress::default()).expect("an older program");
        let mut reader = Postgres::open(&url).expect("opens");
        reader.begin_read().expect("begins");
        number(&mut reader, "SELECT COUNT(*) FROM point_lot").expect("a proof reads");
        let migrating =
            std::thread::spawn(move || run(&mut books, &POSTGRES, SetClock::at(NOON).as_ref(), &Progress::default()));
        // Longer than one try waits.
        std::thread::sleep(std::time::Duration::from_secs(5));
        assert!(!migrating.is_finished(), "it does not give up");
        reader.rollback();
        let version = migrating.join().expect("no panic").expect("it goes on");
        assert_eq!(version, POSTGRES.steps.len() as i64);
    }
}
