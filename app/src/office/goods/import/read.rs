//! What the rows of a table say about goods, or in which cell they say nothing that could be.

use huika_domain::{
    Barcode, BarcodeError, BrandName, BusinessDay, CategoryName, DetailError, ErrorCode, Fen, GoodsCode, GoodsKind,
    GoodsName, GoodsUnit, MoneyError, folded, plain,
};
use huika_store::goods::{Cell, ImportRow};

use super::column::GoodsColumn;
use crate::{i18n::Lang, office::goods::list::kind_words};

/// A table, read.
#[derive(Debug, Default)]
pub struct ReadTable {
    /// The rows that say something, with their numbers in the table, counted from 1.
    pub rows: Vec<(usize, ImportRow)>,
    /// The rows that do not.
    pub wrong: Vec<WrongCell>,
    /// Headings that mean nothing here.
    pub unknown: Vec<String>,
}

/// A cell that says nothing that could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongCell {
    pub row: usize,
    pub column: GoodsColumn,
    pub text: String,
    pub code: &'static str,
}

/// Reads a table, whose first row has the headings.
///
/// # Errors
/// The code of what is wrong with its headings.
pub fn read_table(cells: &[Vec<String>]) -> Result<ReadTable, &'static str> {
    let mut table = ReadTable::default();
    let mut columns = Vec::new();
    for heading in cells.first().into_iter().flatten() {
        let column = GoodsColumn::of(heading);
        if column.is_some() && columns.contains(&column) {
            return Err(ErrorCode::ImportHeadings.as_str());
        }
        if column.is_none() && !heading.is_empty() {
            table.unknown.push(heading.clone());
        }
        columns.push(column);
    }
    if !columns.contains(&Some(GoodsColumn::Code)) {
        return Err(ErrorCode::ImportHeadings.as_str());
    }
    for (index, cells) in cells.iter().enumerate().skip(1) {
        let row = index + 1;
        if cells.iter().all(String::is_empty) {
            continue;
        }
        let line = Line {
            columns: &columns,
            cells,
        };
        match line.read() {
            Ok(read) => table.rows.push((row, read)),
            Err((column, code)) => table.wrong.push(WrongCell {
                row,
                column,
                text: line.text(column).unwrap_or_default().to_owned(),
                code,
            }),
        }
    }
    Ok(table)
}

/// One row with its headings.
struct Line<'a> {
    columns: &'a [Option<GoodsColumn>],
    cells: &'a [String],
}

type Refused = (GoodsColumn, &'static str);

impl Line<'_> {
    /// What stands in a column; none when the table has no such column.
    fn text(&self, column: GoodsColumn) -> Option<&str> {
        let at = self.columns.iter().position(|one| *one == Some(column))?;
        Some(self.cells.get(at).map_or("", String::as_str))
    }

    fn cell<T>(
        &self,
        column: GoodsColumn,
        parse: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Result<Cell<T>, Refused> {
        match self.text(column) {
            None => Ok(Cell::Absent),
            Some("") => Ok(Cell::Empty),
            Some(text) => parse(text).map(Cell::Is).map_err(|code| (column, code)),
        }
    }

    fn read(&self) -> Result<ImportRow, Refused> {
        use GoodsColumn as Of;
        let code = self.text(Of::Code).unwrap_or_default();
        let code = GoodsCode::parse(&plain(code)).map_err(|error| (Of::Code, error.code()))?;
        let price = |text: &str| Fen::parse_yuan(text).map_err(MoneyError::code);
        Ok(ImportRow {
            code,
            name: self.cell(Of::Name, |text| GoodsName::parse(text).map_err(DetailError::code))?,
            kind: self.cell(Of::Kind, kind)?,
            category: self.cell(Of::Category, path)?,
            brand: self.cell(Of::Brand, |text| BrandName::parse(text).map_err(DetailError::code))?,
            unit: self.cell(Of::Unit, |text| GoodsUnit::parse(text).map_err(DetailError::code))?,
            barcode: self.cell(Of::Barcode, |text| Barcode::parse(text).map_err(BarcodeError::code))?,
            list: self.cell(Of::List, price)?,
            member: self.cell(Of::Member, price)?,
            dealers: [
                self.cell(Of::Dealer1, price)?,
                self.cell(Of::Dealer2, price)?,
                self.cell(Of::Dealer3, price)?,
            ],
            no_discount: self.cell(Of::NoDiscount, yes)?,
            no_points: self.cell(Of::NoPoints, yes)?,
            from: self.cell(Of::From, day)?,
            until: self.cell(Of::Until, day)?,
        })
    }
}

fn kind(text: &str) -> Result<GoodsKind, &'static str> {
    let text = folded(text);
    let says = |kind: &GoodsKind| {
        kind.as_str() == text || Lang::ALL.iter().any(|lang| folded(kind_words(*lang, *kind)) == text)
    };
    let found = GoodsKind::ALL.into_iter().find(says);
    found.ok_or(ErrorCode::ImportKind.as_str())
}

