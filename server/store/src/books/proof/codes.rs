//! What the proof looks at in payments by a wallet's code: each that was paid for a top-up credited it, and each that a sale used is that
//! sale's money, to the fen and once.

use huika_domain::ChannelId;

use super::Proof;
use crate::{StoreError, Tx, params};

/// Attempts, by what they paid.
pub(super) fn fit(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    top_ups_were_credited(tx, proof)?;
    sales_have_their_money(tx, proof)?;
    gateways_money_is_of_codes(tx, proof)?;
    carts_are_sold_as_they_say(tx, proof)
}

fn top_ups_were_credited(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT c.number, t.status FROM pay_code c LEFT JOIN top_up t ON t.number = c.number WHERE c.purpose = 'top-up' \
         AND (t.id IS NULL OR (c.state = 'paid') <> (t.entry_id IS NOT NULL)) ORDER BY c.number",
        params![],
        |row| {
            let at = format!("pay_code {}", row.get::<String>("number")?);
            let status: Option<String> = row.get("status")?;
            proof.note("code-not-credited", at, "credited when it is paid", status.unwrap_or_default());
            Ok(())
        },
    )
}

fn sales_have_their_money(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT c.number, c.amount_fen, CAST(COALESCE(SUM(n.amount_fen), 0) AS BIGINT) AS tendered FROM pay_code c \
         LEFT JOIN sale s ON s.receipt_number = c.used_by LEFT JOIN sale_tender n ON n.sale_id = s.id AND n.tender = c.channel \
         WHERE c.used_by <> '' GROUP BY c.number, c.amount_fen HAVING c.amount_fen <> COALESCE(SUM(n.amount_fen), 0) ORDER BY c.number",
        params![],
        |row| {
            let at = format!("pay_code {}", row.get::<String>("number")?);
            proof.note(
                "code-not-tendered",
                at,
                row.get::<i64>("amount_fen")?,
                row.get::<i64>("tendered")?,
            );
            Ok(())
        },
    )
}

/// No till names a gateway's account by itself.
fn gateways_money_is_of_codes(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    let gateways = ChannelId::ALL.map(|channel| format!("'{channel}'")).join(", ");
    tx.each(
        &format!(
            "SELECT s.receipt_number, n.amount_fen FROM sale_tender n JOIN sale s ON s.id = n.sale_id \
             WHERE n.tender IN ({gateways}) AND NOT EXISTS \
             (SELECT 1 FROM pay_code c WHERE c.used_by = s.receipt_number AND c.channel = n.tender) ORDER BY s.id"
        ),
        params![],
        |row| {
            let at = format!("sale {}", row.get::<String>("receipt_number")?);
            proof.note("tender-without-code", at, 0, row.get::<i64>("amount_fen")?);
            Ok(())
        },
    )
}

/// A sale that was being made and is sold names a receipt that there is.
fn carts_are_sold_as_they_say(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT p.id, p.state FROM parked_sale p LEFT JOIN sale s ON s.receipt_number = p.receipt_number \
         WHERE (p.state = 'sold') <> (s.id IS NOT NULL) ORDER BY p.id",
        params![],
        |row| {
            let at = format!("parked_sale {}", row.get::<i64>("id")?);
            proof.note(
                "cart-not-sold-so",
                at,
                "sold with its receipt",
                row.get::<String>("state")?,
            );
            Ok(())
        },
    )
}
