//! A client package in C++17, built by CMake.
//!
//! The runtime (`cpp/runtime`) is written by hand and taken in with the package's namespace put in; what is
//! generated are structs with their codecs, enumerations, error classes, and a class with one call into the
//! runtime per operation.
//!
//! - **No name can get in the way.** Everything of the runtime is reached through the one namespace `rpc`, and
//!   what precedes `::` is looked up among namespaces and types alone.
//! - **Two packages in one program** have two runtimes, each in the namespace of its package.
//! - **Compile time.** Boost is known to one file of the runtime; headers know the standard library and
//!   nlohmann/json, and all codecs are compiled once, in the package.

mod client;
mod docs;
mod example;
mod names;
mod package;
mod source;
mod types;

use super::sdk::{PackageOptions, Plan};
use crate::model::Interface;
use crate::output::OutputFile;

/// A file of the runtime: its name, and its text.
type RuntimeFile = (&'static str, &'static str);

/// The public headers of the runtime.
const HEADERS: &[RuntimeFile] = &[
    (
        "binding.hpp",
        include_str!("cpp/runtime/include/binding.hpp"),
    ),
    ("call.hpp", include_str!("cpp/runtime/include/call.hpp")),
    ("client.hpp", include_str!("cpp/runtime/include/client.hpp")),
    ("errors.hpp", include_str!("cpp/runtime/include/errors.hpp")),
    ("json.hpp", include_str!("cpp/runtime/include/json.hpp")),
    (
        "options.hpp",
        include_str!("cpp/runtime/include/options.hpp"),
    ),
    (
        "outcome.hpp",
        include_str!("cpp/runtime/include/outcome.hpp"),
    ),
    (
        "subscription.hpp",
        include_str!("cpp/runtime/include/subscription.hpp"),
    ),
    ("values.hpp", include_str!("cpp/runtime/include/values.hpp")),
];

/// What of the runtime is compiled, and headers for that.
const SOURCES: &[RuntimeFile] = &[
    ("binding.cpp", include_str!("cpp/runtime/src/binding.cpp")),
    ("buffer.cpp", include_str!("cpp/runtime/src/buffer.cpp")),
    ("buffer.hpp", include_str!("cpp/runtime/src/buffer.hpp")),
    ("call.cpp", include_str!("cpp/runtime/src/call.cpp")),
    ("calls.cpp", include_str!("cpp/runtime/src/calls.cpp")),
    ("calls.hpp", include_str!("cpp/runtime/src/calls.hpp")),
    ("channel.hpp", include_str!("cpp/runtime/src/channel.hpp")),
    ("client.cpp", include_str!("cpp/runtime/src/client.cpp")),
    ("core.cpp", include_str!("cpp/runtime/src/core.cpp")),
    ("core.hpp", include_str!("cpp/runtime/src/core.hpp")),
    ("errors.cpp", include_str!("cpp/runtime/src/errors.cpp")),
    (
        "http_channel.cpp",
        include_str!("cpp/runtime/src/http_channel.cpp"),
    ),
    ("listener.hpp", include_str!("cpp/runtime/src/listener.hpp")),
    ("longest.hpp", include_str!("cpp/runtime/src/longest.hpp")),
    ("network.cpp", include_str!("cpp/runtime/src/network.cpp")),
    ("network.hpp", include_str!("cpp/runtime/src/network.hpp")),
    ("options.cpp", include_str!("cpp/runtime/src/options.cpp")),
    ("parse.cpp", include_str!("cpp/runtime/src/parse.cpp")),
    ("parse.hpp", include_str!("cpp/runtime/src/parse.hpp")),
    (
        "socket_channel.cpp",
        include_str!("cpp/runtime/src/socket_channel.cpp"),
    ),
    ("url.cpp", include_str!("cpp/runtime/src/url.cpp")),
    ("url.hpp", include_str!("cpp/runtime/src/url.hpp")),
    ("values.cpp", include_str!("cpp/runtime/src/values.cpp")),
    ("wire.hpp", include_str!("cpp/runtime/src/wire.hpp")),
    ("worker.cpp", include_str!("cpp/runtime/src/worker.cpp")),
    ("worker.hpp", include_str!("cpp/runtime/src/worker.hpp")),
];

/// What stands in the runtime for the namespace of a package.
const PLACEHOLDER: &str = "client_package";

/// Checks the options of the package.
///
/// # Errors
///
/// The option that does not fit, and what would.
pub fn check(options: &PackageOptions) -> Result<(), String> {
    options.check(&package::NAME, Some(&package::NAMESPACE))
}

/// The files of the package.
pub fn generate(interface: &Interface, options: &PackageOptions) -> Vec<OutputFile> {
    let plan = Plan::new(interface);
    let namespace = package::namespace(interface, options);
    let folder = namespace.replace("::", "/");
    let module = names::module(interface);
    let mut files = vec![
        OutputFile::generated(
            format!("include/{folder}/{module}.hpp"),
            client::header(&plan, &namespace),
        ),
        OutputFile::generated(format!("src/{module}.cpp"), source::text(&plan, &namespace)),
        OutputFile::generated("cmake/sources.cmake", package::sources(&module)),
        OutputFile::for_user("CMakeLists.txt", package::build(&plan, options)),
        OutputFile::for_user("cmake/config.cmake.in", package::config(&plan, options)),
        OutputFile::for_user("vcpkg.json", package::manifest(&plan, options)),
        OutputFile::for_user("README.md", package::readme(&plan, options)),
        OutputFile::for_user("example.cpp", example::program(&plan, options)),
    ];
    let settled = |(name, text): &RuntimeFile, below: &str| {
        let text = text
            .replace(&format!("<{PLACEHOLDER}/"), &format!("<{folder}/"))
            .replace(PLACEHOLDER, &namespace);
        OutputFile::generated(format!("{below}/{name}"), format!("{RUNTIME_HEADER}{text}"))
    };
    let headers = format!("include/{folder}/runtime");
    files.extend(HEADERS.iter().map(|file| settled(file, &headers)));
    files.extend(SOURCES.iter().map(|file| settled(file, "src/runtime")));
    files
}

/// What stands at the head of every file of the runtime.
const RUNTIME_HEADER: &str = "// @generated by `codegen generate cpp`: the runtime of all packages; edits made here are lost.\n//\n";

#[cfg(test)]
mod tests;
