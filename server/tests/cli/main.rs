//! The program as an operator meets it: subcommands, their words and their exit codes.

mod opening;
mod output;
mod progress;
mod rules;
mod serving;
mod version;

use std::path::Path;
use std::process::{Command, Output};

use huika_domain::Millis;
use huika_store::testing::{SetClock, context, fresh_postgres, postgres_for_tests};
use huika_store::{Store, StoreConfig, StoreError, Tx};
use tempfile::TempDir;

/// Runs `huika` with nothing in its environment but what is given.
fn huika(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huika"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(variables.iter().copied());
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Runs a story on SQLite, and on PostgreSQL where there is one.
fn on_both_engines(story: impl Fn(&Path, &str)) {
    let folder = TempDir::new().unwrap();
    story(
        folder.path(),
        &format!("sqlite:{}", folder.path().join("huika.db").display()),
    );
    if let Some(base) = postgres_for_tests() {
        story(folder.path(), &fresh_postgres(&base).unwrap());
    }
}

const SECRET: (&str, &str) = (
    "HUIKA_SERVER_SECRET",
    "4242424242424242424242424242424242424242424242424242424242424242",
);

#[test]
fn the_demo_is_seeded_once_and_its_books_are_right() {
    on_both_engines(|folder, url| {
        let seeded = huika(folder, &["seed-demo", "--database", url], &[SECRET]);
        assert!(
            seeded.status.success() && said(&seeded).contains("30 members"),
            "{}",
            said(&seeded)
        );
        assert!(said(&seeded).contains("xuhui"), "log-ins are said: {}", said(&seeded));
        let again = huika(folder, &["seed-demo", "--database", url], &[SECRET]);
        assert!(
            again.status.success() && said(&again).contains("left as it is"),
            "{}",
            said(&again)
        );
        let checked = huika(folder, &["check", "--database", url], &[]);
        assert!(
            checked.status.success() && said(&checked).contains("are right"),
            "{}",
            said(&checked)
        );
    });
}

#[test]
fn a_posting_that_somebody_changed_by_hand_is_named() {
    on_both_engines(|folder, url| {
        assert!(
            huika(folder, &["seed-demo", "--database", url], &[SECRET])
                .status
                .success()
        );
        let store = Store::open(StoreConfig::new(url, context(SetClock::at(Millis::new(0)), 1))).unwrap();
        let broken = store.write_blocking(|tx: &mut Tx<'_>| -> Result<i64, StoreError> {
            let entry = tx.value("SELECT MAX(entry_id) FROM posting WHERE account = 1", &[])?;
            tx.exec("UPDATE posting SET amount = amount + 1 WHERE account = 1 AND entry_id = (SELECT MAX(entry_id) FROM posting WHERE account = 1)", &[])?;
            Ok(entry)
        });
        let entry = broken.unwrap();
        drop(store);
        let checked = huika(folder, &["check", "--database", url, "--json"], &[]);
        assert_eq!(checked.status.code(), Some(1), "{}", said(&checked));
        let proof: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
        let findings = proof["findings"].as_array().unwrap();
        let wanted = format!("entry {entry} (money)");
        let named = findings
            .iter()
            .any(|finding| finding["what"] == "entry-not-zero" && finding["row"] == wanted);
        assert!(named, "{proof:#}");
        let words = said(&huika(folder, &["check", "--database", url], &[]));
        assert!(words.contains("WRONG") && words.contains(&wanted), "{words}");
    });
}

#[test]
fn what_is_not_there_is_not_proved_to_be_right() {
    let folder = TempDir::new().unwrap();
    let checked = huika(folder.path(), &["check", "--database", "sqlite:huiak.db"], &[]);
    assert!(
        !checked.status.success() && said(&checked).contains("huiak.db"),
        "{}",
        said(&checked)
    );
    assert!(!folder.path().join("huiak.db").exists());
}

#[test]
fn a_wrong_setting_is_named_by_its_line_and_a_wrong_variable_by_its_name() {
    let folder = TempDir::new().unwrap();
    std::fs::write(
        folder.path().join("huika.toml"),
        "[server]\nlisten = \"127.0.0.1:3000\"\nlissten = 1\n",
    )
    .unwrap();
    let refused = huika(folder.path(), &["check", "--config", "huika.toml"], &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("huika.toml, line 3"), "{}", said(&refused));
    let refused = huika(folder.path(), &["migrate"], &[("HUIKA_SERVER_WORKERS", "many")]);
    assert!(said(&refused).contains("HUIKA_SERVER_WORKERS"), "{}", said(&refused));
    let refused = huika(folder.path(), &["serve", "--config", "nowhere.toml"], &[]);
    assert!(said(&refused).contains("nowhere.toml"), "{}", said(&refused));
    let refused = huika(
        folder.path(),
        &["serve", "--database", "postgres://huika@127.0.0.1/huika"],
        &[],
    );
    assert!(said(&refused).contains("server.secret"), "{}", said(&refused));
}

