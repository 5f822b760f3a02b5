//! Groups of offers: what holds among those of one, and which of them do not go together.

use huika_domain::{ErrorCode, ShortName, StackGroupId, pricing::Mode};
use huika_store::{
    campaign::{CampaignError, GroupRow, keep_apart, make_group, set_group_mode, stack_groups},
    once,
    staff::Role,
};
use leptos::prelude::*;

use super::PAGE as LIST;
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::{Office, Scoped, enter},
    },
    show::page,
    ui::{Crumb, Empty, Field, PageError, done, icon as draw, key_field},
};

const PAGE: &str = "/office/campaigns/groups";

const MODES: [(Mode, &str); 3] = [
    (Mode::Best, "best"),
    (Mode::Stack, "stack"),
    (Mode::Exclusive, "exclusive"),
];

fn mode_words(t: Lang, mode: Mode) -> &'static str {
    match mode {
        Mode::Best => t.text("stack-mode-best"),
        Mode::Stack => t.text("stack-mode-stack"),
        Mode::Exclusive => t.text("stack-mode-exclusive"),
    }
}

fn read_mode(word: &str) -> Option<Mode> {
    MODES.iter().find(|(_, one)| *one == word).map(|(mode, _)| *mode)
}

/// `/office/campaigns/groups`.
pub fn groups() -> impl IntoView {
    page(async {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let rows = desk.read(stack_groups).await?;
        let t = desk.lang();
        let runs = desk.session.role.runs_campaigns();
        let list = if rows.is_empty() {
            view! { <Empty icon=draw::GIFT title=t.text("stack-groups-none") text=t.text("stack-groups-none-text") /> }
                .into_any()
        } else {
            let lines: Vec<_> = rows.iter().map(|row| line(t, row, &rows, runs)).collect();
            view! { <section class="card"><ul class="rows">{lines}</ul></section> }.into_any()
        };
        let crumb = Crumb {
            path: LIST.to_owned(),
            words: t.text("campaigns-title"),
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("stack-groups-title").to_owned()
                lead=t.text("stack-groups-lead").to_owned()
                crumb=crumb
            >
                {done(&[("made", t.text("stack-group-was-made")), ("changed", t.text("stack-group-was-changed"))])}
                {PageError::notice(PageError::of_request())}
                {list}
                {(runs && rows.len() > 1).then(|| pair_form(t, &rows))}
                {runs.then(|| new_form(t))}
            </Office>
        }
        .into_any())
    })
}

fn modes(t: Lang, chosen: &str) -> Vec<AnyView> {
    let option = |(mode, word): &(Mode, &'static str)| {
        view! { <option value=*word selected=*word == chosen>{mode_words(t, *mode)}</option> }.into_any()
    };
    MODES.iter().map(option).collect()
}

fn line(t: Lang, row: &GroupRow, all: &[GroupRow], runs: bool) -> impl IntoView + use<> {
    let names: Vec<String> = row
        .apart
        .iter()
        .filter_map(|id| all.iter().find(|one| one.id == *id))
        .map(|one| one.name.clone())
        .collect();
    let apart = (!names.is_empty()).then(|| {
        let names = names.join(t.text("campaign-list"));
        view! { <p>{t.with("stack-apart-from", &[("names", names.into())])}</p> }
    });
    let form = runs.then(|| {
        let id = row.id.to_string();
        let typed = Typed::into_one_of("set_group_mode", "group", &id);
        let key = key_field(&typed);
        let mode = MODES
            .iter()
            .find(|(mode, _)| *mode == row.mode)
            .map_or("best", |(_, word)| *word);
        let options = modes(t, &typed.or("kind", mode));
        let field = format!("mode-{id}");
        view! {
            <form class="find" method="post" action="/do/set_group_mode">
                {key}
                <input type="hidden" name="group" value=id />
                <div class="field">
                    <label for=field.clone()>{t.text("stack-mode")}</label>
                    <select id=field name="kind">{options}</select>
                </div>
                <button class="btn">{t.text("store-save")}</button>
            </form>
        }
    });
    view! { <li><p><b>{row.name.clone()}</b>" · "{mode_words(t, row.mode)}</p>{apart}{form}</li> }
}

