//! Sealing anew, with the current secret, what another one sealed. Afterwards the other one opens nothing any more and can be
//! thrown away.

use crate::{StoreError, Tx, params};

/// A column of sealed values.
#[derive(Debug, Clone, Copy)]
pub struct Sealed {
    /// Its table.
    pub table: &'static str,
    /// What the rows are numbered by; indexed.
    id: &'static str,
    /// Its name.
    pub column: &'static str,
    /// What was said when the values were sealed.
    context: &'static str,
}

/// Every column whose values are sealed and kept for longer than a sign-in takes. What is sealed into a cookie or an address ends by
/// itself within minutes.
pub const RESEALED: [Sealed; 6] = [
    Sealed {
        table: "device",
        id: "id",
        column: "code_key",
        context: "code-key",
    },
    Sealed {
        table: "device",
        id: "id",
        column: "key_before",
        context: "code-key",
    },
    Sealed {
        table: "member_document",
        id: "id",
        column: "sealed",
        context: "document",
    },
    Sealed {
        table: "operator_factor",
        id: "operator_id",
        column: "totp",
        context: "totp",
    },
    Sealed {
        table: "operator_factor",
        id: "operator_id",
        column: "totp_next",
        context: "totp",
    },
    Sealed {
        table: "outbox",
        id: "id",
        column: "payload",
        context: "outbox",
    },
];

/// What came of one page of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// So many values were sealed anew.
    pub changed: u64,
    /// So many were sealed with the current secret already.
    pub current: u64,
    /// So many are opened by none of the secrets, and were left as they are.
    pub unreadable: u64,
    /// The last row looked at; `None` when there are no more.
    pub last: Option<i64>,
}

/// Looks at up to `limit` rows behind `after`, seals anew what another secret sealed, and says how far it came. A value that a server
/// changes meanwhile is left to that server, whose secret is the current one. Call in a write, again until `last` is `None`.
pub fn reseal_page(tx: &mut Tx<'_>, sealed: Sealed, after: i64, limit: i64) -> Result<Resealed, StoreError> {
    let Sealed {
        table,
        id,
        column,
        context,
    } = sealed;
    let rows = tx.all(
        &format!("SELECT {id} AS id, {column} AS sealed FROM {table} WHERE {id} > ?1 ORDER BY {id} LIMIT ?2"),
        params![after, limit],
        |row| Ok((row.get::<i64>("id")?, row.get::<Option<Vec<u8>>>("sealed")?)),
    )?;
    let mut done = Resealed {
        last: rows.last().map(|(row, _)| *row),
        ..Resealed::default()
    };
    // An emptied message has nothing in it.
    for (row, before) in rows
        .into_iter()
        .filter_map(|(row, value)| value.filter(|value| !value.is_empty()).map(|value| (row, value)))
    {
        let secret = &tx.context().secret;
        if secret.is_current(context, &before) {
            done.current += 1;
            continue;
        }
        let Ok(plain) = secret.open(context, &before) else {
            done.unreadable += 1;
            continue;
        };
        let anew = secret.seal(context, &plain);
        done.changed += tx.exec(
            &format!("UPDATE {table} SET {column} = ?3 WHERE {id} = ?1 AND {column} = ?2"),
            params![row, before, anew],
        )?;
    }
    Ok(done)
}

/// The log-ins of those whose unused recovery codes may hang on another secret: of a code only a fingerprint is kept, which cannot be
/// made anew without the code.
pub fn operators_with_recovery_codes(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    tx.all(
        "SELECT login FROM operator WHERE EXISTS (SELECT 1 FROM recovery_code WHERE operator_id = operator.id \
         AND used_at IS NULL) ORDER BY login LIMIT 1000",
        params![],
        |row| row.get("login"),
    )
}
