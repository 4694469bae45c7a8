//! The examples of the published API reference of Messenger.

use serde_json::Value;

/// The reference, as it was published.
pub const TEXT: &str = include_str!("../../codegen/tests/data/messenger-reference.txt");

/// The callsign as the reference writes it.
pub const CALLSIGN: &str = "<callsign>";

/// A block of JSON in the reference.
#[derive(Clone, Debug)]
pub struct Block {
    /// The heading under which it stands, such as `join method`.
    pub section: String,
    /// What stands above it: `Request`, `Response`, `Registration` or `Notification`.
    pub label: String,
    /// The JSON as it stands there.
    pub text: String,
}

/// Two blocks that belong together.
#[derive(Clone, Debug)]
pub struct Example {
    /// What is sent: a request or a registration.
    pub sent: Block,
    /// What comes: the response or a notification.
    pub received: Block,
}

impl Block {
    /// The JSON.
    ///
    /// # Panics
    ///
    /// When the reference has no JSON there.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("the block is JSON")
    }
}

/// Every block of JSON in a text.
///
/// # Panics
///
/// When a block does not end.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let (mut section, mut label) = (String::new(), String::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        match line {
            "{" => {
                let mut text = line.to_owned();
                loop {
                    let line = lines.next().expect("a block ends");
                    text += line;
                    if line == "}" {
                        break;
                    }
                }
                found.push(Block {
                    section: section.clone(),
                    label: label.clone(),
                    text,
                });
            }
            "" => {}
            line => {
                if line.ends_with(" method") || line.ends_with(" notification") {
                    line.clone_into(&mut section);
                }
                line.clone_into(&mut label);
            }
        }
    }
    found
}

/// Every example of a text: all its blocks, two by two.
///
/// # Panics
///
/// When two blocks do not belong together.
pub fn examples(text: &str) -> Vec<Example> {
    let blocks = blocks(text);
    let pairs = blocks.chunks(2).map(|pair| {
        let [sent, received] = pair else {
            panic!("{pair:?} stands alone")
        };
        assert_eq!(sent.section, received.section);
        let labels = (&*sent.label, &*received.label);
        assert!(
            matches!(
                labels,
                ("Request", "Response") | ("Registration", "Notification")
            ),
            "{pair:?}"
        );
        Example {
            sent: sent.clone(),
            received: received.clone(),
        }
    });
    pairs.collect()
}