/// Categories behind each other, parted by a slash or an angle.
fn path(text: &str) -> Result<Vec<CategoryName>, &'static str> {
    let text = plain(text);
    let names = text.split(['/', '>', '\\']).map(CategoryName::parse);
    names.collect::<Result<_, _>>().map_err(DetailError::code)
}

fn yes(text: &str) -> Result<bool, &'static str> {
    match folded(text).as_str() {
        "是" | "√" | "✓" | "yes" | "y" | "true" | "1" => Ok(true),
        "否" | "×" | "✗" | "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(ErrorCode::ImportYes.as_str()),
    }
}

/// A day as it is written, or as a spreadsheet counts it: from the 30th of December 1899.
fn day(text: &str) -> Result<BusinessDay, &'static str> {
    let wrong = ErrorCode::DayInvalid.as_str();
    let text = plain(text);
    let text = text.trim();
    if text.len() == 5
        && let Ok(days) = text.parse::<i32>()
    {
        let first = BusinessDay::from_ymd(1899, 12, 30).map_err(|_| wrong)?;
        return Ok(first.plus_days(days));
    }
    let mut parts = text.split(['-', '/', '.']).map(str::parse::<i32>);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) => {
            BusinessDay::from_ymd(year, month, day).map_err(|_| wrong)
        }
        _ => Err(wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Result<ReadTable, &'static str> {
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
            .collect();
        read_table(&cells)
    }

    #[test]
    fn headings_are_those_of_the_form_in_either_language() {
        for lang in Lang::ALL {
            for column in GoodsColumn::ALL {
                assert_eq!(GoodsColumn::of(&format!(" {} ", column.words(lang))), Some(column));
            }
        }
        assert_eq!(table(&[&["名称"]]).err(), Some("import-headings"));
        assert_eq!(table(&[&["编号", "Number"]]).err(), Some("import-headings"));
    }

    #[test]
    fn a_row_is_read_as_people_write_it_and_a_cell_that_says_nothing_is_named() {
        let read = table(&[
            &["编号", "分类", "标价", "不打折", "上架日期", "备注"],
            &["tea-1", "饮品 / 茶", "¥１2.5", "是", "2026/1/31"],
            &["", "", ""],
            &["TEA-2", "", "贵", "", "46053"],
            &["茶"],
            &["TEA-3", "", "", "", "46053"],
        ])
        .expect("headings");
        assert_eq!(read.unknown, ["备注"]);
        let wrong: Vec<_> = read
            .wrong
            .iter()
            .map(|one| (one.row, one.text.as_str(), one.code))
            .collect();
        assert_eq!(wrong, [(4, "贵", "amount-not-a-number"), (5, "茶", "goods-code")]);
        let (row, tea) = &read.rows[0];
        assert_eq!(
            (*row, tea.code.as_str(), &tea.list),
            (2, "TEA-1", &Cell::Is(Fen::new(12_50)))
        );
        let Cell::Is(path) = &tea.category else {
            panic!("no category")
        };
        assert_eq!(
            path.iter().map(CategoryName::as_str).collect::<Vec<_>>(),
            ["饮品", "茶"]
        );
        assert_eq!(tea.no_discount, Cell::Is(true));
        assert_eq!(tea.name, Cell::Absent);
        let (row, other) = &read.rows[1];
        assert_eq!(
            (*row, &other.from),
            (6, &Cell::Is(BusinessDay::parse("2026-01-31").expect("a day")))
        );
    }
}
