//! What a cashier chose, and why it is refused: for the page that quotes it and the form that takes the money.

use huika_domain::{ErrorCode, Fen, MoneyError, PackageId, TopUpChoice, TopUpError};
use huika_store::top_up::OpenTopUpError;

/// What was chosen; the server decides the price.
pub(super) fn chosen(choice: &str, amount: &str) -> Result<TopUpChoice, &'static str> {
    match PackageId::parse(choice) {
        Ok(package) => Ok(TopUpChoice::Package(package)),
        Err(_) => Fen::parse_yuan(amount)
            .map(TopUpChoice::Amount)
            .map_err(MoneyError::code),
    }
}

/// The code of a refusal and the figure that its words name.
pub(super) fn refusal(error: &OpenTopUpError) -> (&'static str, Option<Fen>) {
    match error {
        OpenTopUpError::Price(TopUpError::TooSmall { least }) => (ErrorCode::AmountBelow.as_str(), Some(*least)),
        OpenTopUpError::Price(TopUpError::TooLarge { most }) => (ErrorCode::AmountAbove.as_str(), Some(*most)),
        OpenTopUpError::Price(error @ TopUpError::AboveCap { room }) => (error.code(), Some(*room)),
        OpenTopUpError::Store(error) => {
            tracing::error!(%error, "a top-up at the counter failed");
            (error.code(), None)
        }
        other => (other.code(), None),
    }
}
