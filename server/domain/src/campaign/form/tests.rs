use super::*;
use crate::{BrandId, CategoryId, GoodsId};

fn book() -> CodeBook {
    CodeBook {
        goods: vec![
            (GoodsId::new(1), "LATTE".to_owned()),
            (GoodsId::new(2), "CAKE".to_owned()),
        ],
        categories: vec![(CategoryId::new(7), "饮品".to_owned())],
        brands: vec![(BrandId::new(9), "梧桐里".to_owned())],
    }
}

/// What is typed into a form besides its defaults, so that it names something.
fn typed(name: KindName, field: &str) -> Option<&'static str> {
    match (name, field) {
        (KindName::Bundle, "parts.0.goods") => Some("latte, 饮品"),
        (KindName::Bundle, "parts.0.pieces") => Some("2"),
        (KindName::BuyGet, "buy") => Some("饮品"),
        (KindName::Gift, "goods") | (KindName::SpecialPrice, "prices.0.goods") => Some("CAKE"),
        (KindName::SpecialPrice, "prices.0.price") => Some("9.90"),
        (KindName::BrandDay, "brand") => Some("梧桐里"),
        _ => None,
    }
}

/// What the page shows of a value by the name of its field.
fn shown(form: &Form, value: &Value, field: &str) -> Option<String> {
    let mut fields = form.area.sentences.iter().flat_map(|sentence| match sentence.rows {
        None => sentence
            .fields
            .iter()
            .map(|one| (one.name.to_owned(), one.kind.show(&value[one.name])))
            .collect::<Vec<_>>(),
        Some(rows) => {
            let rows_of = value[rows.list].as_array().into_iter().flatten().enumerate();
            let of_row = |(place, row): (usize, &Value)| {
                let name = |one: &str| crate::settings::row_field(rows.list, place, one);
                let fields = sentence.fields.iter();
                fields
                    .map(|one| (name(one.name), one.kind.show(&row[one.name])))
                    .collect::<Vec<_>>()
            };
            rows_of.flat_map(of_row).collect()
        }
    });
    fields.find(|(name, _)| name == field).map(|(_, text)| text)
}

#[test]
fn every_kind_is_written_read_and_shown_as_it_was_written() {
    for name in KindName::ALL {
        let form = form(name);
        assert_eq!(form.name, name);
        let defaults = form.area.default_body();
        let read = form
            .area
            .read_form(|field| {
                typed(name, field)
                    .map(str::to_owned)
                    .or_else(|| shown(form, &defaults, field))
            })
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let kind = form
            .kind(&read, &book())
            .unwrap_or_else(|code| panic!("{name}: {code}"));
        assert_eq!(kind.name(), name);
        let again = form.value(&kind, &book());
        let back = form
            .area
            .read_form(|field| shown(form, &again, field))
            .expect("what is shown can be read");
        assert_eq!(form.kind(&back, &book()), Ok(kind), "{name}");
    }
}

#[test]
fn a_word_that_names_nothing_is_refused() {
    let unknown = vec!["TEA".to_owned()];
    assert_eq!(book().what(&unknown), Err(ErrorCode::CampaignGoods));
    assert_eq!(book().one(&unknown), Err(ErrorCode::CampaignGoods));
    assert!(book().what(&[]).expect("everything").goods.is_empty());
}
