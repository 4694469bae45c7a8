use super::*;
use jsonrpc_runtime::Called;
use std::path::Path;

fn mounts() -> Vec<Mount> {
    let mount = |callsign: &str| Mount {
        callsign: callsign.to_owned(),
        methods: vec!["join", "leave", "exists"],
        rights: vec!["acl"],
    };
    vec![mount("Messenger"), mount("Other.one")]
}

fn rules(text: &str) -> Result<AccessRules, String> {
    AccessRules::parse(Path::new("acl.json"), text.to_owned(), &mounts())
        .map_err(|mistakes| mistakes.to_string())
}

fn origin(text: &str) -> Origin {
    Origin::parse(text).expect(text)
}

#[test]
fn the_first_pattern_says_the_role() {
    let rules = rules(
        r#"{"assign": [
            {"url": "https://admin*.example.com", "role": "all"},
            {"url": "https://*.example.com", "role": "none"}
        ], "roles": {"all": {"default": "allowed"}, "none": {}}}"#,
    )
    .expect("is right");
    let join = Called {
        service: Some(0),
        method: Some(0),
    };
    let may_join = |text| {
        rules
            .role(Some(&origin(text)))
            .map(|role| role.permits(join))
    };
    assert_eq!(may_join("https://admin.example.com"), Some(true));
    assert_eq!(may_join("https://admin2.example.com"), Some(true));
    assert_eq!(may_join("https://a.example.com"), Some(false));
    assert_eq!(may_join("http://a.example.com"), None);
    assert!(rules.role(None).is_none());
}

#[test]
fn defaults_exceptions_and_patterns_of_callsigns() {
    let role = |roles: &str| {
        let text = format!(r#"{{"assign": [], "anonymous": "r", "roles": {{"r": {roles}}}}}"#);
        rules(&text)
            .expect("is right")
            .role(None)
            .expect("is assigned")
            .clone()
    };
    let table = |roles: &str| {
        let role = role(roles);
        let row = |service| {
            let methods = [Some(0), Some(1), Some(2), None];
            let permits = |method| {
                role.permits(Called {
                    service: Some(service),
                    method,
                })
            };
            methods.map(|method| if permits(method) { '+' } else { '-' })
        };
        let text: String = row(0).into_iter().chain([' ']).chain(row(1)).collect();
        text
    };
    for (roles, expected) in [
        (r#"{}"#, "---- ----"),
        (r#"{"default": "blocked"}"#, "---- ----"),
        (r#"{"default": "allowed"}"#, "++++ ++++"),
        (r#"{"Messenger": {}, "default": "allowed"}"#, "---- ++++"),
        (r#"{"Messenger": {"methods": ["join"]}}"#, "+--- ----"),
        (
            r#"{"Messenger": {"default": "allowed", "methods": ["join", "e*"]}}"#,
            "-+-+ ----",
        ),
        (
            r#"{"Mess*": {"default": "allowed"}, "*": {"methods": ["*e*"]}}"#,
            "++++ -++-",
        ),
        (
            r#"{"*": {"default": "allowed"}, "Other.one": {}}"#,
            "++++ ----",
        ),
        (r#"{"messenger": {"default": "allowed"}}"#, "---- ----"),
    ] {
        assert_eq!(table(roles), expected, "{roles}");
    }
    let listed = role(r#"{"Messenger": {"default": "allowed", "methods": ["acl"]}}"#);
    assert!(!listed.grants("Messenger", "acl"));
    assert!(listed.grants("Messenger", "join"));
    assert!(!listed.grants("Other.one", "acl"));
    let nobody = Called::default();
    assert!(!role(r#"{"default": "allowed"}"#).permits(nobody));
}

#[test]
fn everything_that_is_wrong_is_told_with_its_place() {
    for (text, place, reason) in [
        ("{", "line 1, column 1", "this is no JSON"),
        ("[]", "line 1, column 1", "an object is expected"),
        (
            "{\n  \"asign\": []}",
            "line 2, column 12",
            "`asign` is no member",
        ),
        ("{}\n{}", "line 2, column 1", "this is no JSON"),
        (
            "{\"assign\": [],\n\"assign\": []}",
            "line 2, column 11",
            "`assign` stands twice",
        ),
        (
            "{\"assign\": {}}",
            "line 1, column 12",
            "a list is expected",
        ),
        ("{\"roles\": {}}", "line 1, column 1", "`assign` is missing"),
        (
            "{\"assign\": [\n{\"url\": \"http://a\"}]}",
            "line 2, column 1",
            "needs `url` and `role`",
        ),
        (
            "{\"assign\": [{\"url\": \"*\", \"role\": \"r\"}], \"roles\": {\"r\": {}}}",
            "line 1, column 21",
            "`*` stands for no origin",
        ),
        (
            "{\"assign\": [{\"url\": \"http://*.a/\", \"role\": \"r\"}], \"roles\": {\"r\": {}}}",
            "line 1, column 21",
            "`http://*.a/` stands for no origin",
        ),
        (
            "{\"assign\": [{\"url\": 5, \"role\": \"r\"}], \"roles\": {\"r\": {}}}",
            "line 1, column 21",
            "a text is expected",
        ),
        (
            "{\"assign\": [], \"anonymous\": \"gest\", \"roles\": {\"guest\": {}}}",
            "line 1, column 29",
            "did you mean `guest`?",
        ),
        (
            "{\"assign\": [], \"roles\": {\"r\": {\"default\": \"allow\"}}}",
            "line 1, column 43",
            "neither `allowed` nor `blocked`",
        ),
        (
            "{\"assign\": [], \"roles\": {\"r\": {\"Messenger\": {\"methods\": [\"jion\"]}}}}",
            "line 1, column 58",
            "did you mean `join`?",
        ),
        (
            "{\"assign\": [], \"roles\": {\"r\": {\"Messenger\": {\"method\": []}}}}",
            "line 1, column 56",
            "did you mean `methods`?",
        ),
    ] {
        let told = rules(text).expect_err(text);
        for part in [place, reason, "acl.json"] {
            assert!(told.contains(part), "{part} is missing for {text}:\n{told}");
        }
    }
    let told = rules("{\"asign\": [], \"assign\": [{\"url\": \"http://a\", \"role\": \"b\"}]}");
    let told = told.expect_err("is wrong twice");
    assert!(
        told.contains("asign") && told.contains("no role `b`"),
        "{told}"
    );
}

#[test]
fn methods_of_what_is_not_mounted_are_left_alone() {
    let text = r#"{"assign": [], "roles": {"r": {"Netflix": {"methods": ["status"]}, "*": {"methods": ["x"]}}}}"#;
    assert!(rules(text).is_ok());
}
