//! What a client package is called.

use crate::model::Interface;

/// Options of every target that writes a client package. What is absent comes from the definition.
#[derive(Clone, Debug, Default)]
pub struct PackageOptions {
    /// The package's name in its registry: an npm name, a Python distribution, a Go module path, a Maven
    /// `group:artifact`, a CMake package, a crate.
    pub name: Option<String>,
    /// The package's version; by default the interface's.
    pub version: Option<String>,
    /// The namespace of the code, where it is not the package's name: a Python or Java package, a Go
    /// package, a C++ namespace.
    pub namespace: Option<String>,
    /// The licence of the package, as an SPDX expression; by default that of the runtime in it.
    pub license: Option<String>,
}

/// The licence of the runtimes that packages contain.
const LICENSE: &str = "Apache-2.0";

/// The name of a package that has been given none: `chat-client` for the interface `Chat`.
pub fn default_name(interface: &Interface) -> String {
    let name = interface.name.ascii().with("client");
    name.snake().replace('_', "-")
}

impl PackageOptions {
    /// The name, or what `default` makes of the interface's name.
    pub fn name_or(&self, default: impl FnOnce() -> String) -> String {
        self.name.clone().unwrap_or_else(default)
    }

    /// The namespace, or what `default` gives.
    pub fn namespace_or(&self, default: impl FnOnce() -> String) -> String {
        self.namespace.clone().unwrap_or_else(default)
    }

    /// The version, three numbers and perhaps a pre-release or build behind them.
    pub fn version(&self, interface: &Interface) -> String {
        let version = self.version.clone();
        version.unwrap_or_else(|| interface.version.to_string())
    }

    /// The licence.
    pub fn license(&self) -> &str {
        self.license.as_deref().unwrap_or(LICENSE)
    }

    /// Checks what is the same in all languages; `is_name` and `is_namespace` tell what the language takes.
    ///
    /// # Errors
    ///
    /// The option that does not fit, and what would.
    pub fn check(&self, name: &Form, namespace: Option<&Form>) -> Result<(), String> {
        if let Some(given) = &self.name {
            name.check("package-name", given)?;
        }
        if let Some(given) = &self.version {
            VERSION.check("package-version", given)?;
        }
        if let Some(given) = &self.license {
            LICENSE_FORM.check("license", given)?;
        }
        match (&self.namespace, namespace) {
            (Some(given), Some(form)) => form.check("namespace", given),
            (Some(_), None) => Err("`namespace` means nothing to this target: it has no namespaces beside the package's name".to_owned()),
            (None, _) => Ok(()),
        }
    }
}

/// What a text of an option must look like.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// In words, with an example: "lower-case words, such as `room-chat`".
    pub description: &'static str,
    /// Whether a text is of this form.
    pub holds: fn(&str) -> bool,
}

impl Form {
    fn check(&self, option: &str, given: &str) -> Result<(), String> {
        if (self.holds)(given) {
            Ok(())
        } else {
            Err(format!(
                "`{option}` is {given:?}; it must be {}",
                self.description
            ))
        }
    }
}

const VERSION: Form = Form {
    description: "a version of three numbers, such as `1.4.0` or `1.4.0-rc.1`",
    holds: is_version,
};

const LICENSE_FORM: Form = Form {
    description: "an SPDX expression on one line, such as `Apache-2.0`",
    holds: |text| {
        !text.trim().is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || " -.+()/:".contains(c))
    },
};

fn is_version(text: &str) -> bool {
    let (numbers, rest) = match text.find(['-', '+']) {
        Some(place) => text.split_at(place),
        None => (text, ""),
    };
    let parts: Vec<&str> = numbers.split('.').collect();
    let is_number = |part: &&str| {
        part.parse::<u32>()
            .is_ok_and(|number| number.to_string() == **part)
    };
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-.+".contains(c);
    parts.len() == 3 && parts.iter().all(is_number) && rest.chars().all(is_word) && rest.len() != 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_three_numbers() {
        for good in ["0.0.0", "1.20.3", "1.2.3-rc.1", "1.2.3+build"] {
            assert!(is_version(good), "{good}");
        }
        for bad in [
            "", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.x", "v1.2.3", "1.2.3-", "1.2.3 -a",
        ] {
            assert!(!is_version(bad), "{bad}");
        }
    }

    #[test]
    fn options_that_do_not_fit_are_named() {
        let any = Form {
            description: "a word",
            holds: |text| !text.contains(' '),
        };
        let options = |name: &str, namespace: Option<&str>| PackageOptions {
            name: Some(name.to_owned()),
            namespace: namespace.map(str::to_owned),
            ..PackageOptions::default()
        };
        assert_eq!(options("a", Some("b")).check(&any, Some(&any)), Ok(()));
        let problem = options("a b", None)
            .check(&any, None)
            .expect_err("it does not fit");
        assert_eq!(problem, "`package-name` is \"a b\"; it must be a word");
        let problem = options("a", Some("b"))
            .check(&any, None)
            .expect_err("it does not fit");
        assert!(
            problem.starts_with("`namespace` means nothing"),
            "{problem}"
        );
    }
}
