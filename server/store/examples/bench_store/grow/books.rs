//! Books in bulk: each member tops up once, buys nine times and redeems once, a month apart. Entries of all members are
//! mixed as time mixes them, so that one member's rows lie far from each other.

use huika_domain::{BusinessDay, CardNumber, Millis};
use huika_store::{Store, StoreError, Tx, Value, is_postgres, params};

/// An item of which there is always one left.
pub const PLENTIFUL: i64 = 2;

/// Members that are written in one transaction.
const CHUNK: i64 = 50_000;

/// A prime above [`CHUNK`]: so many times another number, modulo this, puts a chunk's members into another order. One after
/// the other they would fill the pages of an index, and the first row after that tears each of these apart.
const MIXING: i64 = 50_021;

const SALES: i64 = 9;
const MONTH_MILLIS: i64 = 30 * 24 * 3_600_000;

/// What each member pays in and gets on top; a tenth, so that every sale below divides without rounding.
const PRINCIPAL: i64 = 300_000;
const BONUS: i64 = 30_000;

/// Each sale: principal, bonus and the points it earns.
const SALE_PRINCIPAL: i64 = 3_000;
const SALE_BONUS: i64 = 300;
const SALE_POINTS: i64 = 30;

/// Fills empty books and answers how many postings they have.
pub fn fill(store: &Store, url: &str, members: i64) -> i64 {
    let books = Books {
        members,
        now: store.now(),
    };
    run(store, card_type);
    for (first, last) in chunks(members) {
        run(store, move |tx| books.people(tx, first, last));
        run(store, move |tx| books.cards(tx, first, last));
    }
    for round in 0..=SALES + 1 {
        for (first, last) in chunks(members) {
            run(store, move |tx| match round {
                0 => books.top_up(tx, first, last),
                _ if round <= SALES => books.sale(tx, round, first, last),
                _ => books.redemption(tx, first, last),
            });
        }
    }
    let postgres = is_postgres(url);
    run(store, move |tx| finish(tx, postgres));
    // Each by itself: a statement has to be answered within a request's time.
    for table in FILLED {
        run(store, move |tx| {
            tx.exec(&format!("ANALYZE {table}"), params![]).map(drop)
        });
    }
    store
        .scan(|tx| tx.value::<i64>("SELECT COUNT(*) FROM posting", params![]))
        .expect("postings can be counted")
}

/// First and last member of each transaction.
fn chunks(members: i64) -> impl Iterator<Item = (i64, i64)> {
    (0..(members + CHUNK - 1) / CHUNK).map(move |chunk| (chunk * CHUNK + 1, members.min((chunk + 1) * CHUNK)))
}

