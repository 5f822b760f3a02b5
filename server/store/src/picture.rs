//! Pictures of goods and of cards' faces. What comes here was decoded, made small and written anew by the server; it is kept by the digest of
//! its content, so that an address never changes its picture, and the same picture is kept once.

use huika_domain::{CardTypeId, ErrorCode, GoodsId, OperatorId};

use crate::{
    StoreError, Tx,
    db::{
        gate::{Gate, pass},
        secret::sha256,
    },
    params,
    staff::{Act, ActKind, Matter, Role, may},
};

/// A picture as it is kept: a JPEG without anything else in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPicture {
    /// The file.
    pub content: Vec<u8>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// What a picture is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureOf {
    /// Goods or a service.
    Goods(GoodsId),
    /// The face of a kind of card.
    CardType(CardTypeId),
}

/// Why none was kept.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PictureError {
    /// Only headquarters change pictures.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is nothing that it could be of.
    #[error("there is nothing that it could be of")]
    Unknown(PictureOf),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PictureError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::Unknown(PictureOf::Goods(_)) => ErrorCode::NoGoods.as_str(),
            Self::Unknown(PictureOf::CardType(_)) => ErrorCode::NoCardType.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

impl PictureOf {
    const fn gate(self) -> Gate {
        match self {
            Self::Goods(_) => Gate::Goods,
            Self::CardType(_) => Gate::CardTypes,
        }
    }

    /// The name of what it is of, and the digest of the picture that is there.
    fn read(self, tx: &mut Tx<'_>) -> Result<Option<(String, String)>, StoreError> {
        let (text, id) = match self {
            Self::Goods(id) => ("SELECT name, picture FROM goods WHERE id = ?1", id.get()),
            Self::CardType(id) => ("SELECT name, picture FROM card_type WHERE id = ?1", id.get()),
        };
        tx.one(text, params![id], |row| Ok((row.get("name")?, row.get("picture")?)))
    }

    fn write(self, tx: &mut Tx<'_>, digest: &str) -> Result<(), StoreError> {
        match self {
            // Tills hear of it.
            Self::Goods(id) => {
                let last: i64 = tx.value(
                    "SELECT CAST(COALESCE(MAX(changed_at), 0) AS BIGINT) FROM goods",
                    params![],
                )?;
                let at = tx.now().get().max(last.saturating_add(1));
                tx.exec(
                    "UPDATE goods SET picture = ?2, changed_at = ?3 WHERE id = ?1",
                    params![id, digest, at],
                )?;
            }
            Self::CardType(id) => {
                tx.exec("UPDATE card_type SET picture = ?2 WHERE id = ?1", params![id, digest])?;
            }
        }
        Ok(())
    }
}

/// Keeps a picture of something, in the place of the one before; none takes that away. What nothing shows any more is deleted, so one at a
/// time passes here: nobody begins to show what another one deletes.
pub fn set_picture(
    tx: &mut Tx<'_>,
    by: OperatorId,
    of: PictureOf,
    picture: Option<&NewPicture>,
) -> Result<(), PictureError> {
    pass(tx, of.gate())?;
    pass(tx, Gate::Pictures)?;
    if !may(tx, by, Role::runs_shop, Matter::Shop)? {
        return Err(PictureError::NotAllowed);
    }
    let (name, before) = of.read(tx)?.ok_or(PictureError::Unknown(of))?;
    let digest = match picture {
        Some(picture) => keep(tx, by, picture)?,
        None => String::new(),
    };
    if digest == before {
        return Ok(());
    }
    of.write(tx, &digest)?;
    forget_unused(tx, &before)?;
    let act = Act {
        detail: &name,
        ..Act::new(by, ActKind::PictureChanged)
    };
    Ok(act.keep(tx)?)
}

fn keep(tx: &mut Tx<'_>, by: OperatorId, picture: &NewPicture) -> Result<String, StoreError> {
    let digest = hex::encode(sha256(&picture.content));
    tx.exec(
        "INSERT INTO picture (digest, content, width, height, made_by, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (digest) DO NOTHING",
        params![
            digest,
            picture.content,
            i64::from(picture.width),
            i64::from(picture.height),
            by,
            tx.now()
        ],
    )?;
    Ok(digest)
}

/// Takes a picture away that nothing shows any more.
fn forget_unused(tx: &mut Tx<'_>, digest: &str) -> Result<(), StoreError> {
    if digest.is_empty() {
        return Ok(());
    }
    tx.exec(
        "DELETE FROM picture WHERE digest = ?1 AND NOT EXISTS (SELECT 1 FROM goods WHERE picture = ?1 AND picture <> '') \
         AND NOT EXISTS (SELECT 1 FROM card_type WHERE picture = ?1 AND picture <> '')",
        params![digest],
    )?;
    Ok(())
}

/// The file of this digest.
pub fn picture(tx: &mut Tx<'_>, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
    tx.one(
        "SELECT content FROM picture WHERE digest = ?1",
        params![digest],
        |row| row.get("content"),
    )
}
