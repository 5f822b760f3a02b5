//! The worked examples: every one is quoted, and what it expects is held against the quote.

use super::properties::{adds_up, explains};
use super::reading::{Example, fen, read};
use crate::pricing::*;
use crate::{Deduction, Fen, Points};

/// Every file of examples, by name.
pub const FILES: [(&str, &str); 10] = [
    ("shares", include_str!("../../../examples/pricing/shares.txt")),
    ("steps", include_str!("../../../examples/pricing/steps.txt")),
    ("campaigns", include_str!("../../../examples/pricing/campaigns.txt")),
    ("coupons", include_str!("../../../examples/pricing/coupons.txt")),
    ("stacking", include_str!("../../../examples/pricing/stacking.txt")),
    ("points", include_str!("../../../examples/pricing/points.txt")),
    ("by-hand", include_str!("../../../examples/pricing/by-hand.txt")),
    ("paying", include_str!("../../../examples/pricing/paying.txt")),
    ("returns", include_str!("../../../examples/pricing/returns.txt")),
    (
        "failures-of-others",
        include_str!("../../../examples/pricing/failures-of-others.txt"),
    ),
];

fn all() -> impl Iterator<Item = (&'static str, Example)> {
    FILES
        .into_iter()
        .flat_map(|(name, text)| read(text).into_iter().map(move |example| (name, example)))
}