fn run(store: &Store, work: impl Fn(&mut Tx<'_>) -> Result<(), StoreError> + Send + Sync + 'static) {
    store.write_blocking(work).expect("rows in bulk can be written");
}

/// One line of an entry, the same for every member.
struct Line {
    account: i64,
    commodity: i64,
    amount: i64,
    /// SQL: whom it belongs to, the other side's name, the lot, the balance after it.
    member: &'static str,
    party: &'static str,
    lot: String,
    after: String,
}

#[derive(Clone, Copy)]
struct Books {
    members: i64,
    now: Millis,
}

const TO_A_STORE: &str = "'store:' || (n.i % 100 + 1)";

impl Books {
    /// When a round took place.
    fn at(&self, round: i64) -> i64 {
        self.now.get() - (SALES + 2 - round) * MONTH_MILLIS
    }

    /// SQL of the number that the member's entry of a round has.
    fn entry(&self, round: i64) -> String {
        format!("({} + n.i)", round * self.members)
    }

    /// SQL of the number that the lot of a sale's points has.
    fn point_lot(&self, sale: i64) -> String {
        format!("({} + n.i)", (sale - 1) * self.members)
    }

    fn people(&self, tx: &mut Tx<'_>, first: i64, last: i64) -> Result<(), StoreError> {
        let joined = self.at(0);
        each(
            tx,
            first,
            last,
            &format!(
                "INSERT INTO member (id, phone, no_pin_limit_fen, joined_at) {{n}} \
                 SELECT n.i, '+86' || (13000000000 + n.i), 1000000000, {joined} FROM n"
            ),
        )?;
        let principal = PRINCIPAL - SALES * SALE_PRINCIPAL;
        let bonus = BONUS - SALES * SALE_BONUS;
        let points = (SALES - 1) * SALE_POINTS;
        each(
            tx,
            first,
            last,
            &format!(
                "INSERT INTO wallet (member_id, principal_fen, bonus_fen, points) {{n}} \
                 SELECT n.i, {principal}, {bonus}, {points} FROM n"
            ),
        )?;
        each(
            tx,
            first,
            last,
            &format!(
                "INSERT INTO money_lot (id, member_id, entry_id, principal_granted, bonus_granted, principal_left, \
                 bonus_left, spend_order, rule, created_at) {{n}} \
                 SELECT n.i, n.i, n.i, {PRINCIPAL}, {BONUS}, {principal}, {bonus}, 'pro-rata', 'grown', {joined} FROM n"
            ),
        )
    }

    fn cards(&self, tx: &mut Tx<'_>, first: i64, last: i64) -> Result<(), StoreError> {
        for member in first..=last {
            let number = CardNumber::compose(CardNumber::DEFAULT_PREFIX, member.unsigned_abs()).as_digits();
            tx.exec(
                "INSERT INTO card (number, member_id, card_type_id, issued_at) VALUES (?1, ?2, 1, ?3)",
                params![number, member, self.at(0)],
            )?;
        }
        Ok(())
    }

    fn top_up(&self, tx: &mut Tx<'_>, first: i64, last: i64) -> Result<(), StoreError> {
        self.entries(
            tx,
            (first, last),
            0,
            "top-up",
            "'{\"fact\":\"top-up\",\"number\":\"T' || n.i || '\",\"channel\":\"wechat\",\"rule\":\"grown\",\"late\":false}'",
            ([PRINCIPAL, BONUS, 0], PRINCIPAL + BONUS, 0),
        )?;
        let lot = || "n.i".to_owned();
        self.lines(
            tx,
            (first, last),
            0,
            &[
                Line::member(1, 1, PRINCIPAL, lot(), PRINCIPAL),
                Line::member(2, 1, BONUS, lot(), BONUS),
                Line::shop(12, 1, -PRINCIPAL, "'wechat'"),
                Line::shop(13, 1, -BONUS, "'grown'"),
            ],
        )?;
        let day = self.day(tx, 0);
        each(
            tx,
            first,
            last,
            &format!(
                "INSERT INTO member_day (member_id, day, topped_up_fen) {{n}} SELECT n.i, {day}, {PRINCIPAL} FROM n WHERE true \
                 ON CONFLICT (member_id, day) DO UPDATE SET topped_up_fen = member_day.topped_up_fen + {PRINCIPAL}"
            ),
        )
    }

    fn sale(&self, tx: &mut Tx<'_>, round: i64, first: i64, last: i64) -> Result<(), StoreError> {
        let principal = PRINCIPAL - round * SALE_PRINCIPAL;
        let bonus = BONUS - round * SALE_BONUS;
        let points = round * SALE_POINTS;
        let (paid, at, day) = (SALE_PRINCIPAL + SALE_BONUS, self.at(round), self.day(tx, round));
        self.entries(
            tx,
            (first, last),
            round,
            "sale",
            &format!(
                "'{{\"fact\":\"sale\",\"receipt_number\":\"S{round}-' || n.i || '\",\"gross\":{paid},\"discount\":0,\
                 \"points_value\":0,\"outside\":0,\"outside_channel\":\"\"}}'"
            ),
            ([-SALE_PRINCIPAL, -SALE_BONUS, SALE_POINTS], principal + bonus, points),
        )?;
        let earned = self.point_lot(round);
        self.lines(
            tx,
            (first, last),
            round,
            &[
                Line::member(1, 1, -SALE_PRINCIPAL, "n.i".into(), principal),
                Line::member(2, 1, -SALE_BONUS, "n.i".into(), bonus),
                Line::shop(11, 1, paid, TO_A_STORE),
                Line::member(3, 2, SALE_POINTS, earned.clone(), points),
                Line::shop(14, 2, -SALE_POINTS, TO_A_STORE),
            ],
        )?;
        let entry = self.entry(round);
        let expires = self.now.plus_secs(400 * 24 * 3600).get();
        each(
            tx,
            first,
            last,
            &format!(
                "INSERT INTO point_lot (id, member_id, entry_id, granted, available_from, expires_at, rule, created_at) {{n}} \
                 SELECT {earned}, n.i, {entry}, {SALE_POINTS}, {at}, {expires}, 'sale', {at} FROM n"
            ),
        )?;
        // The first sale's points are what the redemption takes.
        if round > 1 {
            each(
                tx,
                first,
                last,
                &format!(
                    "INSERT INTO open_point_lot (member_id, lot_id, remaining, granted, available_from, expires_at, created_at) \
                     {{n}} SELECT n.i, {earned}, {SALE_POINTS}, {SALE_POINTS}, {at}, {expires}, {at} FROM n"
                ),
            )?;
        }
        each(
            tx,
            first,
            last,
            &format!(
                "INSERT INTO sale (receipt_number, entry_id, member_id, store_id, till, at, business_day, gross_fen, \
                 discount_fen, points_used, points_fen, principal_fen, bonus_fen, outside_fen, points_earned) {{n}} \
                 SELECT 'S{round}-' || n.i, {entry}, n.i, n.i % 100 + 1, '1', {at}, {day}, {paid}, 0, 0, 0, \
                 {SALE_PRINCIPAL}, {SALE_BONUS}, 0, {SALE_POINTS} FROM n"
            ),
        )?;
        each(
            tx,
            first,
            last,
            &format!(
                "INSERT INTO member_day (member_id, day, net_fen, earned) {{n}} SELECT n.i, {day}, {SALE_PRINCIPAL}, {SALE_POINTS} FROM n \
                 WHERE true ON CONFLICT (member_id, day) DO UPDATE SET net_fen = member_day.net_fen + {SALE_PRINCIPAL}, \
                 earned = member_day.earned + {SALE_POINTS}"
            ),
        )
    }

    fn redemption(&self, tx: &mut Tx<'_>, first: i64, last: i64) -> Result<(), StoreError> {
        let round = SALES + 1;
        let points = (SALES - 1) * SALE_POINTS;
        let money = PRINCIPAL + BONUS - SALES * (SALE_PRINCIPAL + SALE_BONUS);
        self.entries(
            tx,
            (first, last),
            round,
            "redemption",
            "'{\"fact\":\"redemption\",\"number\":\"R' || n.i || '\",\"item\":\"Tea\"}'",
            ([0, 0, -SALE_POINTS], money, points),
        )?;
        self.lines(
            tx,
            (first, last),
            round,
            &[
                Line::member(3, 2, -SALE_POINTS, self.point_lot(1), points),
                Line::shop(14, 2, SALE_POINTS, "'mall'"),
            ],
        )?;
        let (entry, at) = (self.entry(round), self.at(round));
        each(
            tx,
            first,
            last,
            &format!(
                "INSERT INTO redemption (number, member_id, item_id, entry_id, points, status, at) {{n}} \
                 SELECT 'R' || n.i, n.i, {PLENTIFUL}, {entry}, {SALE_POINTS}, 'collected', {at} FROM n \
                 ORDER BY n.i * 7919 % {MIXING}"
            ),
        )
    }

    fn day(&self, tx: &Tx<'_>, round: i64) -> i64 {
        i64::from(self.business_day(tx, round).get())
    }

    fn business_day(&self, tx: &Tx<'_>, round: i64) -> BusinessDay {
        tx.context().zone.business_day(Millis::new(self.at(round)))
    }

    /// The entries of a round: kind, explanation as SQL, changes of principal, bonus and points, money and points after it.
    fn entries(
        &self,
        tx: &mut Tx<'_>,
        (first, last): (i64, i64),
        round: i64,
        kind: &str,
        explanation: &str,
        ([principal, bonus, earned], money, points): ([i64; 3], i64, i64),
    ) -> Result<(), StoreError> {
        let (entry, at, day) = (self.entry(round), self.at(round), self.day(tx, round));
        each(
            tx,
            first,
            last,
            &format!(
                "INSERT INTO entry (id, kind, reference, member_id, store_id, at, business_day, explanation, \
                 principal_change, bonus_change, points_change, money_after, points_after) {{n}} SELECT {entry}, '{kind}', '{kind}:{round}-' || n.i, n.i, n.i % 100 + 1, {at}, {day}, \
                 {explanation}, {principal}, {bonus}, {earned}, {money}, {points} FROM n"
            ),
        )
    }

    fn lines(&self, tx: &mut Tx<'_>, (first, last): (i64, i64), round: i64, lines: &[Line]) -> Result<(), StoreError> {
        let entry = self.entry(round);
        let rows: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(index, line)| {
                format!(
                    "SELECT {entry} AS entry_id, {} AS line, {}, {}, {}, {}, {}, {}, {} FROM n",
                    index + 1,
                    line.account,
                    line.commodity,
                    line.member,
                    line.party,
                    line.lot,
                    line.amount,
                    line.after
                )
            })
            .collect();
        each(
            tx,
            first,
            last,
            &format!(
                "INSERT INTO posting (entry_id, line, account, commodity, member_id, party, lot_id, amount, balance_after) \
                 {{n}} {} ORDER BY 1, 2",
                rows.join(" UNION ALL ")
            ),
        )
    }
}

