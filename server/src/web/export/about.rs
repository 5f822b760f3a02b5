//! What a file says of itself: which report and filter, by whom and when, in which time zone, and what its columns mean.

use huika_app::i18n::Lang;
use huika_app::office::report::words;
use huika_domain::{Fen, Millis, Points, ShopZone};
use huika_store::report::{Choices, Column, Filters, Kind, Period, Picked, Report};

use super::sink::Tally;

/// The head of a file.
#[derive(Clone)]
pub struct About {
    pub report: &'static Report,
    pub filters: Filters,
    pub lang: Lang,
    pub zone: ShopZone,
    pub shop: String,
    /// Name and log-in of who asked for it.
    pub by: String,
    pub at: Millis,
    pub choices: Choices,
    /// When the books were last checked, and whether they were right.
    pub proof: Option<(Millis, bool)>,
}

impl About {
    /// The columns that were asked for.
    pub fn columns(&self) -> Vec<&'static Column> {
        self.filters.shown(self.report)
    }

    /// `sales-store2-2026-11-01-2026-11-28`: report, store and period, so that files are told apart in a folder.
    pub fn file_name(&self) -> String {
        use std::fmt::Write as _;

        // Writing into a string cannot fail.
        let mut name = self.report.name.to_owned();
        for (_, picked) in &self.filters.picked {
            match picked {
                Picked::Store(store) => {
                    let _ = write!(name, "-store{store}");
                }
                Picked::Period(Period { from, to }) => {
                    for day in [from, to].into_iter().flatten() {
                        let _ = write!(name, "-{day}");
                    }
                }
                Picked::Case(Some(word)) | Picked::Word(word) => {
                    let _ = write!(name, "-{word}");
                }
                _ => {}
            }
        }
        name
    }

    /// What each row of a file of people says: who has taken it out of the books, and when. A part of the file that turns up elsewhere still
    /// says it.
    pub fn watermark(&self) -> Option<String> {
        let when = words::instant(self.zone, self.at);
        self.report.is_of_people().then(|| format!("{} · {when}", self.by))
    }

    /// The lines of the sheet that explains the file, each a name and a value.
    pub fn lines(&self, tally: &Tally) -> Vec<(String, String)> {
        let t = self.lang;
        let mut lines = vec![
            (t.text("sheet-shop").to_owned(), self.shop.clone()),
            (t.text("sheet-report").to_owned(), words::title(t, self.report)),
        ];
        let filters = words::filters(t, self.report, &self.filters, &self.choices);
        if filters.is_empty() {
            lines.push((t.text("sheet-filter").to_owned(), t.text("sheet-all").to_owned()));
        }
        lines.extend(filters.into_iter().map(|(_, name, answer)| (name, answer)));
        lines.extend([
            (t.text("sheet-made-by").to_owned(), self.by.clone()),
            (t.text("sheet-made-at").to_owned(), words::instant(self.zone, self.at)),
            (t.text("sheet-zone").to_owned(), self.zone.name().to_owned()),
            (t.text("sheet-proof").to_owned(), self.proof_words()),
            (t.text("sheet-rows").to_owned(), tally.rows.to_string()),
        ]);
        for (column, sum) in self.columns().into_iter().zip(&tally.sums) {
            let Some(sum) = *sum else { continue };
            let heading = words::heading(t, column);
            let value = match column.kind {
                Kind::Fen => Fen::new(sum).yuan(),
                Kind::Points => Points::new(sum).get().to_string(),
                _ => sum.to_string(),
            };
            lines.push((t.with("sheet-total", &[("what", heading.into())]), value));
        }
        lines
    }

    fn proof_words(&self) -> String {
        let t = self.lang;
        let Some((at, holds)) = self.proof else {
            return t.text("sheet-proof-none").to_owned();
        };
        let verdict = if holds {
            t.text("books-proof-good")
        } else {
            t.text("books-proof-bad")
        };
        format!("{} · {verdict}", words::instant(self.zone, at))
    }
}
