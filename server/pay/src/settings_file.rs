//! Files that settings name.

use std::path::Path;

use crate::SettingsError;

/// Reads a file as text; the error names the setting and the file.
pub(crate) fn read_file(setting: &'static str, file: &Path) -> Result<String, SettingsError> {
    std::fs::read_to_string(file).map_err(|source| SettingsError::File {
        setting,
        path: file.display().to_string(),
        source,
    })
}
