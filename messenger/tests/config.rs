//! Settings: where they may be written, which of them wins, and what is said of wrong ones.

use clap::Parser;
use messenger::config::{
    CommandLine, Config, Effective, Environment, Origin, Problems, Serve, Setting, Settings,
    reference,
};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What is in force with these arguments and variables, and no other.
fn load(arguments: &[&str], variables: &[(&str, &str)]) -> Result<Effective, Problems> {
    let line = CommandLine::try_parse_from([&["messenger"], arguments].concat());
    let serve = match line.expect("is a command line").command() {
        messenger::config::Command::Serve(serve)
        | messenger::config::Command::Config(Config { serve, .. }) => serve,
        messenger::config::Command::Token(_) => panic!("{arguments:?} has no settings"),
    };
    settings(&serve, variables)
}

fn settings(serve: &Serve, variables: &[(&str, &str)]) -> Result<Effective, Problems> {
    let environment: Environment = variables.iter().copied().collect();
    serve.settings(&environment)
}

/// A settings file of its own for each test.
fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.toml"));
    std::fs::write(&path, text).expect("the folder of the tests can be written");
    path
}

/// What is wrong with a settings file, without the path.
fn wrong(name: &str, text: &str) -> String {
    let path = file(name, text);
    let path = path.to_str().expect("is text");
    let problems = load(&["--config", path], &[]).expect_err(text);
    assert_eq!(problems.exit_status(), 1);
    problems.to_string().replace(path, "FILE")
}

/// The program in an environment of nothing but these variables.
fn program(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_messenger"))
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .expect("the program starts")
}

/// A value for the setting that is sure to be allowed.
fn allowed(setting: &Setting) -> String {
    setting.default().unwrap_or_default()
}

#[test]
fn the_reference_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("settings.md");
    let text = std::fs::read_to_string(&path).expect("it is checked in");
    assert!(
        text == reference::markdown(),
        "stale: cargo run -p messenger -- config --reference > messenger/settings.md"
    );
}

#[test]
fn every_setting_is_a_flag_a_variable_and_a_key() {
    for setting in Settings::all() {
        let (key, value) = (setting.key(), allowed(setting));
        let flag = load(&[&format!("--{key}={value}")], &[]).expect(key);
        assert_eq!(flag.origin(key), &Origin::Flag(format!("--{key}")));
        let variable = load(&[], &[(setting.variable(), &value)]).expect(key);
        let name = setting.variable().to_owned();
        assert_eq!(variable.origin(key), &Origin::Variable(name));
        let path = file(&format!("one-{key}"), &format!("\n{key} = {value:?}\n"));
        let path_text = path.to_str().expect("is text");
        let in_file = load(&["--config", path_text], &[]).expect(key);
        assert_eq!(in_file.origin(key), &Origin::File(path, 2));
        for effective in [flag, variable, in_file] {
            assert_eq!(effective.settings(), &Settings::default(), "{key}");
        }
    }
}

#[test]
fn flags_win_over_variables_and_those_over_the_file() {
    let path = file(
        "order",
        "max-batch = 1\nmax-name = 1\nmax-id = 1\ncallsign = [\"A\", \"B\"]\nworkers = 3\n",
    );
    let path = path.to_str().expect("is text");
    let variables = [
        ("MESSENGER_CONFIG", path),
        ("MESSENGER_MAX_BATCH", "2"),
        ("MESSENGER_MAX_NAME", "2"),
        ("MESSENGER_WORKERS", ""),
    ];
    let effective = load(&["--max-batch", "3"], &variables).expect("is right");
    let settings = effective.settings();
    assert_eq!(
        (settings.max_batch, settings.max_name, settings.max_id),
        (3, 2, 1)
    );
    assert_eq!(settings.max_text, Settings::default().max_text);
    assert_eq!(settings.callsign, ["A", "B"]);
    assert_eq!(settings.workers, None, "taken back");
    assert_eq!(effective.origin("max-text"), &Origin::Default);

    let other = file("order-other", "max-id = 7\n");
    let other = other.to_str().expect("is text");
    let effective = load(&["--config", other], &variables).expect("is right");
    assert_eq!(effective.settings().max_id, 7, "the flag names the file");
}