fn pair_form(t: Lang, rows: &[GroupRow]) -> impl IntoView + use<> {
    let typed = Typed::into_form("keep_apart");
    let options = |name: &str| -> Vec<_> {
        let chosen = typed.value(name).unwrap_or_default();
        let option = |row: &GroupRow| {
            let id = row.id.to_string();
            view! { <option value=id.clone() selected=id == chosen>{row.name.clone()}</option> }
        };
        rows.iter().map(option).collect()
    };
    view! {
        <form class="card form" method="post" action="/do/keep_apart">
            <h2>{t.text("stack-pair")}</h2>
            <p class="hint">{t.text("stack-pair-hint")}</p>
            {key_field(&typed)}
            <div class="field">
                <label for="of">{t.text("stack-one")}</label>
                <select id="of" name="of">{options("of")}</select>
            </div>
            <div class="field">
                <label for="what">{t.text("stack-other")}</label>
                <select id="what" name="what">{options("what")}</select>
            </div>
            <div class="ways-on">
                <button class="btn" name="direction" value="apart">{t.text("stack-keep-apart")}</button>
                <button class="btn" name="direction" value="together">{t.text("stack-let-together")}</button>
            </div>
        </form>
    }
}

fn new_form(t: Lang) -> impl IntoView {
    let typed = Typed::into_form("make_group");
    let options = modes(t, &typed.or("kind", "best"));
    view! {
        <form class="card form" method="post" action="/do/make_group">
            <h2>{t.text("stack-group-new")}</h2>
            {key_field(&typed)}
            <Field name="name" label=t.text("stack-group-name") maxlength="60" autocomplete="off" value=typed.value("name") />
            <div class="field">
                <label for="kind">{t.text("stack-mode")}</label>
                <select id="kind" name="kind">{options}</select>
            </div>
            <button class="button">{t.text("stack-group-make")}</button>
        </form>
    }
}

fn answer<T>(outcome: Result<T, CampaignError>, done: &str) -> Done {
    match outcome {
        Ok(_) => go(&format!("{PAGE}?done={done}")),
        Err(CampaignError::Store(error)) => refuse(PAGE, code_of(&error, error.code())),
        Err(error) => refuse(PAGE, error.code()),
    }
}

#[server(prefix = "/do", endpoint = "make_group")]
pub async fn make(#[server(default)] name: String, #[server(default)] kind: String) -> Done {
    let staff = match sender(PAGE, Role::runs_campaigns).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let name = match ShortName::parse(&name) {
        Ok(name) => name,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let Some(mode) = read_mode(&kind) else {
        return refuse(PAGE, ErrorCode::RuleChoice.as_str());
    };
    let (by, sent) = (staff.session.operator, staff.sent("make-group"));
    let made = staff.write(move |tx| once(tx, &sent, |_: &StackGroupId| true, |tx| make_group(tx, by, &name, mode)));
    answer(made.await, "made")
}

#[server(prefix = "/do", endpoint = "set_group_mode")]
pub async fn set_mode(#[server(default)] group: String, #[server(default)] kind: String) -> Done {
    let staff = match sender(PAGE, Role::runs_campaigns).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let (Ok(group), Some(mode)) = (StackGroupId::parse(&group), read_mode(&kind)) else {
        return refuse(PAGE, ErrorCode::NoStackGroup.as_str());
    };
    let by = staff.session.operator;
    answer(
        staff.write(move |tx| set_group_mode(tx, by, group, mode)).await,
        "changed",
    )
}

#[server(prefix = "/do", endpoint = "keep_apart")]
pub async fn pair(
    #[server(default)] of: String,
    #[server(default)] what: String,
    #[server(default)] direction: String,
) -> Done {
    let staff = match sender(PAGE, Role::runs_campaigns).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let (Ok(one), Ok(other)) = (StackGroupId::parse(&of), StackGroupId::parse(&what)) else {
        return refuse(PAGE, ErrorCode::NoStackGroup.as_str());
    };
    let (by, apart) = (staff.session.operator, direction == "apart");
    answer(
        staff.write(move |tx| keep_apart(tx, by, (one, other), apart)).await,
        "changed",
    )
}
