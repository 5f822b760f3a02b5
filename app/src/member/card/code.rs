//! The member code. The server draws it; where the phone can, its island takes over and goes on without us.

use huika_domain::{Millis, STEP_SECS};
use huika_store::{
    ledger::EntryKind,
    member::{self, Home, give_code_key},
    till::{ShownCode, show_code},
};
use leptos::prelude::*;

use crate::{
    context::{to_hex, visit},
    i18n::Lang,
    islands::{
        live_receipt::{LiveReceipt, LiveReceiptFacts, slip},
        member_code::{MemberCode, MemberCodeFacts, MemberCodeTexts},
    },
    member::session::{Member, require_member, signed_in},
    show::{Leave, Title, asked, movement, page, scripts},
    ui::{icon, icon as draw, wake},
};

/// How long a receipt stays on the page for those who come back to it without a script.
const JUST_NOW_SECS: i64 = 180;

pub fn code() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (home, code) = member
            .read(|tx, session| Ok((member::home(tx, session.member)?, show_code(tx, session.device)?)))
            .await?;
        let (Some(home), Some(code)) = (home, code) else {
            return Err(Leave::NotFound);
        };
        // A code that no till takes is not shown: the card's page says why, and how it is opened again.
        if !home.card.status.is_active() {
            return Err(Leave::to("/card"));
        }
        Ok(show(&member, &home, &code))
    })
}

/// Seconds until the server's code changes.
pub fn secs_to_next_step(now: Millis) -> i64 {
    STEP_SECS - now.unix_secs().rem_euclid(STEP_SECS)
}

fn show(member: &Member, home: &Home, code: &ShownCode) -> AnyView {
    let t = member.lang();
    let now = member.portal.now();
    let newest = home.recent.first();
    let heading = t.text("code-just-now");
    let just_now = newest
        .filter(|found| found.kind == EntryKind::Sale && now.secs_since(found.at) < JUST_NOW_SECS)
        .map(|found| view! { <div class="live" role="status">{slip(movement::live(t, found, home.no_pin_left), heading.to_owned())}</div> });
    provide_context(LiveReceiptFacts {
        after: newest.map_or(0, |found| found.entry.get()),
        heading,
    });
    provide_context(MemberCodeFacts {
        payload: code.payload.compose(),
        server_millis: now.get(),
        texts: texts(t),
    });
    view! {
        <Title text=t.text("code-title").to_owned() />
        <div class="code-page">
            {top(t)}
            <main>
                {asked(None)}
                <LiveReceipt />
                {just_now}
                <section class="sheet">
                    <MemberCode />
                    <hr />
                    <dl>
                        <div><dt>{t.text("balance")}</dt><dd id="live-balance">{home.balance.display()}</dd></div>
                        <div><dt>{t.text("points")}</dt><dd id="live-points">{home.points.display()}</dd></div>
                        <div><dt>{t.text("code-no-pin-short")}</dt><dd id="live-no-pin">{home.no_pin_left.display()}</dd></div>
                    </dl>
                </section>
                <p class="advice">{t.text("code-advice")}</p>
            </main>
        </div>
        {scripts()}
        {wake()}
    }
    .into_any()
}

fn top(t: Lang) -> impl IntoView {
    view! {
        <header class="top">
            <a class="back" href="/" aria-label=t.text("back")>{icon(draw::BACK)}</a>
            <h1>{t.text("code-title")}</h1>
            <a class="side" href="/code" aria-label=t.text("code-again")>{icon(draw::REFRESH)}</a>
        </header>
    }
}

fn texts(t: Lang) -> MemberCodeTexts {
    MemberCodeTexts {
        bars: t.text("code-bars"),
        qr: t.text("code-qr"),
        digits: t.text("code-digits"),
        refresh: t.text("code-refresh"),
        seconds: t.text("code-seconds"),
        offline: t.text("code-offline"),
        stale: t.text("code-stale"),
        covered: t.text("code-covered"),
        purged: t.text("code-purged"),
        doubt: t.text("code-doubt"),
    }
}

/// `/code/offline`: the page without anybody in it, for the service worker to keep. The phone fills in what it remembers.
pub fn shell() -> impl IntoView {
    page(async { Ok(empty_page(visit().lang)) })
}

fn empty_page(t: Lang) -> AnyView {
    provide_context(MemberCodeFacts {
        payload: String::new(),
        server_millis: 0,
        texts: texts(t),
    });
    view! {
        <Title text=t.text("code-title").to_owned() />
        <div class="code-page">
            {top(t)}
            <main>
                <section class="sheet">
                    <MemberCode />
                    <hr />
                    <p class="shell">{t.text("code-shell-text")}</p>
                </section>
                <p class="advice">{t.text("code-advice")}</p>
            </main>
        </div>
        {scripts()}
        {wake()}
    }
    .into_any()
}

/// A new key for this device, in hexadecimal digits: the browser asks once and keeps it where no script can read it.
#[server(prefix = "/do", endpoint = "device_key")]
pub async fn device_key() -> Result<String, ServerFnError> {
    let refused = || ServerFnError::new("signed-out");
    let member = signed_in()
        .await
        .map_err(|_| ServerFnError::new("busy"))?
        .ok_or_else(refused)?;
    let given = member.write(|tx, session| give_code_key(tx, session.device)).await;
    given
        .map_err(|_| ServerFnError::new("busy"))?
        .map(|given| to_hex(&given.key))
        .ok_or_else(refused)
}
