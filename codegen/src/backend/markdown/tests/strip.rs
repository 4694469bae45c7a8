//! Takes the Markdown marks off a page. It knows only the marks that the back end writes, and panics on
//! everything else, so that no mark can slip through as text.

/// The plain text of a page: a line per line that shows something, blank lines kept.
pub(super) fn strip(markdown: &str) -> String {
    let mut plain = Vec::new();
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        if let Some(open) = fence {
            if line == open {
                fence = None;
            } else {
                plain.push(line.to_owned());
            }
        } else if line.starts_with("```") {
            fence = Some(line.trim_end_matches(|c| c != '`'));
        } else if let Some(row) = line.strip_prefix("| ") {
            let row = row.strip_suffix(" |").expect("a row ends with a bar");
            let cells: Vec<String> = row.split(" | ").map(inline).collect();
            if !cells.iter().all(|cell| cell == "---") {
                plain.push(cells.join(" "));
            }
        } else if line.starts_with('#') {
            let heading = line.trim_start_matches('#');
            plain.push(inline(
                heading
                    .strip_prefix(' ')
                    .expect("a blank behind number signs"),
            ));
        } else {
            plain.push(inline(line));
        }
    }
    assert_eq!(fence, None, "a code block is not closed");
    plain.join("\n")
}

/// A line without its links, code quotes and emphasis.
fn inline(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            '`' => {
                let (code, after) = rest.split_once('`').expect("code is closed");
                plain.push_str(code);
                rest = after;
            }
            '*' => rest = rest.strip_prefix('*').expect("emphasis is strong"),
            ']' if rest.starts_with('(') => {
                let (target, after) = rest.split_once(')').expect("a target is closed");
                assert!(
                    target.starts_with("(#") || target.starts_with("(https://"),
                    "{target}"
                );
                let opened = plain.rfind('[').expect("a link was opened");
                plain.remove(opened);
                rest = after;
            }
            '\\' | '<' | '>' | '|' => panic!("{character} stands bare in: {line}"),
            _ => plain.push(character),
        }
    }
    plain
}
