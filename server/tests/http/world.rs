//! One of everything that belongs to somebody, and how to see that none of it has changed.

use http::StatusCode;
use huika_domain::{
    CouponCause, Fen, MemberId, OperatorId, Points, Reason, StoreId,
    campaign::{Limits, Terms},
    pricing::{Kind, StepOff, ThresholdOff, What, Who, Window},
};
use huika_store::{
    StoreError, Tx,
    campaign::make_campaign,
    coupon::{Cause, CouponError, coupon_kinds, give_coupon},
    import::opening::{Opening, OpeningError, open_balance},
    member::devices,
    params,
    till::make_till_key,
};

use crate::{
    client::Answer,
    people::{Cashier, Member},
    routes::Thing,
    test_app::TestApp,
};

pub const OWNER: &str = "13400134000";
const OTHER: &str = "13400134001";

/// One of everything.
pub struct World {
    pub owner: Member,
    pub other: Member,
    pub here: Cashier,
    pub there: Cashier,
    pub top_up: String,
    pub open_order: String,
    pub entry: String,
    pub order: String,
    pub device: String,
    pub approval: String,
    pub session: String,
    pub receipt: String,
    pub who: String,
    pub key_here: String,
    pub key_there: String,
    pub passkey: String,
    pub staff_passkey: String,
    /// A cashier of the first store with whom nobody signs in.
    pub colleague: String,
    /// The number of the first store's key.
    pub key_number: String,
    /// The number of the first store's paired till.
    pub till_device: String,
    /// What the first store's cashier asked a second person for.
    pub sign_off: String,
    /// The owner's card.
    pub own_card: String,
    /// A coupon of the owner's that may be given on.
    pub coupon: String,
    /// A closed shift of the first store.
    pub shift: String,
}

/// The same text with another end, so that it has the form of what exists and does not.
pub fn nobodys(own: &str) -> String {
    let last = if own.ends_with('1') { '2' } else { '1' };
    let mut other = own.to_owned();
    other.pop();
    other.push(last);
    other
}

impl World {
    pub async fn make(app: &TestApp) -> Self {
        let mut owner = Member::join(app, OWNER).await;
        owner.set_pin("274913").await;
        let other = Member::join(app, OTHER).await;
        app.arrange("UPDATE one_time_code SET sent_at = 0").await;
        // A second phone of the owner: its code is another one, and it can be ended.
        let second = Member::sign_in(app, OWNER).await;
        let top_up = owner.top_up(app, "1000").await;
        let open_order = owner.order_top_up("50").await;
        let id = app.member_of(OWNER).await;
        give_points(app, id).await;
        let item: i64 = app.query(|tx| tx.value("SELECT MIN(id) FROM item", &[])).await;
        let page = owner.client.get(&format!("/mall/{item}")).await;
        let (key, item) = (page.field("key"), item.to_string());
        let mut fields = vec![("item", &*item), ("key", &*key)];
        let points = page.body.contains("name=\"points\"").then(|| page.field("points"));
        if let Some(points) = &points {
            fields.push(("points", points));
        }
        let redeemed = owner
            .client
            .post_form("/do/redeem", &fields)
            .await
            .location()
            .to_owned();
        let order = redeemed
            .strip_prefix("/orders/")
            .unwrap_or_else(|| panic!("{redeemed}"))
            .to_owned();

        let (mut here, there) = (Cashier::sign_in(app).await, Cashier::sign_in_as(app, "jingan").await);
        let receipt = here.sell(&second.code(app).await, "1").await;
        let receipt = receipt
            .strip_prefix("/counter/receipt/")
            .unwrap_or_else(|| panic!("{receipt}"))
            .to_owned();
        let waiting = here.sell(&owner.code(app).await, "300").await;
        assert!(waiting.ends_with("/wait"), "{waiting}");
        let session = waiting.split('/').nth(3).expect("a session").to_owned();
        let approval = owner.client.get("/approve").await.field("token");
        let found = here
            .client
            .post_form("/do/find_card", &[("typed", OWNER)])
            .await
            .location()
            .to_owned();
        let device = app.query(move |tx| devices(tx, id)).await[0].id.to_string();
        let entry = app.home_of(OWNER).await.recent[0].entry.to_string();
        let (passkey, staff_passkey) = passkeys(app, id).await;
        let key_here = till_key(app, 1).await;
        let number: i64 = app
            .query(|tx| tx.value("SELECT MIN(id) FROM till_key WHERE store_id = 1", &[]))
            .await;
        let own_card: i64 = app
            .query(move |tx| tx.value("SELECT MIN(id) FROM card WHERE member_id = ?1", params![id]))
            .await;
        campaign(app).await;
        let (till_device, sign_off) = (till_device(app).await, sign_off(app, id).await);
        Self {
            till_device,
            sign_off,
            own_card: own_card.to_string(),
            coupon: coupon(app, id).await,
            shift: closed_shift(app).await,
            passkey,
            staff_passkey,
            colleague: colleague(app).await,
            key_number: number.to_string(),
            key_here,
            key_there: till_key(app, 2).await,
            who: found.trim_start_matches("/counter/cards/").to_owned(),
            owner,
            other,
            here,
            there,
            top_up,
            open_order,
            entry,
            order,
            device,
            approval,
            session,
            receipt,
        }
    }

