//! External back ends: what they are given, and what is made of whatever they answer.

use crate::workspace::{Run, Workspace, definition};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A workspace with a definition and a back end that is this shell script.
fn with_script(name: &str, script: &str) -> Workspace {
    let workspace = Workspace::new(name);
    workspace.write("lamp.json", definition("Lamp"));
    executable(&workspace, "tool", &format!("#!/bin/sh\n{script}\n"));
    workspace
}

fn executable(workspace: &Workspace, name: &str, text: &str) {
    workspace.write(name, text);
    let path = workspace.path.join(name);
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("the mode is set");
}

/// A script that answers this, whatever it is asked.
fn answering(answer: &str) -> String {
    format!("cat > /dev/null; cat <<'END'\n{answer}\nEND")
}

fn generate(workspace: &Workspace) -> Run {
    workspace.run(&["generate", "--backend", "tool", "lamp.json", "--out", "out"])
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn the_request_is_one_document_of_known_versions() {
    let workspace = with_script("request", "cat > request.json; echo '{\"protocol\": 1}'");
    workspace
        .run(&[
            "generate",
            "--backend",
            "./tool",
            "lamp.json",
            "--out",
            "out",
            "--option",
            "a=b=c",
            "--option",
            "d=",
        ])
        .gives(0)
        .quietly();
    let request: serde_json::Value =
        serde_json::from_str(&workspace.read("request.json")).expect("one document");
    assert_eq!(request["protocol"], 1);
    assert_eq!(request["model"], codegen::model::MODEL_VERSION);
    let compiler = serde_json::json!({ "name": "codegen", "version": env!("CARGO_PKG_VERSION") });
    assert_eq!(request["compiler"], compiler);
    assert_eq!(
        request["options"],
        serde_json::json!({ "a": "b=c", "d": "" })
    );
    let explained = workspace.run(&["explain", "lamp.json"]).gives(0).stdout;
    let explained: serde_json::Value = serde_json::from_str(&explained).expect("JSON");
    assert_eq!(request["interface"], explained);
    assert!(!workspace.has("out"), "no file, no directory");
}

#[test]
fn files_are_texts_or_bytes_and_may_be_the_users() {
    let answer = r#"{ "protocol": 1, "files": [
        { "name": "a/b.txt", "text": "text\n" },
        { "name": "c.bin", "base64": "AP+A" },
        { "name": "mine.txt", "text": "first\n", "owner": "user" } ] }"#;
    let workspace = with_script("files", &answering(answer));
    generate(&workspace).gives(0).quietly();
    assert_eq!(workspace.read("out/a/b.txt"), "text\n");
    let bytes = fs::read(workspace.path.join("out/c.bin")).expect("written");
    assert_eq!(bytes, [0, 255, 128]);
    workspace.write("out/mine.txt", "second\n");
    let check = ["check", "lamp.json", "--backend", "tool", "--out", "out"];
    workspace.run(&check).gives(0).quietly();
    generate(&workspace).gives(0).quietly();
    assert_eq!(workspace.read("out/mine.txt"), "second\n");
    workspace.write("out/c.bin", [0, 1]);
    workspace
        .run(&check)
        .gives(3)
        .says("error: out/c.bin is stale; `codegen generate --backend tool` writes it anew");
    // One file can be printed, several cannot.
    workspace
        .run(&["generate", "--backend", "tool", "lamp.json"])
        .gives(2)
        .says("`tool` gives 3 files");
    let workspace = with_script(
        "print",
        &answering(r#"{ "protocol": 1, "files": [{ "name": "x", "text": "printed" }] }"#),
    );
    let run = workspace.run(&["generate", "--backend", "tool", "lamp.json"]);
    assert_eq!(run.gives(0).stdout, "printed");
}

