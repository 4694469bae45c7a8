//! Identifiers in Java.

use super::RUNTIME;
use super::unit::MENTIONED;
use crate::backend::sdk::docs::is_hidden;
use crate::backend::sdk::plan::identifier;
use crate::backend::sdk::text::{self, utf16_escape};
use crate::model::Name;

/// The types of `java.lang`, which are in scope everywhere.
const LANGUAGE: &[&str] = &[
    "AbstractMethodError",
    "Appendable",
    "ArithmeticException",
    "ArrayIndexOutOfBoundsException",
    "ArrayStoreException",
    "AssertionError",
    "AutoCloseable",
    "Boolean",
    "BootstrapMethodError",
    "Byte",
    "CharSequence",
    "Character",
    "Class",
    "ClassCastException",
    "ClassCircularityError",
    "ClassFormatError",
    "ClassLoader",
    "ClassNotFoundException",
    "ClassValue",
    "CloneNotSupportedException",
    "Cloneable",
    "Comparable",
    "Deprecated",
    "Double",
    "Enum",
    "EnumConstantNotPresentException",
    "Error",
    "Exception",
    "ExceptionInInitializerError",
    "Float",
    "FunctionalInterface",
    "IO",
    "IllegalAccessError",
    "IllegalAccessException",
    "IllegalArgumentException",
    "IllegalCallerException",
    "IllegalMonitorStateException",
    "IllegalStateException",
    "IllegalThreadStateException",
    "IncompatibleClassChangeError",
    "IndexOutOfBoundsException",
    "InheritableThreadLocal",
    "InstantiationError",
    "InstantiationException",
    "Integer",
    "InternalError",
    "InterruptedException",
    "Iterable",
    "LayerInstantiationException",
    "LinkageError",
    "Long",
    "MatchException",
    "Math",
    "Module",
    "ModuleLayer",
    "NegativeArraySizeException",
    "NoClassDefFoundError",
    "NoSuchFieldError",
    "NoSuchFieldException",
    "NoSuchMethodError",
    "NoSuchMethodException",
    "NullPointerException",
    "Number",
    "NumberFormatException",
    "Object",
    "OutOfMemoryError",
    "Override",
    "Package",
    "Process",
    "ProcessBuilder",
    "ProcessHandle",
    "Readable",
    "Record",
    "ReflectiveOperationException",
    "Runnable",
    "Runtime",
    "RuntimeException",
    "RuntimePermission",
    "SafeVarargs",
    "ScopedValue",
    "SecurityException",
    "SecurityManager",
    "Short",
    "StackOverflowError",
    "StackTraceElement",
    "StackWalker",
    "StrictMath",
    "String",
    "StringBuffer",
    "StringBuilder",
    "StringIndexOutOfBoundsException",
    "StringTemplate",
    "SuppressWarnings",
    "System",
    "Thread",
    "ThreadDeath",
    "ThreadGroup",
    "ThreadLocal",
    "Throwable",
    "TypeNotPresentException",
    "UnknownError",
    "UnsatisfiedLinkError",
    "UnsupportedClassVersionError",
    "UnsupportedOperationException",
    "VerifyError",
    "VirtualMachineError",
    "Void",
    "WrongThreadException",
];

/// Words that no identifier may be, and the hard keywords of Kotlin, whose programs could write them only in
/// quotes.
const KEYWORDS: &[&str] = &[
    "_",
    "abstract",
    "as",
    "assert",
    "boolean",
    "break",
    "byte",
    "case",
    "catch",
    "char",
    "class",
    "const",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "for",
    "fun",
    "goto",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "int",
    "interface",
    "is",
    "long",
    "native",
    "new",
    "null",
    "object",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "short",
    "static",
    "strictfp",
    "super",
    "switch",
    "synchronized",
    "this",
    "throw",
    "throws",
    "transient",
    "true",
    "try",
    "typealias",
    "typeof",
    "val",
    "var",
    "void",
    "volatile",
    "when",
    "while",
    "yield",
];

/// Methods that every object has; what a class offers besides operations is among them.
const METHODS: &[&str] = &[
    "callsign",
    "clone",
    "equals",
    "finalize",
    "getClass",
    "hashCode",
    "notify",
    "notifyAll",
    "toString",
    "wait",
];

/// A type or a class.
pub(super) fn type_name(name: &Name) -> String {
    let name = name.pascal();
    let taken = LANGUAGE.contains(&name.as_str())
        || RUNTIME.iter().any(|(taken, _)| *taken == name)
        || MENTIONED.iter().any(|(taken, _)| *taken == name);
    if taken {
        name + "_"
    } else if name.starts_with(|first: char| first.is_ascii_digit()) {
        // A member may be called the same, and there are no capitals to tell them apart.
        format!("_{name}_")
    } else {
        name
    }
}

/// A method of the generated class, or the accessor of a member.
pub(super) fn member(name: &Name) -> String {
    escaped(name.camel(), METHODS)
}

/// The method that gives an object with another value of a member.
pub(super) fn wither(name: &Name) -> String {
    format!("with{}", name.pascal())
}

/// A parameter.
pub(super) fn parameter(name: &Name) -> String {
    escaped(name.camel(), &[])
}

/// A constant of an enumeration.
pub(super) fn constant(name: &Name) -> String {
    identifier(name.upper_snake(), &[])
}

/// A part of the name of a Java package.
pub(super) fn segment(text: &str) -> String {
    escaped(text.to_owned(), &[])
}

fn escaped(text: String, more: &[&str]) -> String {
    if more.contains(&text.as_str()) {
        text + "_"
    } else {
        identifier(text, KEYWORDS)
    }
}

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    text::literal(text, |c| match c {
        // Where `\u` stands, the compiler sees the character itself, and a line must not end in a literal.
        '\r' => Some("\\r".to_owned()),
        c => is_hidden(c).then(|| utf16_escape(c)),
    })
}