    /// The id of a thing of the owner or of the first store's till, and one of the same form that nobody has.
    pub fn ids(&self, thing: Thing) -> (String, String) {
        let long = |own: &str| (own.to_owned(), nobodys(own));
        let number = |own: &str| (own.to_owned(), "99999".to_owned());
        match thing {
            Thing::TopUp => long(&self.top_up),
            Thing::OpenOrder => long(&self.open_order),
            Thing::Entry => number(&self.entry),
            Thing::Order => long(&self.order),
            Thing::Device => number(&self.device),
            Thing::Approval => long(&self.approval),
            Thing::Passkey => number(&self.passkey),
            Thing::StaffPasskey => number(&self.staff_passkey),
            Thing::Session => long(&self.session),
            Thing::Receipt => long(&self.receipt),
            Thing::Card => long(&self.who),
            Thing::OwnCard => number(&self.own_card),
            Thing::Operator => number(&self.colleague),
            Thing::TillKey => number(&self.key_number),
            Thing::TillDevice => number(&self.till_device),
            Thing::SignOff => number(&self.sign_off),
            Thing::Coupon => number(&self.coupon),
            Thing::Shift => number(&self.shift),
        }
    }

    /// What a form about a thing is filled in with, so that it lacks nothing but the right to be sent. Each name once.
    pub fn fields<'a>(&'a self, name: &'a str, id: &'a str, key: &'a str) -> Vec<(&'a str, &'a str)> {
        let all = [
            (name, id),
            ("key", key),
            ("pin", "274913"),
            ("answer", "yes"),
            ("amount", "1"),
            ("number", &self.top_up),
            ("session", &self.session),
            ("who", &self.who),
            ("scanned", OWNER),
            ("card_type", "3"),
            ("kind", "1"),
            ("coupon_id", &self.coupon),
            ("act", "kind"),
            ("card", &self.own_card),
            ("wish", "lost"),
            ("document", "id-card"),
            ("reason", "because of the matrix"),
            ("note", "because of the matrix"),
            ("alarm", "1"),
            ("held", "1"),
            ("how", "give-up"),
            ("operator", "2"),
            ("area", "gifts"),
            ("scope", "chain"),
            ("rule[allowed]", "yes"),
            ("rule[per_day]", "7"),
            ("stores[]", "1"),
            ("sign_off", "1"),
            ("second_person", "3"),
            ("till_id", "1"),
            ("post", "own"),
            ("right[sell]", "own"),
            ("store", "1"),
            ("role", "cashier"),
            ("login", "matrix.new"),
            ("name", "矩阵"),
            ("till", "7"),
            ("password", "huika-demo"),
            ("proof", "huika-demo"),
            ("phone", "13400134002"),
            ("birth[year]", "1990"),
            ("birth[month]", "5"),
            ("birth[day]", "17"),
        ];
        let mut once: Vec<(&str, &str)> = Vec::new();
        for field in all {
            if !field.0.is_empty() && !once.iter().any(|(known, _)| *known == field.0) {
                once.push(field);
            }
        }
        once
    }
}

