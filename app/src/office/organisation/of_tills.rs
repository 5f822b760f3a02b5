//! What the page of tills and the page of other makers' keys both do: the store of a new one, and changing the one that a form names.

use huika_domain::{ErrorCode, OperatorId, StoreId};
use huika_store::{StoreError, Tx, staff::Role, till::TillName};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, go, refuse},
    office::{form::sender, frame::Desk},
};

/// Its store: an open one that whoever asks sees, the chosen one first.
pub(super) fn store_field(desk: &Desk, typed: &Typed, open: &[(StoreId, String)]) -> impl IntoView + use<> {
    let chosen = typed
        .value("store")
        .or_else(|| desk.around.scope.store.map(|store| store.to_string()))
        .unwrap_or_default();
    let seen = &desk.around.scope.stores;
    let options: Vec<_> = open
        .iter()
        .filter(|(id, _)| seen.iter().any(|(one, _)| one == id))
        .map(|(id, name)| {
            let id = id.to_string();
            view! { <option value=id.clone() selected=id == chosen>{name.clone()}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for="store">{desk.lang().text("store-name")}</label>
            <select id="store" name="store">{options}</select>
        </div>
    }
}

/// One of the two pages.
#[derive(Clone, Copy)]
pub(super) struct PageOf<E> {
    /// Its address.
    pub path: &'static str,
    /// What of it names one in the address.
    pub one: &'static str,
    /// The code when there is no such one.
    pub none: ErrorCode,
    /// How a refusal is said.
    pub refusal: fn(&E) -> &'static str,
}

impl<E: From<StoreError> + Send + 'static> PageOf<E> {
    /// Changes the one whose number a form sends.
    pub async fn changed(
        self,
        number: &str,
        done: &str,
        use_case: impl Fn(&mut Tx<'_>, OperatorId, i64) -> Result<(), E> + Send + 'static,
    ) -> Done {
        let staff = match sender(self.path, Role::keeps_tills).await {
            Ok(staff) => staff,
            Err(answer) => return answer,
        };
        let Ok(id) = number.parse::<i64>() else {
            return refuse(self.path, self.none.as_str());
        };
        let by = staff.session.operator;
        match staff.write(move |tx| use_case(tx, by, id)).await {
            Ok(()) => go(&format!("{}?done={done}", self.path)),
            Err(error) => refuse(self.path, (self.refusal)(&error)),
        }
    }

    /// The name that a form sends, or the way back to the form of the one that it is for.
    pub async fn name_of(self, number: &str, typed: &str) -> Result<TillName, Done> {
        if let Ok(name) = TillName::parse(typed) {
            return Ok(name);
        }
        let page = match number.parse::<i64>() {
            Ok(id) => format!("{}?{}={id}", self.path, self.one),
            Err(_) => self.path.to_owned(),
        };
        sender(self.path, Role::keeps_tills).await?;
        Err(refuse(&page, ErrorCode::TillName.as_str()))
    }
}
