//! Icons: 24 units square, drawn with strokes. Each is the inside of one `<svg>`, written in where it is used, so a page fetches none.

use leptos::prelude::*;

/// The inside of an icon's `<svg>`.
#[derive(Debug, Clone, Copy)]
pub struct Icon(&'static str);

pub const PLUS: Icon = Icon(r#"<path d="M12 5v14M5 12h14"/>"#);
pub const GIFT: Icon = Icon(
    r#"<path d="M4.5 12.5V20h15v-7.5M3 8.5h18v4H3zM12 8.5V20M12 8.5C9.5 8.5 7 7.6 7 5.7 7 3.4 10.8 3.5 12 8.5c1.2-5 5-5.1 5-2.8 0 1.9-2.5 2.8-5 2.8z"/>"#,
);
pub const TICKET: Icon = Icon(
    r#"<path d="M3.5 7h17v3.5a1.8 1.8 0 0 0 0 3.5V17h-17v-3a1.8 1.8 0 0 0 0-3.5zM14.5 7.5v1.5M14.5 11.3v1.5M14.5 15v1.5"/>"#,
);
pub const RECEIPT: Icon =
    Icon(r#"<path d="M5.5 3.5h13v17l-2.2-1.6-2.1 1.6-2.2-1.6-2.2 1.6-2.1-1.6-2.2 1.6zM9 8.5h6M9 12.5h6"/>"#);
pub const HOME: Icon = Icon(r#"<path d="M4 10.8 12 4l8 6.8V20h-5.2v-6H9.2v6H4z"/>"#);
pub const BAG: Icon = Icon(r#"<path d="M5.5 8h13l1 12h-15zM9 10.5V7a3 3 0 0 1 6 0v3.5"/>"#);
pub const SCAN: Icon = Icon(
    r#"<path d="M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8M16 4h2.5A1.5 1.5 0 0 1 20 5.5V8M20 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16M8 20H5.5A1.5 1.5 0 0 1 4 18.5V16M4 12h16"/>"#,
);
pub const USER: Icon = Icon(r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.6-6 7.5-6s6.7 2 7.5 6"/>"#);
pub const CLOCK: Icon = Icon(r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.3 2"/>"#);
pub const GO: Icon = Icon(r#"<path d="m9 5.5 6.5 6.5L9 18.5"/>"#);
pub const BACK: Icon = Icon(r#"<path d="M15 5.5 8.5 12l6.5 6.5"/>"#);
pub const CHECK: Icon = Icon(r#"<path d="m5 12.5 4.8 4.8L19.5 7.5"/>"#);
pub const CROSS: Icon = Icon(r#"<path d="m6 6 12 12M18 6 6 18"/>"#);
pub const ALERT: Icon = Icon(r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5v5.5M12 16.2v.1"/>"#);
pub const SEARCH: Icon = Icon(r#"<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>"#);
pub const CLOUD_OFF: Icon =
    Icon(r#"<path d="M7 18.5h10a4 4 0 0 0 2.7-7A5.5 5.5 0 0 0 9.6 8M6.7 10.2A4.2 4.2 0 0 0 7 18.5M4 4l16 16"/>"#);
pub const GLOBE: Icon =
    Icon(r#"<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5.3 5 11.7 0 17-5-5.3-5-11.7 0-17z"/>"#);
pub const PHONE: Icon = Icon(r#"<rect x="7" y="3" width="10" height="18" rx="2.2"/><path d="M11 17.8h2"/>"#);
pub const LEAVE: Icon = Icon(r#"<path d="M14 4H5.5v16H14M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5"/>"#);
pub const PEN: Icon = Icon(r#"<path d="m4 20 1-4.5L16 4.5l3.5 3.5-11 11zM13.5 7l3.5 3.5"/>"#);
pub const KEY: Icon =
    Icon(r#"<circle cx="8" cy="15.5" r="4.5"/><path d="m11.2 12.3 8.3-8.3M15.5 8l3.5 3.5M13 10.5l2 2"/>"#);
pub const LOCK: Icon = Icon(
    r#"<rect x="5" y="10.5" width="14" height="10" rx="2.2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2.5"/>"#,
);
pub const SHIELD: Icon =
    Icon(r#"<path d="M12 3.5 19 6v6c0 4.3-2.7 7-7 8.5-4.3-1.5-7-4.2-7-8.5V6zM9 12l2.2 2.2L15.2 10"/>"#);
pub const SHOP: Icon = Icon(
    r#"<path d="M5 10v10h14V10M3.5 9 5.5 4h13l2 5c0 3-4.2 3-4.2 0 0 3-4.3 3-4.3 0 0 3-4.3 3-4.3 0 0 3-4.2 3-4.2 0zM10 20v-5h4v5"/>"#,
);
pub const REFRESH: Icon = Icon(r#"<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15"/>"#);
pub const COIN: Icon =
    Icon(r#"<circle cx="12" cy="12" r="8.5"/><path d="m9 7.5 3 4 3-4M12 11.5V17M9.3 12h5.4M9.3 14.5h5.4"/>"#);
pub const STAR: Icon = Icon(r#"<path d="m12 4 2.4 5 5.6.7-4.1 3.9 1 5.5-4.9-2.7-4.9 2.7 1-5.5L4 9.7 9.6 9z"/>"#);
pub const RETURN: Icon = Icon(r#"<path d="M9 5 4.5 9.5 9 14M4.5 9.5H15a5 5 0 0 1 0 10h-4"/>"#);
pub const BOOKS: Icon =
    Icon(r#"<path d="M4 5.5c3-1.3 5.5-1 8 .7 2.5-1.7 5-2 8-.7V19c-3-1.3-5.5-1-8 .7-2.5-1.7-5-2-8-.7zM12 6.2v13.5"/>"#);
pub const WALLET: Icon =
    Icon(r#"<path d="M4 7.5A2.5 2.5 0 0 1 6.5 5H18v3M4 7.5V17a2.5 2.5 0 0 0 2.5 2.5H20V8H6.5M16.5 13.7v.1"/>"#);
pub const CAKE: Icon = Icon(
    r#"<path d="M4 20v-8h16v8zM4 15.5c2 1.8 3.3 1.8 5.3 0 2 1.8 3.4 1.8 5.4 0 2 1.8 3.3 1.8 5.3 0M12 12V8M12 5.5c-1-1 0-2 0-2.7 0 .7 1 1.7 0 2.7z"/>"#,
);
pub const MENU: Icon = Icon(r#"<path d="M4 7h16M4 12h16M4 17h16"/>"#);
pub const DOWN: Icon = Icon(r#"<path d="m6 9.5 6 6 6-6"/>"#);
/// The four corners of a QR code: drawn with areas.
pub const QR: Icon = Icon(
    r#"<path d="M3 3h8v8H3zm2 2v4h4V5zm8-2h8v8h-8zm2 2v4h4V5zM3 13h8v8H3zm2 2v4h4v-4zm8-2h3v3h-3zm5 0h3v3h-3zm-5 5h3v3h-3zm5 0h3v3h-3z"/>"#,
);
/// Huika's sign: a card with a code on its corner.
pub const SIGN: Icon = Icon(
    r#"<path d="M5.5 4.5h13A2.5 2.5 0 0 1 21 7v10a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 17V7a2.5 2.5 0 0 1 2.5-2.5zM3 9.5h18M14 13h3v3h-3zM6.5 15.5h4"/>"#,
);

/// An icon beside words: it says nothing that the words do not.
pub fn icon(icon: Icon) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=icon.0></svg> }
}

/// An icon of areas instead of strokes.
pub fn solid(icon: Icon) -> impl IntoView {
    view! { <svg class="icon fill" viewBox="0 0 24 24" aria-hidden="true" inner_html=icon.0></svg> }
}

/// The small arrow of what opens below.
pub fn down() -> impl IntoView {
    view! { <svg class="icon down" viewBox="0 0 24 24" aria-hidden="true" inner_html=DOWN.0></svg> }
}

/// The small arrow at the end of a row that leads somewhere.
pub fn go() -> impl IntoView {
    view! { <svg class="icon go" viewBox="0 0 24 24" aria-hidden="true" inner_html=GO.0></svg> }
}
