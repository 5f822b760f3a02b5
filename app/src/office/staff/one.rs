//! One operator: what they may do and where, what is theirs to hand over, and a form for each thing that can be done about them.

use huika_domain::{BusinessDay, OperatorId, Phone, Reach};
use huika_store::{
    StoreError,
    organisation::regions,
    staff::{
        FurtherPost, Handover, OperatorRow, Role, RoleRow, further_posts, handover, open_stores, operator,
        roles_to_give, stores, stores_of,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    address::{LINK, form_page},
    make::{Places, password_of, place_fields},
    posts::{POSTS, posts_form},
};
use crate::{
    context::Typed,
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{Leave, page, role_name, role_text, times::moment_text},
    staff::{Staff, invitation, security::password_field, shown_once::just_made},
    symbol::qr_of_any_size,
    ui::{Confirm, Crumb, Field, Notice, PageError, TabLink, Tone, done, fact, icon as draw, key_field, tabs, tag},
};

/// All that the page reads.
struct One {
    row: OperatorRow,
    /// What can be chosen for them.
    places: Places,
    /// The names of the stores that they see.
    seen: Vec<String>,
    /// The names of their regions.
    led: Vec<String>,
    left: Handover,
    /// The roles that the viewer may give.
    roles: Vec<RoleRow>,
    /// What they are there for besides their own post.
    posts: Vec<FurtherPost>,
    today: BusinessDay,
}

/// `/office/staff/:operator`, with one of its forms as `?form=`.
pub fn one_operator() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("operator").unwrap_or_default());
    let form = use_query_map().with_untracked(|query| query.get("form").unwrap_or_default());
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let id = OperatorId::parse(&id).map_err(|_| Leave::NotFound)?;
        let one = read(&desk.staff, id).await?.ok_or(Leave::NotFound)?;
        let t = desk.lang();
        let forms = forms_for(&desk.staff, &one);
        let shown = forms
            .iter()
            .copied()
            .find(|(name, _)| *name == form && !name.is_empty());
        let content = match shown {
            Some((name, _)) => form_of(&desk.staff, &one, name),
            None => about(&desk.staff, &one),
        };
        let state = if one.row.ended_at.is_some() {
            tag(Tone::Plain, t.text("staff-left").to_owned()).into_any()
        } else if one.row.has_password {
            ().into_any()
        } else {
            tag(Tone::Warn, t.text("staff-invited").to_owned()).into_any()
        };
        let links = forms.into_iter().map(|(name, words)| TabLink {
            path: form_page(id, name),
            words: t.text(words),
            count: None,
        });
        let links: Vec<_> = links.collect();
        let here = form_page(id, shown.map_or("", |(name, _)| name));
        let ways = (links.len() > 1).then(|| tabs(t.text("staff-forms").to_owned(), links, &here));
        let crumb = Crumb {
            path: super::list::PAGE.to_owned(),
            words: t.text("staff-title"),
        };
        Ok(view! {
            <Office around=desk.around.clone() title=one.row.name.clone() crumb=crumb tags=state>
                {done(&[
                    ("made", t.text("staff-was-made")),
                    ("renamed", t.text("staff-was-renamed")),
                    ("stores", t.text("staff-stores-done")),
                    ("role", t.text("staff-role-done")),
                    ("reset", t.text("staff-reset-done")),
                    ("own-account", t.text("staff-own-account-done")),
                    ("post-given", t.text("staff-post-given")),
                    ("post-ended", t.text("staff-post-ended")),
                    ("ended", t.text("staff-was-ended")),
                ])}
                {PageError::notice(PageError::of_request())}
                {ways}
                {content}
            </Office>
        }
        .into_any())
    })
}