#[test]
fn values_are_written_as_it_suits() {
    let path = file(
        "values",
        "max-message = \"2 MiB\"\nmax-queue = 0x10_0000\nidle-membership = \"2m\"\ndrain-time = 0.5\n\
         unmasked-frames = true\ncallsign = \"A, B\"\n",
    );
    let path = path.to_str().expect("is text");
    let effective = load(&["--config", path], &[]).expect("is right");
    let settings = effective.settings();
    assert_eq!(settings.max_message, 2 << 20);
    assert_eq!(settings.max_queue, 1 << 20);
    assert_eq!(settings.idle_membership.as_secs(), 120);
    assert_eq!(settings.drain_time.as_millis(), 500);
    assert!(settings.unmasked_frames);
    assert_eq!(settings.callsign, ["A", "B"]);

    let arguments = ["--unmasked-frames", "--callsign=A,B", "--callsign=C"];
    let effective = load(&arguments, &[]).expect("is right");
    assert!(effective.settings().unmasked_frames);
    assert_eq!(effective.settings().callsign, ["A", "B", "C"]);
}

#[test]
fn what_is_printed_sets_the_same() {
    let arguments = [
        "--listen=[::1]:0",
        "--callsign=A,B",
        "--workers=2",
        "--max-queue=3MiB",
        "--drain-time=1.25",
        "--unmasked-frames",
        "--log=warn,a[b{c=\"d\"}]=info",
        "--log-format=json",
    ];
    for arguments in [&arguments[..], &["--workers="], &[]] {
        let effective = load(arguments, &[("MESSENGER_MAX_BATCH", "7")]).expect("is right");
        let text = effective.to_toml();
        assert!(text.contains("max-batch = 7 "), "{text}");
        assert!(text.contains("# MESSENGER_MAX_BATCH\n"), "{text}");
        let path = file("printed", &text);
        let path = path.to_str().expect("is text");
        let again = load(&["--config", path], &[]).expect(&text);
        assert_eq!(again.settings(), effective.settings());
        assert!(matches!(again.origin("log"), Origin::File(..)));
    }
}

#[test]
fn everything_wrong_in_a_file_is_shown_at_its_place() {
    let text = "max-batch = \"many\"\nmax-nam = 6\ncolour = 1\n[server]\nlisten = \"x\"\n";
    let expected = "\
error: FILE, line 1, column 13: `many` is not a whole number
  |
1 | max-batch = \"many\"
  |             ^^^^^^

error: FILE, line 2, column 1: there is no setting `max-nam`
  |
2 | max-nam = 6
  | ^^^^^^^
  |
  = help: did you mean `max-name`?

error: FILE, line 3, column 1: there is no setting `colour`
  |
3 | colour = 1
  | ^^^^^^

error: FILE, line 4, column 2: there is no setting `server`
  |
4 | [server]
  |  ^^^^^^";
    assert_eq!(wrong("everything", text), expected);
}

#[test]
fn a_file_that_is_not_toml_is_shown_at_its_place() {
    for (number, (text, place)) in [
        ("max-batch = 1\nmax-name 6\n", "line 2, column "),
        ("max-batch = 1\n\nmax-batch = 2\n", "line 3, column 1: "),
        ("max-batch = [1\n", "line 1, column 15: "),
        ("log = \"ä\" x\n", "line 1, column 11: "),
    ]
    .into_iter()
    .enumerate()
    {
        let shown = wrong(&format!("broken-{number}"), text);
        assert!(
            shown.starts_with(&format!("error: FILE, {place}")),
            "{shown}"
        );
    }
    let problems = load(&["--config", "/nowhere/s.toml"], &[]).expect_err("is not there");
    let text = problems.to_string();
    assert!(text.starts_with("error: /nowhere/s.toml: "), "{text}");
    assert_eq!(problems.exit_status(), 1);
}

