//! Who sits at counter or office.

use huika_domain::ErrorCode;
use huika_store::{
    SentForm, StoreError, Tx,
    staff::{Place, Role, StaffSession, note_staff_active, note_till_active, require_staff_open, staff_session_at},
};

use crate::{
    context::{Done, Portal, ReturnPath, Visit, form_key, portal, refuse, visit},
    i18n::Lang,
    show::Leave,
};

/// A signed-in operator's request.
pub struct Staff {
    pub portal: Portal,
    pub visit: Visit,
    pub session: StaffSession,
}

impl Staff {
    pub const fn lang(&self) -> Lang {
        self.visit.lang
    }

    /// The form that this operator has just sent: sent twice, it is done once.
    pub fn sent(&self, form: &'static str) -> SentForm {
        SentForm::new(form, &form_key(), &[&self.session.operator.to_string()])
    }

    /// Runs a use case for this operator, whose session must be open still at that moment.
    pub async fn write<T, E, F>(&self, use_case: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let token = self.visit.staff.clone().unwrap_or_default();
        let guarded = move |tx: &mut Tx<'_>| {
            require_staff_open(tx, &token)?;
            use_case(tx)
        };
        self.portal.store.write(guarded).await
    }

    /// Runs a query for this operator.
    pub async fn read<T, E, F>(&self, query: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.portal.store.read(query).await
    }

    pub fn place(&self) -> Place {
        Place {
            store: self.session.store,
            till: self.session.till.clone(),
            operator: Some(self.session.operator),
        }
    }
}

/// The operator whose session this request carries, if there is one.
pub async fn staff_signed_in() -> Result<Option<Staff>, StoreError> {
    let (portal, visit) = (portal(), visit());
    let Some(token) = visit.staff.clone() else {
        return Ok(None);
    };
    let till = visit.till.clone();
    let found = portal
        .store
        .look_up(move |tx| staff_session_at(tx, &token, till.as_deref()))
        .await?;
    Ok(found.map(|session| Staff { portal, visit, session }))
}

/// Where somebody of this role begins, and is led from a page that is not theirs. None of these pages leads on to another for them.
pub fn home_of(role: Role) -> &'static str {
    if role.sells() {
        "/counter"
    } else if role.sees_office() {
        "/office"
    } else if role.serves_cards() {
        "/counter/cards"
    } else {
        SECURITY
    }
}

const SIGN_IN: &str = "/counter/sign-in";
const UNLOCK: &str = "/counter/unlock";
pub const SECURITY: &str = "/counter/security";
/// Where a browser becomes a till.
pub const PAIR: &str = "/counter/pair";

/// How long a session that is being used is not noted again.
const ACTIVE_SECS: i64 = 60;

impl Staff {
    /// Keeps the counter open while somebody works at it. A page is shown also when this cannot be written: then it locks earlier.
    async fn note_active(&self) {
        if self.portal.now().secs_since(self.session.last_seen_at) < ACTIVE_SECS {
            return;
        }
        let Some(token) = self.visit.staff.clone() else {
            return;
        };
        let till = self.visit.till.clone();
        let noted = self.write(move |tx| {
            note_staff_active(tx, &token)?;
            till.as_deref().map_or(Ok(()), |till| note_till_active(tx, till))
        });
        if let Err(error) = noted.await {
            let error: StoreError = error;
            tracing::warn!(%error, "a staff session could not be noted as used");
        }
    }
}

/// The signed-in operator with nothing to do first, or the way to that.
pub async fn require_staff() -> Result<Staff, Leave> {
    let staff = require_own().await?;
    if staff.session.must_enrol {
        let next = ReturnPath::of_visit(&visit(), ReturnPath::staff);
        return Err(Leave::to(&ReturnPath::added_to(next.as_ref(), SECURITY)));
    }
    if staff.session.must_pair && is_counters(&staff.visit.path) {
        return Err(Leave::to(PAIR));
    }
    Ok(staff)
}

/// Whether a page is work at the counter, and not one's own sign-in or what waits for one.
fn is_counters(path: &str) -> bool {
    let own = ["/counter/security", "/counter/approvals"];
    path.starts_with("/counter") && !own.iter().any(|page| path.starts_with(page))
}

/// The signed-in operator on the pages of their own sign-in, which are open also when a second step is still missing.
pub async fn require_own() -> Result<Staff, Leave> {
    let before = |page: &str| {
        let next = ReturnPath::of_visit(&visit(), ReturnPath::staff);
        Leave::to(&ReturnPath::added_to(next.as_ref(), page))
    };
    let staff = staff_signed_in().await?.ok_or_else(|| before(SIGN_IN))?;
    if staff.session.locked {
        return Err(before(UNLOCK));
    }
    staff.note_active().await;
    Ok(staff)
}

/// The operator who sent a form, or the answer to give instead.
pub async fn form_staff(page: &str) -> Result<Staff, Done> {
    let staff = form_own(page).await?;
    if staff.session.must_enrol {
        let first = ReturnPath::added_to(ReturnPath::staff(page).as_ref(), SECURITY);
        return Err(refuse(&first, ErrorCode::SecondStepNeeded.as_str()));
    }
    if staff.session.must_pair && is_counters(page) {
        return Err(refuse(PAIR, ErrorCode::TillNotPaired.as_str()));
    }
    Ok(staff)
}

/// The operator who sent a form about their own sign-in, or the answer to give instead.
pub async fn form_own(page: &str) -> Result<Staff, Done> {
    let before = |first: &str| ReturnPath::added_to(ReturnPath::staff(page).as_ref(), first);
    match staff_signed_in().await {
        Ok(Some(staff)) if staff.session.locked => Err(refuse(&before(UNLOCK), ErrorCode::CounterLocked.as_str())),
        Ok(Some(staff)) => {
            staff.note_active().await;
            Ok(staff)
        }
        Ok(None) => Err(refuse(&before(SIGN_IN), ErrorCode::SignedOut.as_str())),
        Err(error) => {
            tracing::error!(%error, "a staff session could not be read");
            Err(refuse(page, error.code()))
        }
    }
}
