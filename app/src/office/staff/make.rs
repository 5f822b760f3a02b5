//! Somebody new: a log-in, a name, a role, and where. What they get is a link by which they set their own password.

use huika_domain::{ErrorCode, LogInName, PersonName, Reach, RegionId, RoleCode, StoreId};
use huika_store::{
    StoreError,
    organisation::regions,
    staff::{NewOperator, Post, Role, RoleRow, make_operator, open_stores, roles_to_give, stores_of},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::address::{LINK, form_page};
use crate::{
    context::{Done, Typed, refuse},
    i18n::Lang,
    office::{
        form::{manage, sender},
        frame::{Office, Scoped, enter},
    },
    show::{Leave, page, role_name, role_text},
    staff::{security::password_field, shown_once::show_once},
    ui::{Crumb, Field, PageError, chip_choice, key_field},
};

const PAGE: &str = "/office/staff/new";

/// What can be chosen for a role: names by number.
pub struct Places {
    pub stores: Vec<(StoreId, String)>,
    pub regions: Vec<(RegionId, String)>,
}

/// `/office/staff/new`, for one role as `?role=` and one store as `?store=`.
pub fn new_operator() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let text = move |name: &str| query.get(name).unwrap_or_default();
    let (wanted, at) = (text("role"), text("store"));
    page(async move {
        let desk = enter(Role::appoints_any, Scoped::No).await?;
        let (viewer, today) = (
            desk.session.operator,
            desk.portal.shop.zone.business_day(desk.portal.now()),
        );
        let (places, roles) = desk
            .read(move |tx| {
                let roles = roles_to_give(tx, viewer)?;
                let seen = stores_of(tx, viewer)?;
                let mut stores = open_stores(tx)?;
                stores.retain(|(id, _)| seen.iter().any(|(one, _)| one == id));
                let regions = regions(tx, today)?.into_iter().map(|row| (row.id, row.name)).collect();
                Ok::<_, StoreError>((Places { stores, regions }, roles))
            })
            .await?;
        // Whoever appoints nobody is led away above; a role that has ended meanwhile is none.
        let chosen = roles.iter().find(|role| role.code.as_str() == wanted);
        let role = chosen.or(roles.first()).cloned().ok_or(Leave::NotFound)?;
        let t = desk.lang();
        let typed = Typed::into_form("make_operator");
        let chips: Vec<_> = roles
            .iter()
            .map(|one| chip_choice(role_name(t, &one.title), page_for(&one.code), one.code == role.code))
            .collect();
        let crumb = Crumb {
            path: super::list::PAGE.to_owned(),
            words: t.text("staff-title"),
        };
        let stores: Vec<StoreId> = StoreId::parse(&at).into_iter().collect();
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("staff-new").to_owned()
                lead=t.text("staff-new-lead").to_owned()
                crumb=crumb
            >
                {PageError::notice(PageError::of_request())}
                <nav class="filters" aria-label=t.text("staff-role")>{chips}</nav>
                <form class="card form" method="post" action="/do/make_operator">
                    <p class="quiet-text">{role_text(t, &role)}</p>
                    {key_field(&typed)}
                    <input type="hidden" name="role" value=role.code.as_str().to_owned() />
                    <Field
                        name="login"
                        label=t.text("counter-login")
                        hint=t.text("staff-login-hint").to_owned()
                        maxlength="100"
                        autocomplete="off"
                        value=typed.value("login")
                    />
                    <Field
                        name="name"
                        label=t.text("staff-name")
                        maxlength="100"
                        autocomplete="off"
                        value=typed.value("name")
                    />
                    {place_fields(t, &typed, &role, &places, &stores, &[])}
                    {password_field(t, "password")}
                    <button class="button">{t.text("staff-make")}</button>
                </form>
            </Office>
        }
        .into_any())
    })
}

fn page_for(role: &RoleCode) -> String {
    format!("{PAGE}?role={}", role.as_str())
}