async fn read(staff: &Staff, id: OperatorId) -> Result<Option<One>, StoreError> {
    let (viewer, today) = (
        staff.session.operator,
        staff.portal.shop.zone.business_day(staff.portal.now()),
    );
    let read = staff.read(move |tx| {
        let Some(row) = operator(tx, viewer, id)? else {
            return Ok(None);
        };
        let all = stores(tx)?;
        let known = stores_of(tx, viewer)?;
        let mut open = open_stores(tx)?;
        open.retain(|(id, _)| known.iter().any(|(one, _)| one == id));
        let regions: Vec<_> = regions(tx, today)?.into_iter().map(|row| (row.id, row.name)).collect();
        let seen = all.iter().filter(|(id, _)| row.stores.contains(id));
        let led = regions.iter().filter(|(id, _)| row.regions.contains(id));
        Ok(Some(One {
            seen: seen.map(|(_, name)| name.clone()).collect(),
            led: led.map(|(_, name)| name.clone()).collect(),
            left: handover(tx, id)?,
            roles: roles_to_give(tx, viewer)?,
            posts: further_posts(tx, id)?,
            today,
            places: Places { stores: open, regions },
            row,
        }))
    });
    read.await
}

/// What this operator may do about that one, with its words; the facts come first.
fn forms_for(staff: &Staff, one: &One) -> Vec<(&'static str, &'static str)> {
    let (own, row) = (staff.session.role, &one.row);
    let (is_self, here) = (row.id == staff.session.operator, row.ended_at.is_none());
    let appoints = row.appointable && !is_self && here;
    let runs = own.keeps_accounts() && here;
    let other_roles = one.roles.iter().any(|role| role.code != row.role.code);
    let protected = row.totp || row.passkeys > 0;
    [
        (true, "", "staff-about"),
        (appoints && row.role.post != Reach::Chain, "stores", "staff-assign"),
        (appoints && other_roles, "role", "staff-change-role"),
        (appoints && !one.roles.is_empty(), POSTS, "staff-posts"),
        (appoints, "name", "staff-rename"),
        (appoints, LINK, "staff-link"),
        (runs && !is_self && protected, "second-step", "staff-reset"),
        (
            runs && (!is_self || row.own_account.is_none()),
            "own-account",
            "staff-own-account",
        ),
        (appoints, "end", "staff-end"),
    ]
    .into_iter()
    .filter(|(may, ..)| *may)
    .map(|(_, form, words)| (form, words))
    .collect()
}

fn about(staff: &Staff, one: &One) -> AnyView {
    let (t, row) = (staff.lang(), &one.row);
    let when = |at| moment_text(&staff.portal, t, at);
    let list = |names: &[String], none: &'static str| {
        if names.is_empty() {
            t.text(none).to_owned()
        } else {
            names.join(t.text("list-comma"))
        }
    };
    let sees = if row.role.role().sees_chain() {
        t.text("staff-whole-shop").to_owned()
    } else {
        list(&one.seen, "staff-no-store")
    };
    let led = (row.role.post == Reach::Region).then(|| fact(t.text("regions-title"), list(&one.led, "region-none")));
    let names: Vec<String> = one.posts.iter().map(|post| role_name(t, &post.title)).collect();
    let further = (!names.is_empty()).then(|| fact(t.text("staff-posts"), names.join(t.text("list-comma"))));
    let second = if row.totp || row.passkeys > 0 {
        "security-on"
    } else {
        "security-off"
    };
    let own = row
        .own_account
        .as_ref()
        .map_or_else(|| t.text("staff-own-account-none").to_owned(), Phone::masked);
    let signed_in = row.signed_in_at.map_or_else(|| t.text("staff-never").to_owned(), when);
    let ended = row.ended_at.map(|at| fact(t.text("staff-left-at"), when(at)));
    let left = (row.ended_at.is_some() || row.appointable).then(|| hand_over(t, &one.left));
    view! {
        <section class="card">
            <dl class="facts">
                {fact(t.text("counter-login"), row.login.clone())}
                {fact(t.text("staff-role"), role_name(t, &row.role.title))}
                {further}
                {led}
                {fact(t.text("staff-stores"), sees)}
                {fact(t.text("security-second"), t.text(second).to_owned())}
                {fact(t.text("staff-own-account"), own)}
                {fact(t.text("staff-signed-in-at"), signed_in)}
                {fact(t.text("staff-made-at"), when(row.made_at))}
                {ended}
            </dl>
        </section>
        {left}
    }
    .into_any()
}