/// A coupon of the member's that may be given on.
async fn coupon(app: &TestApp, member: MemberId) -> String {
    let given = app.state.store.write(move |tx: &mut Tx<'_>| {
        let kind = coupon_kinds(tx)?.into_iter().find(|kind| kind.terms.transferable);
        let kind = kind.ok_or(CouponError::NoKind)?;
        give_coupon(tx, kind.id, member, &Cause::of(CouponCause::Hand))
    });
    given.await.expect("a coupon is given").expect("a coupon").to_string()
}

/// A passkey of the member and one of the first store's cashier, put where a device would have them put.
async fn passkeys(app: &TestApp, member: MemberId) -> (String, String) {
    let made = app.state.store.write(move |tx: &mut Tx<'_>| -> Result<_, StoreError> {
        let now = tx.now();
        let text = "INSERT INTO passkey (member_id, operator_id, key_id, kept, counter, name, made_at) \
                    VALUES (?1, ?2, ?3, '', 0, 'matrix', ?4)";
        let cashier = OperatorId::new(1);
        let of_member: i64 = tx.insert(text, params![Some(member), None::<OperatorId>, vec![1_u8], now], |id| {
            id
        })?;
        let of_cashier: i64 = tx.insert(text, params![None::<MemberId>, Some(cashier), vec![2_u8], now], |id| id)?;
        Ok((of_member.to_string(), of_cashier.to_string()))
    });
    made.await.expect("passkeys are kept")
}

/// A shift of the first store, at a till of its own, with its slip.
async fn closed_shift(app: &TestApp) -> String {
    use huika_domain::CashCount;
    use huika_store::{
        shift::{CloseShift, OpenShift, ShiftError, close_shift, open_shift},
        staff::Place,
    };

    let place = Place {
        store: StoreId::new(1),
        till: "matrix drawer".to_owned(),
        operator: Some(OperatorId::new(1)),
    };
    let made = app.state.store.write(move |tx: &mut Tx<'_>| -> Result<_, ShiftError> {
        let open = OpenShift {
            place: place.clone(),
            float: CashCount::default(),
            key: "matrix".to_owned(),
        };
        let shift = open_shift(tx, &open)?;
        let close = CloseShift {
            place: place.clone(),
            shift,
            cash: CashCount::default(),
            tenders: std::collections::BTreeMap::new(),
            reason: None,
            receiver: None,
            acceptance: None,
            key: "matrix".to_owned(),
        };
        close_shift(tx, &close)?;
        Ok(shift)
    });
    made.await.expect("a shift is closed").to_string()
}

async fn colleague(app: &TestApp) -> String {
    let made = app.state.store.write(|tx: &mut Tx<'_>| -> Result<OperatorId, StoreError> {
        tx.insert(
            "INSERT INTO operator (login, name, role, store_id, password_hash, created_at) VALUES ('colleague', '同事', 'cashier', 1, '', 1)",
            params![],
            OperatorId::new,
        )
    });
    made.await.expect("a colleague is made").to_string()
}

/// A draft of a campaign, the first one.
async fn campaign(app: &TestApp) {
    let terms = Terms {
        name: "满 50 减 10".to_owned(),
        rank: 0,
        group: None,
        window: Window::default(),
        who: Who::default(),
        what: What::default(),
        code: None,
        kind: Kind::ThresholdOff(ThresholdOff {
            steps: vec![StepOff {
                from: Fen::new(5_000),
                off: Fen::new(1_000),
            }],
            each: false,
        }),
        limits: Limits::default(),
        budget: None,
    };
    let made = app
        .state
        .store
        .write(move |tx: &mut Tx<'_>| make_campaign(tx, OperatorId::new(3), &terms));
    made.await.expect("headquarters make it");
}

/// A till of the first store that was paired.
async fn till_device(app: &TestApp) -> String {
    let made = app.state.store.write(|tx: &mut Tx<'_>| -> Result<i64, StoreError> {
        let text = "INSERT INTO till_device (store_id, name, made_by, made_at, code_expires_at, token_hash, paired_at) \
                    VALUES (1, 'matrix', 3, 1, 1, ?1, 1)";
        tx.insert(text, params![vec![7_u8]], |id| id)
    });
    made.await.expect("a till is made").to_string()
}

