//! The address of a list.

/// `path?query` with one more parameter; a filter's text is its own.
pub(super) fn address(path: &str, query: &str, more: &str) -> String {
    let parts: Vec<&str> = [query, more].into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return path.to_owned();
    }
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{}", parts.join("&"))
}