/// What they have begun that another one has to see to.
fn hand_over(t: Lang, left: &Handover) -> AnyView {
    let count = |key: &'static str, count: i64| {
        (count > 0).then(|| view! { <li>{t.with(key, &[("count", count.into())])}</li> })
    };
    let refunds: Vec<_> = left
        .refunds
        .iter()
        .map(|number| {
            view! { <li>{t.text("handover-refund")}" "<a class="link" href=format!("/office/refunds?number={number}")>{number.clone()}</a></li> }
        })
        .collect();
    let keys = (!left.keys.is_empty()).then(|| {
        let names = left.keys.join(t.text("list-comma"));
        view! { <li>{t.text("handover-keys")}" "<a class="link" href="/office/keys">{names}</a></li> }
    });
    let content = if left.is_empty() {
        view! { <p class="quiet-text">{t.text("handover-none")}</p> }.into_any()
    } else {
        view! {
            <ul class="bullets">
                {refunds}
                {count("handover-approvals", left.approvals)}
                {count("handover-sign-offs", left.sign_offs)}
                {count("handover-scans", left.till_sessions)}
                {keys}
            </ul>
        }
        .into_any()
    };
    view! { <section class="card"><h2>{t.text("handover-title")}</h2>{content}</section> }.into_any()
}

/// One of the forms that [`forms_for`] names.
fn form_of(staff: &Staff, one: &One, form: &str) -> AnyView {
    let (t, row) = (staff.lang(), &one.row);
    match form {
        "stores" => stores_form(t, one),
        "role" => role_form(staff, one),
        POSTS => posts_form(t, row, &one.posts, &one.roles, &one.places, one.today),
        "name" => {
            let typed = Typed::into_form("rename_operator");
            let name = typed.or("name", row.name.clone());
            one_form(
                t,
                row,
                "rename_operator",
                &typed,
                "staff-rename-text",
                "staff-save",
                view! {
                    <Field name="name" label=t.text("staff-name") maxlength="100" autocomplete="off" value=name />
                }
                .into_any(),
            )
        }
        LINK => link_form(staff, row),
        "second-step" => {
            let typed = Typed::into_form("reset_second_step");
            one_form(
                t,
                row,
                "reset_second_step",
                &typed,
                "staff-reset-text",
                "staff-reset",
                view! {
                    <Field
                        name="reason"
                        label=t.text("entry-reason")
                        hint=t.text("staff-reset-hint").to_owned()
                        maxlength="200"
                        value=typed.value("reason")
                    />
                    {password_field(t, "password")}
                }
                .into_any(),
            )
        }
        "own-account" => {
            let typed = Typed::into_form("set_own_account");
            one_form(
                t,
                row,
                "set_own_account",
                &typed,
                "staff-own-account-text",
                "staff-own-account-save",
                view! {
                    <Field
                        name="phone"
                        label=t.text("join-phone")
                        hint=t.text("staff-own-account-hint").to_owned()
                        inputmode="tel"
                        maxlength="40"
                        autocomplete="off"
                        value=typed.value("phone")
                        required=false
                    />
                }
                .into_any(),
            )
        }
        _ => end_form(t, one),
    }
}

/// A form about this operator: a sentence, its fields, and the button.
fn one_form(
    t: Lang,
    row: &OperatorRow,
    form: &'static str,
    typed: &Typed,
    text: &'static str,
    button: &'static str,
    fields: AnyView,
) -> AnyView {
    view! {
        <form class="card form" method="post" action=format!("/do/{form}")>
            <p class="quiet-text">{t.text(text)}</p>
            {key_field(typed)}
            <input type="hidden" name="operator" value=row.id.to_string() />
            {fields}
            <button class="button">{t.text(button)}</button>
        </form>
    }
    .into_any()
}

fn stores_form(t: Lang, one: &One) -> AnyView {
    let typed = Typed::into_form("assign_stores");
    let fields = place_fields(
        t,
        &typed,
        &one.row.role,
        &one.places,
        &one.row.own_stores,
        &one.row.regions,
    );
    one_form(
        t,
        &one.row,
        "assign_stores",
        &typed,
        "staff-assign-text",
        "staff-assign-save",
        fields,
    )
}

