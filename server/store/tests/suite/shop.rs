//! A shop for one test, and short words for what happens in it.

use std::sync::Arc;

use huika_domain::{
    DeviceId, Fen, MemberId, OneTimeCode, OperatorId, PayWith, Phone, PointsWanted, StoreId, TopUpChoice,
    settings::{Rules, Scope},
};
use huika_store::{
    Store, StoreError, Tx,
    books::{Proof, prove},
    db::outbox,
    member::{
        CodeRequest, CodeRequestError, CodeSent, CodeSms, CodeTicket, Joining, Purpose, SignIn, SignInOutcome,
        TypedCode, home, request_code, sign_in,
    },
    params,
    payment::{Applied, PaymentAlarm, PaymentNews, PaymentState, apply_payment_result, payment_alarm},
    report::{self, Asked, Filters},
    sale::{SaleReceipt, Sell, SellError, sell},
    settings::InForce,
    staff::Place,
    testing::{
        NOON, SetClock, folder_for_databases, migrated_postgres, migrated_sqlite, open_shop, postgres_for_tests,
    },
    till::{ScanOutcome, scan, show_code},
    top_up::{OpenTopUp, OpenTopUpError, Opened, open_top_up},
};

/// Who sees the whole shop in the demo's.
const HEADQUARTERS: OperatorId = OperatorId::new(3);

/// A signed-in member.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub id: MemberId,
    pub device: DeviceId,
}

/// The demo's shop on a database of its own.
pub struct Shop {
    pub store: Store,
    pub clock: Arc<SetClock>,
    pub url: String,
    _folder: Option<tempfile::TempDir>,
}

/// Runs a story on SQLite and, where there is one, on PostgreSQL.
pub fn on_both_engines(story: impl Fn(&Shop)) {
    story(&Shop::on_sqlite());
    if let Some(base) = postgres_for_tests() {
        story(&Shop::at(
            &migrated_postgres(&base).expect("a database can be made"),
            None,
        ));
    }
}

/// The same in a shop with other rules.
pub fn on_both_engines_with(change: impl Fn(&mut Rules), story: impl Fn(&Shop)) {
    let folder = tempfile::tempdir_in(folder_for_databases()).expect("a folder can be made");
    let url = migrated_sqlite(folder.path(), "shop.db").expect("a database can be made");
    story(&Shop::with_rules(&url, Some(folder), &change));
    if let Some(base) = postgres_for_tests() {
        let url = migrated_postgres(&base).expect("a database can be made");
        story(&Shop::with_rules(&url, None, &change));
    }
}

impl Shop {
    fn with_rules(url: &str, folder: Option<tempfile::TempDir>, change: &impl Fn(&mut Rules)) -> Self {
        let clock = SetClock::at(NOON);
        let mut context = huika_store::testing::context(clock.clone(), 1);
        let mut rules = Rules::default();
        change(&mut rules);
        context.rules = InForce::of(rules);
        let store = Store::open(huika_store::StoreConfig::new(url, context)).expect("the shop opens");
        store
            .write_blocking(huika_store::demo::open_shop)
            .expect("the shop opens");
        Self {
            store,
            clock,
            url: url.to_owned(),
            _folder: folder,
        }
    }

    /// Books that stand already.
    pub fn around(store: Store, url: &str) -> Self {
        Self {
            store,
            clock: SetClock::at(NOON),
            url: url.to_owned(),
            _folder: None,
        }
    }

    pub fn on_sqlite() -> Self {
        let folder = tempfile::tempdir_in(folder_for_databases()).expect("a folder can be made");
        let url = migrated_sqlite(folder.path(), "shop.db").expect("a database can be made");
        Self::at(&url, Some(folder))
    }

    pub fn at(url: &str, folder: Option<tempfile::TempDir>) -> Self {
        let clock = SetClock::at(NOON);
        let store = open_shop(url, clock.clone(), 1).expect("the shop opens");
        Self {
            store,
            clock,
            url: url.to_owned(),
            _folder: folder,
        }
    }

    pub fn write<T, E>(&self, use_case: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.store.write_blocking(use_case)
    }

    pub fn read<T>(&self, query: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>) -> T {
        self.store.scan(query).expect("reading works")
    }

    /// Changes values of the chain's rule, given as JSON, from now on.
    pub fn set_rule(&self, area: &str, values: &str) -> i64 {
        huika_store::testing::set_rule(&self.store, area, Scope::Chain, values).expect("the rule is right")
    }

