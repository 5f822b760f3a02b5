//! A network between the server and PostgreSQL that drops everything without saying so, and comes back.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use huika_store::testing::{fresh_postgres, postgres_for_tests};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf, tcp::OwnedWriteHalf},
};
use url::Url;

use crate::{
    books,
    kills::look,
    people::let_in,
    shop::{Shop, folder},
    work::{Dice, Work},
};

/// Passes everything on, until it is cut: then it takes what is sent, and nothing arrives.
struct Cable {
    port: u16,
    cut: Arc<AtomicBool>,
    bytes: Arc<AtomicUsize>,
}

impl Cable {
    async fn to(host: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        let (cut, bytes) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (is_cut, counted) = (Arc::clone(&cut), Arc::clone(&bytes));
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (host, is_cut, counted) = (host.clone(), Arc::clone(&is_cut), Arc::clone(&counted));
                tokio::spawn(async move {
                    let Ok(far) = TcpStream::connect(&host).await else {
                        return;
                    };
                    let ((from_near, to_near), (from_far, to_far)) = (near.into_split(), far.into_split());
                    tokio::join!(
                        pass_on(from_near, to_far, &is_cut, &counted),
                        pass_on(from_far, to_near, &is_cut, &counted),
                    );
                });
            }
        });
        Self { port, cut, bytes }
    }
}

async fn pass_on(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, cut: &AtomicBool, bytes: &AtomicUsize) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        // What was under way when the cable was cut is gone, and so is the connection: the ends never hear of each other
        // again.
        if cut.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        bytes.fetch_add(read, Ordering::SeqCst);
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cut_cable_to_postgres_is_answered_in_time_and_forgotten_when_it_is_mended() {
    let Some(base) = postgres_for_tests() else { return };
    let direct = fresh_postgres(&base).expect("a database can be made");
    let mut through = Url::parse(&direct).expect("a URL");
    let host = format!(
        "{}:{}",
        through.host_str().expect("a host"),
        through.port().unwrap_or(5432)
    );
    let cable = Cable::to(host).await;
    through.set_host(Some("127.0.0.1")).expect("a host can be set");
    through.set_port(Some(cable.port)).expect("a port can be set");
    let shop = Arc::new(Shop::at(folder(), through.to_string()));
    let inside = Shop::at(folder(), direct);
    let (inside, people) = tokio::task::spawn_blocking(move || {
        let people = let_in(&inside.store(), 12, 4);
        (Arc::new(inside), people)
    })
    .await
    .expect("people come in");
    let mut server = shop.open().await;
    let work = Work::new(shop.base(), None, people);
    let before = look(&inside, &work, books::wealth_of_all).await;
    let mut dice = Dice::new(7);
    let hands = work.begin(4, &mut dice);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let answered = work.answers();
    assert!(
        answered > 0 && cable.bytes.load(Ordering::SeqCst) > 0,
        "the server works through the cable"
    );

    cable.cut.store(true, Ordering::SeqCst);
    let cut = Instant::now();
    while shop.ready().await != Some(503) {
        assert!(
            cut.elapsed() < Duration::from_secs(8),
            "it is not said that nothing arrives"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // Every hand is answered within the time that a request may last.
    while work.refused.lock().expect("no panic").is_empty() {
        assert!(
            cut.elapsed() < Duration::from_secs(18),
            "nobody was answered\n{}",
            shop.last_words()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    cable.cut.store(false, Ordering::SeqCst);
    let mended = Instant::now();
    while shop.ready().await != Some(200) {
        assert!(
            mended.elapsed() < Duration::from_secs(30),
            "not ready again\n{}",
            shop.last_words()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // A connection that waits for what was lost is closed when a request's time is over.
    let again = work.answers();
    while work.answers() < again + 10 {
        assert!(
            mended.elapsed() < Duration::from_secs(30),
            "the work does not go on\n{}",
            shop.last_words()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(server.lives());
    work.stop();
    Work::join(hands).await;
    work.finish().await;
    look(&inside, &work, books::hold).await;
    look(&inside, &work, move |shop, work| books::add_up(shop, work, &before)).await;
    look(&inside, &work, |shop, _| shop.check()).await;
    server.kill();
}
