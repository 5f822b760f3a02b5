//! Pictures: sent by a form with a file in it, made small, shown under an address that never changes what it shows.

use std::io::Cursor;

use http::StatusCode;
use image::{DynamicImage, ImageFormat};

use crate::client::{Answer, Client};
use crate::people::Cashier;
use crate::test_app::{TestApp, on_both_engines};

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut written = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(width, height)
        .write_to(&mut written, ImageFormat::Png)
        .expect("a picture");
    written.into_inner()
}

async fn send(client: &mut Client, name: &str, id: &str, file: &[u8]) -> Answer {
    client
        .post_file("/office/pictures", &[(name, id)], "picture", file)
        .await
}

/// The address of the picture on a page; none where there is none.
fn address_on(page: &str) -> Option<String> {
    let rest = page.split("/pictures/").nth(1)?;
    Some(format!("/pictures/{}", &rest[..64]))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_picture_is_made_small_shown_for_ever_under_its_address_and_taken_away() {
    on_both_engines(async |app: &TestApp| {
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        // Larger than any form may be, and called something that it is not.
        let file = png(2_000, 1_000);
        let sent = send(&mut boss, "goods", "1", &file).await;
        assert_eq!(sent.location(), "/office/goods/1?done=picture");
        let address = address_on(&boss.get("/office/goods/1").await.body).expect("a picture");
        let mut stranger = app.client();
        let shown = stranger.get(&address).await;
        assert_eq!(
            (shown.status, shown.header("content-type")),
            (StatusCode::OK, "image/jpeg")
        );
        assert_eq!(shown.header("cache-control"), "public, max-age=31536000, immutable");
        send(&mut boss, "card_type", "2", &file).await;
        let face = boss.get("/office/card-types/2").await.body;
        assert_eq!(
            address_on(&face).as_ref(),
            Some(&address),
            "the same picture is kept once"
        );

        let large = vec![0; 12 * 1024 * 1024 + 1];
        let refused = [
            (&b"<svg/>"[..], "picture-kind"),
            (&file[..90], "picture-broken"),
            (&large, "file-too-large"),
        ];
        for (file, code) in refused {
            let sent = send(&mut boss, "goods", "1", file).await;
            assert_eq!(sent.location(), format!("/office/goods/1?error={code}"));
        }
        send(&mut boss, "goods", "1", &png(40, 30)).await;
        let other = address_on(&boss.get("/office/goods/1").await.body).expect("a picture");
        assert_ne!(other, address);
        assert_eq!(
            stranger.get(&address).await.status,
            StatusCode::OK,
            "the card still shows it"
        );
        let removed = boss.post_form("/do/remove_picture", &[("card_type", "2")]).await;
        assert_eq!(removed.location(), "/office/card-types/2?form=picture&done=picture");
        assert_eq!(
            stranger.get(&address).await.status,
            StatusCode::NOT_FOUND,
            "nothing shows it any more"
        );
        assert_eq!(stranger.get(&other).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_headquarters_send_pictures_and_what_names_nothing_is_refused() {
    on_both_engines(async |app: &TestApp| {
        let file = png(40, 30);
        let sent = send(&mut app.client(), "goods", "1", &file).await;
        assert_eq!(sent.location(), "/counter/sign-in");
        app.arrange("UPDATE operator SET role = 'manager' WHERE login = 'xuhui'")
            .await;
        let mut manager = Cashier::sign_in(app).await.client;
        assert_eq!(
            send(&mut manager, "goods", "1", &file).await.location(),
            "/office?error=not-allowed"
        );
        let mut boss = Cashier::sign_in_as(app, "hq").await.client;
        assert_eq!(
            send(&mut boss, "goods", "999", &file).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            send(&mut boss, "nothing", "1", &file).await.status,
            StatusCode::BAD_REQUEST
        );
        let kept: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM picture", &[])).await;
        assert_eq!(kept, 0);
    })
    .await;
}
