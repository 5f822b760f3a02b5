//! What operators do about members' sessions, about each other and about the shop's stores, written down with who, when and why.

use huika_domain::{MemberId, OperatorId, Reason, StoreId};

use crate::{
    StoreError, Tx,
    member::end_devices,
    params,
    staff::{
        Place,
        role::{Role, may_serve},
    },
};

/// What was done. The words of each are `act-` with its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActKind {
    /// A member was signed out on all devices.
    SessionsEnded,
    /// An operator sees other stores.
    StoresAssigned,
    /// An operator's second step was taken away.
    SecondStepReset,
    /// An operator changed their own password.
    PasswordChanged,
    /// An operator's own member account was named, or none.
    OwnAccountSet,
    /// An operator was made.
    OperatorMade,
    /// An operator has another name.
    OperatorRenamed,
    /// An operator has another role.
    RoleChanged,
    /// An operator has left.
    OperatorEnded,
    /// Somebody made a link by which an operator sets a password.
    Invited,
    /// An operator set a password by such a link.
    InvitationUsed,
    /// A store was opened.
    StoreMade,
    /// What a store says about itself was changed.
    StoreChanged,
    /// A store is in another region from a day on.
    StoreMoved,
    /// A store was closed.
    StoreClosed,
    /// A store was opened again.
    StoreReopened,
    /// A region was made.
    RegionMade,
    /// A region has another name.
    RegionRenamed,
    /// A region has ended.
    RegionEnded,
    /// A till's key was made.
    KeyMade,
    /// A till's key has another name.
    KeyRenamed,
    /// A till's key has ended.
    KeyEnded,
    /// A member's name was corrected.
    NameCorrected,
    /// A member's birthday was corrected.
    BirthdayCorrected,
    /// A member has another phone.
    PhoneCorrected,
    /// An operator saw a member's data in full.
    DataShown,
    /// Something was noted about a member.
    NoteAdded,
    /// A note about a member was taken away.
    NoteEnded,
    /// A tag was made.
    TagMade,
    /// A tag has another name.
    TagRenamed,
    /// A tag has ended.
    TagEnded,
    /// Members were marked.
    TagGiven,
    /// Members are marked no more.
    TagTaken,
    /// Conditions were kept as a segment.
    SegmentSaved,
    /// A segment has ended.
    SegmentEnded,
    /// A grant to many was confirmed by who asked for it.
    GrantConfirmed,
    /// A second person approved a grant to many.
    GrantApproved,
    /// A grant to many was given up before it began.
    GrantDropped,
    /// A kind of card was made.
    CardTypeMade,
    /// What a kind of card says about itself was changed.
    CardTypeChanged,
    /// A kind of card is given out no more.
    CardTypeEnded,
    /// A kind of card is given out again.
    CardTypeReopened,
    /// A kind of card is what new members get.
    CardTypeForJoining,
    /// A kind of coupon was made.
    CouponKindMade,
    /// A kind of coupon has another version.
    CouponKindChanged,
    /// A kind of coupon is given out no more.
    CouponKindEnded,
    /// A kind of coupon is given out again.
    CouponKindReopened,
    /// A coupon was given to a member by hand.
    CouponGiven,
    /// A coupon was taken back from a member.
    CouponTaken,
    /// Codes of coupons were drawn.
    CouponBatchMade,
    /// A batch of codes was made void.
    CouponBatchVoided,
    /// A coupon was put into the mall, or taken out of it.
    CouponForPoints,
    /// Goods or a service were added.
    GoodsMade,
    /// What goods or a service say about themselves was changed.
    GoodsChanged,
    /// The picture of goods or of a kind of card is another one.
    PictureChanged,
    /// Goods were brought in from a file.
    GoodsImported,
    /// Somebody took rows out of the books as a file.
    Exported,
    /// A role was made.
    RoleMade,
    /// A role's rights, or its name, were changed.
    RightsChanged,
    /// A role has ended.
    RoleEnded,
    /// A second person approved what one alone may not do.
    SignedOff,
    /// A second person said no to it.
    SignOffRefused,
    /// A code was made by which a till's browser is paired.
    TillCodeMade,
    /// A till was paired.
    TillPaired,
    /// A till has another name.
    TillRenamed,
    /// A till has ended.
    TillEnded,
    /// The number of a member's document was shown to somebody.
    DocumentShown,
    /// An operator has another post besides their own.
    PostGiven,
    /// A post besides somebody's own was ended before its time.
    PostEnded,
    /// A member asked here for the account to be closed.
    ClosingAsked,
    /// An account that was being closed was kept.
    ClosingKept,
    /// A member was given a tier by hand.
    TierGiven,
    /// A tier that was given by hand was ended.
    TierTaken,
    /// Two accounts were asked to become one.
    MergeAsked,
    /// Two accounts became one.
    MembersMerged,
}