/// The roles that may be given, one form each: the fields of one are not those of another.
fn role_form(staff: &Staff, one: &One) -> AnyView {
    let t = staff.lang();
    let forms: Vec<_> = one
        .roles
        .iter()
        .filter(|role| role.code != one.row.role.code)
        .map(|role| {
            let code = role.code.as_str().to_owned();
            let typed = Typed::into_one_of("change_role", "role", &code);
            let kept: Vec<_> = if role.post == Reach::Own { one.row.stores.clone() } else { one.row.own_stores.clone() };
            let refused = typed.is_there();
            view! {
                <details class="card" name="role" open=refused>
                    <summary><b>{role_name(t, &role.title)}</b><small class="quiet-text">{role_text(t, role)}</small></summary>
                    <form class="form" method="post" action="/do/change_role">
                        {key_field(&typed)}
                        <input type="hidden" name="operator" value=one.row.id.to_string() />
                        <input type="hidden" name="role" value=code.clone() />
                        {place_fields(t, &typed, role, &one.places, &kept, &one.row.regions)}
                        {password_of(t, &code)}
                        <button class="button">{t.with("staff-make-role", &[("role", role_name(t, &role.title).into())])}</button>
                    </form>
                </details>
            }
        })
        .collect();
    view! { <p class="quiet-text">{t.text("staff-change-role-text")}</p>{forms} }.into_any()
}

/// The link, this once, or the form that makes one.
fn link_form(staff: &Staff, row: &OperatorRow) -> AnyView {
    let t = staff.lang();
    if let Some(token) = just_made(staff, &format!("{LINK} {}", row.id)) {
        let link = format!("{}{}/{token}", staff.portal.public_url, invitation::PAGE);
        let picture = qr_of_any_size(&link).map(|qr| {
            view! {
                <div class="scan-me">
                    <svg class="qr" viewBox=qr.view_box() role="img" aria-label=t.text("staff-link-qr")><path d=qr.path.clone() /></svg>
                </div>
            }
        });
        let once = t.with("staff-link-once", &[("name", row.name.clone().into())]);
        return view! {
            <Notice tone=Tone::Warn icon=draw::KEY><p>{once}</p></Notice>
            <section class="card form">
                {picture}
                <div class="field">
                    <label for="link">{t.text("staff-link-itself")}</label>
                    <input id="link" class="link-to-copy" readonly value=link aria-describedby="link-hint" />
                    <p class="hint" id="link-hint">{t.text("staff-link-hint")}</p>
                </div>
            </section>
        }
        .into_any();
    }
    let open = row.invited_until.map(|until| {
        let words = t.with(
            "staff-link-open",
            &[("when", moment_text(&staff.portal, t, until).into())],
        );
        view! { <Notice tone=Tone::Plain icon=draw::CLOCK><p>{words}</p></Notice> }
    });
    let typed = Typed::into_form("invite_again");
    let fields = password_field(t, "password").into_any();
    view! {
        {open}
        {one_form(t, row, "invite_again", &typed, "staff-link-text", "staff-link-make", fields)}
    }
    .into_any()
}

fn end_form(t: Lang, one: &One) -> AnyView {
    let typed = Typed::into_form("end_operator");
    let sure = t.with("staff-end-sure", &[("name", one.row.name.clone().into())]);
    let (open, id) = (typed.is_there(), one.row.id.to_string());
    view! {
        <section class="card">
            <p class="quiet-text">{t.text("staff-end-text")}</p>
            <Confirm words=t.text("staff-end").to_owned() question=sure open=open>
                <form class="form" method="post" action="/do/end_operator">
                    {key_field(&typed)}
                    <input type="hidden" name="operator" value=id />
                    <Field name="reason" label=t.text("entry-reason") maxlength="200" value=typed.value("reason") />
                    <button class="button certain">{t.text("staff-end")}</button>
                </form>
            </Confirm>
        </section>
        {hand_over(t, &one.left)}
    }
    .into_any()
}
