//! A PostgreSQL that lets nobody in but over TLS and by a password, and that writes down every statement with what is bound to it.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use super::clusters::{command, free_port, private_folder, run, stop};
use crate::{
    books,
    counter::Counter,
    kills::look,
    people::let_in,
    shop::{Shop, folder},
    work::{self, Dice, Work},
};

/// The certificate is of this name and of no address.
const NAME: &str = "localhost";

struct Secured {
    folder: TempDir,
    port: u16,
}

impl Secured {
    /// To be called outside of asynchronous code.
    fn start() -> Self {
        let secured = Self {
            folder: private_folder(),
            port: free_port(),
        };
        for authority in ["ours", "another"] {
            secured.openssl(&format!(
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={authority} -keyout {authority}.key -out {authority}.pem"
            ));
        }
        let names = secured.folder.path().join("names");
        std::fs::write(&names, format!("subjectAltName=DNS:{NAME}\n")).expect("can be written");
        std::fs::set_permissions(&names, std::fs::Permissions::from_mode(0o644)).expect("permissions");
        secured.openssl(&format!(
            "req -newkey rsa:2048 -nodes -subj /CN={NAME} -keyout server.key -out server.csr"
        ));
        secured.openssl(
            "x509 -req -in server.csr -CA ours.pem -CAkey ours.key -CAcreateserial -days 2 -extfile names -out server.pem",
        );
        run(command("initdb")
            .args([
                "--username=huika",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
                "--pgdata",
            ])
            .arg(secured.data()));
        // Whoever owns the tables does so from this machine; who serves comes over TLS and says a password.
        let doors = "host all huika 127.0.0.1/32 trust\nhostssl all serves 127.0.0.1/32 scram-sha-256\n";
        std::fs::write(secured.data().join("pg_hba.conf"), doors).expect("can be written");
        let at = |file: &str| secured.folder.path().join(file).display().to_string();
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c max_connections=60 -c fsync=off \
             -c ssl=on -c ssl_cert_file={} -c ssl_key_file={} -c log_statement=all -c log_parameter_max_length=-1",
            secured.port,
            secured.folder.path().display(),
            at("server.pem"),
            at("server.key")
        );
        run(command("pg_ctl")
            .args(["start", "--wait", "--silent", "--options", &options, "--log"])
            .arg(secured.folder.path().join("server.log"))
            .arg("--pgdata")
            .arg(secured.data()));
        secured.tell("postgres", "CREATE DATABASE shop");
        secured.tell("postgres", "CREATE ROLE serves LOGIN PASSWORD 'the first'");
        secured
    }

    fn openssl(&self, words: &str) {
        let mut openssl = command("openssl");
        run(openssl.current_dir(self.folder.path()).args(words.split(' ')));
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn tell(&self, database: &str, statement: &str) {
        run(command("psql").args([
            "--no-psqlrc",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            "--command",
            statement,
            &self.of_the_owner(database),
        ]));
    }

    fn asked(&self, statement: &str) -> String {
        let told = Command::new("psql")
            .args(["--no-psqlrc", "-Atc", statement, &self.of_the_owner("shop")])
            .output()
            .expect("psql answers");
        String::from_utf8_lossy(&told.stdout).trim().to_owned()
    }

    fn of_the_owner(&self, database: &str) -> String {
        format!("postgres://huika@127.0.0.1:{}/{database}", self.port)
    }

    fn of_who_serves(&self, host: &str, authority: &str) -> String {
        let root = self.folder.path().join(authority);
        format!(
            "postgres://serves@{host}:{}/shop?sslmode=verify-full&sslrootcert={}",
            self.port,
            root.display()
        )
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).expect("the log can be read")
    }
}

impl Drop for Secured {
    fn drop(&mut self) {
        stop(&self.data());
    }
}

/// Writes the file from which passwords are read.
fn keep_password(file: &Path, password: &str) {
    std::fs::write(file, format!("*:*:*:serves:{password}\n")).expect("can be written");
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).expect("permissions");
}

/// What docs/SCALING.md grants to who serves.
const GRANTS: &str = "GRANT USAGE ON SCHEMA public TO serves; \
     GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO serves; \
     GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO serves";

