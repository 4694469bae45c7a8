//! The table.

use super::Kind::*;
use super::{Keyword, Place};
use crate::definition::lower::{ENCODINGS, FORMATS, STATUSES, TIMES};

macro_rules! keywords {
    ($($(#[$docs:meta])* $name:ident { $($key:literal $kind:expr, $meaning:literal;)* })*) => {
        $($(#[$docs])* const $name: &[Keyword] =
            &[$(Keyword { name: $key, kind: $kind, meaning: $meaning }),*];)*
    };
}

/// The texts of a table of choices.
fn texts<T>(choices: &[(&'static str, T)]) -> Vec<&'static str> {
    choices.iter().map(|(text, _)| *text).collect()
}

/// The whole definition.
pub(crate) static DEFINITION: Place = Place {
    name: "a definition",
    keywords: &[TOP, TOP_GENERATED],
};

/// `info`.
pub(crate) static INFO: Place = Place {
    name: "`info`",
    keywords: &[ABOUT],
};

/// A method.
pub(crate) static METHOD: Place = Place {
    name: "a method",
    keywords: &[ENDPOINT, ENDPOINT_ERRORS, CALLED, METHOD_ONLY],
};

/// A property.
pub(crate) static PROPERTY: Place = Place {
    name: "a property",
    keywords: &[ENDPOINT, ENDPOINT_ERRORS, CALLED, PROPERTY_ONLY],
};

/// An event.
pub(crate) static EVENT: Place = Place {
    name: "an event",
    keywords: &[ENDPOINT, ENDPOINT_ERRORS, EVENT_ONLY],
};

/// The schema of a value.
pub(crate) static VALUE: Place = Place {
    name: "a value",
    keywords: &[SCHEMA, SCHEMA_GENERATED],
};

/// The index of a property or an event.
pub(crate) static INDEX: Place = Place {
    name: "an index",
    keywords: &[SCHEMA, SCHEMA_GENERATED],
};

/// What a header says about objects that are called one by one.
pub(crate) static OBJECT: Place = Place {
    name: "an object that is called by its id",
    keywords: &[OBJECT_PARTS],
};

/// What a caller is told when an asynchronous method has ended.
pub(crate) static COMPLETION: Place = Place {
    name: "a completion",
    keywords: &[COMPLETION_PARTS],
};

/// An error.
pub(crate) static ERROR: Place = Place {
    name: "an error",
    keywords: &[ERROR_PARTS],
};

keywords! {
    TOP {
        "$schema" Text, "Names the format: `interface.schema.json`";
        "jsonrpc" Text, "The version of JSON-RPC, always `2.0`";
        "info" Info, "What the interface is called and what it is for";
        "common" Any, "By convention `{\"$ref\": \"common.json\"}`, so that references such as `#/common/errors/general` work";
        "definitions" Definitions, "Values that references lead to, `#/definitions/<name>`; they may be grouped one level deep";
        "methods" Methods, "What can be called";
        "properties" Properties, "What can be read, written or both";
        "events" Events, "What is announced to those who registered for it";
        "include" Includes, "Definitions whose endpoints are taken over; an own endpoint of the same name replaces, null removes";
        "errors" Any, "Errors that references lead to, `#/errors/<name>`";
        "results" Any, "Results that references lead to, `#/results/<name>`";
        "interface" Any, "In the description of a plugin: the interfaces that it offers";
        "configuration" Any, "In the description of a plugin: its settings";
        "imports" Any, "A C++ header whose types are referred to";
        "namespace" Text, "The C++ namespace of the interface";
        "sourcelocation" Text, "Where the IDL file is found, with `{interfacefile}` and `{revision}` in it";
        "sourcerevision" Text, "The revision of the IDL file";
    }

    /// Written by programs that read headers.
    TOP_GENERATED {
        "mode" Text, "`auto` if all of the C++ glue is generated";
        "@generated" Any, "The definition was written by a program, from a header";
        "@fullname" Text, "The interface's name in C++, with its namespace";
        "@interfaceonly" Flag, "Only the interface is described, not the plugin around it";
        "@interfaces" Objects, "The objects of the header that are called by their ids";
        "@enumsonly" Any, "The header holds nothing but enumerations";
        "@omit" Any, "Left out of the generated C++";
    }

    ABOUT {
        "class" Name, "The name of the interface: generated files and types are named after it";
        "title" Text, "The title of the documentation";
        "description" Lines, "What the interface is for, in one sentence";
        "version" Version, "The version: `1.0.0`, or `[1, 0, 0]`";
        "format" Choice(|| texts(&FORMATS)), "How params and values of properties travel: as objects (`compliant`), as objects or arrays, or as anything";
        "status" Choice(|| texts(&STATUSES)), "How settled the interface is";
        "interface" Text, "The name of the interface in its IDL";
        "sourcefile" Text, "The IDL file that declares the interface";
        "sourcelocation" Text, "Where the IDL file is found, with `{interfacefile}` and `{revision}` in it";
        "sourcerevision" Text, "The revision of the IDL file";
        "namespace" Text, "The C++ class or namespace around the interface";
        "legacy" Flag, "Has no effect";
        "@legacylowercase" Flag, "Names are all lower case, a convention that the next major version leaves";
        "callsign" Text, "The callsign that the plugin is usually given";
        "locator" Text, "The library that holds the plugin";
        "scope" Text, "The scope of the documentation";
        "acronyms" Any, "Acronyms of the documentation";
        "terms" Any, "Terms of the documentation";
        "standards" Any, "Standards that the documentation refers to";
        "references" Any, "Further reading";
    }

    /// What all endpoints have.
    ENDPOINT {
        "summary" Text, "What it does, in one line; documentation begins with it";
        "description" Text, "The details";
        "params" Value, "What travels to it: the params of a method or an event, the value of a property";
        "deprecated" Flag, "Still served, but callers should stop using it";
        "obsolete" Flag, "Still served, but about to be removed";
        "alt" Text, "A second name";
        "altisdeprecated" Flag, "The second name is deprecated";
        "altisobsolete" Flag, "The second name is obsolete";
        "hint" Text, "The name in generated code";
        "@originalname" Text, "The name in C++";
        "@lookup" Object, "The objects on one of which it is called";
        "@generated" Any, "Written by a program, from a header";
    }

    ENDPOINT_ERRORS {
        "errors" Errors, "The errors that can be answered";
    }

    /// What methods and properties have.
    CALLED {
        "result" Value, "What is answered; without it, null";
        "events" Related, "Names of the events that have to do with it, each with a remark or without";
        "readonly" Flag, "The property can be read and not written";
        "context" Flag, "The implementation is told who calls";
        "@precondition" Text, "What must hold before";
        "@postcondition" Text, "What holds after";
    }

    METHOD_ONLY {
        "@async" Flag, "What it begins ends later, with a notification";
        "@wrapped" Flag, "A single result travels as the member of an object";
    }

    PROPERTY_ONLY {
        "writeonly" Flag, "The property can be written and not read";
        "index" Indexes, "What stands behind `@` to choose one of several values";
    }

    EVENT_ONLY {
        "id" Index, "Registrations are for one instance, chosen by this index";
        "statuslistener" Flag, "Who registers is first told the current state";
    }

    SCHEMA {
        "type" Type, "The type of the value";
        "description" Text, "What the value means";
        "summary" Text, "What the value means, in one line";
        "example" Any, "An example value, for documentation";
        "default" Any, "The value that stands in when it is absent";
        "properties" Members, "The members of an object";
        "required" Texts, "The members that must be there; without it, all";
        "items" Value, "What the items of an array are";
        "enum" EnumTexts, "The texts that the value is one of";
        "ids" Texts, "The names of the enumeration's texts in generated code";
        "enumids" Texts, "The names of the enumeration's texts in generated code; `ids` is shorter";
        "values" Numbers, "The numbers of the enumeration's texts in C++; they do not travel";
        "enumvalues" Numbers, "The numbers of the enumeration's texts in C++; they do not travel";
        "scoped" Flag, "The enumeration is an `enum class` in C++";
        "enumtyped" Flag, "The enumeration is an `enum class` in C++";
        "case" Text, "How names of texts are made in C++";
        "hint" Text, "The name of the type in generated code";
        "class" Text, "The name of the type in generated code";
        "size" Width, "The width of a number in bits, 32 if it is not said";
        "signed" Flag, "A whole number can be negative";
        "float" Flag, "A number has a fraction";
        "range" Range, "The least and the greatest value, length or count of decoded bytes; null for an open end";
        "opaque" Flag, "Any JSON value, passed on as it is";
        "encode" Choice(|| texts(&ENCODINGS)), "The text holds bytes in this encoding";
        "time" Choice(|| texts(&TIMES)), "The text is a moment";
        "optional" Flag, "The member may be absent";
        "deprecated" Flag, "Still understood, but senders should stop using it";
        "maxProperties" Number, "How many members the example of the documentation shows";
        "name" Text, "The name of an index, for documentation";
        "fake_example" Flag, "The example is invented";
    }

    /// Written by programs that read headers: how C++ carries the value.
    SCHEMA_GENERATED {
        "@originalname" Text, "The name in C++";
        "@originaltype" Text, "The type in C++; values of one type share a type in generated code";
        "@position" Number, "The position among the parameters";
        "@proto" Text, "How the parameter is declared";
        "@cv" Any, "Qualifiers of the declaration";
        "@byreference" Flag, "Passed by reference";
        "@bypointer" Flag, "Passed by pointer";
        "@construct_from_cstr" Flag, "Made from a C string";
        "@iterator" Any, "Carried by an iterator";
        "@container" Text, "Carried by a container";
        "@arraysize" Any, "Carried by an array of this size";
        "@length" Any, "The parameter or number that tells the length of the buffer";
        "@maxlength" Any, "The parameter or number that tells the capacity of the buffer";
        "@extract" Any, "A list of one item travels as the bare item";
        "@register" Any, "Registers for an event";
        "@optionaltype" Flag, "The member may be absent";
        "@default" Any, "The value that stands in when it is absent";
        "@lookup" Any, "The id of an object that is called by it";
        "@async" Completion, "The id that the caller chooses for a notification, and what that is";
        "@ref" Any, "Where the schema was referred to";
        "@bitmask" Flag, "The items of an array are a set of the enumeration's texts";
        "@endmarker" Any, "This text and all after it are left out of documentation";
        "@macaddress" Flag, "The text is a MAC address";
        "@generated" Any, "Written by a program, from a header";
    }

    OBJECT_PARTS {
        "fullname" Text, "The type of the objects in C++, with its namespace";
        "object" Text, "The name of the objects in generated code";
        "prefix" Text, "What stands before the `#` of a designator";
        "fullprefix" Text, "The same, with the prefix of the interface";
        "id" Text, "Who chooses the ids: the service (`custom`) or the server (`generate`)";
        "type" Text, "The type of the ids in C++";
    }

    COMPLETION_PARTS {
        "name" Text, "The name of the notification, what follows the caller's id";
        "summary" Text, "What it says, in one line";
        "description" Text, "What it says";
        "params" Value, "What it carries";
        "@originalname" Text, "The name in C++";
        "@originaltype" Text, "The type in C++";
    }

    ERROR_PARTS {
        "code" Number, "Thunder's number of the error, such as 5";
        "message" Text, "The symbolic name, such as `ERROR_ILLEGAL_STATE`";
        "description" Text, "When it happens";
    }
}