#[test]
fn every_worked_example_comes_out_as_it_is_written() {
    let mut wrong = Vec::new();
    for (file, example) in all() {
        let quote = example.case.quote();
        if let Ok(quote) = &quote {
            adds_up(quote);
            explains(quote);
        }
        for expected in &example.expected {
            let found = held(&example, quote.as_ref(), expected);
            if let Err(found) = found {
                wrong.push(format!(
                    "{file}: {}\n    expected {expected}\n    found    {found}",
                    example.title
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_are_at_least_eighty_examples_and_no_two_have_one_title() {
    let mut titles: Vec<String> = all().map(|(_, example)| example.title).collect();
    assert!(titles.len() >= 80, "{}", titles.len());
    titles.sort();
    let twice: Vec<_> = titles.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn every_example_costs_the_same_when_its_lines_and_offers_are_turned_round() {
    for (_, example) in all() {
        let mut turned = example.case.clone();
        turned.lines.reverse();
        turned.list.campaigns.reverse();
        turned.coupons.reverse();
        let price =
            |quote: Result<Quote, QuoteError>| quote.map(|quote| (quote.before_points, quote.due, quote.earned));
        assert_eq!(price(example.case.quote()), price(turned.quote()), "{}", example.title);
    }
}

/// Whether one expectation holds, or what is there instead.
fn held(example: &Example, quote: Result<&Quote, &QuoteError>, expected: &str) -> Result<(), String> {
    let words: Vec<&str> = expected.split_whitespace().collect();
    let quote = match (words[0], quote) {
        ("error", quote) => {
            let found = quote
                .err()
                .map_or_else(|| "no error".to_owned(), |error| error.code().to_owned());
            return same(found, words[1]);
        }
        (_, Err(error)) => return Err(error.to_string()),
        (_, Ok(quote)) => quote,
    };
    let rest = words[1..].join(" ");
    match words[0] {
        "pay" => same(quote.due.yuan(), rest),
        "before-points" => same(quote.before_points.yuan(), rest),
        "list" => same(quote.list.yuan(), rest),
        "off" => same(quote.off().yuan(), rest),
        "principal" => same(quote.principal.yuan(), rest),
        "bonus" => same(quote.bonus.yuan(), rest),
        "outside" => same(quote.outside.yuan(), rest),
        "tenders" => same(joined(&quote.tenders), rest),
        "rounding" => same(quote.rounding.yuan(), rest),
        "earns" => same(quote.earned.get().to_string(), rest),
        "points" => {
            let Deduction { points, amount } = quote.deduction;
            same(format!("{} {}", points.get(), amount.yuan()), rest)
        }
        "best" => same(quote.best.to_string(), rest),
        "lines" => same(joined(quote.lines.iter().map(|line| &line.due)), rest),
        "uses" => same(used(quote).to_string(), rest),
        "takes" | "shares" | "arithmetic" => applied(example, quote, &words),
        "why" => why(example, quote, &words),
        "silent" => {
            let offer = example.names.offer(words[1]);
            let says = quote.refused.iter().any(|refused| refused.offer == offer);
            same(if says { "said" } else { "silent" }.to_owned(), "silent")
        }
        "gift" | "no-gift" => gift(example, quote, &words),
        "back" => back(example, quote, &words),
        "after" => after(example, quote, &words),
        "kept-alone" => claw_back_of(example, quote, &words),
        other => Err(format!("what is {other}?")),
    }
}

fn same(found: String, expected: impl AsRef<str>) -> Result<(), String> {
    if found == expected.as_ref() { Ok(()) } else { Err(found) }
}

fn joined<'a>(amounts: impl IntoIterator<Item = &'a Fen>) -> String {
    let amounts: Vec<String> = amounts.into_iter().map(|amount| amount.yuan()).collect();
    amounts.join(" ")
}

/// How many offers took something off or gave something.
fn used(quote: &Quote) -> usize {
    quote
        .applied
        .iter()
        .filter(|applied| matches!(applied.source, Source::Offer(_)))
        .count()
}

/// `takes A 10.00`, `shares A 3.34 3.33 3.33`, `arithmetic tier 100.10 × 5 %`.
fn applied(example: &Example, quote: &Quote, words: &[&str]) -> Result<(), String> {
    let is_meant = |applied: &&Applied| match (words[1], applied.source) {
        ("own-price" | "hand-line" | "hand-bill", Source::Hand) => applied.step.as_str() == words[1],
        ("tier", Source::Tier(_))
        | ("brand", Source::Brand(_))
        | ("level", Source::Level(_))
        | ("points", Source::Points)
        | ("rounding", Source::Rounding) => true,
        ("own-price" | "hand-line" | "hand-bill" | "tier" | "brand" | "level" | "points" | "rounding", _) => false,
        (name, Source::Offer(offer)) => offer == example.names.offer(name),
        _ => false,
    };
    let Some(applied) = quote.applied.iter().find(is_meant) else {
        return Err("it was not used".to_owned());
    };
    let found = match words[0] {
        "takes" => applied.amount.yuan(),
        "shares" => joined(&applied.shares),
        _ => applied.arithmetic.display(),
    };
    same(found, words[2..].join(" "))
}

/// `why B below-threshold 12.00`, `why B not-with A 10.00`, `why B too-few-pieces 1`.
fn why(example: &Example, quote: &Quote, words: &[&str]) -> Result<(), String> {
    let offer = example.names.offer(words[1]);
    let Some(refused) = quote.refused.iter().find(|refused| refused.offer == offer) else {
        return Err("it was used, or nothing is said".to_owned());
    };
    let missing = match refused.missing {
        None => String::new(),
        Some(Missing::Money(missing) | Missing::Dearer(missing)) => format!(" {}", missing.yuan()),
        Some(Missing::Pieces(pieces)) => format!(" {pieces}"),
        Some(Missing::FromDay(day)) => format!(" {day}"),
        Some(Missing::From(at)) => format!(" day {}", at.unix_secs() / 86_400),
        Some(Missing::Instead { other, saves }) => {
            let is_it = words.get(3).is_some_and(|name| example.names.offer(name) == other);
            format!(
                " {} {}",
                if is_it {
                    words[3].to_owned()
                } else {
                    format!("{other:?}")
                },
                saves.yuan()
            )
        }
    };
    same(format!("{}{missing}", refused.reason), words[2..].join(" "))
}

fn gift(example: &Example, quote: &Quote, words: &[&str]) -> Result<(), String> {
    let goods = example.names.goods(words[1]);
    let pieces: u32 = quote
        .gifts
        .iter()
        .filter(|gift| gift.goods == goods)
        .map(|gift| gift.quantity)
        .sum();
    let expected = if words[0] == "no-gift" {
        "0"
    } else {
        words.get(2).copied().unwrap_or("1")
    };
    same(pieces.to_string(), expected)
}

fn place_of(example: &Example, name: &str) -> u32 {
    let goods = example.names.goods(name);
    let place = example
        .case
        .lines
        .iter()
        .position(|line| line.goods == Some(goods))
        .expect("a line");
    u32::try_from(place).expect("fits")
}

/// `back tea 3.33 3.33 3.34`: what the pieces of a line bring back one by one. `back tea x2 6.66 3.34`: in parts of two.
fn back(example: &Example, quote: &Quote, words: &[&str]) -> Result<(), String> {
    let line = place_of(example, words[1]);
    let part: u32 = words[2]
        .strip_prefix('x')
        .map_or(1, |number| number.parse().expect("a number"));
    let expected: Vec<&str> = words[2..]
        .iter()
        .copied()
        .filter(|word| !word.starts_with('x'))
        .collect();
    let pieces = example.case.lines[usize::try_from(line).expect("fits")].quantity;
    let (mut before, mut amounts) = (0, Vec::new());
    while before < pieces {
        let now = part.min(pieces - before);
        let back = pieces_back(quote, ReturnedPieces { line, before, now }).expect("there are so many");
        amounts.push(back.due);
        before += now;
    }
    same(joined(&amounts), expected.join(" "))
}

/// `after tea:1,cup:2 coupons 1`, `after tea:1 owes cup 1 29.90`, `after tea:1 owes nothing`, `after tea:1 pays 9.00 points 100 earned 8`.
fn after(example: &Example, quote: &Quote, words: &[&str]) -> Result<(), String> {
    let mut returned = vec![0; quote.lines.len()];
    for one in words[1].split(',') {
        let (name, pieces) = one.split_once(':').expect("goods and a number");
        returned[usize::try_from(place_of(example, name)).expect("fits")] = pieces.parse().expect("a number");
    }
    let found = match words[2] {
        "coupons" => format!("coupons {}", coupons_back(quote, &returned).len()),
        "owes" => match gifts_due(quote, &returned).as_slice() {
            [] => "owes nothing".to_owned(),
            [gift, ..] => {
                let name = words[3];
                assert_eq!(gift.goods, example.names.goods(name));
                format!("owes {name} {} {}", gift.pieces, gift.worth.yuan())
            }
        },
        _ => {
            let pieces = (0_u32..).zip(&returned).map(|(line, now)| ReturnedPieces {
                line,
                before: 0,
                now: *now,
            });
            let back: Vec<Back> = pieces
                .map(|pieces| pieces_back(quote, pieces).expect("there are so many"))
                .collect();
            let due = Fen::checked_sum(back.iter().map(|back| back.due)).expect("fits");
            let points = Points::checked_sum(back.iter().map(|back| back.points)).expect("fits");
            let earned = Points::checked_sum(back.iter().map(|back| back.earned)).expect("fits");
            format!("pays {} points {} earned {}", due.yuan(), points.get(), earned.get())
        }
    };
    same(found, words[2..].join(" "))
}

/// `kept-alone tea:1 share 3.33 claw-back 0.00`: both figures of a return of these pieces.
fn claw_back_of(example: &Example, quote: &Quote, words: &[&str]) -> Result<(), String> {
    let mut kept = example.case.clone();
    let mut share = Fen::ZERO;
    for one in words[1].split(',') {
        let (name, pieces) = one.split_once(':').expect("goods and a number");
        let (line, now) = (place_of(example, name), pieces.parse().expect("a number"));
        kept.lines[usize::try_from(line).expect("fits")].quantity -= now;
        let back = pieces_back(quote, ReturnedPieces { line, before: 0, now }).expect("there are so many");
        share = share.checked_add(back.due).expect("fits");
    }
    kept.lines.retain(|line| line.quantity > 0);
    let figures = kept
        .with_request(|request| {
            claw_back(
                &kept.list,
                (!kept.lines.is_empty()).then_some(request),
                quote.before_points,
                share,
            )
        })
        .map_err(|error| error.to_string())?;
    same(
        format!("share {} claw-back {}", figures.share.yuan(), figures.claw_back.yuan()),
        words[2..].join(" "),
    )
}

#[test]
fn an_amount_is_read_as_it_is_written() {
    assert_eq!(fen("39.90"), Fen::new(3_990));
}
