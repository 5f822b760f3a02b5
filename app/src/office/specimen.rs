//! `/ui`: every component of the office with words as they would stand there, once in each scheme. It is there in the demo only, for whoever
//! builds a page and for whoever judges how it looks; everywhere else there is no such page.

mod parts;
mod scheme;

use huika_domain::{Millis, OperatorId, Reach, Rights, RoleCode, StoreId};
use huika_store::{
    demo::is_demo,
    staff::{Role, RoleTitle, StaffSession},
    waiting::Waiting,
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_router::hooks::use_query_map;

use crate::{
    context::{portal, visit},
    i18n::Lang,
    office::frame::{Around, Office, Scope, Scoped},
    show::{Leave, page},
    ui::{Notice, Tone, icon as draw},
};
use scheme::Scheme;

pub fn specimen() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    page(async move {
        let (portal, t) = (portal(), visit().lang);
        if !portal.store.look_up(is_demo).await? {
            return Err(Leave::NotFound);
        }
        let style = scheme::style(portal.face().accent.css());
        let each = Scheme::ALL.map(|scheme| {
            let typed = |name: &str| query.get(name);
            parts::all(t, scheme, &typed)
        });
        Ok(view! {
            <style nonce=use_nonce()>{style}</style>
            <Office around=around(t) title=t.text("specimen-title").to_owned() lead=t.text("specimen-lead").to_owned()>
                <Notice tone=Tone::Warn icon=draw::ALERT><p>{t.text("specimen-notice-warn")}</p></Notice>
                {Vec::from(each)}
            </Office>
        }
        .into_any())
    })
}

/// The frame as headquarters would see it on a busy day.
fn around(t: Lang) -> Around {
    let stores = vec![
        (StoreId::new(1), t.text("specimen-xuhui").to_owned()),
        (StoreId::new(2), t.text("specimen-jingan").to_owned()),
    ];
    let session = StaffSession {
        operator: OperatorId::new(1),
        login: "hq".to_owned(),
        name: t.text("specimen-boss").to_owned(),
        role: Role::of(Reach::Chain, &Rights::default()),
        title: RoleTitle {
            code: RoleCode::HEADQUARTERS,
            name: String::new(),
        },
        store: StoreId::new(1),
        store_name: t.text("specimen-xuhui").to_owned(),
        till: String::new(),
        last_seen_at: Millis::new(0),
        must_pair: false,
        locked: false,
        must_enrol: false,
    };
    Around {
        session,
        waiting: Waiting {
            payments: 2,
            watched: 3,
            refunds: 1,
        },
        scope: Scope {
            stores,
            store: Some(StoreId::new(1)),
        },
        scoped: Scoped::Yes,
    }
}
