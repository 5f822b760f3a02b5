//! A rule as a sentence: the locale's words with the values between them, to be read, to be typed, or to be compared.

use huika_domain::{
    Fen,
    settings::{self, Field, Kind, Sentence, row_field},
};
use leptos::prelude::*;
use serde_json::Value;

use crate::{
    context::Typed,
    i18n::{Arg, Lang},
};

/// Stands around a value's name while the locale puts the words around it; no text has it.
const MARK: char = '\u{1}';

/// A piece of a sentence.
enum Piece {
    Words(String),
    Value(&'static Field),
}

/// The sentence, taken apart where its values stand.
fn pieces(t: Lang, area: &settings::Area, sentence: &'static Sentence) -> Vec<Piece> {
    let marked = |field: &'static Field| (field.name, Arg::from(format!("{MARK}{}{MARK}", field.name)));
    let marked: Vec<_> = sentence.fields.iter().map(marked).collect();
    let text = t.with(&format!("rule-{}-{}", area.name, sentence.key), &marked);
    let piece = |(number, text): (usize, &str)| {
        let field = sentence.fields.iter().find(|field| field.name == text);
        match field.filter(|_| number % 2 == 1) {
            Some(field) => Piece::Value(field),
            None => Piece::Words(text.to_owned()),
        }
    };
    text.split(MARK).enumerate().map(piece).collect()
}

/// A value as a sentence says it.
pub fn value_words(t: Lang, field: &Field, value: &Value) -> String {
    match (field.kind, value) {
        (Kind::Money { .. }, value) => value.as_i64().map_or_else(String::new, |fen| Fen::new(fen).display()),
        (Kind::Switch, Value::Bool(true)) => t.text("rule-yes").to_owned(),
        (Kind::Switch, _) => t.text("rule-no").to_owned(),
        (Kind::OrNone { .. }, Value::Null) => t.text("rule-none").to_owned(),
        (Kind::WordsOrNone { .. }, Value::Array(words)) if words.is_empty() => t.text("rule-any-goods").to_owned(),
        (Kind::Choice(_), Value::String(word)) => choice_words(t, word),
        // People count from one.
        (Kind::Place { .. }, value) => value.as_i64().map_or_else(String::new, |place| (place + 1).to_string()),
        (kind, value) => kind.show(value),
    }
}

fn choice_words(t: Lang, word: &str) -> String {
    t.find(&format!("rule-choice-{word}"), &[])
        .unwrap_or_else(|| word.to_owned())
}

/// The body, or the row of it, that a sentence is about, with the row's number: one for a sentence that is said once.
pub fn said_of<'b>(sentence: &Sentence, body: &'b Value) -> Vec<(usize, &'b Value)> {
    match sentence.rows {
        None => vec![(0, body)],
        Some(rows) => body[rows.list].as_array().into_iter().flatten().enumerate().collect(),
    }
}

/// What is said instead of the sentence where a value that may be missing is: no word for nothing fits between those of the sentence.
fn said_of_none(t: Lang, area: &settings::Area, sentence: &'static Sentence, of: &Value) -> Option<String> {
    let missing = |field: &Field| matches!(field.kind, Kind::OrNone { .. }) && of[field.name].is_null();
    if sentence.fields.iter().any(missing) {
        t.find(&format!("rule-{}-{}-none", area.name, sentence.key), &[])
    } else {
        None
    }
}

/// The sentence as plain text.
pub fn plain_words(t: Lang, area: &settings::Area, sentence: &'static Sentence, of: &Value) -> String {
    if let Some(words) = said_of_none(t, area, sentence, of) {
        return words;
    }
    let word = |piece: &Piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Value(field) => value_words(t, field, &of[field.name]),
    };
    pieces(t, area, sentence).iter().map(word).collect()
}

/// The sentence to be read, its values set off.
pub fn read_words(t: Lang, area: &settings::Area, sentence: &'static Sentence, of: &Value) -> AnyView {
    if let Some(words) = said_of_none(t, area, sentence, of) {
        return view! { <strong>{words}</strong> }.into_any();
    }
    let piece = |piece: Piece| match piece {
        Piece::Words(words) => words.into_any(),
        Piece::Value(field) => {
            let words = value_words(t, field, &of[field.name]);
            view! { <strong>{words}</strong> }.into_any()
        }
    };
    let pieces: Vec<_> = pieces(t, area, sentence).into_iter().map(piece).collect();
    pieces.into_any()
}