#[test]
fn values_that_make_no_sense_are_refused() {
    for (line, reason) in [
        ("max-message = 0", "`0` is too small, the least is 1"),
        (
            "max-queue = 16383",
            "`16383` is too small, the least is 16KiB",
        ),
        ("max-rooms = 0", "`0` is too small, the least is 1"),
        ("max-batch = -1", "`-1` is not a whole number"),
        ("max-batch = 1.5", "`1.5` is not a whole number"),
        ("max-batch = true", "`true` is not a whole number"),
        ("max-batch = [1]", "one value is expected, not an array"),
        ("max-batch = {}", "a value is expected, not a table"),
        (
            "max-batch = 1979-05-27",
            "`1979-05-27` is not a whole number",
        ),
        ("max-batch = 9223372036854775808", "too large"),
        ("idle-membership = 0", "`0` is too small, the least is 1s"),
        ("drain-time = nan", "`NaN` is not a time"),
        ("drain-time = inf", "`inf` is not a time"),
        ("listen = 8080", "`8080` is not an address"),
        ("callsign = []", "a name is empty"),
        (
            "callsign = [[\"A\"]]",
            "one value is expected, not an array",
        ),
        ("unmasked-frames = 1", "`1` is neither true nor false"),
        ("log = \"messenger=loud\"", "`messenger=loud` is no filter"),
        ("log-format = \"xml\"", "`xml` is not text or json"),
    ] {
        let shown = wrong("nonsense", line);
        assert!(
            shown.starts_with("error: FILE, line 1, column ") && shown.contains(reason),
            "{shown}"
        );
    }
}

#[test]
fn flags_and_variables_are_named_when_they_are_wrong() {
    let variables = [("MESSENGER_MAX_NAME", "long"), ("MESSENGER_MAX_QUEU", "1")];
    let problems = load(&[], &variables).expect_err("is wrong");
    assert_eq!(problems.exit_status(), 1);
    assert_eq!(
        problems.to_string(),
        "\
error: MESSENGER_MAX_NAME: `long` is not a size: a number of bytes, or of KiB, MiB or GiB

error: MESSENGER_MAX_QUEU: there is no setting of this name
 |
 = help: did you mean `MESSENGER_MAX_QUEUE`?"
    );
    let problems = load(&["--max-batch", "x", "--max-id", "0"], &variables).expect_err("is wrong");
    assert_eq!(problems.iter().count(), 4);
    assert_eq!(problems.exit_status(), 2, "a flag is among them");
    assert!(
        problems
            .to_string()
            .contains("error: --max-batch: `x` is not a whole number\n\n")
    );
}

#[test]
fn variables_of_others_are_left_alone() {
    let kubernetes = [
        ("MESSENGER_PORT", "tcp://10.0.0.1:80"),
        ("MESSENGER_SERVICE_HOST", "10.0.0.1"),
        ("MESSENGER_SERVICE_PORT", "80"),
        ("MESSENGER_SERVICE_PORT_HTTP", "80"),
        ("MESSENGER_PORT_80_TCP", "tcp://10.0.0.1:80"),
        ("MESSENGER_PORT_80_TCP_ADDR", "10.0.0.1"),
        ("MESSENGER_PORT_80_TCP_PORT", "80"),
        ("MESSENGER_PORT_80_TCP_PROTO", "tcp"),
        ("LISTEN", "x"),
    ];
    let effective = load(&[], &kubernetes).expect("is right");
    assert_eq!(effective.settings(), &Settings::default());
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStringExt;
    let line = CommandLine::try_parse_from(["messenger"]).expect("is a command line");
    let messenger::config::Command::Serve(serve) = line.command() else {
        panic!("to serve is the default");
    };
    let value = std::ffi::OsString::from_vec(vec![0xff]);
    let environment: Environment = [("MESSENGER_LOG", value)].into_iter().collect();
    let problems = serve.settings(&environment).expect_err("is wrong");
    assert_eq!(
        problems.to_string(),
        "error: MESSENGER_LOG: the value is not UTF-8"
    );
}

