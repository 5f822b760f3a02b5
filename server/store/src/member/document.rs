//! The number of a document that a member showed: sealed under the server's secret, found by a keyed fingerprint, and shown only by an
//! act that is written down.

use huika_domain::{DocumentKind, DocumentNumber, MemberId, Millis, OperatorId, Reason};

use crate::{
    StoreError, Tx, params,
    staff::{Place, Role, home_store, keep_shown, may_about, may_serve},
};

crate::db::text_columns!(DocumentKind);

/// What was said when the numbers were sealed.
const SEALED_AS: &str = "document";
/// Under which name their fingerprints are made.
const FINGERPRINT: &str = "document-number";

/// A document that was kept, without its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDocument {
    /// Of which kind.
    pub kind: DocumentKind,
    /// The last four signs of its number.
    pub tail: String,
    /// Since when.
    pub at: Millis,
}

/// Keeps the number of a document; one of the same kind takes its place.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    member: MemberId,
    number: &DocumentNumber,
    by: Option<OperatorId>,
) -> Result<(), StoreError> {
    let secret = &tx.context().secret;
    let masked = number.masked();
    let tail = masked.trim_start_matches('*');
    tx.exec(
        "INSERT INTO member_document (member_id, kind, sealed, fingerprint, tail, at, operator_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (member_id, kind) DO UPDATE \
         SET sealed = ?3, fingerprint = ?4, tail = ?5, at = ?6, operator_id = ?7",
        params![
            member,
            number.kind(),
            secret.seal(SEALED_AS, number.as_str().as_bytes()),
            secret.fingerprint(FINGERPRINT, &[number.kind().as_str(), number.as_str()]),
            tail,
            tx.now(),
            by,
        ],
    )?;
    Ok(())
}

/// What was kept of a member's documents.
pub fn documents(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<KeptDocument>, StoreError> {
    tx.all(
        "SELECT kind, tail, at FROM member_document WHERE member_id = ?1 ORDER BY id LIMIT 10",
        params![member],
        |row| {
            Ok(KeptDocument {
                kind: row.get("kind")?,
                tail: row.get("tail")?,
                at: row.get("at")?,
            })
        },
    )
}

/// The members who showed a document with this number, the oldest first; usually one. A number that was kept under another secret is
/// found for as long as that secret is accepted.
pub fn members_with_document(tx: &mut Tx<'_>, number: &DocumentNumber) -> Result<Vec<MemberId>, StoreError> {
    let secret = tx.context().secret.clone();
    let mut found = Vec::new();
    for fingerprint in secret.fingerprints(FINGERPRINT, &[number.kind().as_str(), number.as_str()]) {
        let members = tx.all(
            "SELECT d.member_id FROM member_document d JOIN member m ON m.id = d.member_id \
             WHERE d.fingerprint = ?1 AND d.kind = ?2 AND m.status <> 'closed' ORDER BY d.id LIMIT 20",
            params![fingerprint, number.kind()],
            |row| row.get::<MemberId>("member_id"),
        )?;
        found.extend(members);
    }
    Ok(found)
}

/// A document's number is shown to an operator, who says why.
#[derive(Debug, Clone)]
pub struct ShowDocument {
    /// Whose.
    pub member: MemberId,
    /// Which.
    pub kind: DocumentKind,
    /// Where, and to whom.
    pub place: Place,
    /// Why.
    pub reason: Reason,
}

/// Opens the number and writes down who saw it, when and why; `None` for an operator who serves no cards here, and where there is no
/// such document.
pub fn show_document(tx: &mut Tx<'_>, request: &ShowDocument) -> Result<Option<DocumentNumber>, StoreError> {
    let Some(by) = request.place.operator else {
        return Ok(None);
    };
    if !may_serve(tx, &request.place, Role::serves_cards, request.member)? {
        return Ok(None);
    }
    let Some(number) = open(tx, request.member, request.kind)? else {
        return Ok(None);
    };
    keep_shown(
        tx,
        by,
        Some(request.place.store),
        request.member,
        request.kind.as_str(),
        &request.reason,
    )?;
    Ok(Some(number))
}

/// The same for the office, for whoever looks after the members of the store where this one is at home.
pub fn show_document_in_office(
    tx: &mut Tx<'_>,
    by: OperatorId,
    member: MemberId,
    kind: DocumentKind,
    reason: &Reason,
) -> Result<Option<DocumentNumber>, StoreError> {
    if !may_about(tx, by, Role::keeps_members, member)? {
        return Ok(None);
    }
    let Some(number) = open(tx, member, kind)? else {
        return Ok(None);
    };
    let store = home_store(tx, member)?;
    keep_shown(tx, by, store, member, kind.as_str(), reason)?;
    Ok(Some(number))
}

/// A number as it was kept.
fn open(tx: &mut Tx<'_>, member: MemberId, kind: DocumentKind) -> Result<Option<DocumentNumber>, StoreError> {
    let sealed = tx.one(
        "SELECT sealed FROM member_document WHERE member_id = ?1 AND kind = ?2",
        params![member, kind],
        |row| row.get::<Vec<u8>>("sealed"),
    )?;
    let Some(sealed) = sealed else { return Ok(None) };
    let opened = tx.context().secret.open(SEALED_AS, &sealed)?;
    let text = String::from_utf8(opened).map_err(|e| StoreError::Decode(e.to_string()))?;
    let number = DocumentNumber::parse(kind, &text).map_err(|e| StoreError::Decode(e.to_string()))?;
    Ok(Some(number))
}
