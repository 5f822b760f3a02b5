//! A backup carries the digest of itself: behind its last page stand a mark and the SHA-256 of everything before it. SQLite goes by the
//! number of pages in its header and does not look there, so a backup can still be opened by whatever opens SQLite files.
//!
//! A bit that flipped within a name or an amount is no damage to the engine. It is one to the books.

use std::{
    fs::{File, OpenOptions},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
};

use aws_lc_rs::digest::{Context, SHA256, SHA256_OUTPUT_LEN};

use super::fault::storage;
use crate::StoreError;

const MARK: &[u8; 16] = b"huika backup 1\n\n";
const TRAILER: usize = MARK.len() + SHA256_OUTPUT_LEN;
const AT_ONCE: usize = 256 * 1024;

/// What a file says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digest {
    /// It is what was written.
    Fits,
    /// It was changed afterwards.
    Differs,
    /// It carries none: books in use, or a backup of an earlier version.
    None,
}

/// Puts the digest behind a copy that is complete.
pub(super) fn append(path: &Path) -> Result<(), StoreError> {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .map_err(|e| storage(&e))?;
    let length = file.metadata().map_err(|e| storage(&e))?.len();
    let digest = digest_of(&mut file, length)?;
    file.seek(SeekFrom::Start(length))
        .and_then(|_| file.write_all(MARK))
        .and_then(|()| file.write_all(&digest))
        .map_err(|e| storage(&e))
}

/// Holds a file against the digest that it carries.
pub(super) fn look(path: &Path) -> Result<Digest, StoreError> {
    let named = |e: std::io::Error| StoreError::Storage(format!("{}: {e}", path.display()));
    let mut file = File::open(path).map_err(named)?;
    let length = file.metadata().map_err(named)?.len();
    let Some(before) = length.checked_sub(TRAILER as u64) else {
        return Ok(Digest::None);
    };
    let mut trailer = [0; TRAILER];
    file.seek(SeekFrom::Start(before))
        .and_then(|_| file.read_exact(&mut trailer))
        .map_err(named)?;
    let Some(kept) = trailer.strip_prefix(MARK) else {
        return Ok(Digest::None);
    };
    let found = digest_of(&mut file, before)?;
    Ok(if found == *kept { Digest::Fits } else { Digest::Differs })
}

fn digest_of(file: &mut File, length: u64) -> Result<[u8; SHA256_OUTPUT_LEN], StoreError> {
    file.seek(SeekFrom::Start(0)).map_err(|e| storage(&e))?;
    let (mut context, mut part) = (Context::new(&SHA256), vec![0; AT_ONCE]);
    let mut rest = file.take(length);
    loop {
        match rest.read(&mut part).map_err(|e| storage(&e))? {
            0 => break,
            read => context.update(&part[..read]),
        }
    }
    let digest = context.finish();
    digest
        .as_ref()
        .try_into()
        .map_err(|_| StoreError::Internal("SHA-256 has 32 bytes".into()))
}
