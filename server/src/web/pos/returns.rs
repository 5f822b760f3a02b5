//! Goods that come back.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use huika_domain::{ErrorCode, Fen, GoodsId, pricing::ClawBack};
use huika_store::{
    Tx,
    sale::returns::{
        GiftBack, PiecesBack, ReturnGoods, ReturnGoodsError, Returned, Returning, exception_of, quote_return,
        return_goods,
    },
    staff::Place,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::{Body, Bounded, IdempotencyKey, longest, no_more, plain};
use super::model::TenderTaken;
use super::problem::Problem;
use super::till::Till;
use crate::web::AppState;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// The receipt that the goods were sold on, by this store.
    #[schema(example = "S20261122193005k7f3q9xz", min_length = 1, max_length = 40)]
    receipt_number: String,
    /// Their price before discounts, in fen: of a sale that was a plain amount. Either this or `pieces`.
    #[schema(example = 3650, minimum = 1, maximum = 1_000_000_000)]
    amount_fen: Option<i64>,
    /// Pieces that come back, of a sale that was made by lines.
    #[serde(default)]
    #[schema(max_items = 512)]
    pieces: Vec<PiecesOfLine>,
    /// Gifts that are given back with them. A gift that is asked back and is not among these is charged at its stated price.
    #[serde(default)]
    #[schema(max_items = 50)]
    gifts: Vec<GiftOfSale>,
    /// The till's own name for the line; a line that is named comes back once.
    #[serde(default)]
    #[schema(max_length = 100)]
    line: String,
}

/// Pieces of one line.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PiecesOfLine {
    /// The line's place on the receipt, from 0.
    #[schema(minimum = 0, maximum = 511, example = 0)]
    line: u32,
    #[schema(minimum = 1, maximum = 100_000, example = 1)]
    pieces: u32,
}

/// A gift that is given back.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiftOfSale {
    /// The number of the goods, as the quote has told it.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    goods: i64,
    #[schema(minimum = 1, maximum = 100_000)]
    pieces: u32,
}

impl Bounded for TakeBack {
    fn check(&self) -> Result<(), Problem> {
        no_more("pieces", self.pieces.len(), longest::LINES)?;
        no_more("gifts", self.gifts.len(), 50)?;
        if self.amount_fen.is_some() != self.pieces.is_empty() {
            let title = "a return has either `amount_fen` or `pieces`";
            return Err(Problem::refused(ErrorCode::Malformed.as_str(), title).with("field", "pieces"));
        }
        plain("receipt_number", &self.receipt_number, longest::RECEIPT)?;
        plain("line", &self.line, longest::LINE)
    }
}

/// What a return gave and took.
#[derive(Serialize, ToSchema)]
pub struct TakenBack {
    return_number: String,
    at_ms: i64,
    gross_fen: i64,
    /// To be paid out at the till, the way it was paid.
    outside_fen: i64,
    outside_channel: String,
    /// The same by tender.
    tenders: Vec<TenderTaken>,
    /// Back on the card.
    principal_fen: i64,
    bonus_fen: i64,
    /// Points spent that came back, and earned points that were taken.
    points_back: i64,
    points_taken: i64,
    balance_fen: i64,
    points: i64,
    /// Coupons that are the member's again, by their numbers.
    coupons_back: Vec<i64>,
    /// What was kept for gifts that did not come back.
    gifts_charged_fen: i64,
    /// Where the shop charges what is kept as if it had been bought alone: the share of what was paid that came back, and what is paid back instead.
    claw_back: Option<BothFigures>,
}

/// Both figures of a claw-back.
#[derive(Serialize, ToSchema)]
pub struct BothFigures {
    share_fen: i64,
    claw_back_fen: i64,
}

