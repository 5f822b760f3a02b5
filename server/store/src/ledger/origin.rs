//! Where an entry comes from. Money that moves at the built-in counter belongs to a shift, and the schema refuses such an entry without one.

use huika_domain::ShiftId;

/// Whose movement an entry is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Origin {
    /// Of the built-in counter, in this shift.
    Counter(ShiftId),
    /// Of another maker's till, which keeps its own drawer.
    Till,
    /// Of a phone, a gateway, the office or a job.
    #[default]
    Elsewhere,
}

impl Origin {
    /// As its column holds it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Counter(_) => "counter",
            Self::Till => "till",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// The shift, where there is one.
    pub(crate) const fn shift(self) -> Option<ShiftId> {
        match self {
            Self::Counter(shift) => Some(shift),
            Self::Till | Self::Elsewhere => None,
        }
    }
}

/// The tender whose money lies in drawers.
pub(crate) const CASH: &str = "cash";
