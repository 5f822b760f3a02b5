//! Who is in the shop before its server starts: members with signed-in phones, money and points, and tills with keys.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::atomic::{AtomicI64, Ordering},
};

use huika_domain::{
    Fen, Handle, MemberId, Millis, OneTimeCode, PayWith, Payload, Phone as Number, Prefix, Step, StoreId, TopUpChoice,
    code8, message_for,
};
use huika_store::{
    Store, StoreError, Tx, Value,
    db::{outbox, secret::hmac_sha256},
    demo,
    member::{
        CodeRequest, CodeSms, CodeTicket, GivenKey, Joining, Purpose, SignIn, SignInOutcome, TypedCode, give_code_key,
        request_code, sign_in,
    },
    payment::{PaymentNews, PaymentState, apply_payment_result},
    sale::{Sell, sell},
    staff::Place,
    till::{ScanOutcome, make_till_key, scan},
    top_up::{OpenTopUp, open_top_up},
};

/// A member with a signed-in phone that makes codes by itself, as the real one does.
pub struct Phone {
    pub member: MemberId,
    /// What the session's cookie holds.
    pub token: String,
    /// As it is said at the counter.
    pub number: String,
    handle: Handle,
    key: [u8; 32],
    last_step: AtomicI64,
}

impl Phone {
    /// The twenty digits of this half minute, or of the one before; `None` when both were shown already.
    pub fn code(&self) -> Option<String> {
        let this = Step::at(now());
        let last = self.last_step.load(Ordering::SeqCst);
        let step = [this.before(), this].into_iter().find(|step| step.get() > last)?;
        let taken = self
            .last_step
            .compare_exchange(last, step.get(), Ordering::SeqCst, Ordering::SeqCst);
        taken.ok()?;
        let code = code8(&hmac_sha256(&self.key, &message_for(step)));
        let prefix = Prefix::new(88).expect("the default prefix");
        Some(Payload::new(prefix, self.handle, code).compose())
    }
}

pub struct People {
    pub phones: Vec<Phone>,
    /// Keys of the tills of the first store.
    pub tills: Vec<String>,
    /// An item that costs one point and is never sold out.
    pub item: i64,
}

/// What time it is.
pub fn now() -> Millis {
    #[expect(
        clippy::disallowed_methods,
        reason = "the server runs on the real clock, and phones show its codes"
    )]
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Millis::new(i64::try_from(since.map_or(0, |time| time.as_millis())).unwrap_or(i64::MAX))
}

/// Opens the demo's shop in empty books and lets people in. To be called outside of asynchronous code.
pub fn let_in(store: &Store, members: u16, tills: u16) -> People {
    store.write_blocking(demo::open_shop).expect("the shop opens");
    let phones = (0..members).map(|number| join(store, number)).collect();
    let item = store
        .write_blocking(|tx: &mut Tx<'_>| -> Result<i64, StoreError> {
            tx.exec("UPDATE member SET no_pin_limit_fen = 100000000", &[])?;
            tx.exec(
                "UPDATE item SET points = 1, stock = 100000000, member_limit = 0 WHERE code = 'mug'",
                &[],
            )?;
            tx.value("SELECT id FROM item WHERE code = 'mug'", &[])
        })
        .expect("the shop can be arranged");
    let tills = (0..tills)
        .map(|till| {
            let name = format!("POS {till}");
            store
                .write_blocking(move |tx: &mut Tx<'_>| make_till_key(tx, &name, StoreId::new(1), &name, None))
                .expect("a till gets its key")
        })
        .collect();
    People { phones, tills, item }
}