/// Take goods back
///
/// Reverses part of a sale, or all of it, line by line: each part goes back where it came from. What was sold by lines comes back by `pieces`, which bring back the shares
/// that were frozen when it was sold; what was sold as an amount comes back by amounts, or whole as the one piece of
/// its one line.
#[utoipa::path(post, path = "/returns", tag = "Sales", request_body = TakeBack,
    params(("Idempotency-Key" = String, Header, description = "8 to 100 visible characters, made up once for each return",
        min_length = 8, max_length = 100, pattern = "^[!-~]+$", example = "till-1-return-000017")),
    responses(
        (status = 201, body = TakenBack, description = "Taken back"),
        (status = 400, description = "`no-idempotency-key`", body = Problem),
        (status = 404, description = "This store has no such receipt", body = Problem),
        (status = 422, description = "`return-more-than-sold`, `line-returned`, `return-by-lines`, `no-line`, and by the shop's terms \
         `return-too-late`, `return-excluded`: goods that only a person at a counter may take back", body = Problem),
))]
pub async fn take_back(
    State(state): State<AppState>,
    Till(place): Till,
    IdempotencyKey(key): IdempotencyKey,
    Body(asked): Body<TakeBack>,
) -> Result<(StatusCode, Json<TakenBack>), Problem> {
    let request = asked.request(place, key);
    let returned = state
        .store
        .write(move |tx: &mut Tx<'_>| return_goods(tx, &request))
        .await?;
    Ok((StatusCode::CREATED, Json(returned.into())))
}

/// What a return would give and take.
#[derive(Serialize, ToSchema)]
pub struct QuotedBack {
    gross_fen: i64,
    /// To be paid out at the till, by tender.
    tenders: Vec<TenderTaken>,
    /// Back on the card.
    principal_fen: i64,
    bonus_fen: i64,
    /// Points spent that would come back, and earned points that would be taken.
    points_back: i64,
    points_taken: i64,
    /// Coupons that would be the member's again, by their numbers.
    coupons_back: Vec<i64>,
    /// What would be kept for gifts that do not come back.
    gifts_charged_fen: i64,
    /// Both figures, where the shop charges what is kept as if it had been bought alone.
    claw_back: Option<BothFigures>,
}

/// Quote a return
///
/// What the same return would bring back, to be shown before anybody confirms it. Nothing is changed.
#[utoipa::path(post, path = "/returns/quotes", operation_id = "quote_return", tag = "Sales", request_body = TakeBack, responses(
    (status = 200, body = QuotedBack, description = "What it would bring back"),
    (status = 404, description = "This store has no such receipt", body = Problem),
    (status = 422, description = "`return-more-than-sold`, `return-by-lines`, `no-line`, `return-too-late`, `return-excluded`", body = Problem),
))]
pub async fn quote(
    State(state): State<AppState>,
    Till(place): Till,
    Body(asked): Body<TakeBack>,
) -> Result<Json<QuotedBack>, Problem> {
    let request = asked.request(place, String::new());
    let quoted = state
        .store
        .read(move |tx: &mut Tx<'_>| match exception_of(tx, &request)? {
            Some(exception) => Err(ReturnGoodsError::Terms(exception)),
            None => quote_return(tx, &request),
        })
        .await?;
    Ok(Json(QuotedBack {
        gross_fen: quoted.gross.get(),
        tenders: quoted.tenders.into_iter().map(TenderTaken::from).collect(),
        principal_fen: quoted.principal.get(),
        bonus_fen: quoted.bonus.get(),
        points_back: quoted.points_back.get(),
        points_taken: quoted.points_taken.get(),
        coupons_back: quoted.coupons.iter().map(|coupon| coupon.get()).collect(),
        gifts_charged_fen: quoted.charged.iter().map(|gift| gift.worth.get()).sum(),
        claw_back: quoted.claw_back.map(BothFigures::from),
    }))
}

impl TakeBack {
    fn request(self, place: Place, key: String) -> ReturnGoods {
        let what = match self.amount_fen {
            Some(amount) => Returning::Amount {
                gross: Fen::new(amount),
            },
            None => Returning::Pieces {
                pieces: self.pieces.into_iter().map(PiecesBack::from).collect(),
                gifts: self.gifts.into_iter().map(GiftBack::from).collect(),
            },
        };
        ReturnGoods {
            receipt_number: self.receipt_number,
            what,
            line: self.line,
            place,
            key,
        }
    }
}

impl From<ClawBack> for BothFigures {
    fn from(both: ClawBack) -> Self {
        Self {
            share_fen: both.share.get(),
            claw_back_fen: both.claw_back.get(),
        }
    }
}

impl From<PiecesOfLine> for PiecesBack {
    fn from(PiecesOfLine { line, pieces }: PiecesOfLine) -> Self {
        Self { line, pieces }
    }
}

impl From<GiftOfSale> for GiftBack {
    fn from(GiftOfSale { goods, pieces }: GiftOfSale) -> Self {
        Self {
            goods: GoodsId::new(goods),
            pieces,
        }
    }
}

impl From<Returned> for TakenBack {
    fn from(returned: Returned) -> Self {
        Self {
            return_number: returned.number,
            at_ms: returned.at.get(),
            gross_fen: returned.gross.get(),
            outside_fen: returned.outside.get(),
            outside_channel: returned.outside_channel,
            tenders: returned.tenders.into_iter().map(TenderTaken::from).collect(),
            principal_fen: returned.principal.get(),
            bonus_fen: returned.bonus.get(),
            points_back: returned.points_back.get(),
            points_taken: returned.points_taken.get(),
            balance_fen: returned.balance.get(),
            points: returned.points.get(),
            coupons_back: returned.coupons.iter().map(|coupon| coupon.get()).collect(),
            gifts_charged_fen: returned.charged.iter().map(|gift| gift.worth.get()).sum(),
            claw_back: returned.claw_back.map(BothFigures::from),
        }
    }
}

impl From<ReturnGoodsError> for Problem {
    fn from(error: ReturnGoodsError) -> Self {
        let (code, title) = (error.code(), error.to_string());
        match error {
            ReturnGoodsError::Store(error) => error.into(),
            ReturnGoodsError::NoSale => Self::not_found(code, title),
            ReturnGoodsError::TooManyPieces { line, most } => {
                Self::refused(code, title).with("line", line).with("most", most)
            }
            ReturnGoodsError::ByLines
            | ReturnGoodsError::NoLine
            | ReturnGoodsError::NotAllowed
            | ReturnGoodsError::NoShift
            | ReturnGoodsError::LineReturned
            | ReturnGoodsError::Terms(_)
            | ReturnGoodsError::NoReason
            | ReturnGoodsError::NoGoods
            | ReturnGoodsError::UnknownTender
            | ReturnGoodsError::PriceChanged
            | ReturnGoodsError::NotWaiting
            | ReturnGoodsError::Plan(_)
            | ReturnGoodsError::KeyReused(_) => Self::refused(code, title),
        }
    }
}
