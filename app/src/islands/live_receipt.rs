//! Shows what was just paid, by itself, while the page is open.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// One movement in a member's words, as the statement would show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveMovement {
    /// The entry's number; later movements have higher ones.
    pub entry: i64,
    pub title: String,
    pub amount: String,
    pub detail: String,
    pub balance: String,
}

impl LiveMovement {
    /// One line a field, as the event stream carries it.
    pub fn to_lines(&self) -> String {
        let Self {
            entry,
            title,
            amount,
            detail,
            balance,
        } = self;
        let lines = [&entry.to_string(), title, amount, detail, balance];
        lines.map(|line| line.replace(['\n', '\r'], " ")).join("\n")
    }

    pub fn from_lines(text: &str) -> Option<Self> {
        let mut lines = text.split('\n').map(str::to_owned);
        Some(Self {
            entry: lines.next()?.parse().ok()?,
            title: lines.next()?,
            amount: lines.next()?,
            detail: lines.next()?,
            balance: lines.next()?,
        })
    }
}

/// The newest movement, and every later one as it happens.
#[island]
pub fn LiveReceipt(
    /// The newest movement that the page already knows; the stream sends what came after it.
    after: i64,
    /// What the page shows from the start, if it happened a moment ago.
    shown: Option<LiveMovement>,
    /// "Just now", above a movement.
    heading: String,
) -> impl IntoView {
    let newest = RwSignal::new(shown);
    #[cfg(feature = "hydrate")]
    listen(after, newest);
    #[cfg(not(feature = "hydrate"))]
    let _ = after;
    view! {
        <div class="live" role="status">
            {move || {
                newest
                    .get()
                    .map(|movement| {
                        view! {
                            <a class="slip" href=format!("/statement/{}", movement.entry)>
                                <small>{heading.clone()}</small>
                                <strong>{movement.title}</strong>
                                <span class="amount">{movement.amount}</span>
                                <small>{movement.detail}</small>
                                <small class="end">{movement.balance}</small>
                            </a>
                        }
                    })
            }}
        </div>
    }
}

/// The browser reconnects by itself and says which event it saw last, so nothing is lost over a tunnel.
#[cfg(feature = "hydrate")]
fn listen(after: i64, newest: RwSignal<Option<LiveMovement>>) {
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{EventSource, MessageEvent};

    let Ok(stream) = EventSource::new(&format!("/events?after={after}")) else {
        return;
    };
    let arrived = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(movement) = event
            .data()
            .as_string()
            .and_then(|text| LiveMovement::from_lines(&text))
        {
            newest.set(Some(movement));
        }
    });
    stream.set_onmessage(Some(arrived.into_js_value().unchecked_ref()));
    // The stream lives as long as the page; forgetting it keeps the browser's handle.
    std::mem::forget(stream);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_movement_survives_the_stream() {
        let movement = LiveMovement {
            entry: 17,
            title: "徐汇店 消费".into(),
            amount: "−36.50".into(),
            detail: "本金 32.59 · 赠金 3.91".into(),
            balance: "余额 ¥75.50".into(),
        };
        assert_eq!(LiveMovement::from_lines(&movement.to_lines()), Some(movement));
        assert_eq!(LiveMovement::from_lines("no number"), None);
    }

    #[test]
    fn a_line_break_in_a_name_stays_inside_its_field() {
        let movement = LiveMovement {
            entry: 1,
            title: "a\nb".into(),
            amount: String::new(),
            detail: String::new(),
            balance: "c".into(),
        };
        assert_eq!(LiveMovement::from_lines(&movement.to_lines()).unwrap().title, "a b");
    }
}
