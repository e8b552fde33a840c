//! Words out.
use edtf_core::Edtf;
pub(super) fn date(_date: &edtf_core::Date) -> Option<String> {
    None
}
pub(super) fn of(_edtf: &Edtf) -> Option<String> {
    None
}