#[test]
fn what_a_back_end_says_is_shown_with_its_place() {
    let answer = r#"{ "protocol": 1,
        "files": [{ "name": "x", "text": "x" }],
        "diagnostics": [
            { "level": "warning", "message": "too bright", "path": "/methods/0/params", "help": "dim it" },
            { "level": "warning", "message": "too dark", "path": "/types/7" } ] }"#;
    let workspace = with_script(
        "remarks",
        &format!("echo working >&2; {}", answering(answer)),
    );
    generate(&workspace)
        .gives(0)
        .says("working\n")
        .says("warning[back-end]: too bright\n --> lamp.json:3:16")
        .says("= note: this is about `/methods/0/params` of the model")
        .says("= help: dim it")
        .says("warning[back-end]: too dark")
        .says("= note: said by `tool lamp.json`");
    assert!(workspace.has("out/x"));
    let workspace = with_script(
        "refusal",
        &answering(&answer.replacen("warning", "error", 1)),
    );
    generate(&workspace)
        .gives(1)
        .says("error[back-end]: too bright")
        .says("a back end refuses the interface; nothing is written");
    assert!(!workspace.has("out"));
}

#[test]
fn whatever_else_it_does_is_an_error_and_nothing_is_written() {
    let file = |content: &str| {
        answering(&format!(
            r#"{{ "protocol": 1, "files": [{{ "name": "good", "text": "x" }}, {{ {content} }}] }}"#
        ))
    };
    let named = |name: &str| file(&format!(r#""text": "x", "name": "{name}""#));
    let cases = [
        ("exit 3", "tool failed: exit status: 3"),
        ("kill -9 $$", "tool failed: signal: 9"),
        (
            "echo '{\"protocol\": 1}'; exit 1",
            "tool failed: exit status: 1",
        ),
        ("true", "tool is empty: one JSON document is expected"),
        (
            "echo hello",
            "tool is not what the protocol says: expected value at line 1",
        ),
        (
            "echo '{\"protocol\": 1} x'",
            "tool is not what the protocol says: trailing characters",
        ),
        (
            "echo '{\"protocol\": 2}'",
            "tool is of protocol 2; this compiler knows 1",
        ),
        ("echo '{}'", "missing field `protocol`"),
        (
            "echo '{\"protocol\": 1, \"fles\": []}'",
            "unknown field `fles`",
        ),
        ("printf '\\377\\376'", "tool is not what the protocol says"),
        (
            &file(r#""name": "x", "txt": "x""#),
            "files[1].txt: unknown field `txt`",
        ),
        (
            &file(r#""name": "x""#),
            "a file \"x\" with neither `text` nor `base64`",
        ),
        (
            &file(r#""name": "x", "text": "", "base64": """#),
            "with both `text` and `base64`",
        ),
        (
            &file(r#""name": "x", "base64": "%%""#),
            "a file \"x\" whose `base64` is none",
        ),
        (
            &named(""),
            "whose name is not a path below the output directory",
        ),
        (
            &named("."),
            "whose name is not a path below the output directory",
        ),
        (
            &named("../x"),
            "whose name is not a path below the output directory",
        ),
        (
            &named("a/../../x"),
            "whose name is not a path below the output directory",
        ),
        (
            &named("/x"),
            "whose name is not a path below the output directory",
        ),
        (
            &named("a//x"),
            "whose name is not a path below the output directory",
        ),
        (
            &named("a/"),
            "whose name is not a path below the output directory",
        ),
        (
            &named("C:x"),
            "whose name is not a path below the output directory",
        ),
        (
            &named(r"a\\x"),
            "whose name has characters that not every system takes",
        ),
        (
            &named(r"a\nx"),
            "whose name has characters that not every system takes",
        ),
        (
            &named(r"a\u0000x"),
            "whose name has characters that not every system takes",
        ),
        (&named("link/x"), "whose directory is a symbolic link"),
        (
            &named("link/deeper/x"),
            "whose directory is a symbolic link",
        ),
        (&named("good/below"), "cannot write out/good"),
        (&named(&"n".repeat(300)), "out/nnnn"),
        (
            "exec yes",
            "tool answered with more than 64 MiB and was stopped",
        ),
    ];
    let workspace = Workspace::new("wrong-answers");
    workspace.write("lamp.json", definition("Lamp"));
    fs::create_dir_all(workspace.path.join("out/elsewhere")).expect("made");
    symlink("elsewhere", workspace.path.join("out/link")).expect("made");
    for (script, said) in cases {
        executable(&workspace, "tool", &format!("#!/bin/sh\n{script}\n"));
        let before = workspace.files();
        generate(&workspace).gives(1).says(said);
        assert_eq!(workspace.files(), before, "{script}");
    }
}

#[test]
fn a_file_over_the_definition_or_twice_is_refused() {
    let file = r#"{ "name": "lamp.json", "text": "{}" }"#;
    let workspace = with_script(
        "over",
        &answering(&format!("{{ \"protocol\": 1, \"files\": [{file}] }}")),
    );
    workspace
        .run(&["generate", "--backend", "tool", "lamp.json", "--out", "."])
        .gives(1)
        .says("`tool lamp.json` would write ./lamp.json, which the definition consists of");
    assert_eq!(workspace.read("lamp.json"), definition("Lamp"));
    let workspace = with_script(
        "twice",
        &answering(&format!(
            "{{ \"protocol\": 1, \"files\": [{file}, {file}] }}"
        )),
    );
    generate(&workspace).gives(1).says("would be written twice");
    assert!(!workspace.has("out"));
}

#[test]
fn a_program_that_does_not_end_is_stopped() {
    let workspace = with_script("slow", "exec sleep 600");
    workspace
        .run(&[
            "generate",
            "--backend",
            "tool",
            "lamp.json",
            "--out",
            "out",
            "--timeout",
            "1",
        ])
        .gives(1)
        .says("tool was not done after 1 s and was stopped; nothing is written");
    // It closes its output and goes on.
    let workspace = with_script("silent", "exec >&-; exec sleep 600");
    workspace
        .run(&[
            "generate",
            "--backend",
            "tool",
            "lamp.json",
            "--out",
            "out",
            "--timeout",
            "1",
        ])
        .gives(1)
        .says("tool was not done after 1 s");
}

#[test]
fn a_program_need_not_read() {
    let methods: Vec<String> = (0..3000)
        .map(|number| format!("\"m{number}\": {{ \"summary\": \"s\" }}"))
        .collect();
    let large = definition("Large").replace(
        "\"switch\"",
        &format!("{},\n\"switch\"", methods.join(",\n")),
    );
    let workspace = with_script("deaf", "echo '{\"protocol\": 1}'");
    workspace.write("lamp.json", large);
    generate(&workspace).gives(0).quietly();
}

#[test]
fn what_is_no_program_is_said_to_be_none() {
    let workspace = Workspace::new("no-program");
    workspace
        .write("lamp.json", definition("Lamp"))
        .write("plain", "#!/bin/sh\n");
    executable(&workspace, "broken", "#!/no/such/interpreter\n");
    for (program, said) in [
        ("absent", "the back end absent is not there"),
        (
            "plain",
            "the back end plain cannot be run (Permission denied",
        ),
        ("broken", "a script needs a first line such as"),
        (".", "the back end . cannot be run"),
    ] {
        workspace
            .run(&[
                "generate",
                "--backend",
                program,
                "lamp.json",
                "--out",
                "out",
            ])
            .gives(1)
            .says(said);
    }
    assert!(!workspace.has("out"));
}

#[test]
fn programs_on_the_search_path_are_targets() {
    let workspace = Workspace::new("search-path");
    workspace.write("lamp.json", definition("Lamp"));
    let script = answering(r#"{ "protocol": 1, "files": [{ "name": "x", "text": "x" }] }"#);
    executable(
        &workspace,
        "bin/codegen-mine",
        &format!("#!/bin/sh\n{script}\n"),
    );
    workspace.write("bin/codegen-plain", "");
    let run = |arguments: &[&str]| {
        let path = std::env::var("PATH").expect("a search path");
        let output = Command::new(env!("CARGO_BIN_EXE_codegen"))
            .args(arguments)
            .current_dir(&workspace.path)
            .env("PATH", format!("{}/bin:{path}", workspace.path.display()))
            .output()
            .expect("the program runs");
        Run::new(&output)
    };
    run(&["generate", "mine", "lamp.json", "--out", "out"])
        .gives(0)
        .quietly();
    run(&["check", "lamp.json", "--target", "mine", "--out", "out"])
        .gives(0)
        .quietly();
    workspace.write("out/x", "y");
    run(&["check", "lamp.json", "--target", "mine", "--out", "out"])
        .gives(3)
        .says("`codegen generate mine` writes it anew");
    run(&["generate", "plain", "lamp.json", "--out", "out"])
        .gives(2)
        .says("there is no target `plain`, and no program `codegen-plain` on the search path");
    run(&["generate", "../bin/codegen-mine", "lamp.json"])
        .gives(2)
        .says("there is no target `../bin/codegen-mine`\n");
    run(&["generate", "rsut", "lamp.json"])
        .gives(2)
        .says("did you mean `rust`?");
    workspace.write(
        "codegen.toml",
        "[[output]]\ndefinition = 'lamp.json'\ntarget = 'mine'\nout = 'made'\n",
    );
    run(&["generate"]).gives(0).quietly();
    run(&["check"]).gives(0).quietly();
    assert_eq!(workspace.read("made/x"), "x");
}

#[test]
fn a_project_gives_a_back_end_all_that_toml_has() {
    let workspace = Workspace::new("toml");
    executable(
        &workspace,
        "sub/tool",
        "#!/bin/sh\npwd > directory\ncat > request.json\necho '{\"protocol\": 1}'\n",
    );
    workspace.write("lamp.json", definition("Lamp")).write(
        "codegen.toml",
        "[[output]]\ndefinition = 'lamp.json'\nbackend = 'sub/tool'\nout = 'out'\ntimeout = 20\n\
         [output.options]\ntext = 'a'\nnumber = 1\nfraction = 0.5\nyes = true\nlist = [1, 'b']\n\
         time = 1979-05-27\n[output.options.inner]\nx = -1\n",
    );
    workspace.run_in("sub", &["generate"]).gives(0).quietly();
    let request: serde_json::Value =
        serde_json::from_str(&workspace.read("request.json")).expect("one document");
    assert_eq!(
        request["options"],
        serde_json::json!({
            "text": "a", "number": 1, "fraction": 0.5, "yes": true, "list": [1, "b"],
            "time": "1979-05-27", "inner": { "x": -1 }
        })
    );
    workspace.run(&["check"]).gives(0).quietly();
    let rest = "definition = 'lamp.json'\nout = 'out'\n";
    for (text, said) in [
        ("backend = 'sub/tol'\n", "did you mean `tool`?"),
        ("backend = 'sub'\n", "there is no program `sub`"),
        ("backend = 'sub/tool'\ntarget = 'rust'\n", "not both"),
        (
            "target = 'rust'\ntimeout = 0\n",
            "a whole number of seconds",
        ),
        (
            "backend = 'sub/tool'\noptions.x = nan\n",
            "JSON has no such number",
        ),
    ] {
        workspace.write("codegen.toml", format!("[[output]]\n{rest}{text}"));
        workspace
            .run(&["generate"])
            .gives(1)
            .says(said)
            .says("--> codegen.toml:");
    }
}

#[test]
fn the_example_is_fresh_and_works_from_the_search_path() {
    let example = repository().join("examples/csv");
    let project = example.join("codegen.toml");
    let workspace = Workspace::new("example");
    workspace
        .run(&["check", "--project", project.to_str().expect("UTF-8")])
        .gives(0)
        .quietly();
    let nasty = "=1+1;\\\"x\\\", \\n y";
    workspace.write(
        "lamp.json",
        definition("Lamp").replace("Switches it", nasty),
    );
    let program = example.join("codegen-csv");
    let program = program.to_str().expect("UTF-8");
    let run = workspace
        .run(&["generate", "--backend", program, "lamp.json"])
        .gives(0);
    assert_eq!(
        run.stdout,
        "kind,name,index,takes,gives,errors,deprecated,summary\n\
         method,switch,,,,,,\"'=1+1;\"\"x\"\", y\"\n"
    );
    workspace
        .run(&[
            "generate",
            "--backend",
            program,
            "lamp.json",
            "--option",
            "separator=ab",
        ])
        .gives(1)
        .says("the option `separator` is one character");
    workspace.write(
        "lamp.json",
        definition("Lamp").replace("summary", "description"),
    );
    workspace
        .run(&["generate", "--backend", program, "lamp.json"])
        .gives(0)
        .says("switch has no summary to show in the table\n --> lamp.json:3:16");
}
