//! Who is signed in on this browser.

use huika_store::{
    StoreError, Tx,
    identity::{MemberSession, session},
};

use crate::{
    context::{Done, Portal, Visit, portal, refuse, visit},
    i18n::Lang,
    ui::Leave,
};

/// A signed-in member's request.
pub struct Member {
    pub portal: Portal,
    pub visit: Visit,
    pub session: MemberSession,
}

impl Member {
    pub const fn lang(&self) -> Lang {
        self.visit.lang
    }

    /// Runs a use case of this member.
    pub async fn write<T, E, F>(&self, use_case: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Fn(&mut Tx<'_>, &MemberSession) -> Result<T, E> + Send + 'static,
    {
        let session = self.session.clone();
        self.portal.store.write(move |tx| use_case(tx, &session)).await
    }

    /// Runs a query of this member.
    pub async fn read<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, &MemberSession) -> Result<T, StoreError> + Send + 'static,
    {
        let session = self.session.clone();
        self.portal.store.read(move |tx| query(tx, &session)).await
    }
}

/// The member whose session this request carries, if there is one.
pub async fn signed_in() -> Result<Option<Member>, StoreError> {
    let (portal, visit) = (portal(), visit());
    let Some(token) = visit.session.clone() else {
        return Ok(None);
    };
    let found = portal.store.read(move |tx| session(tx, &token)).await?;
    Ok(found.map(|session| Member { portal, visit, session }))
}

/// The signed-in member, or the way to sign in.
pub async fn require_member() -> Result<Member, Leave> {
    signed_in().await?.ok_or_else(|| Leave::to("/join"))
}

/// The member who sent a form, or the answer to give instead.
pub async fn form_member(page: &str) -> Result<Member, Done> {
    match signed_in().await {
        Ok(Some(member)) => Ok(member),
        Ok(None) => Err(refuse("/join", "signed-out")),
        Err(error) => {
            tracing::error!(%error, "a session could not be read");
            Err(refuse(page, error.code()))
        }
    }
}
