//! Why nothing was done about a campaign.

use huika_domain::ErrorCode;

use crate::{StoreError, db::idempotency::KeyReused};

/// Why nothing was done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CampaignError {
    /// Whoever asks does not run campaigns.
    #[error("this operator does not run campaigns")]
    NotAllowed,
    /// There is no such campaign.
    #[error("there is no such campaign")]
    Unknown,
    /// It says something that does not fit.
    #[error("{0}")]
    Terms(ErrorCode),
    /// Another version came meanwhile.
    #[error("somebody has changed this campaign meanwhile")]
    Meanwhile,
    /// It would say what it says already.
    #[error("nothing would change")]
    Same,
    /// It cannot become that from where it stands.
    #[error("this is no step from where it stands")]
    Step,
    /// A limit or budget below what was used already.
    #[error("more than that was used already")]
    Used,
    /// As many are on as a bill can look at.
    #[error("too many campaigns are on")]
    TooMany,
    /// Another campaign that is on has its code.
    #[error("another campaign has this code")]
    CodeTaken,
    /// There is no such group of offers.
    #[error("there is no such group")]
    NoGroup,
    /// Another group has this name.
    #[error("another group has this name")]
    NameTaken,
    /// The quote has a campaign that is not in force any more.
    #[error("a campaign of this quote is over")]
    Over,
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CampaignError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::Unknown => ErrorCode::NoCampaign.as_str(),
            Self::Terms(code) => code.as_str(),
            Self::Meanwhile => ErrorCode::CampaignMeanwhile.as_str(),
            Self::Same => ErrorCode::NothingChanged.as_str(),
            Self::Step => ErrorCode::CampaignStage.as_str(),
            Self::Used => ErrorCode::CampaignUsed.as_str(),
            Self::TooMany => ErrorCode::CampaignMany.as_str(),
            Self::CodeTaken => ErrorCode::CampaignCodeTaken.as_str(),
            Self::NoGroup => ErrorCode::NoStackGroup.as_str(),
            Self::NameTaken => ErrorCode::NameTaken.as_str(),
            Self::Over => ErrorCode::CampaignOver.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
