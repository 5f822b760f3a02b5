//! A list: a table like [`Sheet`](super::Sheet) made of plain data, with a sentence for each column, the totals of all pages, and the ways to
//! the others. It knows nothing of what it shows.

use leptos::prelude::*;

/// The head of a column.
pub struct Head {
    pub name: String,
    /// What the column means, in a sentence.
    pub says: String,
    /// Figures end where their column ends.
    pub figure: bool,
}

/// What a cell shows.
pub struct Shown {
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    pub figure: bool,
    /// Below zero, which its sign says too.
    pub negative: bool,
}

impl Shown {
    fn class(&self) -> Option<&'static str> {
        match (self.figure, self.negative) {
            (true, true) => Some("n neg"),
            (true, false) => Some("n"),
            _ => None,
        }
    }
}

/// The table of a list. The first column names the row.
#[component]
pub fn List(
    #[prop(into)] label: String,
    heads: Vec<Head>,
    rows: Vec<Vec<Shown>>,
    /// The words in front of the sums, which are those of everything that the filters let through.
    total: String,
    /// A cell for each column; empty where nothing is added up.
    totals: Vec<Shown>,
    #[prop(default = None)] foot: Option<AnyView>,
) -> impl IntoView {
    let heads: Vec<_> = heads
        .into_iter()
        .map(|head| view! { <th scope="col" class=head.figure.then_some("n") title=head.says>{head.name}</th> })
        .collect();
    let rows: Vec<_> = rows.into_iter().map(|row| view! { <tr>{cells(row)}</tr> }).collect();
    let before = totals
        .iter()
        .position(|cell| !cell.text.is_empty())
        .unwrap_or(totals.len())
        .max(1);
    let sums: Vec<_> = totals
        .into_iter()
        .skip(before)
        .map(|cell| {
            let class = cell.class();
            view! { <td class=class>{cell.text}</td> }
        })
        .collect();
    view! {
        <div class="sheet">
            <div class="scroll" tabindex="0" role="region" aria-label=label>
                <table>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                    <tfoot><tr><th scope="row" colspan=before.to_string()>{total}</th>{sums}</tr></tfoot>
                </table>
            </div>
            {foot.map(|foot| view! { <div class="foot">{foot}</div> })}
        </div>
    }
}

/// A number of ours begins with a letter and a day, the same in many rows: on a phone a line ends behind it, and not in the middle of what
/// tells the rows apart.
fn broken(text: String) -> AnyView {
    const DAY: usize = 9;
    let is_number =
        text.is_ascii() && text.len() > 14 && text.bytes().skip(1).take(8).all(|byte| byte.is_ascii_digit());
    if !is_number {
        return text.into_any();
    }
    let rest = text[DAY..].to_owned();
    view! { {text[..DAY].to_owned()}<wbr />{rest} }.into_any()
}

fn cells(row: Vec<Shown>) -> Vec<AnyView> {
    row.into_iter()
        .enumerate()
        .map(|(index, cell)| {
            let class = cell.class();
            let text = if cell.text.is_empty() {
                "—".to_owned()
            } else {
                cell.text
            };
            let content = match cell.href {
                Some(href) if index == 0 => view! { <a href=href>{broken(text)}</a> }.into_any(),
                Some(href) => view! { <a href=href>{text}</a> }.into_any(),
                None if index == 0 => broken(text),
                None => text.into_any(),
            };
            if index == 0 {
                view! { <th scope="row" class=class>{content}</th> }.into_any()
            } else {
                view! { <td class=class>{content}</td> }.into_any()
            }
        })
        .collect()
}
