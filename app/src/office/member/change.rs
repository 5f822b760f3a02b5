//! The forms about one member.

use huika_domain::{
    ErrorCode, Fen, MemberId, MoneyError, PersonName, PersonNameError, Phone, PhoneError, Points, Reason, TagId,
};
use huika_store::{
    StoreError,
    adjustment::correction::{Adjust, AdjustError, Adjusted, Change, adjust},
    card::{By, CardError, FeeFrom, Replace, change_card, replace_card},
    member::{ChangeError, NewDatum, NoteError, PersonChange, add_note, change_person, end_note, reveal},
    once,
    staff::Role,
    tag::{TagError, TagWay, tag_member},
};
use leptos::prelude::*;

use super::{
    acts::{MONEY, POINTS},
    address::{PAGE, form_page, member_page},
    shown::{seal, shown_of},
};
use crate::{
    context::{Done, form_key, go, refuse},
    office::form::{code_of, sender},
    show::{
        TypedBirthday,
        card::{Wish, refuse_card},
    },
    staff::{Staff, is_document, shown_once::show_once},
};

/// Sender and member of a form, or the answer to give instead.
async fn about(member: &str) -> Result<(Staff, MemberId), Done> {
    about_as(member, Role::keeps_members).await
}

/// The same for those with another right.
async fn about_as(member: &str, may: fn(Role) -> bool) -> Result<(Staff, MemberId), Done> {
    let staff = sender(PAGE, may).await?;
    match MemberId::parse(member) {
        Ok(member) => Ok((staff, member)),
        Err(_) => Err(refuse(PAGE, ErrorCode::NoMember.as_str())),
    }
}

/// Shows the member's data on the next page, and only there.
#[server(prefix = "/do", endpoint = "reveal_member")]
pub async fn show(#[server(default)] member: String) -> Done {
    let (staff, member) = match about(&member).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let (by, page) = (staff.session.operator, member_page(member));
    match staff.write(move |tx| reveal(tx, by, member)).await {
        Ok(Some(revealed)) => show_once(&staff, &shown_of(member), &seal(&revealed), &page),
        Ok(None) => refuse(PAGE, ErrorCode::NotAllowed.as_str()),
        Err(fault) => {
            let fault: StoreError = fault;
            refuse(&page, code_of(&fault, fault.code()))
        }
    }
}

#[server(prefix = "/do", endpoint = "correct_member")]
pub async fn correct(
    #[server(default)] member: String,
    #[server(default)] what: String,
    #[server(default)] name: String,
    #[server(default)] phone: String,
    #[server(default)] birth: TypedBirthday,
    #[server(default)] document: String,
    #[server(default)] reason: String,
) -> Done {
    let (staff, member) = match about(&member).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let page = form_page(member, "correct");
    let today = staff.portal.shop.zone.business_day(staff.portal.now());
    let new = match what.as_str() {
        "name" => PersonName::parse(&name)
            .map(NewDatum::Name)
            .map_err(PersonNameError::code),
        "phone" => Phone::parse(&phone).map(NewDatum::Phone).map_err(PhoneError::code),
        _ => match birth.read(today) {
            Ok(Some(birthday)) => Ok(NewDatum::Birthday(birthday)),
            Ok(None) => Err(ErrorCode::BirthdayNotADay.as_str()),
            Err(code) => Err(code),
        },
    };
    let new = match new {
        Ok(new) => new,
        Err(code) => return refuse(&page, code),
    };
    if !is_document(&document) {
        return refuse(&page, ErrorCode::NoIdentification.as_str());
    }
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let request = PersonChange {
        member,
        new,
        identification: document,
        reason,
        by: staff.session.operator,
    };
    let sent = staff.sent("correct-member");
    let changed = staff.write(move |tx| once(tx, &sent, |()| true, |tx| change_person(tx, &request)));
    match changed.await {
        Ok(()) => go(&format!("{}?done=corrected", member_page(member))),
        Err(ChangeError::Store(fault)) => refuse(&page, code_of(&fault, fault.code())),
        Err(error) => refuse(&page, error.code()),
    }
}

#[server(prefix = "/do", endpoint = "change_member_card")]
pub async fn card(
    #[server(default)] member: String,
    #[server(default)] wish: String,
    #[server(default)] document: String,
    #[server(default)] fee: String,
) -> Done {
    let (staff, member) = match about(&member).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let page = form_page(member, "card");
    let Some(wish) = Wish::parse(&wish) else {
        return refuse(&page, ErrorCode::CardStatus.as_str());
    };
    if !is_document(&document) {
        return refuse(&page, ErrorCode::NoIdentification.as_str());
    }
    let by = By::Office {
        operator: staff.session.operator,
        identification: document,
    };
    let changed: Result<_, CardError> = match wish {
        Wish::Change(action) => {
            let sent = staff.sent("change-member-card");
            let done = staff.write(move |tx| once(tx, &sent, |_| true, |tx| change_card(tx, member, action, &by)));
            done.await
        }
        Wish::Replace => {
            let request = Replace {
                by,
                fee_from: if fee == "cash" { FeeFrom::Cash } else { FeeFrom::Balance },
                keep: None,
                key: form_key(),
            };
            staff.write(move |tx| replace_card(tx, member, &request)).await
        }
    };
    match changed {
        Ok(_) => go(&format!("{}?done=card", member_page(member))),
        Err(error) => refuse_card(&page, &error),
    }
}

