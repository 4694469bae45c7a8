use super::super::generate;
use super::support::{described, event, interface, method, shown};
use crate::model::{Status, Type, Use};

#[test]
fn an_interface_without_endpoints_has_no_sections_for_them() {
    let page = generate(&interface());
    for heading in [
        "## Methods",
        "## Properties",
        "## Notifications",
        "## Description",
        "(Defined",
    ] {
        assert!(!page.contains(heading), "{heading} in\n{page}");
    }
    assert!(page.contains("(version 2.1.0).\n"), "{page}");
    assert!(page.contains("**Status: ⚫⚫⚪**"), "{page}");
    assert!(page.ends_with(" |\n"), "{page}");
}

#[test]
fn every_status_has_its_circles() {
    let circles = |status| {
        let page = generate(&crate::model::Interface {
            status,
            ..interface()
        });
        page.matches('⚫').count()
    };
    let statuses = [
        Status::Development,
        Status::Alpha,
        Status::Beta,
        Status::Production,
    ]
    .map(circles);
    assert_eq!(statuses, [0, 1, 2, 3]);
}

#[test]
fn endpoints_without_values_say_so() {
    let mut sample = interface();
    sample
        .methods
        .push(method("reset", None, Use::plain(Type::Null)));
    sample.events.push(event("gone"));
    let page = shown(&generate(&sample));
    for line in [
        "It includes detailed specification about its methods provided and notifications sent.",
        "This method takes no parameters.",
        "This notification carries no parameters.",
        "result\nnull\nmandatory\nAlways null",
    ] {
        assert!(page.contains(line), "{line} not in\n{page}");
    }
    assert!(!page.contains("Errors\n"), "{page}");
    assert!(
        page.contains("\"method\": \"<callsign>.2.reset\"\n}"),
        "{page}"
    );
    assert!(page.contains("\"method\": \"myid.gone\"\n}"), "{page}");
}

#[test]
fn scope_names_what_there_is() {
    let mut sample = interface();
    sample.events.push(event("gone"));
    let page = generate(&sample);
    assert!(
        page.contains("specification about its notifications sent.\n"),
        "{page}"
    );
    sample.events.clear();
    sample
        .methods
        .push(method("reset", None, described(Type::Null, "Nothing")));
    let page = generate(&sample);
    assert!(
        page.contains("specification about its methods provided.\n"),
        "{page}"
    );
}
