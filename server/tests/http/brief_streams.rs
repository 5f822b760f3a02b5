//! Behind a proxy that holds a stream back until it ends, live pages ask for streams that end soon.

use std::time::{Duration, Instant};

use crate::{people::Member, test_app::on_both_engines};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_brief_stream_says_that_it_came_through_tells_what_is_new_and_ends() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, "13300133090").await;
        member.top_up(app, "100.00").await;
        let begun = Instant::now();
        // All of it is there: it has ended, as it has to before a proxy passes it on.
        let told = member.client.get("/events?hello&brief&after=0").await.body;
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        let (hello, news) = (told.find("event: hello"), told.find("+112.00"));
        assert!(hello.is_some() && news > hello, "{told}");
        let begun = Instant::now();
        let nothing = member.client.get("/events?hello&brief").await.body;
        assert!(
            nothing.contains("event: hello") && !nothing.contains("112.00"),
            "{nothing}"
        );
        assert!((9..20).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    })
    .await;
}
