use super::super::generate;
use super::strip::strip;
use super::support::{
    described, enumeration, error, event, index, interface, member, object, property,
};
use crate::model::{
    Bound, Encoding, Getter, IndexForm, Name, Presence, Range, Setter, Type, TypeId, Use,
};
use serde_json::json;

fn get(value: Use) -> Option<Getter> {
    Some(Getter {
        name: Name::new("get"),
        index: None,
        value,
    })
}

fn set(value: Use, wrapped: bool) -> Option<Setter> {
    Some(Setter {
        name: Name::new("set"),
        index: None,
        value,
        wrapper: wrapped.then(|| "value".to_owned()),
    })
}

/// The lines of a page from one heading on.
fn from(page: &str, heading: &str) -> Vec<String> {
    let lines = page.lines().filter(|line| !line.is_empty());
    lines
        .skip_while(|line| *line != heading)
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_property_is_documented_with_its_index_and_both_directions() {
    let mut sample = interface();
    let value = Use {
        range: Some(Range {
            minimum: Some(Bound::Whole(0)),
            maximum: Some(Bound::Whole(100)),
        }),
        example: Some(json!(70)),
        ..described(
            Type::Integer {
                bits: 8,
                signed: false,
            },
            "Loudness",
        )
    };
    let channel = Use {
        example: Some(json!("left")),
        ..described(Type::Text, "Channel name")
    };
    let mut volume = property("volume");
    volume.docs.summary = Some("Loudness of a channel".to_owned());
    let channel = index("Channel", channel, IndexForm::Designator);
    volume.get = get(value.clone()).map(|get| Getter {
        index: Some(channel.clone()),
        ..get
    });
    volume.set = set(value, true).map(|set| Setter {
        index: Some(channel),
        ..set
    });
    volume.errors = vec![error("ERROR_UNKNOWN_KEY", "No such channel")];
    sample.properties.push(volume);

    let expected = r#"Properties
The following properties are provided by the Sample interface:
Sample interface properties:
Property Access Description
volume read/write Loudness of a channel
volume property
Loudness of a channel.
Value
Name Type M/O Description
(property) integer mandatory Loudness (value must be between 0 and 100)
To set the property, pass its value as the member value of the parameters.
Index
The Channel parameter shall be passed as the index to the property, i.e. <callsign>.2.volume@<channel>.
Name Type M/O Description
Channel string mandatory Channel name
Errors
Message Description
ERROR_UNKNOWN_KEY No such channel
Example
Get Request
{
  "jsonrpc": "2.0",
  "id": 42,
  "method": "<callsign>.2.volume@left"
}
Get Response
{
  "jsonrpc": "2.0",
  "id": 42,
  "result": 70
}
Set Request
{
  "jsonrpc": "2.0",
  "id": 42,
  "method": "<callsign>.2.volume@left",
  "params": {
    "value": 70
  }
}
Set Response
{
  "jsonrpc": "2.0",
  "id": 42,
  "result": null
}"#;
    let page = strip(&generate(&sample));
    assert_eq!(from(&page, "Properties").join("\n"), expected);
}

#[test]
fn one_way_properties_say_so_and_show_only_that_way() {
    let mut sample = interface();
    let mut reading = property("uptime");
    reading.docs.deprecated = true;
    reading.get = get(Use::plain(Type::Float { bits: 64 }));
    let mut writing = property("secret");
    writing.set = set(Use::plain(Type::Text), false);
    sample.properties.extend([reading, writing]);

    let page = strip(&generate(&sample));
    assert!(
        page.contains("uptime read-only ... (deprecated)\nsecret write-only ...\n"),
        "{page}"
    );
    let reading = from(&page, "uptime property").join("\n");
    let (reading, writing) = reading
        .split_once("secret property")
        .expect("both are there");
    assert!(reading.contains("This property is read-only."), "{page}");
    assert!(
        reading.contains("Deprecated: new callers should not use this property"),
        "{page}"
    );
    assert!(
        reading.contains("Get Request") && !reading.contains("Set Request"),
        "{page}"
    );
    assert!(writing.contains("This property is write-only."), "{page}");
    assert!(
        writing.contains("Set Request") && !writing.contains("Get Request"),
        "{page}"
    );
    assert!(
        writing.contains("\"params\": \"...\""),
        "bare, because it is not wrapped:\n{page}"
    );
}

#[test]
fn values_that_differ_by_direction_have_a_table_each() {
    let mut sample = interface();
    let mut mode = property("mode");
    mode.get = get(Use::plain(Type::Boolean));
    mode.set = set(Use::plain(Type::Text), false);
    sample.properties.push(mode);
    let page = strip(&generate(&sample));
    let read = from(&page, "Value Read");
    assert_eq!(read[2], "(property) boolean mandatory ...");
    assert_eq!(read[3], "Value Written");
    assert_eq!(read[5], "(property) string mandatory ...");
}

#[test]
fn nested_values_have_a_row_each() {
    let mut sample = interface();
    let level = Use {
        default: Some(json!("low")),
        ..described(Type::Named(TypeId::new(1)), "How loud")
    };
    let list = Use {
        range: Some(Range {
            minimum: None,
            maximum: Some(Bound::Whole(4)),
        }),
        ..described(
            Type::Array(Box::new(Use::plain(Type::Named(TypeId::new(0))))),
            "All",
        )
    };
    let mut old = member("old", Use::plain(Type::Json), Presence::Optional);
    old.deprecated = true;
    let inner = vec![member("level", level, Presence::Optional), old];
    sample.types = vec![
        object("inner", inner),
        enumeration("level", &["low", "high"]),
        object(
            "outer",
            vec![
                member("list", list, Presence::Optional),
                member(
                    "flags",
                    Use::plain(Type::Set(TypeId::new(1))),
                    Presence::Required,
                ),
            ],
        ),
    ];
    let mut state = property("state");
    state.get = get(Use::plain(Type::Named(TypeId::new(2))));
    sample.properties.push(state);

    let page = strip(&generate(&sample));
    assert_eq!(
        from(&page, "Value")[2..9],
        [
            "(property) object mandatory ...",
            "(property)?.list array optional All (length must be at most 4 items)",
            "(property)?.list[#] object mandatory ...",
            "(property)?.list[#]?.level string optional How loud (must be one of the following: low, \
         high) (default: low)",
            "(property)?.list[#]?.old any optional ... (deprecated)",
            "(property).flags array mandatory ...",
            "(property).flags[#] string mandatory ... (must be one of the following: low, high)",
        ]
    );
    assert!(
        !page.contains("\"old\""),
        "examples do not teach deprecated members:\n{page}"
    );
}

#[test]
fn bounds_are_told_in_the_measure_of_the_type() {
    let bytes = Type::Bytes(Encoding::Base64);
    let number = Type::Integer {
        bits: 32,
        signed: true,
    };
    for (ty, minimum, maximum, expected) in [
        (
            number.clone(),
            Some(-4),
            Some(4),
            " (value must be between -4 and 4)",
        ),
        (number.clone(), Some(1), None, " (value must be at least 1)"),
        (number, None, None, ""),
        (
            Type::Text,
            None,
            Some(8),
            " (length must be at most 8 characters)",
        ),
        (bytes, Some(6), Some(6), " (length must be exactly 6 bytes)"),
    ] {
        let mut sample = interface();
        let mut bounded = property("bounded");
        let range = Some(Range {
            minimum: minimum.map(Bound::Whole),
            maximum: maximum.map(Bound::Whole),
        });
        bounded.get = get(Use {
            range,
            ..described(ty, "Bounded")
        });
        sample.properties.push(bounded);
        let page = strip(&generate(&sample));
        let row = format!("mandatory Bounded{expected}\n");
        assert!(page.contains(&row), "{row} not in\n{page}");
    }
}

#[test]
fn events_in_the_designator_form_are_registered_with_an_index() {
    let mut sample = interface();
    let mut changed = event("changed");
    let number = Use {
        example: Some(json!(3)),
        ..described(
            Type::Integer {
                bits: 32,
                signed: false,
            },
            "Room number",
        )
    };
    changed.index = Some(index("room", number, IndexForm::Designator));
    sample.events.push(changed);

    let page = strip(&generate(&sample));
    let lines = from(&page, "changed notification");
    assert_eq!(
        lines[1..5],
        [
            "Parameters",
            "The room parameter shall be passed as the index to the register call, i.e. register@<room>.",
            "Name Type M/O Description",
            "room integer mandatory Room number",
        ]
    );
    for line in [
        "  \"method\": \"<callsign>.2.register@3\",",
        "    \"id\": \"myid\"",
        "  \"method\": \"myid.changed@3\"",
        "The client ID parameter is passed within the notification designator, i.e. \
         <client-id>.changed@<room>.",
        "The room parameter is passed within the notification designator, i.e. \
         <client-id>.changed@<room>.",
    ] {
        assert!(
            lines.iter().any(|shown| shown == line),
            "{line} not in\n{page}"
        );
    }
}