/// What is corrected, up or down, or the code of what is wrong with it.
fn read_change(of: &str, direction: &str, amount: &str) -> Result<Change, &'static str> {
    let down = direction == "down";
    if of == POINTS {
        let points = Points::parse(amount).map_err(|_| ErrorCode::NotANumber.as_str())?;
        let points = if down { Points::new(-points.get()) } else { points };
        return Ok(Change::Points(points));
    }
    let fen = Fen::parse_yuan(amount).map_err(MoneyError::code)?;
    let fen = if down { Fen::new(-fen.get()) } else { fen };
    Ok(if of == MONEY[0] {
        Change::Principal(fen)
    } else {
        Change::Bonus(fen)
    })
}

#[server(prefix = "/do", endpoint = "correct_balance")]
pub async fn balance(
    #[server(default)] member: String,
    #[server(default)] of: String,
    #[server(default)] direction: String,
    #[server(default)] amount: String,
    #[server(default)] reason: String,
) -> Done {
    let (staff, member) = match about_as(&member, Role::corrects).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let page = form_page(member, "balance");
    let change = match read_change(&of, &direction, &amount) {
        Ok(change) => change,
        Err(code) => return refuse(&page, code),
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let request = Adjust {
        member,
        change,
        reason,
        operator: staff.session.operator,
        key: form_key(),
    };
    match staff.write(move |tx| adjust(tx, &request)).await {
        Ok(Adjusted::Posted { .. }) => go(&format!("{}?done=posted", member_page(member))),
        Ok(Adjusted::Waiting { .. }) => go(&format!("{}?done=waiting", member_page(member))),
        Err(AdjustError::Store(fault)) => refuse(&page, code_of(&fault, fault.code())),
        // Nothing was taken: what is there stands beside the form.
        Err(AdjustError::ShortOfMoney { .. } | AdjustError::ShortOfPoints(_)) => {
            refuse(&page, ErrorCode::CorrectionShort.as_str())
        }
        Err(error) => refuse(&page, error.code()),
    }
}

#[server(prefix = "/do", endpoint = "add_note")]
pub async fn note(#[server(default)] member: String, #[server(default)] note: String) -> Done {
    let (staff, member) = match about(&member).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let page = member_page(member);
    let Ok(text) = Reason::parse(&note) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let (by, sent) = (staff.session.operator, staff.sent("add-note"));
    let noted = staff.write(move |tx| once(tx, &sent, |()| true, |tx| add_note(tx, by, member, &text)));
    ended(&page, noted.await, "noted")
}

#[server(prefix = "/do", endpoint = "end_note")]
pub async fn no_note(#[server(default)] member: String, #[server(default)] note_id: String) -> Done {
    let (staff, member) = match about(&member).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let (by, note) = (staff.session.operator, note_id.parse().unwrap_or_default());
    let gone = staff.write(move |tx| end_note(tx, by, member, note));
    ended(&member_page(member), gone.await, "note-ended")
}

fn ended(page: &str, done: Result<(), NoteError>, word: &str) -> Done {
    match done {
        Ok(()) => go(&format!("{page}?done={word}")),
        Err(NoteError::Store(fault)) => refuse(page, code_of(&fault, fault.code())),
        Err(error) => refuse(page, error.code()),
    }
}

#[server(prefix = "/do", endpoint = "tag_member")]
pub async fn tag(
    #[server(default)] member: String,
    #[server(default)] tag: String,
    #[server(default)] way: String,
) -> Done {
    let (staff, member) = match about(&member).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let page = form_page(member, "tags");
    let (Ok(tag), Some(way)) = (TagId::parse(&tag), TagWay::parse(&way)) else {
        return refuse(&page, ErrorCode::NoTag.as_str());
    };
    let by = staff.session.operator;
    match staff.write(move |tx| tag_member(tx, by, tag, member, way)).await {
        Ok(()) if way == TagWay::Give => go(&format!("{page}&done=tagged")),
        Ok(()) => go(&format!("{page}&done=untagged")),
        Err(TagError::Store(fault)) => refuse(&page, code_of(&fault, fault.code())),
        Err(error) => refuse(&page, error.code()),
    }
}
