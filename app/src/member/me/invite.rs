//! The member's own code, for friends: as a link to send and as a QR code to show.

use huika_store::member::referral;
use leptos::prelude::*;

use crate::{
    member::session::require_member,
    show::{Frame, page},
    symbol,
};

pub fn invite() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        // Drawn on the first look, so that those who invite nobody have no code.
        let mine = member.write(|tx, session| referral(tx, session.member)).await?;
        let t = member.lang();
        let link = format!("{}/join?from=invite&by={}", member.portal.public_url, mine.code);
        let picture = symbol::qr_of_any_size(&link).map(|qr| {
            view! {
                <div class="scan-me">
                    <svg class="qr" viewBox=qr.view_box() role="img" aria-label=t.text("invite-qr")><path d=qr.path.clone() /></svg>
                </div>
            }
        });
        let joined = match mine.joined {
            0 => t.text("invite-nobody").to_owned(),
            count => t.with("invite-joined", &[("count", count.into())]),
        };
        Ok(view! {
            <Frame title=t.text("invite-title").to_owned() back="/me">
                <p class="quiet-text">{t.text("invite-what")}</p>
                <section class="panel invite">
                    {picture}
                    <p class="code-of-mine"><small>{t.text("invite-code")}</small><strong>{mine.code.to_string()}</strong></p>
                    <div class="field">
                        <label for="link">{t.text("invite-link")}</label>
                        <input id="link" class="link-to-copy" readonly value=link aria-describedby="link-hint" />
                        <p class="hint" id="link-hint">{t.text("invite-link-hint")}</p>
                    </div>
                </section>
                <p class="center quiet-text">{joined}</p>
            </Frame>
        }
        .into_any())
    })
}
