//! Who is signed in on this browser.

use huika_domain::ErrorCode;
use huika_store::{
    SentForm, StoreError, Tx,
    db::secret::hmac_sha256,
    member::{MemberSession, ended_session, note_seen, require_open, session},
    till::waiting_approval,
};
use leptos::prelude::provide_context;

use super::join::way::first_page_of;
use crate::{
    context::{Done, Portal, ReturnPath, Visit, Waiting, form_key, go, portal, refuse, to_hex, visit},
    i18n::Lang,
    show::Leave,
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

    /// Runs a use case of this member, whose session must be open still at that moment.
    pub async fn write<T, E, F>(&self, use_case: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Fn(&mut Tx<'_>, &MemberSession) -> Result<T, E> + Send + 'static,
    {
        let session = self.session.clone();
        let guarded = move |tx: &mut Tx<'_>| {
            require_open(tx, session.device)?;
            use_case(tx, &session)
        };
        self.portal.store.write(guarded).await
    }

    /// Runs a query of this member.
    pub async fn read<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>, &MemberSession) -> Result<T, StoreError> + Send + 'static,
    {
        let session = self.session.clone();
        self.portal.store.read(move |tx| query(tx, &session)).await
    }
}

impl Member {
    /// The form that this member has just sent: sent twice, it is done once.
    pub fn sent(&self, form: &'static str) -> SentForm {
        SentForm::new(form, &form_key(), &[&self.session.member.to_string()])
    }

    /// Keeps the list of devices true to the hour. A page is shown also when this cannot be written.
    async fn note_seen(&self) {
        if self.portal.now().secs_since(self.session.last_seen_at) < SEEN_SECS {
            return;
        }
        let place = self.visit.place();
        let noted = self.write(move |tx, session| note_seen(tx, session.device, &place));
        if let Err(error) = noted.await {
            tracing::warn!(%error, "a device could not be noted as seen");
        }
    }
}

/// The member whose session this request carries, if there is one.
pub async fn signed_in() -> Result<Option<Member>, StoreError> {
    let (portal, visit) = (portal(), visit());
    let Some(token) = visit.session.clone() else {
        return Ok(None);
    };
    let found = portal.store.look_up(move |tx| session(tx, &token)).await?;
    Ok(found.map(|session| Member { portal, visit, session }))
}

/// The pages of one browser that show the same session share one stream of events. Its name is derived from the token, and does not
/// lead back to it.
const STREAM: &[u8] = b"stream";

fn stream_name(token: &str) -> String {
    to_hex(&hmac_sha256(token.as_bytes(), STREAM)[..8])
}

/// How long a device that is being used is not noted again.
const SEEN_SECS: i64 = 3600;

/// The signed-in member, or the way to sign in, which leads back here; whoever was signed in until somebody ended it is told so.
pub async fn require_member() -> Result<Member, Leave> {
    let (portal, visit) = (portal(), visit());
    let Some(token) = visit.session.clone() else {
        return Err(Leave::to(&first_page_of(&visit)));
    };
    let found = portal.store.read(move |tx| {
        let Some(session) = session(tx, &token)? else {
            return Ok(Err(ended_session(tx, &token)?.is_some()));
        };
        let asked = waiting_approval(tx, session.member)?;
        let stream = stream_name(&token);
        Ok::<_, StoreError>(Ok((session, asked, stream)))
    });
    match found.await? {
        Ok((session, asked, stream)) => {
            let stopped = session.stopped;
            let asked = asked.map(Box::new);
            provide_context(Waiting::Member { asked, stopped, stream });
            let member = Member { portal, visit, session };
            member.note_seen().await;
            Ok(member)
        }
        Err(true) => {
            let next = ReturnPath::of_visit(&visit, ReturnPath::member);
            Err(Leave::to(&ReturnPath::added_to(next.as_ref(), "/signed-out")))
        }
        Err(false) => Err(Leave::to(&first_page_of(&visit))),
    }
}

/// Whether this browser carries a session that has ended.
async fn session_is_over() -> Result<bool, StoreError> {
    let Some(token) = visit().session else {
        return Ok(false);
    };
    let ended = portal().store.read(move |tx| ended_session(tx, &token)).await?;
    Ok(ended.is_some())
}

/// The member who sent a form, or the answer to give instead. Whose session is over learns why: a second tap on a loss report comes
/// when the first has ended it.
pub async fn form_member(page: &str) -> Result<Member, Done> {
    let next = |first: &str| ReturnPath::added_to(ReturnPath::member(page).as_ref(), first);
    let found = match signed_in().await {
        Ok(Some(member)) => return Ok(member),
        Ok(None) => session_is_over().await,
        Err(error) => Err(error),
    };
    match found {
        Ok(true) => Err(go(&next("/signed-out"))),
        Ok(false) => Err(refuse(&next("/join"), ErrorCode::SignedOut.as_str())),
        Err(error) => {
            tracing::error!(%error, "a session could not be read");
            Err(refuse(page, error.code()))
        }
    }
}