#[test]
fn both_spellings_of_serving_are_the_same() {
    let one = load(&["--max-batch", "1"], &[]).expect("is right");
    let two = load(&["serve", "--max-batch", "1"], &[]).expect("is right");
    assert_eq!(one.settings(), two.settings());
    assert_eq!(one.settings().max_batch, 1);
}

#[test]
fn the_program_prints_its_settings_and_serves_nothing() {
    let output = program(
        &["config", "--max-batch", "9"],
        &[("MESSENGER_MAX_ID", "8")],
    );
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("is text");
    let line = |key: &str| {
        let found = text.lines().find(|line| line.starts_with(key));
        let found = found.expect(key);
        found.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("max-batch "), "max-batch = 9 # --max-batch");
    assert_eq!(line("max-id "), "max-id = 8 # MESSENGER_MAX_ID");
    let rooms = Settings::default().max_rooms;
    assert_eq!(line("max-rooms "), format!("max-rooms = {rooms} # default"));
    let output = program(&["config", "--reference"], &[("MESSENGER_MAX_ID", "x")]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(output.stdout, reference::markdown().as_bytes());
}

#[test]
fn the_program_says_what_is_wrong_and_ends() {
    let path = file("program", "max-nam = 6\n");
    let path = path.to_str().expect("is text");
    for (arguments, variables, status, part) in [
        (&["--no-such-flag"][..], &[][..], 2, "--no-such-flag"),
        (&["--max-nam", "1"], &[], 2, "--max-name"),
        (&["--max-batch", "x"], &[], 2, "--max-batch: `x`"),
        (&["config", "--max-batch", "x"], &[], 2, "--max-batch: `x`"),
        (
            &[],
            &[("MESSENGER_MAX_BATCH", "x")],
            1,
            "MESSENGER_MAX_BATCH: `x`",
        ),
        (
            &["--config", path],
            &[],
            1,
            "line 1, column 1: there is no setting `max-nam`",
        ),
        (
            &["config"],
            &[("MESSENGER_CONFIG", path)],
            1,
            "did you mean `max-name`?",
        ),
        (
            &["config", "--callsign=A,A"],
            &[],
            1,
            "--callsign): the callsign \"A\" is mounted twice",
        ),
        (
            &["--callsign", "1"],
            &[],
            1,
            "--callsign): the callsign \"1\" is not usable",
        ),
    ] {
        let output = program(arguments, variables);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{errors}");
        assert!(
            errors.contains(part) && errors.starts_with("error: "),
            "{errors}"
        );
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn the_exit_status_tells_what_is_wrong_even_if_nobody_reads_why() {
    for (arguments, status) in [
        (["config", "--max-batch", "x"], 2),
        (["config", "--config", "/nowhere"], 1),
        (["config", "--tls-key", "/nowhere"], 2),
        (["config", "--token-key", "/nowhere"], 1),
    ] {
        let full = std::fs::File::create("/dev/full").expect("Linux has it");
        let ended = Command::new(env!("CARGO_BIN_EXE_messenger"))
            .args(arguments)
            .env_clear()
            .stderr(full)
            .status()
            .expect("the program starts");
        assert_eq!(ended.code(), Some(status), "{arguments:?}");
    }
}

#[test]
fn the_help_has_each_setting_under_its_heading() {
    let output = program(&["--help"], &[]);
    let text = String::from_utf8(output.stdout).expect("is text");
    for setting in Settings::all() {
        let heading = format!("\n{}:\n", setting.group());
        let (_, after) = text.split_once(&heading).expect(&heading);
        let section = after.split("\n\n").next().expect("is not empty");
        assert!(
            section.contains(&format!("--{} ", setting.key())),
            "{} is missing in {text}",
            setting.key()
        );
    }
    assert!(text.contains("[default: 5m; at least 1s]"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
}
