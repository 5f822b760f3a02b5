//! The files of an archive in memory, as many as a bill can have and no larger.

use std::io::{Cursor, Read};

/// One file of an archive.
pub(crate) struct File {
    /// Its name in whatever encoding the archive's maker used.
    pub name: Vec<u8>,
    /// Its content.
    pub bytes: Vec<u8>,
}

const FILES_LIMIT: usize = 64;

/// All files, together at most `limit` bytes; nothing when anything about the archive is not as it should be.
pub(crate) fn read_all(archive: &[u8], limit: usize) -> Option<Vec<File>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).ok()?;
    if archive.len() > FILES_LIMIT {
        return None;
    }
    let mut left = limit;
    let mut files = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).ok()?;
        let mut bytes = Vec::new();
        // One byte more than is allowed, so that too much is seen; the library compares the checksum at the end.
        let most = u64::try_from(left).ok()? + 1;
        entry.by_ref().take(most).read_to_end(&mut bytes).ok()?;
        left = left.checked_sub(bytes.len())?;
        let name = entry.name_raw().to_vec();
        files.push(File { name, bytes });
    }
    Some(files)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use flate2::{Compression, Crc, write::DeflateEncoder};

    use super::*;

    const LOCAL: [u8; 4] = *b"PK\x03\x04";
    const ENTRY: [u8; 4] = *b"PK\x01\x02";
    const END: [u8; 4] = *b"PK\x05\x06";

    /// An archive with deflated entries and names in any encoding, as bills are made.
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