impl ActKind {
    /// All of them, in the order in which a filter offers them.
    pub const ALL: [Self; 75] = [
        Self::SessionsEnded,
        Self::StoresAssigned,
        Self::SecondStepReset,
        Self::PasswordChanged,
        Self::OwnAccountSet,
        Self::OperatorMade,
        Self::OperatorRenamed,
        Self::RoleChanged,
        Self::OperatorEnded,
        Self::Invited,
        Self::InvitationUsed,
        Self::StoreMade,
        Self::StoreChanged,
        Self::StoreMoved,
        Self::StoreClosed,
        Self::StoreReopened,
        Self::RegionMade,
        Self::RegionRenamed,
        Self::RegionEnded,
        Self::KeyMade,
        Self::KeyRenamed,
        Self::KeyEnded,
        Self::NameCorrected,
        Self::BirthdayCorrected,
        Self::PhoneCorrected,
        Self::DataShown,
        Self::NoteAdded,
        Self::NoteEnded,
        Self::TagMade,
        Self::TagRenamed,
        Self::TagEnded,
        Self::TagGiven,
        Self::TagTaken,
        Self::SegmentSaved,
        Self::SegmentEnded,
        Self::GrantConfirmed,
        Self::GrantApproved,
        Self::GrantDropped,
        Self::CardTypeMade,
        Self::CardTypeChanged,
        Self::CardTypeEnded,
        Self::CardTypeReopened,
        Self::CardTypeForJoining,
        Self::CouponKindMade,
        Self::CouponKindChanged,
        Self::CouponKindEnded,
        Self::CouponKindReopened,
        Self::CouponGiven,
        Self::CouponTaken,
        Self::CouponBatchMade,
        Self::CouponBatchVoided,
        Self::CouponForPoints,
        Self::GoodsMade,
        Self::GoodsChanged,
        Self::PictureChanged,
        Self::GoodsImported,
        Self::Exported,
        Self::RoleMade,
        Self::RightsChanged,
        Self::RoleEnded,
        Self::SignedOff,
        Self::SignOffRefused,
        Self::TillCodeMade,
        Self::TillPaired,
        Self::TillRenamed,
        Self::TillEnded,
        Self::DocumentShown,
        Self::PostGiven,
        Self::PostEnded,
        Self::ClosingAsked,
        Self::ClosingKept,
        Self::TierGiven,
        Self::TierTaken,
        Self::MergeAsked,
        Self::MembersMerged,
    ];

    /// As it stands in the books.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SessionsEnded => "sessions-ended",
            Self::StoresAssigned => "stores-assigned",
            Self::SecondStepReset => "second-step-reset",
            Self::PasswordChanged => "password-changed",
            Self::OwnAccountSet => "own-account-set",
            Self::OperatorMade => "operator-made",
            Self::OperatorRenamed => "operator-renamed",
            Self::RoleChanged => "role-changed",
            Self::OperatorEnded => "operator-ended",
            Self::Invited => "invited",
            Self::InvitationUsed => "invitation-used",
            Self::StoreMade => "store-made",
            Self::StoreChanged => "store-changed",
            Self::StoreMoved => "store-moved",
            Self::StoreClosed => "store-closed",
            Self::StoreReopened => "store-reopened",
            Self::RegionMade => "region-made",
            Self::RegionRenamed => "region-renamed",
            Self::RegionEnded => "region-ended",
            Self::KeyMade => "key-made",
            Self::KeyRenamed => "key-renamed",
            Self::KeyEnded => "key-ended",
            Self::NameCorrected => "name-corrected",
            Self::BirthdayCorrected => "birthday-corrected",
            Self::PhoneCorrected => "phone-corrected",
            Self::DataShown => "data-shown",
            Self::NoteAdded => "note-added",
            Self::NoteEnded => "note-ended",
            Self::TagMade => "tag-made",
            Self::TagRenamed => "tag-renamed",
            Self::TagEnded => "tag-ended",
            Self::TagGiven => "tag-given",
            Self::TagTaken => "tag-taken",
            Self::SegmentSaved => "segment-saved",
            Self::SegmentEnded => "segment-ended",
            Self::GrantConfirmed => "grant-confirmed",
            Self::GrantApproved => "grant-approved",
            Self::GrantDropped => "grant-dropped",
            Self::CardTypeMade => "card-type-made",
            Self::CardTypeChanged => "card-type-changed",
            Self::CardTypeEnded => "card-type-ended",
            Self::CardTypeReopened => "card-type-reopened",
            Self::CardTypeForJoining => "card-type-for-joining",
            Self::CouponKindMade => "coupon-kind-made",
            Self::CouponKindChanged => "coupon-kind-changed",
            Self::CouponKindEnded => "coupon-kind-ended",
            Self::CouponKindReopened => "coupon-kind-reopened",
            Self::CouponGiven => "coupon-given",
            Self::CouponTaken => "coupon-taken",
            Self::CouponBatchMade => "coupon-batch-made",
            Self::CouponBatchVoided => "coupon-batch-voided",
            Self::CouponForPoints => "coupon-for-points",
            Self::GoodsMade => "goods-made",
            Self::GoodsChanged => "goods-changed",
            Self::PictureChanged => "picture-changed",
            Self::GoodsImported => "goods-imported",
            Self::Exported => "exported",
            Self::RoleMade => "role-made",
            Self::RightsChanged => "rights-changed",
            Self::RoleEnded => "role-ended",
            Self::SignedOff => "signed-off",
            Self::SignOffRefused => "sign-off-refused",
            Self::TillCodeMade => "till-code-made",
            Self::TillPaired => "till-paired",
            Self::TillRenamed => "till-renamed",
            Self::TillEnded => "till-ended",
            Self::DocumentShown => "document-shown",
            Self::PostGiven => "post-given",
            Self::PostEnded => "post-ended",
            Self::ClosingAsked => "closing-asked",
            Self::ClosingKept => "closing-kept",
            Self::TierGiven => "tier-given",
            Self::TierTaken => "tier-taken",
            Self::MergeAsked => "merge-asked",
            Self::MembersMerged => "members-merged",
        }
    }
}