/// The fields that a role needs: one store, any number of stores and regions, or none.
pub fn place_fields(
    t: Lang,
    typed: &Typed,
    role: &RoleRow,
    places: &Places,
    stores: &[StoreId],
    regions: &[RegionId],
) -> AnyView {
    match role.post {
        Reach::Own => {
            let options: Vec<_> = places
                .stores
                .iter()
                .map(|(id, name)| {
                    let chosen = typed.picked("stores[]", &id.to_string(), stores.contains(id));
                    view! { <option value=id.to_string() selected=chosen>{name.clone()}</option> }
                })
                .collect();
            view! {
                <div class="field">
                    <label for="stores">{t.text("store-name")}</label>
                    <select id="stores" name="stores[]">{options}</select>
                </div>
            }
            .into_any()
        }
        Reach::Region => {
            let regions = places
                .regions
                .iter()
                .map(|(id, name)| (id.to_string(), name.clone(), regions.contains(id)))
                .collect();
            let stores = places
                .stores
                .iter()
                .map(|(id, name)| (id.to_string(), name.clone(), stores.contains(id)))
                .collect();
            view! {
                {ticks(t.text("regions-title"), typed, "regions[]", regions)}
                {ticks(t.text("staff-single-stores"), typed, "stores[]", stores)}
            }
            .into_any()
        }
        Reach::Chain => ().into_any(),
    }
}

/// The own password again, in one of several forms of a page.
pub fn password_of(t: Lang, form: &str) -> impl IntoView + use<> {
    let id = format!("password-{form}");
    view! {
        <div class="field">
            <label for=id.clone()>{t.text("security-password")}</label>
            <input id=id name="password" type="password" autocomplete="current-password" maxlength="200" required />
        </div>
    }
}

fn ticks(
    words: &'static str,
    typed: &Typed,
    name: &'static str,
    choices: Vec<(String, String, bool)>,
) -> Option<impl IntoView + use<>> {
    let boxes: Vec<_> = choices
        .into_iter()
        .map(|(id, words, is_so)| {
            let checked = typed.picked(name, &id, is_so);
            view! {
                <label class="tick"><input type="checkbox" name=name value=id checked=checked /><span>{words}</span></label>
            }
        })
        .collect();
    (!boxes.is_empty()).then(|| view! { <fieldset class="ticks"><legend>{words}</legend>{boxes}</fieldset> })
}

/// Role and places as a form sends them; none for what is no role or no number.
pub fn read_post(role: &str, stores: &[String], regions: &[String]) -> Option<Post> {
    Some(Post {
        role: RoleCode::parse(role)?,
        stores: stores
            .iter()
            .map(|id| StoreId::parse(id))
            .collect::<Result<_, _>>()
            .ok()?,
        regions: regions
            .iter()
            .map(|id| RegionId::parse(id))
            .collect::<Result<_, _>>()
            .ok()?,
    })
}

#[server(prefix = "/do", endpoint = "make_operator")]
pub async fn make(
    #[server(default)] role: String,
    #[server(default)] login: String,
    #[server(default)] name: String,
    #[server(default)] stores: Vec<String>,
    #[server(default)] regions: Vec<String>,
    #[server(default)] password: String,
) -> Done {
    let staff = match sender(PAGE, Role::appoints_any).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let page = RoleCode::parse(&role).map_or_else(|| PAGE.to_owned(), |role| page_for(&role));
    let login = match LogInName::parse(&login) {
        Ok(login) => login,
        Err(error) => return refuse(&page, error.code()),
    };
    let name = match PersonName::parse(&name) {
        Ok(name) => name,
        Err(error) => return refuse(&page, error.code()),
    };
    let Some(post) = read_post(&role, &stores, &regions) else {
        return refuse(&page, ErrorCode::StoresDoNotFit.as_str());
    };
    let new = NewOperator { login, name, post };
    let made = manage(&staff, "make-operator", password, move |tx, by| {
        make_operator(tx, by, &new)
    })
    .await;
    match made {
        Ok(made) => {
            let page = form_page(made.operator, LINK);
            show_once(
                &staff,
                &format!("{LINK} {}", made.operator),
                &made.token,
                &format!("{page}&done=made"),
            )
        }
        Err(code) => refuse(&page, &code),
    }
}