#[test]
fn migrate_makes_the_schema_and_says_its_version() {
    on_both_engines(|folder, url| {
        let made = huika(folder, &["migrate", "--database", url], &[]);
        assert!(
            made.status.success() && said(&made).contains("schema version"),
            "{}",
            said(&made)
        );
    });
}

#[test]
fn a_port_in_use_is_said_before_anything_is_opened() {
    let folder = TempDir::new().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = huika(folder.path(), &["serve"], &[("HUIKA_SERVER_LISTEN", &address)]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        said(&refused).contains(&format!("cannot listen on {address}")),
        "{}",
        said(&refused)
    );
    assert!(!folder.path().join("huika.db").exists());
}

#[test]
fn keys_of_tills_are_made_listed_named_and_ended_and_never_shown_again() {
    on_both_engines(|folder, url| {
        let run = |arguments: &[&str]| huika(folder, &[arguments, &["--database", url]].concat(), &[SECRET]);
        assert!(run(&["seed-demo"]).status.success());
        let made = run(&["till-key", "--store", "1", "--till", "POS 1", "--name", "by the door"]);
        let key = String::from_utf8(made.stdout.clone()).unwrap().trim().to_owned();
        assert!(made.status.success() && key.starts_with("hk_"), "{}", said(&made));
        assert!(run(&["till-key", "--store", "2", "--till", "POS 9"]).status.success());

        let listed = said(&run(&["till-key", "list"]));
        let line = listed
            .lines()
            .find(|line| line.contains("by the door"))
            .expect("is listed");
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(
            (cells[2], cells[3], cells[6], cells[7]),
            ("徐汇店", "POS 1", "-", "-"),
            "{listed}"
        );
        assert!(!listed.contains(&key) && listed.contains("POS 9"), "{listed}");
        let of_store = said(&run(&["till-key", "list", "--store", "徐汇店"]));
        assert!(
            of_store.contains("by the door") && !of_store.contains("POS 9"),
            "{of_store}"
        );

        let number = cells[0];
        assert!(run(&["till-key", "name", number, "at the window"]).status.success());
        let too_long = run(&["till-key", "name", number, &"a".repeat(41)]);
        assert!(
            !too_long.status.success() && said(&too_long).contains("1 to 40"),
            "{}",
            said(&too_long)
        );
        let ended = run(&["till-key", "end", number]);
        assert!(
            ended.status.success() && said(&ended).contains("has ended"),
            "{}",
            said(&ended)
        );
        let again = run(&["till-key", "end", number]);
        assert!(
            !again.status.success() && said(&again).contains("no key"),
            "{}",
            said(&again)
        );
        let listed = said(&run(&["till-key", "list"]));
        let line = listed
            .lines()
            .find(|line| line.contains("at the window"))
            .expect("has its new name");
        assert!(
            line.split('\t').nth(7).is_some_and(|ended| ended.starts_with("20")),
            "{listed}"
        );
        assert!(!run(&["till-key"]).status.success(), "a store and a till are needed");
    });
}

#[test]
fn a_secret_is_changed_by_sealing_anew_and_what_no_secret_opens_is_counted() {
    const NEW: (&str, &str) = (
        "HUIKA_SERVER_SECRET",
        "1717171717171717171717171717171717171717171717171717171717171717",
    );
    on_both_engines(|folder, url| {
        let seeded = huika(folder, &["seed-demo", "--database", url], &[SECRET]);
        assert!(seeded.status.success(), "{}", said(&seeded));
        let others = format!("[\"{}\"]", SECRET.1);
        let both = [NEW, ("HUIKA_SERVER_OTHER_SECRETS", others.as_str())];

        let sealed = huika(folder, &["reseal", "--database", url], &both);
        assert!(
            sealed.status.success() && said(&sealed).contains("server.other_secrets can be emptied"),
            "{}",
            said(&sealed)
        );
        let again = huika(folder, &["reseal", "--database", url], &[NEW]);
        assert!(
            again.status.success() && said(&again).contains("device.code_key: 0 sealed anew"),
            "{}",
            said(&again)
        );

        let nonsense = [NEW, ("HUIKA_SERVER_OTHER_SECRETS", "[\"abc\"]")];
        let refused = huika(folder, &["reseal", "--database", url], &nonsense);
        assert_eq!(refused.status.code(), Some(2));
        assert!(
            said(&refused).contains("other_secrets") && !said(&refused).contains("abc"),
            "{}",
            said(&refused)
        );
    });
}
