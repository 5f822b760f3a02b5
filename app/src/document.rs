//! The document around every page, and which page answers which address.

use leptos::{html, nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    context::{Portal, portal, visit},
    counter,
    i18n::Lang,
    member, office, show, staff, ui,
};

/// The whole document. The server renders it for every page. Its type has no name for what it contains: what renders it would be compiled
/// again in each crate that asks for it.
pub fn shell() -> AnyView {
    let (portal, visit) = (portal(), visit());
    let css = format!("/pkg/{}", portal.assets.css.of_page(&visit.path));
    // Without a script nothing could draw the next code, so the page asks for itself again when this step has ended.
    let refresh = (visit.path == "/code").then(|| {
        let secs = member::card::code::secs_to_next_step(portal.now()) + 1;
        view! { <noscript><meta http-equiv="refresh" content=secs.to_string() /></noscript> }
    });
    view! {
        <!DOCTYPE html>
        <html lang=visit.lang.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content=portal.face().accent.hex().to_owned() />
                <meta name="format-detection" content="telephone=no" />
                <link rel="stylesheet" href=css />
                <style nonce=use_nonce()>{portal.face().accent.css().to_owned()}</style>
                {shared(&portal, visit.lang)}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="icon" href="/static/icon-192.png" type="image/png" sizes="192x192" />
                <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                {refresh}
                <MetaTags />
            </head>
            <body>
                <App />
                {ui::renew()}
            </body>
        </html>
    }
    .into_any()
}

/// What a link to any page shows where it is shared: the shop's name, what it is about, and a picture. Nothing of whoever shares it.
fn shared(portal: &Portal, t: Lang) -> impl IntoView + use<> {
    let name = portal.face().name.clone();
    let about = t.with("share-about", &[("shop", name.as_str().into())]);
    let picture = format!("{}/static/icon-512.png", portal.public_url);
    view! {
        <meta name="description" content=about.clone() />
        {graph("og:type", "website".to_owned())}
        {graph("og:site_name", name.clone())}
        {graph("og:title", t.with("share-title", &[("shop", name.into())]))}
        {graph("og:description", about)}
        {graph("og:image", picture)}
        {graph("og:image:width", "512".to_owned())}
        {graph("og:image:height", "512".to_owned())}
    }
}

/// A property of the Open Graph protocol (ogp.me), which HTML itself does not know.
fn graph(property: &'static str, content: String) -> impl IntoView {
    html::meta().attr("property", property).content(content)
}

