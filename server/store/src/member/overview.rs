//! One member, as the office sees them.

use huika_domain::{Birthday, CardNumber, Fen, MemberId, MemberPhone, Millis, OperatorId, Points};

use crate::{
    StoreError, Tx,
    ledger::Wallet,
    member::{
        consent::{Consent, consents},
        document::{KeptDocument, documents},
        home::{Home, home},
        note::{Note, notes},
    },
    params,
    staff::{Role, home_store, may},
    tag::{TagOf, tags_of},
};

/// Who somebody is, how they stand, and what the staff should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberOverview {
    /// Card, balances, growth and what happened last.
    pub home: Home,
    /// Their birthday, when they said it.
    pub birthday: Option<Birthday>,
    /// When they joined.
    pub joined_at: Millis,
    /// By which way.
    pub source: String,
    /// Their store; empty for none.
    pub home_store: String,
    /// Who sent them, masked; empty for nobody.
    pub referrer: Option<MemberPhone>,
    /// Which operator entered them at a counter or in the office; empty for who came by themself.
    pub entered_by: String,
    /// When they showed that the phone is theirs; none while they have not.
    pub claimed_at: Option<Millis>,
    /// What they may be written to for, and by which ways.
    pub consents: Vec<Consent>,
    /// Money that is set aside.
    pub held: Fen,
    /// Points that are set aside.
    pub held_points: Points,
    /// How often they have bought.
    pub visits: i64,
    /// When they bought last; none for who never has.
    pub last_visit: Option<Millis>,
    /// Paid net since they joined.
    pub spent: Fen,
    /// Orders of the mall that wait to be collected.
    pub to_collect: i64,
    /// What was kept of their documents.
    pub documents: Vec<KeptDocument>,
    /// What marks them now.
    pub tags: Vec<TagOf>,
    /// What the staff should know.
    pub notes: Vec<Note>,
}

/// Whether an operator sees a member in the office: those of their stores, or all.
pub fn seen_member(tx: &mut Tx<'_>, viewer: OperatorId, member: MemberId) -> Result<bool, StoreError> {
    let store = home_store(tx, member)?;
    may(tx, viewer, Role::sees_office, store.into())
}

/// Reads a member; `None` for one whom this operator does not see, and for nobody.
pub fn member_overview(
    tx: &mut Tx<'_>,
    viewer: OperatorId,
    member: MemberId,
) -> Result<Option<MemberOverview>, StoreError> {
    if !seen_member(tx, viewer, member)? {
        return Ok(None);
    }
    let phone: Option<String> = tx.one("SELECT phone FROM member WHERE id = ?1", params![member], |row| {
        row.get("phone")
    })?;
    let phone = phone.map(|phone| MemberPhone::of_kept(&phone)).transpose();
    // Of an account that was closed the books go on, and nothing is left to look after.
    if matches!(phone, Ok(None | Some(MemberPhone::Closed(_)))) {
        return Ok(None);
    }
    let (Some(home), Some(wallet)) = (home(tx, member)?, Wallet::read(tx, member)?) else {
        return Ok(None);
    };
    let to_collect = tx.value(
        "SELECT COUNT(*) FROM redemption r WHERE r.member_id = ?1 AND r.status = 'ready'",
        params![member],
    )?;
    let (tags, notes, consents) = (tags_of(tx, member)?, notes(tx, member)?, consents(tx, member)?);
    let documents = documents(tx, member)?;
    let found = tx.one(
        "SELECT m.birthday, m.joined_at, m.source, COALESCE(s.name, '') AS home_store, r.phone AS referrer, \
         COALESCE(o.name, '') AS entered_by, m.claimed_at FROM member m \
         LEFT JOIN store s ON s.id = m.home_store_id LEFT JOIN member r ON r.id = m.referred_by \
         LEFT JOIN operator o ON o.id = m.entered_by WHERE m.id = ?1",
        params![member],
        |row| {
            let birthday = row.get::<Option<String>>("birthday")?;
            let birthday = birthday.map(|text| Birthday::from_text(&text)).transpose();
            let referrer = row.get::<Option<String>>("referrer")?;
            let referrer = referrer.map(|text| MemberPhone::of_kept(&text)).transpose();
            Ok(MemberOverview {
                home: home.clone(),
                birthday: birthday.map_err(|e| StoreError::Decode(e.to_string()))?,
                joined_at: row.get("joined_at")?,
                source: row.get("source")?,
                home_store: row.get("home_store")?,
                referrer: referrer.map_err(|e| StoreError::Decode(e.to_string()))?,
                entered_by: row.get("entered_by")?,
                claimed_at: row.get("claimed_at")?,
                consents: consents.clone(),
                held: Fen::new(wallet.held_principal.get().saturating_add(wallet.held_bonus.get())),
                held_points: wallet.held_points,
                visits: wallet.visits,
                last_visit: (wallet.visits > 0).then_some(wallet.last_visit),
                spent: wallet.spent,
                to_collect,
                documents: documents.clone(),
                tags: tags.clone(),
                notes: notes.clone(),
            })
        },
    )?;
    Ok(found)
}

/// A card that a member has, or has had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardOfMember {
    /// Its number.
    pub number: CardNumber,
    /// Its kind.
    pub kind: String,
    /// Its kind in English; empty where the shop has not said.
    pub english: String,
    /// How it stands, as the books say it.
    pub status: String,
    /// Since when there is one.
    pub issued_at: Millis,
    /// Until when it could be used.
    pub ended_at: Option<Millis>,
}

/// A member's cards, those that ended too, newest first.
pub fn cards_ever(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<CardOfMember>, StoreError> {
    tx.all(
        "SELECT c.number, t.name, t.name_en, c.status, c.issued_at, c.ended_at FROM card c JOIN card_type t ON t.id = c.card_type_id \
         WHERE c.member_id = ?1 ORDER BY c.id DESC LIMIT 50",
        params![member],
        |row| {
            let number: String = row.get("number")?;
            Ok(CardOfMember {
                number: CardNumber::parse(&number).map_err(|e| StoreError::Decode(e.to_string()))?,
                kind: row.get("name")?,
                english: row.get("name_en")?,
                status: row.get("status")?,
                issued_at: row.get("issued_at")?,
                ended_at: row.get("ended_at")?,
            })
        },
    )
}

/// Something that staff did about a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActAbout {
    /// What, as the record says it.
    pub kind: String,
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: String,
    /// At which store; empty for none.
    pub store: String,
    /// The document that was shown; empty for none.
    pub identification: String,
    /// What it was before; empty where nothing was.
    pub was: String,
    /// Why, or what it is now.
    pub detail: String,
}

/// What staff did about a member, newest first.
pub fn acts_about(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<ActAbout>, StoreError> {
    tx.all(
        "SELECT a.kind, a.at, o.name, COALESCE(s.name, '') AS store, a.identification, a.was, a.detail FROM staff_act a \
         JOIN operator o ON o.id = a.operator_id LEFT JOIN store s ON s.id = a.store_id \
         WHERE a.member_id = ?1 ORDER BY a.id DESC LIMIT 50",
        params![member],
        |row| {
            Ok(ActAbout {
                kind: row.get("kind")?,
                at: row.get("at")?,
                by: row.get("name")?,
                store: row.get("store")?,
                identification: row.get("identification")?,
                was: row.get("was")?,
                detail: row.get("detail")?,
            })
        },
    )
}
