//! Bindings of definitions that try to break them, compiled without a single warning, and of two ordinary
//! definitions, [`tuner`] and [`gate`], that the tests of this crate call.
//!
//! The build script generates everything here; a warning of rustc, rustdoc or clippy in any of it is an
//! error of this crate.

#![deny(warnings, missing_docs, clippy::all)]

/// Includes the bindings of one definition.
macro_rules! bindings {
    ($($(#[$docs:meta])* $module:ident,)*) => {
        $(
            $(#[$docs])*
            pub mod $module {
                include!(concat!(env!("OUT_DIR"), "/", stringify!($module), ".rs"));
            }
        )*
    };
}

bindings! {
    /// One of everything.
    tuner,
    /// Instances, second names, methods that announce their end.
    gate,
    /// Methods with hostile names.
    named_methods,
    /// Properties with hostile names.
    named_properties,
    /// Events with hostile names.
    named_events,
    /// Types with hostile names.
    named_types,
    /// Members, texts and errors with hostile names.
    named_parts,
    /// Every type, bounded or not, required or not.
    shapes,
    /// Params that are arrays.
    extended,
    /// Params that are anything.
    collapsed,
    /// The format in which params are objects.
    panel_compliant,
    /// The same interface, in the format in which params are objects or arrays.
    panel_extended,
    /// The same interface, in the format in which params are anything.
    panel_collapsed,
    /// No endpoint at all.
    empty,
    /// Types without members and texts.
    hollow,
}

/// Not a word of warning about bindings that nobody uses, as in a program that needs only some of them.
mod unused {
    include!(concat!(env!("OUT_DIR"), "/tuner.rs"));
}
