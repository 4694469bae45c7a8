//! The rules: one kind of change each.
//!
//! A rule says whom its change breaks, in both classes and for both views; the module of the rule says why.

use super::change::ChangeRule;

macro_rules! rules {
    ($($module:ident)*) => {
        $(pub(super) mod $module;)*
        /// All rules of the comparison, by id.
        pub static CHANGE_RULES: &[&ChangeRule] = &[$(&$module::RULE),*];
    };
}

rules! {
    access_gained
    access_lost
    completion_changed
    default_changed
    deprecation_changed
    docs_changed
    endpoint_added
    endpoint_removed
    endpoint_renamed
    error_added
    error_code_changed
    error_removed
    format_changed
    index_added
    index_form_changed
    index_presence_changed
    index_removed
    instance_changed
    interface_renamed
    kind_changed
    member_added
    member_removed
    null_changed
    number_kind_changed
    number_sign_changed
    number_width_changed
    one_or_many_changed
    params_added
    params_removed
    presence_changed
    range_narrowed
    range_widened
    second_name_added
    second_name_removed
    set_changed
    source_name_changed
    status_listener_changed
    text_added
    text_removed
    type_changed
    type_renamed
    version_changed
    wrapping_changed
}
