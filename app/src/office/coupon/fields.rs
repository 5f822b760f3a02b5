//! The fields of a kind of coupon, and what stands in them: what was typed into a refused form, what a preview asks about, or what the kind
//! says; and the coupon as it would look.

use huika_domain::{
    BrandId, CardTypeId, CouponStacks, CouponTerms, CouponValidity, StoreId, Tier,
    pricing::{CouponKind, NearBirthday},
};
use huika_store::{
    StoreError, Tx,
    card::card_types,
    coupon::{CouponPlaces, goods_codes, goods_of_codes, places_of},
    goods::{CategoryRow, brands, categories},
    staff::open_stores,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::read::{TypedCoupon, minute_text};
use crate::{
    context::Typed,
    i18n::Lang,
    show::{
        card_kind_name,
        coupon::{CouponFace, condition_words, place_words, small_print, stacks_words, validity_words, weekday_words},
        tier::tier_name,
    },
    ui::Field,
};

/// What the fields offer.
pub struct Choices {
    pub stores: Vec<(StoreId, String)>,
    pub card_types: Vec<(CardTypeId, String, String)>,
    pub categories: Vec<CategoryRow>,
    pub brands: Vec<(BrandId, String)>,
    pub tiers: Vec<Tier>,
}

impl Choices {
    pub fn read(tx: &mut Tx<'_>) -> Result<Self, StoreError> {
        let card_types = card_types(tx)?;
        let used = card_types.into_iter().filter(|row| row.ended_at.is_none());
        Ok(Self {
            stores: open_stores(tx)?,
            card_types: used.map(|row| (row.id, row.name, row.english)).collect(),
            categories: categories(tx)?,
            brands: brands(tx)?,
            tiers: tx.rules().tiers.tiers.clone(),
        })
    }
}

/// What the fields hold, wherever that comes from.
pub struct Filled {
    typed: Typed,
    query: ParamsMap,
    kept: Kept,
}

/// What a kind says, in the fields' own words.
#[derive(Clone, Default)]
pub struct Kept {
    terms: Option<CouponTerms>,
    goods: String,
    not_goods: String,
}

impl Kept {
    /// The kind's terms, with the numbers of their goods.
    pub fn read(tx: &mut Tx<'_>, terms: &CouponTerms) -> Result<Self, StoreError> {
        Ok(Self {
            goods: goods_codes(tx, &terms.what.goods)?.join(" "),
            not_goods: goods_codes(tx, &terms.what.not_goods)?.join(" "),
            terms: Some(terms.clone()),
        })
    }
}

/// The name of a field as it is sent.
macro_rules! field {
    ($name:literal) => {
        concat!("coupon[", $name, "]")
    };
}

impl Filled {
    pub fn of(form: &str, kept: Kept) -> Self {
        Self {
            typed: Typed::into_form(form),
            query: use_query_map().with_untracked(Clone::clone),
            kept,
        }
    }

    /// The same with what a kind says below it.
    pub fn with_kept(self, kept: Kept) -> Self {
        Self { kept, ..self }
    }

    /// What the form's key is drawn with.
    pub const fn typed(&self) -> &Typed {
        &self.typed
    }

    /// Whether a preview is asked for.
    pub fn is_preview(&self) -> bool {
        self.query.get(field!("name")).is_some()
    }

    fn value(&self, name: &str, kept: &str) -> String {
        let sent = format!("coupon[{name}]");
        let asked = || self.query.get(&sent);
        self.typed
            .value(&sent)
            .or_else(asked)
            .unwrap_or_else(|| kept.to_owned())
    }

    fn ticked(&self, name: &str, value: &str, kept: bool) -> bool {
        let sent = format!("coupon[{name}]");
        let kept = match self.query.get_all(&sent) {
            Some(asked) => asked.iter().any(|one| one == value),
            // A preview without a box that is ticked names nothing at all.
            None => !self.is_preview() && kept,
        };
        self.typed.picked(&sent, value, kept)
    }

    /// The fields that both forms have.
    pub fn fields(&self, t: Lang, choices: &Choices) -> impl IntoView + use<> {
        let kept = self.kept.terms.as_ref();
        let said = |of: fn(&CouponTerms) -> String| kept.map(of).unwrap_or_default();
        let effect = kept.map_or("amount", |terms| match terms.effect {
            CouponKind::Amount { .. } => "amount",
            CouponKind::Percent { .. } => "percent",
            CouponKind::Exchange { .. } => "exchange",
        });
        let effects = [
            ("amount", t.text("coupon-effect-amount")),
            ("percent", t.text("coupon-effect-percent")),
            ("exchange", t.text("coupon-effect-exchange")),
        ];
        let stacks = CouponStacks::ALL.map(|stacks| (stacks.as_str(), stacks_words(t, stacks)));
        let birthdays = [
            ("", t.text("coupon-any-day")),
            ("month", t.text("coupon-in-the-month")),
            ("day", t.text("coupon-on-the-birthday")),
        ];
        let birthday = kept.map_or("", |terms| match terms.who.birthday {
            Some(NearBirthday::Month) => "month",
            Some(NearBirthday::Day) => "day",
            None => "",
        });
        let text = |name: &'static str,
                    label: &'static str,
                    hint: Option<&'static str>,
                    most: &'static str,
                    kept: String,
                    required: bool| {
            let value = self.value(name.trim_start_matches("coupon[").trim_end_matches(']'), &kept);
            view! {
                <Field
                    name=name
                    label=label
                    hint=hint.map(str::to_owned)
                    maxlength=most
                    autocomplete="off"
                    required=required
                    value=value
                />
            }
        };
        view! {
            {text(field!("name"), t.text("coupon-name"), None, "60", said(|terms| terms.name.clone()), true)}
            {text(field!("english"), t.text("coupon-english"), Some(t.text("card-type-english-hint")), "100", said(|terms| terms.english.clone()), false)}
            {select(field!("effect"), t.text("coupon-effect"), &effects, &self.value("effect", effect))}
            {text(field!("off"), t.text("coupon-off"), Some(t.text("coupon-off-hint")), "20", said(off), false)}
            {text(field!("percent"), t.text("coupon-percent"), Some(t.text("coupon-percent-hint")), "5", said(percent), false)}
            {text(field!("most"), t.text("coupon-at-most"), Some(t.text("coupon-at-most-hint")), "20", said(most), false)}
            {text(field!("pieces"), t.text("coupon-pieces"), Some(t.text("coupon-pieces-hint")), "5", said(pieces), false)}
            {text(field!("from"), t.text("coupon-threshold"), Some(t.text("coupon-threshold-hint")), "20", said(|terms| amount(terms.from)), false)}
            {text(field!("worth"), t.text("coupon-worth"), Some(t.text("coupon-worth-hint")), "20", said(|terms| amount(terms.worth)), false)}
            {text(field!("goods"), t.text("coupon-goods"), Some(t.text("coupon-goods-hint")), "400", self.kept.goods.clone(), false)}
            {text(field!("not_goods"), t.text("coupon-but-not"), Some(t.text("coupon-but-not-hint")), "400", self.kept.not_goods.clone(), false)}
            {self.boxes(t, choices)}
            {select(field!("birthday"), t.text("coupon-birthday"), &birthdays, &self.value("birthday", birthday))}
            {text(field!("hour_from"), t.text("coupon-hour-from"), Some(t.text("coupon-hour-hint")), "10", said(hour_from), false)}
            {text(field!("hour_until"), t.text("coupon-hour-until"), None, "10", said(hour_until), false)}
            {select(field!("stacks"), t.text("coupon-stacks"), &stacks, &self.value("stacks", kept.map_or("one-of-them", |terms| terms.stacks.as_str())))}
            {self.validity(t, kept)}
            {text(field!("issued_most"), t.text("coupon-issued-most"), Some(t.text("coupon-issued-most-hint")), "9", said(|terms| cap(terms.issued_most)), false)}
            {text(field!("member_most"), t.text("coupon-member-most"), Some(t.text("coupon-member-most-hint")), "9", said(|terms| cap(terms.member_most)), false)}
            {text(field!("text"), t.text("coupon-text"), None, "120", said(|terms| terms.text.clone()), false)}
            {text(field!("text_english"), t.text("coupon-text-english"), None, "120", said(|terms| terms.text_english.clone()), false)}
            {self.switches(t, kept)}
        }
    }

    fn validity(&self, t: Lang, kept: Option<&CouponTerms>) -> impl IntoView + use<> {
        let ways = [
            ("days", t.text("coupon-validity-days")),
            ("fixed", t.text("coupon-validity-fixed")),
        ];
        let (way, wait, days, first, last) = match kept.map(|terms| terms.validity) {
            Some(CouponValidity::Fixed { first, last }) => (
                "fixed",
                String::new(),
                String::new(),
                first.to_string(),
                last.to_string(),
            ),
            Some(CouponValidity::Days { wait, days }) => {
                ("days", wait.to_string(), days.to_string(), String::new(), String::new())
            }
            None => ("days", "0".to_owned(), "30".to_owned(), String::new(), String::new()),
        };
        let (wait, days) = (self.value("wait", &wait), self.value("days", &days));
        let (first, last) = (self.value("first", &first), self.value("last", &last));
        view! {
            {select(field!("validity"), t.text("coupon-validity"), &ways, &self.value("validity", way))}
            <Field name=field!("days") label=t.text("coupon-days-field") inputmode="numeric" maxlength="5" required=false value=days />
            <Field name=field!("wait") label=t.text("coupon-wait") hint=t.text("coupon-wait-hint").to_owned() inputmode="numeric" maxlength="5" required=false value=wait />
            <Field name=field!("first") label=t.text("coupon-first-day") kind="date" required=false value=first />
            <Field name=field!("last") label=t.text("coupon-last-day") kind="date" required=false value=last />
        }
    }

    fn switches(&self, t: Lang, kept: Option<&CouponTerms>) -> impl IntoView + use<> {
        let transferable = kept.is_some_and(|terms| terms.transferable);
        let on_birthday = kept.is_some_and(|terms| terms.on_birthday);
        let first_sale = kept.is_some_and(|terms| terms.who.first_sale);
        let one = |name: &'static str, words: &'static str, checked: bool| {
            view! {
                <label class="tick">
                    <input type="checkbox" name=format!("coupon[{name}]") value="yes" checked=checked />
                    <span>{words}</span>
                </label>
            }
        };
        view! {
            <fieldset class="ticks">
                <legend>{t.text("coupon-switches")}</legend>
                {one("first_sale", t.text("coupon-first-purchase"), self.ticked("first_sale", "yes", first_sale))}
                {one("transferable", t.text("coupon-may-be-given-on"), self.ticked("transferable", "yes", transferable))}
                {one("on_birthday", t.text("coupon-on-birthday-switch"), self.ticked("on_birthday", "yes", on_birthday))}
            </fieldset>
        }
    }

    /// What is chosen among what there is: stores, categories, brands, kinds of card, tiers, days of the week.
    fn boxes(&self, t: Lang, choices: &Choices) -> impl IntoView + use<> {
        let kept = self.kept.terms.as_ref();
        let stores = choices.stores.iter().map(|(id, name)| {
            let kept = kept.is_some_and(|terms| terms.who.stores.contains(id));
            (id.to_string(), name.clone(), kept)
        });
        let categories = choices.categories.iter().map(|row| {
            let kept = kept.is_some_and(|terms| terms.what.categories.contains(&row.id));
            (row.id.to_string(), row.path.clone(), kept)
        });
        let brands = choices.brands.iter().map(|(id, name)| {
            let kept = kept.is_some_and(|terms| terms.what.brands.contains(id));
            (id.to_string(), name.clone(), kept)
        });
        let cards = choices.card_types.iter().map(|(id, name, english)| {
            let kept = kept.is_some_and(|terms| terms.who.card_types.contains(id));
            (id.to_string(), card_kind_name(t, name, english), kept)
        });
        let tiers = choices.tiers.iter().map(|tier| {
            let kept = kept.is_some_and(|terms| terms.who.tiers.contains(&tier.rank));
            (tier.rank.to_string(), tier_name(t, tier), kept)
        });
        let weekdays = (0..7_u8).map(|day| {
            let kept = kept.is_some_and(|terms| terms.window.weekdays.contains(&day));
            (day.to_string(), weekday_words(t, day).to_owned(), kept)
        });
        view! {
            {self.group("stores[]", t.text("coupon-stores"), t.text("coupon-stores-hint"), stores.collect())}
            {self.group("categories[]", t.text("coupon-categories"), t.text("coupon-categories-hint"), categories.collect())}
            {self.group("brands[]", t.text("coupon-brands"), t.text("coupon-categories-hint"), brands.collect())}
            {self.group("tiers[]", t.text("coupon-for-tiers"), t.text("coupon-for-hint"), tiers.collect())}
            {self.group("card_types[]", t.text("coupon-for-cards"), t.text("coupon-for-hint"), cards.collect())}
            {self.group("weekdays[]", t.text("coupon-on-days"), t.text("coupon-on-days-hint"), weekdays.collect())}
        }
    }

    fn group(
        &self,
        name: &'static str,
        legend: &'static str,
        hint: &'static str,
        all: Vec<(String, String, bool)>,
    ) -> Option<AnyView> {
        if all.is_empty() {
            return None;
        }
        // `stores[]` is sent as `coupon[stores][]`.
        let sent = format!("coupon[{}][]", name.trim_end_matches("[]"));
        let boxes: Vec<_> = all
            .into_iter()
            .map(|(value, words, kept)| {
                let checked = self.picked(&sent, &value, kept);
                view! {
                    <label class="tick">
                        <input type="checkbox" name=sent.clone() value=value checked=checked />
                        <span>{words}</span>
                    </label>
                }
            })
            .collect();
        let view = view! {
            <fieldset class="ticks"><legend>{legend}</legend><p class="hint">{hint}</p>{boxes}</fieldset>
        };
        Some(view.into_any())
    }

    fn picked(&self, sent: &str, value: &str, kept: bool) -> bool {
        let kept = match self.query.get_all(sent) {
            Some(asked) => asked.iter().any(|one| one == value),
            None => !self.is_preview() && kept,
        };
        self.typed.picked(sent, value, kept)
    }

    /// What a preview asks about, as it would be sent.
    pub fn asked(&self) -> Option<TypedCoupon> {
        if !self.is_preview() {
            return None;
        }
        let text = |name: &str| self.query.get(&format!("coupon[{name}]")).unwrap_or_default();
        let many = |name: &str| self.query.get_all(&format!("coupon[{name}][]")).unwrap_or_default();
        Some(TypedCoupon {
            name: text("name"),
            english: text("english"),
            text: text("text"),
            text_english: text("text_english"),
            effect: text("effect"),
            off: text("off"),
            percent: text("percent"),
            most: text("most"),
            pieces: text("pieces"),
            from: text("from"),
            worth: text("worth"),
            goods: text("goods"),
            not_goods: text("not_goods"),
            categories: many("categories"),
            brands: many("brands"),
            stores: many("stores"),
            card_types: many("card_types"),
            tiers: many("tiers"),
            birthday: text("birthday"),
            first_sale: text("first_sale"),
            weekdays: many("weekdays"),
            hour_from: text("hour_from"),
            hour_until: text("hour_until"),
            stacks: text("stacks"),
            validity: text("validity"),
            wait: text("wait"),
            days: text("days"),
            first: text("first"),
            last: text("last"),
            transferable: text("transferable"),
            on_birthday: text("on_birthday"),
            issued_most: text("issued_most"),
            member_most: text("member_most"),
        })
    }
}

fn cap(most: Option<u32>) -> String {
    most.map(|most| most.to_string()).unwrap_or_default()
}

fn amount(amount: huika_domain::Fen) -> String {
    if amount.is_positive() {
        amount.yuan()
    } else {
        String::new()
    }
}

fn off(terms: &CouponTerms) -> String {
    match terms.effect {
        CouponKind::Amount { off } => off.yuan(),
        _ => String::new(),
    }
}

fn percent(terms: &CouponTerms) -> String {
    match terms.effect {
        CouponKind::Percent { percent, .. } => percent.to_string(),
        _ => String::new(),
    }
}

fn most(terms: &CouponTerms) -> String {
    match terms.effect {
        CouponKind::Percent { most: Some(most), .. } => most.yuan(),
        _ => String::new(),
    }
}

fn pieces(terms: &CouponTerms) -> String {
    match terms.effect {
        CouponKind::Exchange { pieces } => pieces.to_string(),
        _ => String::new(),
    }
}

fn hour_from(terms: &CouponTerms) -> String {
    terms
        .window
        .minutes
        .map(|hours| minute_text(hours.from))
        .unwrap_or_default()
}

fn hour_until(terms: &CouponTerms) -> String {
    terms
        .window
        .minutes
        .map(|hours| minute_text(hours.until))
        .unwrap_or_default()
}

/// What the side of the editor shows.
pub struct Shown {
    terms: Option<CouponTerms>,
    places: CouponPlaces,
    tiers: Vec<Tier>,
}

impl Shown {
    /// The terms that a preview asks about, or those of the kind; none where what was typed makes no terms yet.
    pub fn read(tx: &mut Tx<'_>, asked: Option<&TypedCoupon>, kept: Option<&CouponTerms>) -> Result<Self, StoreError> {
        let terms = match asked {
            None => kept.cloned(),
            Some(typed) => {
                let goods = goods_of_codes(tx, &typed.goods)?;
                let not_goods = goods_of_codes(tx, &typed.not_goods)?;
                match (goods, not_goods) {
                    (Some(goods), Some(not_goods)) => typed.read(goods, not_goods).ok(),
                    _ => None,
                }
            }
        };
        Ok(Self {
            places: match &terms {
                Some(terms) => places_of(tx, terms)?,
                None => CouponPlaces::default(),
            },
            terms,
            tiers: tx.rules().tiers.tiers.clone(),
        })
    }
}

/// The coupon as it would look with what a preview asks about, or as the kind is.
pub fn side(t: Lang, shown: &Shown) -> AnyView {
    match &shown.terms {
        Some(terms) => shown_face(t, terms, &shown.places, &shown.tiers),
        None => view! { <p class="fine">{t.text("coupon-preview-wrong")}</p> }.into_any(),
    }
}

/// A coupon with all that it says, as the phone shows it.
pub fn shown_face(t: Lang, terms: &CouponTerms, places: &CouponPlaces, tiers: &[Tier]) -> AnyView {
    let mut face = CouponFace::of(t, terms);
    face.lines.push(place_words(t, places));
    face.lines.push(validity_words(t, terms.validity));
    let conditions: Vec<_> = condition_words(t, terms, places, tiers)
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect();
    let print = small_print(t, terms);
    let print = (!print.is_empty()).then(|| view! { <p class="fine">{print}</p> });
    view! { {face.show()}<ul class="sentences">{conditions}</ul>{print} }.into_any()
}

fn select(
    name: &'static str,
    label: &'static str,
    choices: &[(&'static str, &'static str)],
    chosen: &str,
) -> impl IntoView + use<> {
    let options: Vec<_> = choices
        .iter()
        .map(|(word, words)| view! { <option value=*word selected=*word == chosen>{*words}</option> })
        .collect();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>{options}</select>
        </div>
    }
}