    /// A rule of tiers with these names and thresholds, as JSON.
    pub fn tiers_of(tiers: &[(&str, i64)]) -> String {
        let tiers: Vec<serde_json::Value> = tiers
            .iter()
            .enumerate()
            .map(|(rank, (name, threshold))| {
                serde_json::json!({
                    "rank": rank, "name": name, "threshold_fen": threshold, "points_percent": 100, "discount_percent": 0
                })
            })
            .collect();
        serde_json::json!({ "tiers": tiers }).to_string()
    }

    /// The ids of the rows that a list shows to an operator, as the links of its first column name them.
    pub fn listed(&self, viewer: OperatorId, report: &str, query: &[(&str, &str)]) -> Vec<String> {
        let report = report::named(report).expect("the report is there");
        self.read(|tx| {
            let get = |name: &str| {
                query
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| (*value).to_owned())
            };
            let filters = Filters::parse(report, tx.today(), get);
            let Some(seen) = report::open(tx, viewer, report)? else {
                return Ok(Vec::new());
            };
            let asked = Asked {
                report,
                filters: &filters,
                seen,
            };
            let page = report::page(tx, &asked, None, 100)?;
            let id = |link: &String| link.rsplit('=').next().unwrap_or_default().to_owned();
            Ok(page
                .lines
                .iter()
                .filter_map(|line| line.links[0].as_ref().map(id))
                .collect())
        })
    }

    /// How many rows of a list an operator sees.
    pub fn rows(&self, viewer: OperatorId, report: &str, query: &[(&str, &str)]) -> usize {
        let report = report::named(report).expect("the report is there");
        self.read(|tx| {
            let get = |name: &str| {
                let found = query.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            let filters = Filters::parse(report, tx.today(), get);
            let Some(seen) = report::open(tx, viewer, report)? else {
                return Ok(0);
            };
            let asked = Asked {
                report,
                filters: &filters,
                seen,
            };
            Ok(report::page(tx, &asked, None, 100)?.lines.len())
        })
    }

    /// The open alarms about payments, or the settled ones, as headquarters see them.
    pub fn alarms(&self, show: &str) -> Vec<PaymentAlarm> {
        let ids = self.listed(HEADQUARTERS, "payment-alarms", &[("show", show)]);
        let alarm = |id: &String| {
            let id = id.parse().expect("a number");
            self.read(|tx| payment_alarm(tx, id)).expect("the alarm is there")
        };
        ids.iter().map(alarm).collect()
    }

    /// Changes a row behind the program's back.
    pub fn exec(&self, sql: &'static str) {
        self.write(move |tx| tx.exec(sql, params![]))
            .expect("the statement is right");
    }

    /// Joins with the code that the outbox holds.
    pub fn join(&self, phone: &str) -> Member {
        self.join_with(phone, Joining::default())
    }

    /// The same, with what a new member says on the way in.
    pub fn join_with(&self, phone: &str, joining: Joining) -> Member {
        let phone = Phone::parse(phone).expect("a phone");
        let request = self.code_request(&phone, Purpose::SignIn);
        self.ask_code(&request).expect("a code is sent");
        let code = Self::typed(&request, &self.last_code());
        match self.sign_in(&phone, code, joining) {
            SignInOutcome::Done(done) => Member {
                id: done.member,
                device: done.device,
            },
            other => panic!("the code is right: {other:?}"),
        }
    }

    /// What a browser asks for that has asked for nothing before.
    pub fn code_request(&self, phone: &Phone, purpose: Purpose) -> CodeRequest {
        CodeRequest {
            phone: phone.clone(),
            purpose,
            address: [192, 0, 2, 1].into(),
            ticket: CodeTicket::of_form(self.store.context(), "", phone, purpose),
            before: None,
        }
    }

    pub fn ask_code(&self, request: &CodeRequest) -> Result<CodeSent, CodeRequestError> {
        let request = request.clone();
        self.write(move |tx| request_code(tx, &request))
    }

    /// A code as it is typed in the browser that made this request.
    pub fn typed(request: &CodeRequest, code: &str) -> TypedCode {
        TypedCode {
            code: OneTimeCode::parse(code).expect("six digits"),
            ticket: Some(request.ticket.clone()),
            address: request.address,
        }
    }

    pub fn sign_in(&self, phone: &Phone, code: TypedCode, joining: Joining) -> SignInOutcome {
        let request = SignIn {
            phone: phone.clone(),
            code,
            user_agent: "test".into(),
            place: "192.0.2.x".into(),
            language: "zh-CN".into(),
            joining,
        };
        self.write(move |tx| sign_in(tx, &request)).expect("the database works")
    }

    /// The code of the only message that waits in the outbox, which it empties.
    pub fn last_code(&self) -> String {
        let mut messages = self.write(|tx| outbox::take(tx, 10, 60)).expect("the outbox works");
        let message = messages.pop().expect("a message waits");
        let id = message.id;
        self.write(move |tx| outbox::settle(tx, id, "sent"))
            .expect("the outbox works");
        serde_json::from_str::<CodeSms>(&message.payload).expect("a code").code
    }

    /// A member who has topped up.
    pub fn member_with(&self, phone: &str, amount: Fen) -> Member {
        let member = self.join(phone);
        let order = self
            .open_top_up(&member, amount, "first")
            .expect("the amount is on offer");
        assert_eq!(self.pay(&order, amount), Applied::Credited);
        member
    }

    pub fn open_top_up(&self, member: &Member, amount: Fen, key: &str) -> Result<Opened, OpenTopUpError> {
        let request = OpenTopUp {
            member: member.id,
            choice: TopUpChoice::Amount(amount),
            channel: "wechat".into(),
            method: "h5".into(),
            merchant: "m1".into(),
            app: "a1".into(),
            key: key.into(),
        };
        self.write(move |tx| open_top_up(tx, &request))
    }

    /// The gateway's news that an order was paid now.
    pub fn pay(&self, order: &Opened, amount: Fen) -> Applied {
        let news = PaymentNews {
            channel: "wechat".into(),
            number: order.number.clone(),
            merchant: "m1".into(),
            app: "a1".into(),
            currency: "CNY".into(),
            amount,
            transaction: format!("tx-{}", order.number),
            state: PaymentState::Paid { at: self.store.now() },
        };
        self.write(move |tx| apply_payment_result(tx, &news))
            .expect("the database works")
    }

    /// The twenty digits that the member's phone shows now.
    pub fn code(&self, member: &Member) -> String {
        let device = member.device;
        self.read(move |tx| show_code(tx, device))
            .expect("the device is open")
            .payload
            .compose()
    }

    pub fn scan(&self, typed: &str) -> ScanOutcome {
        let typed = typed.to_owned();
        self.write(move |tx| scan(tx, &typed, &place()))
            .expect("the database works")
    }

    pub fn sell(&self, session: &str, gross: Fen, key: &str) -> Result<SaleReceipt, SellError> {
        let request = sell_request(session, gross, key);
        self.write(move |tx| sell(tx, &request))
    }

    /// Shows the code, is scanned and pays.
    pub fn buy(&self, member: &Member, gross: Fen, points: PointsWanted, pay_with: PayWith, key: &str) -> SaleReceipt {
        self.clock.advance_secs(60);
        self.exec("UPDATE member SET no_pin_limit_fen = 100000000");
        let ScanOutcome::Opened(scanned) = self.scan(&self.code(member)) else {
            panic!("the code is right")
        };
        let request = Sell {
            points,
            ..sell_request(&scanned.token, gross, key).paid(pay_with, "cash")
        };
        self.write(move |tx| sell(tx, &request)).expect("the bill can be paid")
    }

    pub fn balance(&self, member: &Member) -> Fen {
        let id = member.id;
        self.read(move |tx| home(tx, id)).expect("the member is there").balance
    }

    /// Money and points of an account, whoever it is.
    pub fn balance_of_closed(&self, member: MemberId) -> (i64, i64) {
        let found = self.read(move |tx| {
            tx.one(
                "SELECT principal_fen + bonus_fen AS money, points FROM wallet WHERE member_id = ?1",
                params![member],
                |row| Ok((row.get("money")?, row.get("points")?)),
            )
        });
        found.expect("a wallet")
    }

    pub fn proof(&self) -> Proof {
        self.read(prove)
    }

    pub fn books_hold(&self) {
        let proof = self.proof();
        assert!(proof.holds(), "{:#?}", proof.findings);
    }
}

/// Till 1 of the first store.
pub fn place() -> Place {
    Place {
        store: StoreId::new(1),
        till: "1".into(),
        operator: None,
    }
}

/// Codes of the right form for the same phone with other digits, which no step near now has.
pub fn wrong_codes(right: &str, count: u32) -> Vec<String> {
    let payload = huika_domain::Payload::parse(right).expect("a code");
    (1..=count)
        .map(|n| huika_domain::Payload::new(payload.prefix(), payload.handle(), payload.code() + n).compose())
        .collect()
}

/// A plain bill at till 1, paid from the card.
pub fn sell_request(session: &str, gross: Fen, key: &str) -> Sell {
    Sell::quick(Some(session.into()), gross, place(), key.into())
}
