//! Pages travel compressed where that gives nothing away.

use http::{HeaderMap, HeaderValue, Method};

use crate::client::{Answer, Client};
use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

/// Asks for a page as a browser does, whose request came about in this way.
async fn ask(client: &mut Client, path: &str, accepts: &'static str, site: Option<&'static str>) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert("accept", HeaderValue::from_static("text/html"));
    headers.insert("accept-encoding", HeaderValue::from_static(accepts));
    if let Some(site) = site {
        headers.insert("sec-fetch-site", HeaderValue::from_static(site));
    }
    client.request(Method::GET, path, headers, Vec::new()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_members_pages_are_compressed_unless_another_site_made_the_browser_ask() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, "13700137301").await;
        for (accepts, coding) in [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("identity", "")] {
            for page in ["/", "/statement", "/me", "/no-such-page"] {
                let answer = ask(&mut member.client, page, accepts, Some("same-origin")).await;
                assert_eq!(answer.header("content-encoding"), coding, "{page} for {accepts}");
                assert!(
                    answer.header("vary").contains("accept-encoding"),
                    "{page}: {}",
                    answer.header("vary")
                );
                assert_eq!(answer.header("cache-control"), "no-store");
            }
        }
        for site in [Some("cross-site"), Some("same-site"), None] {
            let answer = ask(&mut member.client, "/me", "br", site).await;
            assert_eq!(answer.header("content-encoding"), "", "{site:?}");
        }
        let typed = ask(&mut member.client, "/me", "br", Some("none")).await;
        assert_eq!(typed.header("content-encoding"), "br", "an address that was typed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_strangers_page_is_compressed_and_a_stream_of_events_is_not() {
    let app = TestApp::new().await;
    let shared = ask(&mut app.client(), "/join", "br", Some("cross-site")).await;
    assert_eq!(
        shared.header("content-encoding"),
        "br",
        "whoever follows a shared link is told nothing secret"
    );
    let mut member = Member::join(&app, "13700137302").await;
    let stream = member.client.listen("/events").await;
    assert_eq!(stream.coding(), "", "each event has to arrive at once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_shared_link_shows_the_shop_a_description_and_a_picture_and_nothing_of_who_shares_it() {
    let app = TestApp::new().await;
    for path in ["/join?from=poster-7", "/", "/mall", "/no-such-page"] {
        let page = app.client().get(path).await;
        let page = if page.status.is_redirection() {
            app.client().get(page.location()).await.body
        } else {
            page.body
        };
        for part in [
            "name=\"description\" content=\"",
            "property=\"og:title\" content=\"",
            "property=\"og:description\"",
        ] {
            assert!(page.contains(part), "{path}: {part} in {page}");
        }
        let picture = format!(
            "property=\"og:image\" content=\"{}/static/icon-512.png\"",
            app.state.portal.public_url
        );
        assert!(page.contains(&picture), "{path}: {picture} in {page}");
        assert!(
            page.contains("rel=\"apple-touch-icon\" href=\"/apple-touch-icon.png\""),
            "{page}"
        );
    }
}
