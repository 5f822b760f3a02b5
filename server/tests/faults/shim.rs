//! Faults below SQLite: a small library (`end2end/faults/disk.c`) that the system puts between the program and the disk.
//! It touches only the files of one database, and is told through a few bytes of shared memory what to do, while the
//! program runs.

use std::{
    fs::{File, OpenOptions},
    os::unix::fs::FileExt as _,
};

use crate::{library::variables, shop::Shop};

/// Error numbers of Linux.
pub const EIO: u8 = 5;
pub const ENOSPC: u8 = 28;
pub const EROFS: u8 = 30;
pub const EACCES: u8 = 13;

/// The files of a database.
pub const FILE: u8 = 1;
pub const LOG: u8 = 2;
pub const INDEX: u8 = 4;
pub const ALL: u8 = FILE | LOG | INDEX;

/// What is to fail, and how. Nothing by default.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fault {
    pub files: u8,
    pub write: u8,
    pub sync: u8,
    pub read: u8,
    /// Opening for writing.
    pub open: u8,
    /// Every other write writes one half.
    pub short: bool,
}

/// The bytes that the library looks at before each call.
pub struct Disk(File);

impl Disk {
    /// Puts the library under every program that this shop starts.
    pub fn under(shop: &mut Shop) -> Self {
        let control = shop.folder.path().join("faults");
        let variables = variables(&control, &shop.database());
        shop.variables.extend(variables);
        Self(
            OpenOptions::new()
                .read(true)
                .write(true)
                .open(control)
                .expect("can be opened"),
        )
    }

    /// From now on this fails.
    pub fn set(&self, fault: Fault) {
        let Fault {
            files,
            write,
            sync,
            read,
            open,
            short,
        } = fault;
        let bytes = [files, write, sync, read, open, u8::from(short)];
        self.0.write_all_at(&bytes, 0).expect("can be written");
    }

    /// How many calls have failed, or were cut short, so far.
    pub fn hits(&self) -> u32 {
        let mut bytes = [0; 4];
        self.0.read_exact_at(&mut bytes, 8).expect("can be read");
        u32::from_ne_bytes(bytes)
    }
}
