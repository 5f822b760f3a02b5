//! The payment notice of a top-up: what is to be paid and what it gives, on paper for the cashier, where the one who sells takes no money.

use huika_domain::{ErrorCode, PersonName, TopUpPrice};
use huika_store::{
    till::{TillMember, till_member},
    top_up::{OpenTopUpError, quote_at_counter},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::wanted::{chosen, refusal};
use crate::{
    context::{Done, PaperSlip, refuse},
    counter::till::token::is_token,
    show::{Leave, page, times::moment_text},
    staff::{
        Area, Desk, Staff, form_staff,
        paper::{paper_slip, print_at_till, printer_form_of, slip_title},
        require_staff,
    },
    ui::{PageError, done, print_slip},
};

/// What the address names.
struct Wanted {
    session: String,
    choice: String,
    amount: String,
}

impl Wanted {
    /// The address with the choice in it, once that was read.
    fn address(&self, page: &str) -> String {
        let plain = |text: &str| -> String {
            let kept = text.chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '.');
            kept.take(20).collect()
        };
        let (choice, amount) = (plain(&self.choice), plain(&self.amount));
        format!("/counter/top-up/{}{page}?choice={choice}&amount={amount}", self.session)
    }
}

/// `/counter/top-up/{session}/notice`, with the choice as `?choice=` and `?amount=`.
pub fn notice() -> impl IntoView {
    let session = use_params_map()
        .with_untracked(|params| params.get("session"))
        .unwrap_or_default();
    let wanted = use_query_map().with_untracked(|query| Wanted {
        session,
        choice: query.get("choice").unwrap_or_default(),
        amount: query.get("amount").unwrap_or_default(),
    });
    page(async move {
        let staff = require_staff().await?;
        let slip = match read(&staff, &wanted, false).await {
            Ok(Some(slip)) => slip,
            Err(OpenTopUpError::NoSession) => return Err(Leave::NotFound),
            Err(OpenTopUpError::Store(error)) => return Err(error.into()),
            // The page of the choice says what is wrong with it.
            Ok(None) | Err(_) => return Err(Leave::to(&wanted.address(""))),
        };
        let t = staff.lang();
        let fields = vec![
            ("session", wanted.session.clone()),
            ("choice", wanted.choice.clone()),
            ("amount", wanted.amount.clone()),
        ];
        Ok(view! {
            <Desk title=t.text("paper-notice").to_owned() staff=staff.session.clone() area=Area::Till class="slip-of-paper">
                {PageError::notice(PageError::of_request())}
                {done(&[("printed", t.text("paper-printed"))])}
                <h1>{t.text("paper-notice")}</h1>
                {print_slip(t)}
                {printer_form_of(&staff, "/do/print_notice", fields)}
                {paper_slip(&slip)}
                <a class="button quiet" href=wanted.address("")>{t.text("paper-back")}</a>
            </Desk>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "print_notice")]
pub async fn print_notice(
    #[server(default)] session: String,
    #[server(default)] choice: String,
    #[server(default)] amount: String,
    #[server(default)] again: String,
) -> Done {
    let staff = match form_staff("/counter").await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !is_token(&session) || !staff.session.role.sells() {
        return refuse("/counter", ErrorCode::SessionOver.as_str());
    }
    let wanted = Wanted {
        session,
        choice,
        amount,
    };
    match read(&staff, &wanted, again == "1").await {
        Ok(None) => refuse(&wanted.address(""), ErrorCode::AmountTooSmall.as_str()),
        Ok(Some(slip)) => print_at_till(&staff, &wanted.address("/notice"), &slip).await,
        Err(OpenTopUpError::NoSession) => refuse("/counter", ErrorCode::SessionOver.as_str()),
        Err(error) => refuse(&wanted.address(""), refusal(&error).0),
    }
}

/// The notice; none while nothing was chosen that can be paid.
async fn read(staff: &Staff, wanted: &Wanted, again: bool) -> Result<Option<PaperSlip>, OpenTopUpError> {
    let choice = chosen(&wanted.choice, &wanted.amount).ok();
    let (place, token) = (staff.place(), wanted.session.clone());
    let found = staff.read(move |tx| {
        let member = till_member(tx, &token, &place)?.ok_or(OpenTopUpError::NoSession)?;
        let price = match choice {
            Some(choice) => Some(quote_at_counter(tx, &token, choice, &place)?),
            None => None,
        };
        Ok::<_, OpenTopUpError>((member, price))
    });
    let (member, price) = found.await?;
    Ok(price.map(|price| on_paper(staff, &member, &price, again)))
}

fn on_paper(staff: &Staff, member: &TillMember, price: &TopUpPrice, again: bool) -> PaperSlip {
    let t = staff.lang();
    let row = |words: &'static str, value: String| (t.text(words).to_owned(), value);
    let name = PersonName::masked(&member.card.name).unwrap_or_default();
    let who = format!("{name} {}", member.card.phone.masked()).trim().to_owned();
    let mut rows = vec![
        row("sale-member", who),
        row("counter-top-up-due", price.principal.display()),
    ];
    if price.bonus.is_positive() {
        rows.push(row("deposit-bonus", price.bonus.display()));
    }
    if price.points.is_positive() {
        rows.push(row("points", price.points.display()));
    }
    rows.extend([
        row("counter-top-up-sold-by", staff.session.name.clone()),
        row("entry-when", moment_text(&staff.portal, t, staff.portal.now())),
    ]);
    PaperSlip {
        heading: staff.portal.face().name.clone(),
        title: slip_title(t, &staff.session.store_name, t.text("paper-notice"), again),
        rows,
        // Nothing is in the books yet; whoever would rather pay on the phone finds the way there.
        code: Some(format!("{}/top-up", staff.portal.public_url)),
        foot: vec![
            t.text("paper-own-top-up").to_owned(),
            t.text("paper-notice-text").to_owned(),
        ],
    }
}