/// One line of the record.
pub(crate) struct Act<'a> {
    pub by: OperatorId,
    /// Whose matter it is: the store where it was done, or which it is about; none for the shop's.
    pub store: Option<StoreId>,
    pub kind: ActKind,
    pub member: Option<MemberId>,
    pub about: Option<OperatorId>,
    pub identification: &'a str,
    /// What it was before, where something was changed.
    pub was: &'a str,
    /// Why, or what it is now.
    pub detail: &'a str,
}

impl Act<'_> {
    /// What `by` did, about nobody in particular.
    pub(crate) const fn new(by: OperatorId, kind: ActKind) -> Self {
        Self {
            by,
            store: None,
            kind,
            member: None,
            about: None,
            identification: "",
            was: "",
            detail: "",
        }
    }

    pub(crate) fn keep(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        tx.exec(
            "INSERT INTO staff_act (at, operator_id, store_id, kind, member_id, about_operator_id, identification, was, detail) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                tx.now(),
                self.by,
                self.store,
                self.kind.as_str(),
                self.member,
                self.about,
                self.identification,
                self.was,
                self.detail,
            ],
        )?;
        Ok(())
    }
}

/// Writes down who took which rows out of the books as a file.
pub(crate) fn keep_exported(tx: &mut Tx<'_>, by: OperatorId, detail: &str) -> Result<(), StoreError> {
    Act {
        detail,
        ..Act::new(by, ActKind::Exported)
    }
    .keep(tx)
}

/// Writes down who saw the number of which document of a member, and why.
pub(crate) fn keep_shown(
    tx: &mut Tx<'_>,
    by: OperatorId,
    store: Option<StoreId>,
    member: MemberId,
    document: &str,
    reason: &Reason,
) -> Result<(), StoreError> {
    Act {
        store,
        member: Some(member),
        identification: document,
        detail: reason.as_str(),
        ..Act::new(by, ActKind::DocumentShown)
    }
    .keep(tx)
}

/// Ends a member's sessions from the card desk: their phone is in other hands or not in reach, and the card is not lost.
#[derive(Debug, Clone)]
pub struct EndSessions {
    /// Whose.
    pub member: MemberId,
    /// Where, and by whom.
    pub place: Place,
    /// The document that they showed.
    pub identification: String,
    /// Why.
    pub reason: Reason,
}

/// Ends every session of the member, and with them the keys of their codes. Answers how many there were; `None` for an operator
/// who serves no cards here.
pub fn end_sessions_of(tx: &mut Tx<'_>, request: &EndSessions) -> Result<Option<u64>, StoreError> {
    let Some(by) = request.place.operator else {
        return Ok(None);
    };
    if !may_serve(tx, &request.place, Role::serves_cards, request.member)? {
        return Ok(None);
    }
    let ended = end_devices(tx, request.member, None, "counter")?;
    let act = Act {
        store: Some(request.place.store),
        member: Some(request.member),
        identification: &request.identification,
        detail: request.reason.as_str(),
        ..Act::new(by, ActKind::SessionsEnded)
    };
    act.keep(tx)?;
    Ok(Some(ended))
}