fn join(store: &Store, index: u16) -> Phone {
    let number = format!("1380013{index:04}");
    let phone = Number::parse(&number).expect("a phone");
    let [high, low] = index.to_be_bytes();
    let address = IpAddr::V4(Ipv4Addr::new(11, high, low, 1));
    let ticket = CodeTicket::of_form(store.context(), "", &phone, Purpose::SignIn);
    let request = CodeRequest {
        phone: phone.clone(),
        purpose: Purpose::SignIn,
        address,
        ticket: ticket.clone(),
        before: None,
    };
    store
        .write_blocking(move |tx| request_code(tx, &request))
        .expect("a code is sent");
    let request = SignIn {
        phone,
        code: TypedCode {
            code: OneTimeCode::parse(&last_code(store)).expect("six digits"),
            ticket: Some(ticket),
            address,
        },
        user_agent: "phone".into(),
        place: String::new(),
        language: "zh-CN".into(),
        joining: Joining::default(),
    };
    let signed_in = store
        .write_blocking(move |tx| sign_in(tx, &request))
        .expect("the books work");
    let SignInOutcome::Done(done) = signed_in else {
        panic!("the code is right: {signed_in:?}")
    };
    let device = done.device;
    let GivenKey { handle, key } = store
        .write_blocking(move |tx| give_code_key(tx, device))
        .expect("the books work")
        .expect("the device is open");
    give_money_and_points(store, done.member, &number);
    Phone {
        member: done.member,
        token: done.token,
        number,
        handle,
        key,
        last_step: AtomicI64::new(0),
    }
}

/// The code in the only message that waits.
fn last_code(store: &Store) -> String {
    store
        .write_blocking(|tx: &mut Tx<'_>| -> Result<String, StoreError> {
            let message = outbox::take(tx, 10, 60)?
                .pop()
                .ok_or_else(|| StoreError::Decode("no message waits".into()))?;
            outbox::settle(tx, message.id, "sent")?;
            let sms: CodeSms = serde_json::from_str(&message.payload).map_err(|e| StoreError::Decode(e.to_string()))?;
            Ok(sms.code)
        })
        .expect("a message waits")
}

/// 2,000.00 topped up, and 30,000 points from purchases in cash.
fn give_money_and_points(store: &Store, member: MemberId, number: &str) {
    let order = OpenTopUp {
        member,
        choice: TopUpChoice::Amount(Fen::new(2_000_00)),
        channel: "wechat".into(),
        method: "h5".into(),
        merchant: "m".into(),
        app: "a".into(),
        key: "first".into(),
    };
    let opened = store
        .write_blocking(move |tx| open_top_up(tx, &order))
        .expect("the amount is on offer");
    let news = PaymentNews {
        channel: "wechat".into(),
        number: opened.number.clone(),
        merchant: "m".into(),
        app: "a".into(),
        currency: "CNY".into(),
        amount: Fen::new(2_000_00),
        transaction: format!("tx-{}", opened.number),
        state: PaymentState::Paid { at: now() },
    };
    store
        .write_blocking(move |tx| apply_payment_result(tx, &news))
        .expect("the books work");
    let place = || Place {
        store: StoreId::new(1),
        till: "0".into(),
        operator: None,
    };
    // Six purchases of 5,000.00: larger ones are looked at by a person before their points count.
    for purchase in 0..6 {
        let said = number.to_owned();
        let scanned = store
            .write_blocking(move |tx: &mut Tx<'_>| -> Result<ScanOutcome, StoreError> { scan(tx, &said, &place()) })
            .expect("the books work");
        let ScanOutcome::Opened(scanned) = scanned else {
            panic!("the number is known: {scanned:?}")
        };
        let key = format!("first-{number}-{purchase}");
        let cash = Sell::quick(Some(scanned.token), Fen::new(5_000_00), place(), key).paid(PayWith::Outside, "cash");
        store
            .write_blocking(move |tx| sell(tx, &cash))
            .expect("it is paid in cash");
    }
}

/// What a member has: money and points.
pub fn wealth(tx: &mut Tx<'_>, member: MemberId) -> Result<(i64, i64), StoreError> {
    let found = tx.one(
        "SELECT principal_fen + bonus_fen AS value0, points FROM wallet WHERE member_id = ?1",
        &[Value::Int(member.get())],
        |row| Ok((row.get("value0")?, row.get("points")?)),
    )?;
    found.ok_or_else(|| StoreError::Decode("a member without a wallet".into()))
}
