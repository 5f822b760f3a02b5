//! What the proof looks at in sales: that a bill comes to what paid it, its tenders to the outside money, its lines to the bill, and its returns to
//! what came back of it.

use huika_domain::{
    Fen, SaleId,
    pricing::{Applied, Quote, QuotedLine, Source},
};

use super::Proof;
use crate::{StoreError, Tx, params, sale::KeptSale};

/// Sales and their returns, each read once.
pub(super) fn fit(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    bills_come_to_what_paid_them(tx, proof)?;
    tenders_come_to_outside_money(tx, proof)?;
    returns_come_to_what_came_back(tx, proof)?;
    what_came_back_otherwise(tx, proof)?;
    lines_come_to_the_bill(tx, proof)
}

fn bills_come_to_what_paid_them(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT id, gross_fen - discount_fen - points_fen AS due, principal_fen + bonus_fen + outside_fen AS paid FROM sale \
         WHERE gross_fen - discount_fen - points_fen <> principal_fen + bonus_fen + outside_fen ORDER BY id",
        params![],
        |row| {
            let at = format!("sale {}", row.get::<i64>("id")?);
            proof.note("sale-not-paid", at, row.get::<i64>("due")?, row.get::<i64>("paid")?);
            Ok(())
        },
    )
}

fn tenders_come_to_outside_money(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT s.id, s.outside_fen, CAST(COALESCE(t.total, 0) AS BIGINT) AS total FROM sale s LEFT JOIN \
         (SELECT sale_id, SUM(amount_fen) AS total FROM sale_tender GROUP BY sale_id) t ON t.sale_id = s.id \
         WHERE s.outside_fen <> COALESCE(t.total, 0) ORDER BY s.id",
        params![],
        |row| {
            let at = format!("tenders of sale {}", row.get::<i64>("id")?);
            proof.note(
                "tenders-not-outside",
                at,
                row.get::<i64>("outside_fen")?,
                row.get::<i64>("total")?,
            );
            Ok(())
        },
    )
}

fn returns_come_to_what_came_back(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT s.id, s.returned_fen, CAST(COALESCE(r.total, 0) AS BIGINT) AS total FROM sale s LEFT JOIN \
         (SELECT sale_id, SUM(gross_fen) AS total FROM sale_return GROUP BY sale_id) r ON r.sale_id = s.id \
         WHERE s.returned_fen <> COALESCE(r.total, 0) ORDER BY s.id",
        params![],
        |row| {
            let at = format!("returns of sale {}", row.get::<i64>("id")?);
            proof.note(
                "returned-not-returns",
                at,
                row.get::<i64>("total")?,
                row.get::<i64>("returned_fen")?,
            );
            Ok(())
        },
    )
}

/// Returns without a receipt hand out what their entry says, what a second person said yes to was made, and what was exchanged is of one store.
fn what_came_back_otherwise(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT l.number, l.amount_fen, CAST(COALESCE((SELECT SUM(p.amount) FROM posting p WHERE p.entry_id = l.entry_id AND p.account = 12), 0) \
         AS BIGINT) AS handed FROM loose_return l ORDER BY l.id",
        params![],
        |row| {
            let (amount, handed): (i64, i64) = (row.get("amount_fen")?, row.get("handed")?);
            if amount != handed {
                let at = format!("return {}", row.get::<String>("number")?);
                proof.note("loose-return-not-its-entry", at, handed, amount);
            }
            Ok(())
        },
    )?;
    tx.each(
        "SELECT w.number, w.return_number FROM return_wish w LEFT JOIN sale_return r ON r.number = w.return_number \
         LEFT JOIN loose_return l ON l.number = w.return_number WHERE w.state = 'done' AND r.id IS NULL AND l.id IS NULL ORDER BY w.id",
        params![],
        |row| {
            let at = format!("return that was asked for {}", row.get::<String>("number")?);
            proof.note("wish-without-return", at, row.get::<String>("return_number")?, "none");
            Ok(())
        },
    )?;
    tx.each(
        "SELECT r.number, r.store_id, s.store_id AS sold_at FROM sale_return r LEFT JOIN sale s ON s.id = r.exchange_sale_id \
         WHERE r.exchange_sale_id IS NOT NULL AND (s.id IS NULL OR s.store_id <> r.store_id) ORDER BY r.id",
        params![],
        |row| {
            let at = format!("exchange by return {}", row.get::<String>("number")?);
            let sold_at = row.get::<Option<i64>>("sold_at")?.unwrap_or_default();
            proof.note("exchange-not-here", at, row.get::<i64>("store_id")?, sold_at);
            Ok(())
        },
    )
}

