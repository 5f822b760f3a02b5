//! `PgBouncer` between the servers and PostgreSQL: lent for a session it works, lent for a transaction it is refused by name.
//!
//! `HUIKA_TEST_PGBOUNCER` names the program; `cargo xtask soak chain` installs it.

use std::{
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use huika_store::testing::{fresh_postgres, postgres_for_tests};
use tempfile::TempDir;
use url::Url;

use super::clusters::is_root;
use crate::{
    books, figures,
    kills::look,
    people::let_in,
    shop::{Shop, folder},
    work::{Dice, Work},
};

struct Pooler {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Pooler {
    fn before(server: &Url, program: &str, mode: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let free = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = free.local_addr().expect("it has an address").port();
        drop(free);
        let settings = folder.path().join("pgbouncer.ini");
        let text = format!(
            "[databases]\n* = host={} port={} user={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = any\npool_mode = {mode}\ndefault_pool_size = 40\n",
            server.host_str().expect("a host"),
            server.port().unwrap_or(5432),
            server.username(),
        );
        std::fs::write(&settings, text).expect("can be written");
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).expect("permissions");
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", program]);
            command
        } else {
            Command::new(program)
        };
        let child = command
            .arg(&settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pgbouncer can be started");
        let since = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(since.elapsed() < Duration::from_secs(10), "pgbouncer does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self {
            child,
            port,
            _folder: folder,
        }
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        // `runuser` hands the signal on.
        let _already_gone = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        let _status = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pooler_that_lends_sessions_works_and_one_that_lends_transactions_is_refused_by_name() {
    let (Some(base), Ok(program)) = (postgres_for_tests(), std::env::var("HUIKA_TEST_PGBOUNCER")) else {
        return;
    };
    let direct = fresh_postgres(&base).expect("a database can be made");
    let server = Url::parse(&direct).expect("a URL");
    let inside = Shop::at(folder(), direct);
    let (inside, people) = tokio::task::spawn_blocking(move || {
        let people = let_in(&inside.store(), 8, 2);
        (inside, people)
    })
    .await
    .expect("people come in");
    let through = |pooler: &Pooler| {
        let mut url = server.clone();
        url.set_host(Some("127.0.0.1")).expect("a host can be set");
        url.set_port(Some(pooler.port)).expect("a port can be set");
        url.to_string()
    };

    let pooler = Pooler::before(&server, &program, "session");
    let shop = Shop::at(folder(), through(&pooler));
    let mut running = shop.open().await;
    let work = Work::new(shop.base(), None, people);
    let inside = std::sync::Arc::new(inside);
    let before = look(&inside, &work, books::wealth_of_all).await;
    let hands = work.begin(4, &mut Dice::new(12));
    tokio::time::sleep(Duration::from_secs(3)).await;
    work.stop();
    Work::join(hands).await;
    work.finish().await;
    assert!(work.answers() > 20, "{} answers\n{}", work.answers(), shop.last_words());
    figures::print("chain.pooler.answered", super::count(work.answers()), "commands");
    look(&inside, &work, books::hold).await;
    look(&inside, &work, move |shop, work| books::add_up(shop, work, &before)).await;
    running.stop();
    drop(pooler);

    for mode in ["transaction", "statement"] {
        let pooler = Pooler::before(&server, &program, mode);
        let shop = Shop::at(folder(), through(&pooler));
        let refused = tokio::task::spawn_blocking(move || shop.run(&["serve"]))
            .await
            .expect("it ends");
        let words = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{mode}: {words}");
        assert!(words.contains("pool_mode = session"), "{mode}: {words}");
    }
}