/// The routes. Every page is sent whole, with its right status, and needs no script.
#[component]
pub fn App() -> AnyView {
    const WHOLE: SsrMode = SsrMode::Async;
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=show::not_found>
                <Route path=path!("/") view=member::home::home ssr=WHOLE />
                <Route path=path!("/join") view=member::join::phone::join ssr=WHOLE />
                <Route path=path!("/join/code") view=member::join::code::join_code ssr=WHOLE />
                <Route path=path!("/code") view=member::card::code::code ssr=WHOLE />
                <Route path=path!("/code/offline") view=member::card::code::shell ssr=WHOLE />
                <Route path=path!("/top-up") view=member::top_up::choose::top_up ssr=WHOLE />
                <Route path=path!("/top-up/:number") view=member::top_up::order::payment ssr=WHOLE />
                <Route path=path!("/top-up/:number/pay") view=member::top_up::pay::pay ssr=WHOLE />
                <Route path=path!("/top-up/:number/openid") view=member::top_up::pay::openid ssr=WHOLE />
                <Route path=path!("/top-up/:number/refund") view=member::refund::refund ssr=WHOLE />
                <Route path=path!("/top-ups") view=member::top_up::list::top_ups ssr=WHOLE />
                <Route path=path!("/pay/:token") view=member::top_up::order::returned ssr=WHOLE />
                <Route path=path!("/statement") view=member::ledger::statement::statement ssr=WHOLE />
                <Route path=path!("/statement/:entry") view=member::ledger::entry::entry ssr=WHOLE />
                <Route path=path!("/offers") view=member::offers::offers ssr=WHOLE />
                <Route path=path!("/mall") view=member::mall::items::mall ssr=WHOLE />
                <Route path=path!("/mall/:item") view=member::mall::items::item ssr=WHOLE />
                <Route path=path!("/coupons") view=member::coupon::wallet::coupons ssr=WHOLE />
                <Route path=path!("/coupons/code") view=member::coupon::code::enter ssr=WHOLE />
                <Route path=path!("/coupons/:coupon") view=member::coupon::one::coupon ssr=WHOLE />
                <Route path=path!("/orders") view=member::mall::orders::orders ssr=WHOLE />
                <Route path=path!("/orders/:no") view=member::mall::orders::order ssr=WHOLE />
                <Route path=path!("/me") view=member::me::overview::me ssr=WHOLE />
                <Route path=path!("/me/pin") view=member::me::pin::pin ssr=WHOLE />
                <Route path=path!("/me/pin/forgotten") view=member::me::pin::forgotten ssr=WHOLE />
                <Route path=path!("/me/passkeys") view=member::me::passkeys::list ssr=WHOLE />
                <Route path=path!("/me/limit") view=member::me::limit::limit ssr=WHOLE />
                <Route path=path!("/me/phone") view=member::me::phone::phone ssr=WHOLE />
                <Route path=path!("/me/phone/code") view=member::me::phone::phone_code ssr=WHOLE />
                <Route path=path!("/me/birthday") view=member::me::birthday::show ssr=WHOLE />
                <Route path=path!("/me/profile") view=member::me::profile::show ssr=WHOLE />
                <Route path=path!("/me/data") view=member::me::data::show ssr=WHOLE />
                <Route path=path!("/me/close") view=member::me::close::show ssr=WHOLE />
                <Route path=path!("/points") view=member::points::timeline::points ssr=WHOLE />
                <Route path=path!("/points/give") view=member::points::give::giving ssr=WHOLE />
                <Route path=path!("/me/tier") view=member::me::tier::tier ssr=WHOLE />
                <Route path=path!("/me/invite") view=member::me::invite::invite ssr=WHOLE />
                <Route path=path!("/approve") view=member::till::approve::approve ssr=WHOLE />
                <Route path=path!("/card") view=member::card::own::card ssr=WHOLE />
                <Route path=path!("/card/:wish") view=member::card::wish::wish ssr=WHOLE />
                <Route path=path!("/card/receipt/:sealed") view=member::card::receipt::receipt ssr=WHOLE />
                <Route path=path!("/terms") view=member::legal::terms ssr=WHOLE />
                <Route path=path!("/privacy") view=member::legal::privacy ssr=WHOLE />
                <Route path=path!("/signed-out") view=member::join::signed_out::signed_out ssr=WHOLE />
                <Route path=path!("/setup") view=office::setup::setup ssr=WHOLE />
                <Route path=path!("/setup/done") view=office::setup::done ssr=WHOLE />
                <Route path=path!("/counter/sign-in") view=staff::sign_in::sign_in ssr=WHOLE />
                <Route path=path!("/counter/invitation/:token") view=staff::invitation::invitation ssr=WHOLE />
                <Route path=path!("/counter/second-step") view=staff::second_step::second_step ssr=WHOLE />
                <Route path=path!("/counter/unlock") view=staff::unlock::unlock ssr=WHOLE />
                <Route path=path!("/counter/security") view=staff::security::security ssr=WHOLE />
                <Route path=path!("/counter/security/app") view=staff::security::app::app ssr=WHOLE />
                <Route path=path!("/counter/security/passkeys") view=staff::security::keys::keys ssr=WHOLE />
                <Route path=path!("/counter/security/codes") view=staff::security::codes::codes ssr=WHOLE />
                <Route path=path!("/counter/security/password") view=staff::security::password::password ssr=WHOLE />
                <Route path=path!("/counter/security/pin") view=staff::security::pin::pin ssr=WHOLE />
                <Route path=path!("/counter/pair") view=staff::pair::pair ssr=WHOLE />
                <Route path=path!("/counter/approvals") view=staff::approvals::approvals ssr=WHOLE />
                <Route path=path!("/counter") view=counter::till::scan::scan ssr=WHOLE />
                <Route path=path!("/counter/sale/:session") view=counter::sale::sell::sale ssr=WHOLE />
                <Route path=path!("/counter/sale/:session/wait") view=counter::till::wait::wait ssr=WHOLE />
                <Route path=path!("/counter/shift") view=counter::shift::desk::desk ssr=WHOLE />
                <Route path=path!("/counter/shift/close") view=counter::shift::close::close ssr=WHOLE />
                <Route path=path!("/counter/shift/x") view=counter::shift::paper::x ssr=WHOLE />
                <Route path=path!("/counter/shift/z/:shift") view=counter::shift::paper::z ssr=WHOLE />
                <Route path=path!("/counter/pick-up") view=counter::mall::pick_up::show ssr=WHOLE />
                <Route path=path!("/counter/cards") view=counter::card_desk::find::find ssr=WHOLE />
                <Route path=path!("/counter/cards/:who") view=counter::card_desk::serve::serve ssr=WHOLE />
                <Route path=path!("/counter/cards/:who/application") view=counter::card_desk::application::application ssr=WHOLE />
                <Route path=path!("/counter/cards/receipt/:sealed") view=counter::card_desk::receipt::receipt ssr=WHOLE />
                <Route path=path!("/counter/new-member") view=counter::card_desk::new_member::new_member ssr=WHOLE />
                <Route path=path!("/counter/receipt/:no") view=counter::sale::receipt::receipt ssr=WHOLE />
                <Route path=path!("/counter/returns") view=counter::goods_back::page::returns ssr=WHOLE />
                <Route path=path!("/counter/returns/no-receipt") view=counter::goods_back::loose::no_receipt ssr=WHOLE />
                <Route path=path!("/counter/sell") view=counter::sell::begin::begin ssr=WHOLE />
                <Route path=path!("/counter/sell/parked") view=counter::sell::begin::parked ssr=WHOLE />
                <Route path=path!("/counter/sell/:token") view=counter::sell::page::sell ssr=WHOLE />
                <Route path=path!("/counter/display") view=counter::sell::display::display ssr=WHOLE />
                <Route path=path!("/counter/top-up/:session") view=counter::top_up::choose::top_up ssr=WHOLE />
                <Route path=path!("/counter/top-up/:session/notice") view=counter::top_up::notice::notice ssr=WHOLE />
                <Route path=path!("/counter/deposit/:number") view=counter::top_up::slip::slip ssr=WHOLE />
                <Route path=path!("/counter/pay-code/:number") view=counter::top_up::pay_code::wait ssr=WHOLE />
                <Route path=path!("/counter/refunds/:session") view=counter::refund::top_ups::refunds ssr=WHOLE />
                <Route path=path!("/ui") view=office::specimen::specimen ssr=WHOLE />
                <Route path=path!("/office/search") view=office::search::results::results ssr=WHOLE />
                <Route path=path!("/office") view=office::books::overview::books ssr=WHOLE />
                <Route path=path!("/office/campaigns") view=office::campaigns::list::campaigns ssr=WHOLE />
                <Route path=path!("/office/campaigns/new") view=office::campaigns::make::new_campaign ssr=WHOLE />
                <Route path=path!("/office/campaigns/groups") view=office::campaigns::groups::groups ssr=WHOLE />
                <Route path=path!("/office/campaigns/:campaign") view=office::campaigns::one::one_campaign ssr=WHOLE />
                <Route path=path!("/office/campaigns/:campaign/change") view=office::campaigns::change::edit ssr=WHOLE />
                <Route path=path!("/office/campaigns/:campaign/try") view=office::campaigns::trial::trial ssr=WHOLE />
                <Route path=path!("/office/members") view=office::member::list::members ssr=WHOLE />
                <Route path=path!("/office/members/new") view=office::member::make::new_member ssr=WHOLE />
                <Route path=path!("/office/members/:member") view=office::member::one::one_member ssr=WHOLE />
                <Route path=path!("/office/tags") view=office::tag::list::list ssr=WHOLE />
                <Route path=path!("/office/corrections") view=office::adjustment::list::corrections ssr=WHOLE />
                <Route path=path!("/office/grants") view=office::grant::list::grants ssr=WHOLE />
                <Route path=path!("/office/grants/new") view=office::grant::make::new_grant ssr=WHOLE />
                <Route path=path!("/office/grants/:number") view=office::grant::one::one_grant ssr=WHOLE />
                <Route path=path!("/office/payments") view=office::payment::list::payments ssr=WHOLE />
                <Route path=path!("/office/refunds") view=office::refund::list::refunds ssr=WHOLE />
                <Route path=path!("/office/rules") view=office::settings::list::rules ssr=WHOLE />
                <Route path=path!("/office/rules/:area") view=office::settings::area::rule ssr=WHOLE />
                <Route path=path!("/office/staff") view=office::staff::list::staff ssr=WHOLE />
                <Route path=path!("/office/staff/new") view=office::staff::make::new_operator ssr=WHOLE />
                <Route path=path!("/office/staff/:operator") view=office::staff::one::one_operator ssr=WHOLE />
                <Route path=path!("/office/stores") view=office::organisation::list::stores ssr=WHOLE />
                <Route path=path!("/office/stores/new") view=office::organisation::make::new_store ssr=WHOLE />
                <Route path=path!("/office/stores/:store") view=office::organisation::one::one_store ssr=WHOLE />
                <Route path=path!("/office/regions") view=office::organisation::regions::list ssr=WHOLE />
                <Route path=path!("/office/tills") view=office::organisation::tills::tills ssr=WHOLE />
                <Route path=path!("/office/coupons") view=office::coupon::list::coupons ssr=WHOLE />
                <Route path=path!("/office/coupons/new") view=office::coupon::make::new_coupon ssr=WHOLE />
                <Route path=path!("/office/coupons/batches/:number") view=office::coupon::batch::batch ssr=WHOLE />
                <Route path=path!("/office/coupons/:kind") view=office::coupon::one::one_coupon ssr=WHOLE />
                <Route path=path!("/office/card-types") view=office::card::list::card_types ssr=WHOLE />
                <Route path=path!("/office/card-types/new") view=office::card::make::new_card_type ssr=WHOLE />
                <Route path=path!("/office/card-types/:card_type") view=office::card::one::one_card_type ssr=WHOLE />
                <Route path=path!("/office/goods") view=office::goods::list::goods ssr=WHOLE />
                <Route path=path!("/office/goods/new") view=office::goods::make::new_goods ssr=WHOLE />
                <Route path=path!("/office/goods/import") view=office::goods::import::make::import_goods_page ssr=WHOLE />
                <Route path=path!("/office/goods/import/:table") view=office::goods::import::one::one_import ssr=WHOLE />
                <Route path=path!("/office/goods/categories") view=office::goods::categories::categories ssr=WHOLE />
                <Route path=path!("/office/goods/:goods") view=office::goods::one::one_goods ssr=WHOLE />
                <Route path=path!("/office/keys") view=office::organisation::keys::keys ssr=WHOLE />
                <Route path=path!("/office/roles") view=office::role::list::list ssr=WHOLE />
                <Route path=path!("/office/roles/new") view=office::role::make::new_role ssr=WHOLE />
                <Route path=path!("/office/roles/:role") view=office::role::one::one_role ssr=WHOLE />
                <Route path=path!("/office/watched") view=office::sale::watched::watched ssr=WHOLE />
                <Route path=path!("/office/days") view=office::day::list::days ssr=WHOLE />
                <Route path=path!("/office/days/:store/:day") view=office::day::one::one_day ssr=WHOLE />
                <Route path=path!("/office/reports") view=office::report::index ssr=WHOLE />
                <Route path=path!("/office/reports/:name") view=office::report::report ssr=WHOLE />
                <Route path=path!("/office/exports") view=office::report::exports::exports ssr=WHOLE />
                <Route path=path!("/office/reconciliation") view=office::reconciliation::list::reconciliation ssr=WHOLE />
            </FlatRoutes>
        </Router>
    }
    .into_any()
}
