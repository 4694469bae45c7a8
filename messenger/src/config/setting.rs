//! One row of the table, free of its type, and the macro that makes the rows.

use super::kind::{Kind, Written};
use super::table::Settings;
use std::fmt;

/// What is known of a setting.
pub struct Setting {
    key: String,
    variable: String,
    group: &'static str,
    about: &'static str,
    field: Box<dyn Field>,
}

impl Setting {
    /// Its name in the file, and with two dashes before it, that of its flag.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Its name in the environment.
    pub fn variable(&self) -> &str {
        &self.variable
    }

    /// What it is listed under.
    pub fn group(&self) -> &'static str {
        self.group
    }

    /// What it does.
    pub fn about(&self) -> &'static str {
        self.about
    }

    /// What stands for its value in help: `BYTES`.
    pub fn unit(&self) -> &'static str {
        self.field.unit()
    }

    /// How its value is written.
    pub fn written(&self) -> Written {
        self.field.written()
    }

    /// Which values it may have, in words; `None`: every one that can be written.
    pub fn allowed(&self) -> Option<String> {
        self.field.allowed()
    }

    /// Its default, for people; `None`: it has none.
    pub fn default(&self) -> Option<String> {
        self.field.shown(&Settings::default())
    }

    /// Its value, in TOML; `None`: it is not set.
    pub fn literal(&self, settings: &Settings) -> Option<String> {
        self.field.literal(settings)
    }

    /// Sets it.
    ///
    /// # Errors
    ///
    /// Why it cannot be set to that.
    pub fn set(&self, settings: &mut Settings, text: &str) -> Result<(), String> {
        self.field.set(settings, text)
    }

    /// A row of the table. The spaces around `about` are those of its doc comment.
    pub(super) fn new<K: Kind>(
        name: &str,
        group: &'static str,
        about: &'static str,
        kind: K,
        get: fn(&Settings) -> &K::Value,
        set: fn(&mut Settings, K::Value),
    ) -> Self {
        Self {
            key: name.replace('_', "-"),
            variable: format!("MESSENGER_{}", name.to_uppercase()),
            group,
            about: about.trim(),
            field: Box::new(TypedField { kind, get, set }),
        }
    }
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// A field of [`Settings`], whatever its type.
trait Field: Send + Sync {
    fn unit(&self) -> &'static str;
    fn written(&self) -> Written;
    fn allowed(&self) -> Option<String>;
    fn shown(&self, settings: &Settings) -> Option<String>;
    fn literal(&self, settings: &Settings) -> Option<String>;
    fn set(&self, settings: &mut Settings, text: &str) -> Result<(), String>;
}

struct TypedField<K: Kind> {
    kind: K,
    get: fn(&Settings) -> &K::Value,
    set: fn(&mut Settings, K::Value),
}

impl<K: Kind> Field for TypedField<K> {
    fn unit(&self) -> &'static str {
        self.kind.unit()
    }

    fn written(&self) -> Written {
        self.kind.written()
    }

    fn allowed(&self) -> Option<String> {
        self.kind.allowed()
    }

    fn shown(&self, settings: &Settings) -> Option<String> {
        self.kind.shown((self.get)(settings))
    }

    fn literal(&self, settings: &Settings) -> Option<String> {
        self.kind.literal((self.get)(settings))
    }

    fn set(&self, settings: &mut Settings, text: &str) -> Result<(), String> {
        (self.set)(settings, self.kind.read(text)?);
        Ok(())
    }
}

/// Makes [`Settings`], their defaults and the list of them from the table.
macro_rules! settings {
    ($($group:literal {
        $($(#[doc = $about:literal])+ $name:ident: $type:ty, $kind:expr, default $default:expr;)*
    })*) => {
        /// The settings in force.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Settings {
            $($($(#[doc = $about])+ pub $name: $type,)*)*
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $($($name: $default,)*)* }
            }
        }

        impl Settings {
            /// What is known of each setting, in the order of the table.
            pub fn all() -> &'static [$crate::config::setting::Setting] {
                static ALL: std::sync::LazyLock<Vec<$crate::config::setting::Setting>> =
                    std::sync::LazyLock::new(|| vec![$($($crate::config::setting::Setting::new(
                        stringify!($name),
                        $group,
                        concat!($($about),+),
                        $kind,
                        |settings| &settings.$name,
                        |settings, value| settings.$name = value,
                    ),)*)*]);
                &ALL
            }
        }
    };
}

pub(super) use settings;
