use std::io::{Cursor, Read as _};

use huika_app::i18n::Lang;
use huika_domain::{BusinessDay, Fen, Points};
use huika_store::report::{Choices, Filters, named};

use super::*;

/// A spreadsheet of top-ups with these rows on sheets of so many rows, as the files inside it.
fn sheets(rows: &[Vec<Cell>], sheet_rows: u32) -> Vec<String> {
    let report = named("top-ups").unwrap();
    let about = About {
        report,
        filters: Filters::default(),
        lang: Lang::ZhCn,
        zone: ShopZone::parse("Asia/Shanghai").unwrap(),
        shop: "一杯".to_owned(),
        by: "沈若兰 (hq)".to_owned(),
        at: Millis::new(1_795_320_000_000),
        choices: Choices::default(),
        proof: None,
    };
    let mut tally = Tally::of(&about.columns());
    let mut content = Cursor::new(Vec::new());
    let mut sink = Box::new(XlsxSink::begin_with(about, &mut content, sheet_rows).unwrap());
    for row in rows {
        tally.add(row);
        sink.row(row).unwrap();
    }
    sink.finish(&tally).unwrap();
    let mut archive = zip::ZipArchive::new(content).unwrap();
    let mut names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    names.sort();
    let texts = names
        .iter()
        .filter(|name| name.starts_with("xl/worksheets/sheet"))
        .map(|name| {
            let mut text = String::new();
            archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        });
    texts.collect()
}

fn row(number: &str) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    vec![
        text(number),
        Cell::Time(Millis::new(1_795_320_000_000)),
        Cell::None,
        text("138****8000"),
        text("wechat"),
        text("paid"),
        Cell::Fen(Fen::new(-12_345)),
        Cell::Fen(Fen::new(7)),
        Cell::Points(Points::new(31)),
        Cell::None,
        text("4200001234202611281234567890"),
        text("=HYPERLINK(\"http://x\")"),
    ]
}

/// OFFICE 5, cells and injection: a string cell never runs.
#[test]
fn ids_are_text_money_is_a_number_with_two_places_and_nothing_is_a_formula() {
    let sheets = sheets(&[row("0012")], 10);
    let data = &sheets[0];
    assert!(data.contains("<t>0012</t>"), "{data}");
    assert!(data.contains("<t>4200001234202611281234567890</t>"), "{data}");
    assert!(
        data.contains("<v>-123.45</v>") && data.contains("<v>0.07</v>") && data.contains("<v>31</v>"),
        "{data}"
    );
    assert!(!data.contains("<f>") && data.contains("=HYPERLINK("), "{data}");
    assert!(
        data.contains("<t>微信支付</t>") && data.contains("<t>已入账</t>"),
        "words, not codes: {data}"
    );
    assert!(
        !data.contains("mergeCell") && data.contains("<autoFilter ref=\"A1:L2\""),
        "{data}"
    );
    let about = sheets.last().unwrap();
    for words in [
        "一杯",
        "沈若兰 (hq)",
        "Asia/Shanghai",
        "合计：充值金额",
        "-123.45",
        "会员支付的充值金额。",
        "2026-11-22 12:00:00",
    ] {
        assert!(about.contains(words), "{words} in {about}");
    }
}

/// OFFICE 5 (dbx PR #5076).
#[test]
fn more_rows_than_a_sheet_holds_go_on_in_the_next_one_under_the_same_headings() {
    let rows: Vec<_> = (0..5).map(|number| row(&format!("T{number}"))).collect();
    let sheets = sheets(&rows, 2);
    assert_eq!(sheets.len(), 4, "two full ones, the rest, and what explains them");
    for (sheet, held) in sheets.iter().zip([2, 2, 1]) {
        assert_eq!(sheet.matches("<row ").count(), held + 1, "{sheet}");
        assert!(sheet.contains("<t>单号</t>"), "{sheet}");
    }
    assert!(sheets[2].contains("<t>T4</t>"));
}

#[test]
fn the_name_of_a_sheet_fits_the_format() {
    assert_eq!(sheet_name("消费明细", 1), "消费明细");
    assert_eq!(sheet_name("消费明细", 2), "消费明细 (2)");
    assert_eq!(sheet_name("a/b:c", 1), "abc");
    assert_eq!(sheet_name(&"x".repeat(40), 12).chars().count(), 31);
}

/// OFFICE 5, date systems: the days of the 1900 system, by the shop's clock.
#[test]
fn an_instant_is_the_day_and_hour_of_the_shops_clock() {
    let zone = ShopZone::parse("Asia/Shanghai").unwrap();
    assert!((serial_time(zone, Millis::new(1_795_320_000_000)) - 46_348.5).abs() < 1e-9);
    assert!((serial_day(BusinessDay::parse("2026-11-22").unwrap()) - 46_348.0).abs() < f64::EPSILON);
    // 23:30 UTC is the next morning in Shanghai.
    assert!((serial_time(zone, Millis::new(1_795_303_800_000)).fract() - 7.5 / 24.0).abs() < 1e-9);
}