const NOTHING: &str = "CAST(NULL AS BIGINT)";

impl Line {
    fn member(account: i64, commodity: i64, amount: i64, lot: String, after: i64) -> Self {
        Self {
            account,
            commodity,
            amount,
            member: "n.i",
            party: "''",
            lot,
            after: after.to_string(),
        }
    }

    fn shop(account: i64, commodity: i64, amount: i64, party: &'static str) -> Self {
        Self {
            account,
            commodity,
            amount,
            member: NOTHING,
            party,
            lot: NOTHING.into(),
            after: NOTHING.into(),
        }
    }
}

/// Runs a statement in which `{n}` becomes the numbers from `first` to `last`, one row each, as `n.i`.
fn each(tx: &mut Tx<'_>, first: i64, last: i64, sql: &str) -> Result<(), StoreError> {
    const NUMBERS: &str =
        "WITH RECURSIVE n(i) AS (SELECT CAST(?1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < CAST(?2 AS BIGINT))";
    tx.exec(&sql.replace("{n}", NUMBERS), &[Value::Int(first), Value::Int(last)])?;
    Ok(())
}

fn card_type(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO card_type (code, name, on_joining) VALUES ('grown', 'Card', 1)",
        params![],
    )
    .map(drop)
}

const FILLED: [&str; 10] = [
    "member",
    "wallet",
    "card",
    "entry",
    "posting",
    "money_lot",
    "point_lot",
    "open_point_lot",
    "redemption",
    "item",
];

/// The item, and numbers that go on after the highest.
fn finish(tx: &mut Tx<'_>, postgres: bool) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO item (code, name, points, stock) VALUES ('plenty', 'Tea', 1, 1000000000)",
        params![],
    )?;
    if postgres {
        for table in ["member", "entry", "money_lot", "point_lot"] {
            tx.value::<i64>(
                &format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))"),
                params![],
            )?;
        }
        tx.exec("CREATE EXTENSION IF NOT EXISTS pg_prewarm", params![])?;
    }
    Ok(())
}