/// What the row of a sale says of itself.
struct Said {
    sale: SaleId,
    gross: Fen,
    principal: Fen,
    bonus: Fen,
    outside: Fen,
    points: i64,
    earned: i64,
    /// What the lists of discounts by hand say was taken off.
    by_hand: i64,
}

fn lines_come_to_the_bill(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT s.id, s.gross_fen, s.principal_fen, s.bonus_fen, s.outside_fen, s.points_used, s.points_earned, l.version, \
         l.list_version, l.body, \
         (SELECT CAST(COALESCE(SUM(h.amount_fen), 0) AS BIGINT) FROM hand_discount h WHERE h.sale_id = s.id) AS by_hand FROM sale_lines l JOIN sale s ON s.id = l.sale_id ORDER BY l.sale_id",
        params![],
        |row| {
            let said = Said {
                sale: row.get("id")?,
                gross: row.get("gross_fen")?,
                principal: row.get("principal_fen")?,
                bonus: row.get("bonus_fen")?,
                outside: row.get("outside_fen")?,
                points: row.get("points_used")?,
                earned: row.get("points_earned")?,
                by_hand: row.get("by_hand")?,
            };
            let at = format!("lines of sale {}", said.sale);
            let body: String = row.get("body")?;
            match KeptSale::of_text(row.get("version")?, row.get("list_version")?, &body) {
                Ok(kept) => compare(proof, &at, &said, &kept.quote),
                Err(error) => proof.note("lines-unreadable", at, "lines that add up", error),
            }
            Ok(())
        },
    )
}

fn compare(proof: &mut Proof, at: &str, said: &Said, quote: &Quote) {
    let by_hand = quote
        .applied
        .iter()
        .filter(|applied| applied.source == Source::Hand)
        .map(|applied| applied.amount.get())
        .fold(0, i64::saturating_add);
    let figures = [
        ("by hand", said.by_hand, by_hand),
        ("gross", said.gross.get(), quote.list.get()),
        ("principal", said.principal.get(), quote.principal.get()),
        ("bonus", said.bonus.get(), quote.bonus.get()),
        ("outside", said.outside.get(), quote.outside.get()),
        ("points", said.points, quote.deduction.points.get()),
        ("earned", said.earned, quote.earned.get()),
    ];
    for (figure, expected, found) in figures {
        if expected != found {
            proof.note("lines-not-sale", format!("{at}, {figure}"), expected, found);
        }
    }
    for (place, line) in quote.lines.iter().enumerate() {
        let due = due_of(place, line, &quote.applied);
        let paid = line.principal.get() + line.bonus.get() + line.outside.get();
        if due != line.due.get() || paid != line.due.get() {
            proof.note(
                "line-not-its-shares",
                format!("{at}, line {}", place + 1),
                due,
                line.due.get(),
            );
        }
    }
    for applied in &quote.applied {
        // What gives points or goods takes nothing off.
        let is_so = applied.amount.is_zero() || applied.arithmetic.amount() == Some(applied.amount);
        if !is_so {
            let found = applied.arithmetic.display();
            proof.note(
                "step-not-its-arithmetic",
                format!("{at}, {}", applied.step),
                applied.amount.get(),
                found,
            );
        }
    }
}

fn due_of(place: usize, line: &QuotedLine, applied: &[Applied]) -> i64 {
    let shares = applied.iter().filter_map(|applied| applied.shares.get(place));
    shares.fold(line.list.get(), |left, share| left.saturating_sub(share.get()))
}
