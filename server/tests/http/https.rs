//! What differs where members come by https: cookies are bound to the host and never leave by plain http, and browsers are told so.

use crate::test_app::TestApp;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_https_every_cookie_belongs_to_this_host_alone_and_browsers_stay_on_https() {
    let app = TestApp::with(&[("HUIKA_SERVER_PUBLIC_URL", "https://card.example.com")]).await;
    let mut browser = app.client();
    let page = browser.get("/join").await;
    assert_eq!(
        page.header("strict-transport-security"),
        "max-age=31536000; includeSubDomains"
    );

    let mut all = Vec::new();
    for (path, fields) in [
        ("/do/send_code", vec![("phone", "13300133778")]),
        (
            "/do/staff_sign_in",
            vec![("login", "xuhui"), ("password", "huika-demo")],
        ),
    ] {
        let answer = app.client().post_form(path, &fields).await;
        let cookies = answer.headers.get_all("set-cookie").iter();
        all.extend(cookies.map(|cookie| cookie.to_str().expect("cookies are text").to_owned()));
    }
    assert!(
        all.len() >= 3,
        "codes, sign-ins and known browsers set cookies: {all:?}"
    );
    for cookie in all {
        let attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
        assert!(cookie.starts_with("__Host-huika"), "{cookie}");
        for wanted in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
            assert!(attributes.contains(&wanted), "{cookie} lacks {wanted}");
        }
        assert!(
            !attributes.iter().any(|attribute| attribute.starts_with("Domain")),
            "{cookie}"
        );
    }
}