/// A correction that the first store's cashier asked for, above what one person does alone.
async fn sign_off(app: &TestApp, member: MemberId) -> String {
    let made = app
        .state
        .store
        .write(move |tx: &mut Tx<'_>| -> Result<i64, StoreError> {
            tx.exec(
                "INSERT INTO adjustment (number, member_id, account, amount, reason, status, asked_by, asked_at) \
             VALUES ('A1', ?1, 3, 5000, 'forgotten', 'waiting', 1, 1)",
                params![member],
            )?;
            tx.insert(
                "INSERT INTO sign_off (kind, subject, store_id, member_id, amount, asked_by, asked_at) \
             VALUES ('correction', 'A1', 1, ?1, 5000, 1, 1)",
                params![member],
                |id| id,
            )
        });
    made.await.expect("it waits").to_string()
}

async fn till_key(app: &TestApp, store: i64) -> String {
    let made = app
        .state
        .store
        .write(move |tx: &mut Tx<'_>| -> Result<String, StoreError> {
            make_till_key(tx, "matrix", StoreId::new(store), "matrix", None)
        });
    made.await.expect("a key is made")
}

/// A hundred thousand points, from nowhere.
pub async fn give_points(app: &TestApp, member: MemberId) {
    let opening = Opening {
        member,
        principal: huika_domain::Fen::ZERO,
        bonus: huika_domain::Fen::ZERO,
        points: Points::new(100_000),
        points_expire_at: None,
        source: "matrix".into(),
        reason: Reason::parse("from the old system").expect("a reason"),
        operator: OperatorId::new(3),
    };
    let opened = app
        .state
        .store
        .write(move |tx: &mut Tx<'_>| -> Result<_, OpeningError> { open_balance(tx, &opening) });
    opened.await.expect("points");
}

/// What a caller learns from an answer: everything but the id that they sent, and what is random in every answer.
pub fn learnt(answer: &Answer, id: &str) -> (StatusCode, String, String) {
    let policy = answer.header("content-security-policy").to_owned();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .unwrap_or("no nonce");
    let location = if answer.status.is_redirection() {
        answer.header("location")
    } else {
        ""
    };
    // Figures that belong to a refusal are sealed, differently each time.
    let location = location.split("&with=").next().unwrap_or_default();
    // A short number also stands in pictures and colours, where it says nothing.
    let clean = |text: &str| {
        let text = text.replace(nonce, "NONCE");
        if id.len() < 6 { text } else { text.replace(id, "ID") }
    };
    (answer.status, clean(location), clean(&answer.body))
}

/// What must not change: a line of figures over all that the world's people have.
pub async fn state(app: &TestApp) -> String {
    app.query(|tx| {
        let mut figures = Vec::new();
        for sql in [
            "SELECT COUNT(*) FROM entry",
            "SELECT COUNT(*) FROM top_up WHERE status = 'open'",
            "SELECT COUNT(*) FROM refund",
            "SELECT COUNT(*) FROM approval WHERE status = 'waiting'",
            "SELECT COUNT(*) FROM device WHERE ended_at IS NULL",
            "SELECT COUNT(*) FROM till_session WHERE ended_at IS NULL",
            "SELECT COUNT(*) FROM card_event",
            "SELECT COUNT(*) FROM member WHERE birthday IS NOT NULL OR status <> 'active'",
            "SELECT COUNT(*) FROM member",
            "SELECT COUNT(*) FROM passkey",
            "SELECT COUNT(*) FROM staff_act",
            "SELECT COUNT(*) FROM payment_alarm WHERE settled_at IS NULL",
            "SELECT COUNT(*) FROM operator_store",
            "SELECT COUNT(*) FROM rule",
            "SELECT COUNT(*) FROM operator",
            "SELECT COUNT(*) FROM staff_invitation",
            "SELECT COUNT(*) FROM till_key WHERE ended_at IS NULL",
            "SELECT COUNT(*) FROM store WHERE closed_at IS NULL",
            "SELECT COUNT(*) FROM region",
            "SELECT COUNT(*) FROM role WHERE ended_at IS NULL",
            "SELECT COUNT(*) FROM role_change",
            "SELECT COUNT(*) FROM till_device WHERE ended_at IS NULL",
            "SELECT COUNT(*) FROM sign_off WHERE decision = '' AND chosen_id IS NULL",
        ] {
            figures.push(tx.value::<i64>(sql, &[])?.to_string());
        }
        Ok(figures.join(" "))
    })
    .await
}

pub fn with(path: &str, id: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { id } else { part });
    parts.collect::<Vec<_>>().join("/")
}
