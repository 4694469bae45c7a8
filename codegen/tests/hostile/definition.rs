//! A definition with one text wherever it can have one, and the texts.

use crate::PAYLOAD;
use serde_json::{Value, json};

/// A sound definition that has `text` in every name and every text for people.
pub(crate) fn definition(text: &str) -> String {
    let name = |stem: &str| format!("{stem} {text}");
    let described = |schema: Value| {
        let mut schema = schema;
        schema["description"] = json!(text);
        schema
    };
    let mut members = serde_json::Map::new();
    members.insert(
        name("text"),
        described(json!({ "type": "string", "example": text, "default": text })),
    );
    members.insert(
        name("kind"),
        described(json!({
            "type": "string", "enum": ["plain", name("odd")], "ids": ["plain", name("odd")],
            "example": name("odd"), "default": name("odd"), "optional": true,
        })),
    );
    members.insert(
        name("any"),
        described(json!({ "type": "string", "opaque": true, "example": { text: [text] } })),
    );
    members.insert(
        name("list"),
        described(json!({ "type": "array", "items": { "type": "string", "description": text, "example": text } })),
    );
    let object = json!({ "type": "object", "description": text, "properties": members, "required": [name("text")] });
    let index = json!({ "name": text, "description": text, "example": text, "type": "string" });
    let errors = json!([{ "code": 5, "message": name("ERROR_ODD"), "description": text }]);
    let endpoint = |mut parts: Value| {
        parts["summary"] = json!(text);
        parts["description"] = json!(text);
        parts
    };
    let methods = serde_json::Map::from_iter([(
        name("call"),
        endpoint(json!({
            "params": object, "result": described(json!({ "type": "string", "example": text })),
            "errors": errors, "alt": name("other"), "deprecated": true,
            "events": { name("told"): text },
        })),
    )]);
    let properties = serde_json::Map::from_iter([(
        name("state"),
        endpoint(json!({ "params": object, "index": index, "errors": errors })),
    )]);
    let events = serde_json::Map::from_iter([(
        name("told"),
        endpoint(json!({ "params": object, "id": { "name": text, "example": text } })),
    )]);
    json!({
        "info": {
            "class": "Odd", "version": "1.0.0", "title": name("Odd"), "description": text,
            "interface": name("IOdd"), "sourcefile": name("IOdd.h"),
        },
        "methods": methods, "properties": properties, "events": events,
    })
    .to_string()
}

/// Texts that end comments, strings, tags, lines and templates of the languages that there are.
pub(crate) fn hostile_texts() -> Vec<String> {
    let before_payload = [
        "*/ ",
        "/* ",
        "*/ /* ",
        "*\u{200b}/ ",
        "// ",
        "# ",
        "-- ",
        "<!-- ",
        "--> ",
        "]]> ",
        "\" ",
        "' ",
        "` ",
        "\"\"\" ",
        "''' ",
        "``` ",
        "\\\" ",
        "\\\\\" ",
        "\\' ",
        "\\` ",
        "\"; ",
        "'); ",
        "`); ",
        ")x\" ",
        ")\" ",
        "\"# ",
        "\"### ",
        "]=] ",
        "${",
        "#{",
        "{{",
        "{%",
        "<%",
        "\\(",
        "$(",
        "%s%n",
        "{0}",
        "\n",
        "\r",
        "\r\n",
        "\u{b}",
        "\u{c}",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\n\n    ",
        "\n*/\n",
        "\n\"\"\"\n",
        "\0",
        "\u{8}",
        "\u{1b}[31m",
        "\u{7f}",
        "\u{202e}",
        "\u{2066}",
        "\u{200b}",
        "\u{feff}",
        "\u{e0001}",
        "\\u002a\\u002f ",
        "\\u0022 ",
        "\\u000a ",
        "\\x22 ",
        "\\N{QUOTATION MARK} ",
        "??/\n",
        "\\\n",
        "</script><script>",
        "<script>",
        "<img src=x onerror=",
        "</p>",
        "</td></tr></table>",
        "&lt;",
        "&#34;",
        "javascript:",
        "](javascript:",
        "![",
        "[a]: ",
        "| --- |\n| ",
        "\n# ",
        "\n- ",
        "\n```\n",
        "\n    ",
        "@param ",
        "{@link ",
        "{@code ",
        "@deprecated ",
        "<pre>",
        "</pre>",
        "\\brief ",
        "%{",
        "=cut\n",
        "import os; ",
        "\nimport os\n",
        "__proto__ ",
        "constructor ",
        "//go:build ",
        "\n//go:generate ",
        "type: ",
        "\n[dependencies]\n",
        "\n---\n",
        "=1+1 ",
    ];
    let mut texts: Vec<String> = before_payload
        .iter()
        .map(|breaker| format!("a{breaker}{PAYLOAD}"))
        .collect();
    // What stands at the end meets what the generator writes behind it.
    let at_the_end = [
        "\\", "\\\\", "*", "/", "\"", "\"\"", "'", "`", "$", "{", "<", "&", "#", "-", "\n", "??/",
        "\u{202e}", "[", "(", "@",
    ];
    texts.extend(at_the_end.iter().map(|end| format!("{PAYLOAD} a{end}")));
    texts.push("0".to_owned());
    texts.push("x".repeat(5000));
    texts.push("*/".repeat(500));
    texts.push("\u{1f600}\u{10ffff}e\u{301}\u{fffd}".to_owned());
    texts
}
