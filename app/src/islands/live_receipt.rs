//! Shows what was just paid, by itself, while the page is open.

use leptos::prelude::*;

/// One movement in a member's words, as the statement would show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveMovement {
    /// The entry's number; later movements have higher ones.
    pub entry: i64,
    pub title: String,
    pub amount: String,
    pub detail: String,
    pub balance: String,
    /// What is left on the card, in fen.
    pub money_after: i64,
    pub points_after: i64,
    /// What may still be spent today without a PIN, in fen.
    pub no_pin_left: i64,
}

impl LiveMovement {
    /// One line a field, as the event stream carries it.
    pub fn to_lines(&self) -> String {
        let words = [&self.title, &self.amount, &self.detail, &self.balance];
        let words = words.map(|line| line.replace(['\n', '\r'], " ")).join("\n");
        let Self {
            entry,
            money_after,
            points_after,
            no_pin_left,
            ..
        } = self;
        format!("{entry}\n{words}\n{money_after}\n{points_after}\n{no_pin_left}")
    }

    pub fn from_lines(text: &str) -> Option<Self> {
        let mut lines = text.split('\n').map(str::to_owned);
        Some(Self {
            entry: lines.next()?.parse().ok()?,
            title: lines.next()?,
            amount: lines.next()?,
            detail: lines.next()?,
            balance: lines.next()?,
            money_after: lines.next()?.parse().ok()?,
            points_after: lines.next()?.parse().ok()?,
            no_pin_left: lines.next()?.parse().ok()?,
        })
    }
}

/// What the page knows already. It provides this as context; the browser reads it from the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveReceiptFacts {
    /// The newest movement; the stream sends what came after it.
    pub after: i64,
    /// "Just now", above a movement.
    pub heading: &'static str,
}

/// Every later movement as it happens.
#[island]
pub fn LiveReceipt() -> impl IntoView {
    let (after, heading) = facts();
    let newest = RwSignal::new(None::<LiveMovement>);
    #[cfg(feature = "hydrate")]
    listen(newest);
    let said = heading.clone();
    view! {
        <div id="live-receipt" class="live" role="status" data-after=after.to_string() data-heading=said>
            {move || newest.get().map(|movement| slip(movement, heading.clone()))}
        </div>
    }
}

/// One movement, as a slip of paper.
pub fn slip(movement: LiveMovement, heading: String) -> impl IntoView {
    view! {
        <a class="slip" href=format!("/statement/{}", movement.entry)>
            <small>{heading}</small>
            <strong>{movement.title}</strong>
            <span class="amount">{movement.amount}</span>
            <small>{movement.detail}</small>
            <small class="end">{movement.balance}</small>
        </a>
    }
}

#[cfg(not(feature = "hydrate"))]
fn facts() -> (i64, String) {
    let facts: LiveReceiptFacts = expect_context();
    (facts.after, facts.heading.to_owned())
}

#[cfg(feature = "hydrate")]
fn facts() -> (i64, String) {
    let read = |name| super::browser::attribute("live-receipt", name).unwrap_or_default();
    (read("data-after").parse().unwrap_or_default(), read("data-heading"))
}

/// The page's script says which movement it knows whenever it listens again, so nothing is lost over a tunnel.
#[cfg(feature = "hydrate")]
fn listen(newest: RwSignal<Option<LiveMovement>>) {
    super::browser::hear_movements(move |text| {
        if let Some(movement) = LiveMovement::from_lines(&text) {
            show_what_is_left(&movement);
            newest.set(Some(movement));
        }
    });
}

/// The figures that stand elsewhere on the page are those of the moment too.
#[cfg(feature = "hydrate")]
fn show_what_is_left(movement: &LiveMovement) {
    use super::browser::document;
    use huika_domain::{Fen, Points};

    let write = |id: &str, text: String| {
        if let Some(place) = document().get_element_by_id(id) {
            place.set_text_content(Some(&text));
        }
    };
    write("live-balance", Fen::new(movement.money_after).display());
    write("live-points", Points::new(movement.points_after).display());
    write("live-no-pin", Fen::new(movement.no_pin_left).display());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn movement() -> LiveMovement {
        LiveMovement {
            entry: 17,
            title: "徐汇店 消费".into(),
            amount: "−36.50".into(),
            detail: "本金 32.59 · 赠金 3.91".into(),
            balance: "余额 ¥75.50".into(),
            money_after: 7550,
            points_after: 32,
            no_pin_left: 16_350,
        }
    }

    #[test]
    fn a_movement_survives_the_stream() {
        let movement = movement();
        assert_eq!(LiveMovement::from_lines(&movement.to_lines()), Some(movement));
        assert_eq!(LiveMovement::from_lines("no number"), None);
    }

    #[test]
    fn a_line_break_in_a_name_stays_inside_its_field() {
        let movement = LiveMovement {
            title: "a\nb".into(),
            ..movement()
        };
        assert_eq!(LiveMovement::from_lines(&movement.to_lines()).unwrap().title, "a b");
    }
}
