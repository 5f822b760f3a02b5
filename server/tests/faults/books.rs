//! What the journal says and what the books hold, compared.

use std::collections::{HashMap, HashSet};

use huika_store::{StoreError, Tx};

use crate::{
    people::wealth,
    shop::Shop,
    work::{Answer, Command, Work},
};

/// Everything that was answered is there, once; and nothing is there twice. To be called outside of asynchronous code.
pub fn hold(shop: &Shop, work: &Work) {
    let store = shop.store();
    let kept = store.scan(Kept::read).expect("the books can be read");
    kept.each_request_was_applied_once();
    for (command, answer) in work.answered() {
        kept.has(&command, &answer, work);
    }
}

/// When nothing is unanswered any more: each member has what the answers say, to the fen.
pub fn add_up(shop: &Shop, work: &Work, before: &HashMap<i64, (i64, i64)>) {
    assert_eq!(work.waiting(), 0, "something was never answered");
    let store = shop.store();
    let mut expected = before.clone();
    for (command, answer) in work.answered() {
        let (member, money, points) = effect(&store, work, &command, &answer);
        let entry = expected.entry(member).or_default();
        *entry = (entry.0 + money, entry.1 + points);
    }
    for (member, wanted) in wealth_of_all(shop, work) {
        assert_eq!(
            wanted, expected[&member],
            "money and points of member {member}, found and expected"
        );
    }
}

/// Money and points of each member.
pub fn wealth_of_all(shop: &Shop, work: &Work) -> HashMap<i64, (i64, i64)> {
    let members: Vec<_> = work.people.phones.iter().map(|phone| phone.member).collect();
    let read = |tx: &mut Tx<'_>| {
        let one = |member: &huika_domain::MemberId| Ok((member.get(), wealth(tx, *member)?));
        members.iter().map(one).collect::<Result<HashMap<_, _>, StoreError>>()
    };
    shop.store().scan(read).expect("the books can be read")
}

fn effect(store: &huika_store::Store, work: &Work, command: &Command, answer: &Answer) -> (i64, i64, i64) {
    let member = |phone: &usize| work.people.phones[*phone].member.get();
    match command {
        Command::Sale { phone, .. } => (
            member(phone),
            -answer.figure("principal_fen") - answer.figure("bonus_fen"),
            answer.figure("points_earned") - answer.figure("points_used"),
        ),
        Command::Return { phone, .. } => (
            member(phone),
            answer.figure("principal_fen") + answer.figure("bonus_fen"),
            answer.figure("points_back") - answer.figure("points_taken"),
        ),
        Command::Redeem { phone, .. } => (member(phone), 0, -1),
        Command::TopUp { phone, .. } => {
            let number = answer.number("").to_owned();
            let (money, points) = store
                .scan(|tx: &mut Tx<'_>| -> Result<_, StoreError> {
                    let order = tx.one(
                        "SELECT principal_fen + bonus_fen AS balance, points FROM top_up WHERE number = ?1 AND status = 'paid'",
                        &[huika_store::Value::Text(&number)],
                        |row| Ok((row.get::<i64>("balance")?, row.get::<i64>("points")?)),
                    )?;
                    order.ok_or_else(|| StoreError::Decode(format!("order {number} is not paid")))
                })
                .expect("a paid order is credited");
            (member(phone), money, points)
        }
    }
}

/// What the books have under keys and numbers.
struct Kept {
    /// Scope and key, and the answer.
    requests: HashMap<(String, String), String>,
    sales: HashSet<String>,
    returns: HashSet<String>,
    redemptions: HashSet<String>,
    orders: HashSet<String>,
}

impl Kept {
    fn read(tx: &mut Tx<'_>) -> Result<Self, StoreError> {
        let requests = tx.all("SELECT scope, key, answer FROM request", &[], |row| {
            Ok(((row.get("scope")?, row.get("key")?), row.get("answer")?))
        })?;
        let mut numbers = |sql: &str| -> Result<HashSet<String>, StoreError> {
            Ok(tx.all(sql, &[], |row| row.get("number"))?.into_iter().collect())
        };
        Ok(Self {
            sales: numbers("SELECT receipt_number AS number FROM sale")?,
            returns: numbers("SELECT number FROM sale_return")?,
            redemptions: numbers("SELECT number FROM redemption")?,
            orders: numbers("SELECT number FROM top_up")?,
            requests: requests.into_iter().collect(),
        })
    }

    /// A key stands for exactly one sale, return, redemption.
    fn each_request_was_applied_once(&self) {
        let count = |scope: &str| {
            self.requests
                .keys()
                .filter(|(known, _)| known.starts_with(scope))
                .count()
        };
        assert_eq!(count("sale:"), self.sales.len(), "sales and their keys");
        assert_eq!(count("return:"), self.returns.len(), "returns and their keys");
        assert_eq!(count("redeem:"), self.redemptions.len(), "redemptions and their keys");
    }

    fn has(&self, command: &Command, answer: &Answer, work: &Work) {
        let member = |phone: &usize| work.people.phones[*phone].member;
        let (scope, number, there) = match command {
            Command::Sale { .. } => ("sale:1".to_owned(), answer.number("receipt_number"), &self.sales),
            Command::Return { .. } => ("return:1".to_owned(), answer.number("return_number"), &self.returns),
            Command::Redeem { phone, .. } => (
                format!("redeem:{}", member(phone)),
                answer.number(""),
                &self.redemptions,
            ),
            Command::TopUp { .. } => {
                let number = answer.number("");
                assert!(
                    self.orders.contains(number),
                    "order {number} was acknowledged and is not there"
                );
                return;
            }
        };
        assert!(
            there.contains(number),
            "{number} was acknowledged and is not there: {command:?}"
        );
        // The key of a form is made of the one that was drawn and of what was sent, so it is looked for by what it stands for.
        let of_form = matches!(command, Command::Redeem { .. });
        let kept = self.requests.iter().filter(|((known, key), kept)| {
            *known == scope && (of_form || key == command.key()) && kept.contains(number)
        });
        assert_eq!(
            kept.count(),
            1,
            "{number} was answered, and the books have no one request for it: {command:?}"
        );
    }
}