/// Everything by which somebody is let in: what the cookies of phones hold, keys of tills, and the scans in which something was sold.
fn secrets_of(work: &Work) -> Vec<String> {
    let mut secrets: Vec<String> = work.people.phones.iter().map(|phone| phone.token.clone()).collect();
    secrets.extend(work.people.tills.iter().cloned());
    let sales = work.answered().into_iter().filter_map(|(command, _)| match command {
        work::Command::Sale { session, .. } => Some(session),
        _ => None,
    });
    let before = secrets.len();
    secrets.extend(sales);
    assert!(secrets.len() > before, "no till has sold anything");
    secrets
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn over_verified_tls_a_changed_password_is_read_again_and_no_secret_stands_in_a_statement() {
    if huika_store::testing::postgres_for_tests().is_none() {
        return;
    }
    let (secured, inside, people) = tokio::task::spawn_blocking(|| {
        let secured = Secured::start();
        let inside = std::sync::Arc::new(Shop::at(folder(), secured.of_the_owner("shop")));
        let people = let_in(&inside.store(), 8, 2);
        secured.tell("shop", GRANTS);
        (secured, inside, people)
    })
    .await
    .expect("people come in");

    let passwords = inside.folder.path().join("passwords");
    keep_password(&passwords, "the first");
    let at = |url: String| {
        let mut shop = Shop::at(folder(), url);
        let named = passwords.display().to_string();
        shop.variables.push(("PGPASSFILE".to_owned(), named));
        shop
    };
    // Another's certificate, and the right one under another name, are no reason to say the password.
    for (host, authority) in [(NAME, "another.pem"), ("127.0.0.1", "ours.pem")] {
        let shop = at(secured.of_who_serves(host, authority));
        let refused = tokio::task::spawn_blocking(move || shop.run(&["check"]))
            .await
            .expect("it ends");
        let words = String::from_utf8_lossy(&refused.stderr).to_lowercase();
        assert!(
            !refused.status.success() && words.contains("certificate"),
            "{host}, {authority}: {words}"
        );
    }

    let shop = at(secured.of_who_serves(NAME, "ours.pem"));
    let mut server = shop.open().await;
    let connected = "FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid) WHERE a.usename = 'serves'";
    let named = secured.asked(&format!(
        "SELECT COUNT(*) > 0, bool_and(s.ssl), bool_and(a.application_name LIKE 'huika%') {connected}"
    ));
    assert_eq!(named, "t|t|t", "each connection is encrypted and says whose it is");

    let work = Work::new(shop.base(), None, people);
    let before = look(&inside, &work, books::wealth_of_all).await;
    // At the built-in counter as well: who is signed in there, and the scan that is open.
    let mut counter = Counter::sign_in(&shop.base()).await;
    let number = work.people.phones[0].number.clone();
    let scanned = counter.post("/do/scan", &[("scanned", &number)]).await;
    assert!(scanned.starts_with("/counter/sale/"), "{scanned}");
    counter.get(&format!("{scanned}?amount=3")).await.expect("the bill");
    let mut secrets: Vec<String> = counter.secrets().cloned().collect();
    assert!(!secrets.is_empty(), "the counter has a session");
    secrets.push(scanned.trim_start_matches("/counter/sale/").to_owned());
    let hands = work.begin(3, &mut Dice::new(13));
    super::until(&work, 12).await;
    secured.tell("postgres", "ALTER ROLE serves PASSWORD 'the second'");
    keep_password(&passwords, "the second");
    secured.tell(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'serves'",
    );
    let answered = work.answers();
    super::until(&work, answered + 12).await;
    work.stop();
    Work::join(hands).await;
    work.finish().await;
    assert!(server.lives(), "{}", shop.last_words());
    look(&inside, &work, books::hold).await;
    look(&inside, &work, move |shop, work| books::add_up(shop, work, &before)).await;

    let log = secured.log();
    assert!(log.contains("parameters: $1 = "), "what is bound is written down");
    secrets.extend(secrets_of(&work));
    for secret in secrets {
        assert!(
            !secret.is_empty() && !log.contains(&secret),
            "{secret} stands in a statement"
        );
    }
    server.stop();
}
