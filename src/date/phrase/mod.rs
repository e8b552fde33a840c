//! English in.
use super::DateError;
use edtf_core::Edtf;
pub(super) fn read(_text: &str) -> Result<Option<Edtf>, DateError> {
    Ok(None)
}
pub(super) fn explain(text: &str) -> DateError {
    DateError::new(format!("`{text}` is not a date that dateline understands"))
}
