//! How far a large export is, and how its file is written.

huika_domain::text_enum! {
    /// How a file is written.
    pub enum Format {
        /// For spreadsheets: typed cells.
        Xlsx = "xlsx",
        /// For programs: names of columns, words as the books have them.
        Csv = "csv",
    }
}

crate::db::text_columns!(Format);

huika_domain::text_enum! {
    /// How far an export is.
    pub enum ExportState {
        /// No server has taken it yet.
        Waiting = "waiting",
        /// A server makes it.
        Running = "running",
        /// The file can be fetched, until it expires.
        Done = "done",
        /// It could not be made.
        Failed = "failed",
        /// Nobody wants it any more.
        Cancelled = "cancelled",
    }
}

crate::db::text_columns!(ExportState);

impl ExportState {
    /// Whether somebody still works on it, or will.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}