/// The sentence with what has changed in it: the old value struck out, the new one after it.
pub fn changed_words(
    t: Lang,
    area: &settings::Area,
    sentence: &'static Sentence,
    (old, new): (Option<&Value>, Option<&Value>),
) -> AnyView {
    let none = |of: Option<&Value>| of.is_some_and(|of| said_of_none(t, area, sentence, of).is_some());
    if old != new && (none(old) || none(new)) {
        let old = old.map(|old| view! { <del>{plain_words(t, area, sentence, old)}</del>" " });
        let new = new.map(|new| view! { <ins>{plain_words(t, area, sentence, new)}</ins> });
        return view! { {old}{new} }.into_any();
    }
    let piece = |piece: Piece| match piece {
        Piece::Words(words) => words.into_any(),
        Piece::Value(field) => {
            let words = |of: Option<&Value>| of.map(|of| value_words(t, field, &of[field.name]));
            let (old, new) = (words(old), words(new));
            if old == new {
                return view! { <strong>{new}</strong> }.into_any();
            }
            let old = old.map(|old| view! { <del>{old}</del>" " });
            let new = new.map(|new| view! { <ins>{new}</ins> });
            view! { {old}{new} }.into_any()
        }
    };
    let pieces: Vec<_> = pieces(t, area, sentence).into_iter().map(piece).collect();
    pieces.into_any()
}

/// What the inputs of a form show, and which of them was refused.
pub struct Inputs<'i> {
    pub t: Lang,
    pub area: &'static settings::Area,
    /// What was typed into it a moment ago.
    pub typed: &'i Typed,
    /// The field that was wrong then.
    pub wrong: Option<&'i str>,
}

impl Inputs<'_> {
    /// The sentence with an input in the place of each value. `of` is none for a row that is not there yet.
    pub fn words(&self, sentence: &'static Sentence, row: usize, of: Option<&Value>) -> AnyView {
        let pieces = pieces(self.t, self.area, sentence);
        let views: Vec<_> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Words(words) => words.clone().into_any(),
                Piece::Value(field) => {
                    let label = self.label(&pieces, field, of);
                    self.input(sentence, row, field, of, label)
                }
            })
            .collect();
        views.into_any()
    }

    /// What names an input to who does not see the sentence around it: the sentence, with a gap where the input is.
    fn label(&self, pieces: &[Piece], gap: &Field, of: Option<&Value>) -> String {
        let word = |piece: &Piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Value(field) if field.name == gap.name => "…".to_owned(),
            Piece::Value(field) => of.map_or_else(String::new, |of| value_words(self.t, field, &of[field.name])),
        };
        pieces.iter().map(word).collect()
    }

    fn input(
        &self,
        sentence: &'static Sentence,
        row: usize,
        field: &'static Field,
        of: Option<&Value>,
        label: String,
    ) -> AnyView {
        let name = match sentence.rows {
            None => field.name.to_owned(),
            Some(rows) => row_field(rows.list, row, field.name),
        };
        if matches!(field.kind, Kind::Place { .. }) {
            return view! { <strong>{row + 1}</strong> }.into_any();
        }
        let wrong = (self.wrong == Some(name.as_str())).then_some("true");
        let name = format!("rule[{name}]");
        let kept = of.map_or_else(String::new, |of| field.kind.show(&of[field.name]));
        let value = self.typed.or(&name, kept);
        let choices = |words: Vec<(String, String)>| {
            let options: Vec<_> = words
                .into_iter()
                .map(|(word, words)| view! { <option value=word.clone() selected=word == value>{words}</option> })
                .collect();
            view! { <select name=name.clone() aria-label=label.clone() aria-invalid=wrong>{options}</select> }
                .into_any()
        };
        match field.kind {
            Kind::Switch => choices(vec![
                ("yes".to_owned(), self.t.text("rule-yes").to_owned()),
                ("no".to_owned(), self.t.text("rule-no").to_owned()),
            ]),
            Kind::Choice(words) => choices(
                words
                    .iter()
                    .map(|word| ((*word).to_owned(), choice_words(self.t, word)))
                    .collect(),
            ),
            kind => {
                let (mode, size) = shape(kind);
                let sign = matches!(kind, Kind::Money { .. }).then_some("¥");
                let sort = if kind == Kind::Day { "date" } else { "text" };
                view! {
                    <span class="typed">
                        {sign}
                        <input
                            type=sort
                            name=name
                            value=value
                            size=size
                            inputmode=mode
                            autocomplete="off"
                            aria-label=label
                            aria-invalid=wrong
                        />
                    </span>
                }
                .into_any()
            }
        }
    }
}

/// The keyboard that an input asks for, and its width in characters.
const fn shape(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Money { .. } | Kind::Span { .. } => ("decimal", "8"),
        Kind::Whole { .. } | Kind::OrNone { .. } | Kind::Place { .. } => ("numeric", "6"),
        Kind::Name { .. } | Kind::Colour | Kind::Day => ("text", "12"),
        Kind::Words { .. } | Kind::WordsOrNone { .. } => ("text", "32"),
        Kind::Switch | Kind::Choice(_) => ("text", "8"),
    }
}
