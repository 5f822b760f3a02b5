//! As much of ZIP as a bill needs: the directory at its end, and entries that are stored or deflated. Checksums are checked.

use std::io::Read;

use flate2::{Crc, read::DeflateDecoder};

/// One file of an archive.
pub(crate) struct File {
    /// Its name in whatever encoding the archive's maker used.
    pub name: Vec<u8>,
    /// Its content.
    pub bytes: Vec<u8>,
}

const END: [u8; 4] = *b"PK\x05\x06";
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const LOCAL: [u8; 4] = *b"PK\x03\x04";
const END_BYTES: usize = 22;
const FILES_LIMIT: usize = 64;

/// All files, together at most `limit` bytes; nothing when anything about the archive is not as it should be.
pub(crate) fn read_all(archive: &[u8], limit: usize) -> Option<Vec<File>> {
    // A comment of up to 64 KiB may follow the end record.
    let first = archive.len().saturating_sub(END_BYTES + 0xFFFF);
    let end = (first..=archive.len().checked_sub(END_BYTES)?)
        .rev()
        .find(|at| archive[*at..].starts_with(&END))?;
    let (count, mut at) = (u16_at(archive, end + 10)?, u32_at(archive, end + 16)?);
    if count > FILES_LIMIT {
        return None;
    }
    let mut left = limit;
    let mut files = Vec::with_capacity(count);
    for _ in 0..count {
        let entry = archive.get(at..)?;
        if !entry.starts_with(&ENTRY) {
            return None;
        }
        let (method, checksum) = (u16_at(entry, 10)?, u32_at(entry, 16)?);
        let (packed, plain) = (u32_at(entry, 20)?, u32_at(entry, 24)?);
        let (name, extra, comment) = (u16_at(entry, 28)?, u16_at(entry, 30)?, u16_at(entry, 32)?);
        left = left.checked_sub(plain)?;
        let bytes = content(archive, u32_at(entry, 42)?, packed, plain, method)?;
        let mut sum = Crc::new();
        sum.update(&bytes);
        if bytes.len() != plain || usize::try_from(sum.sum()).ok()? != checksum {
            return None;
        }
        files.push(File {
            name: entry.get(46..46 + name)?.to_vec(),
            bytes,
        });
        at += 46 + name + extra + comment;
    }
    Some(files)
}

fn content(archive: &[u8], at: usize, packed: usize, plain: usize, method: usize) -> Option<Vec<u8>> {
    let local = archive.get(at..)?;
    if !local.starts_with(&LOCAL) {
        return None;
    }
    let begins = 30 + u16_at(local, 26)? + u16_at(local, 28)?;
    let data = local.get(begins..begins.checked_add(packed)?)?;
    match method {
        0 => Some(data.to_vec()),
        8 => {
            let mut bytes = Vec::with_capacity(plain);
            // One byte more than promised, so that a lie is seen.
            let most = u64::try_from(plain).ok()? + 1;
            DeflateDecoder::new(data).take(most).read_to_end(&mut bytes).ok()?;
            Some(bytes)
        }
        _ => None,
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let two: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(usize::from(u16::from_le_bytes(two)))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use flate2::{Compression, write::DeflateEncoder};

    use super::*;

    /// An archive with deflated entries, as bills are made.
    pub(crate) fn packed(files: &[(&[u8], &[u8])]) -> Vec<u8> {
        let short = |value: usize| u16::try_from(value).unwrap().to_le_bytes();
        let long = |value: usize| u32::try_from(value).unwrap().to_le_bytes();
        let (mut archive, mut directory) = (Vec::new(), Vec::new());
        for (name, bytes) in files {
            let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
            packer.write_all(bytes).unwrap();
            let data = packer.finish().unwrap();
            let mut sum = Crc::new();
            sum.update(bytes);
            let at = archive.len();
            let mut head = Vec::new();
            head.extend([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]);
            head.extend(sum.sum().to_le_bytes());
            head.extend(long(data.len()));
            head.extend(long(bytes.len()));
            head.extend(short(name.len()));
            head.extend(short(0));
            archive.extend(LOCAL);
            archive.extend(&head);
            archive.extend(*name);
            archive.extend(&data);
            directory.extend(ENTRY);
            directory.extend([20, 0]);
            directory.extend(&head);
            directory.extend([0; 10]);
            directory.extend(long(at));
            directory.extend(*name);
        }
        let (at, count) = (archive.len(), short(files.len()));
        archive.extend(&directory);
        archive.extend(END);
        archive.extend([0; 4]);
        archive.extend(count);
        archive.extend(count);
        archive.extend(long(directory.len()));
        archive.extend(long(at));
        archive.extend([0, 0]);
        archive
    }

    #[test]
    fn what_was_packed_comes_out_and_a_changed_byte_is_seen() {
        let text = "会员充值".repeat(1000);
        let archive = packed(&[(b"a.csv", text.as_bytes()), (b"b.csv", b"")]);
        let files = read_all(&archive, 1 << 20).unwrap();
        assert_eq!(
            (files.len(), &files[0].name[..], &files[0].bytes[..]),
            (2, &b"a.csv"[..], text.as_bytes())
        );
        assert!(read_all(&archive, 100).is_none(), "more than the limit");
        let directory = archive.windows(4).position(|four| four == ENTRY).unwrap();
        for (what, at) in [("data", 36), ("checksum", directory + 16), ("name", directory + 46)] {
            let mut changed = archive.clone();
            changed[at] ^= 0x20;
            let names = read_all(&changed, 1 << 20).map(|files| files.into_iter().map(|file| file.name).collect());
            assert_ne!(names, Some(vec![b"a.csv".to_vec(), b"b.csv".to_vec()]), "{what}");
        }
        assert!(read_all(&archive[..archive.len() / 2], 1 << 20).is_none());
    }
}
