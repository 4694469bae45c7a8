//! Client packages over their lives: what is the user's stays, what is the compiler's is kept up to date.

use codegen::{LoadOptions, Options, Ownership, Target, load};
use std::fs;
use std::path::Path;
use std::process::{Command, ExitStatus};

const DEFINITION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../interface/messenger.json");

fn codegen(arguments: &[&str]) -> ExitStatus {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codegen"));
    let output = command.args(arguments).output().expect("codegen starts");
    output.status
}

#[test]
fn generating_again_keeps_what_is_the_users() {
    let interface = load(DEFINITION, &LoadOptions::default()).interface;
    let interface = interface.expect("the definition is right");
    let mut packages = 0;
    for target in Target::ALL {
        let files = target.generate(&interface, &Options::default());
        if files
            .iter()
            .all(|file| file.ownership == Ownership::Generated)
        {
            continue;
        }
        packages += 1;
        let name = target.name();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("packages")
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        let out = folder.to_str().expect("UTF-8");
        let generate = || codegen(&["generate", name, DEFINITION, "--out", out]);
        assert!(generate().success(), "{name}");
        for file in &files {
            let path = folder.join(&file.name);
            let text = fs::read_to_string(&path).expect("every file is there");
            assert_eq!(text, file.text, "{}", path.display());
            fs::write(&path, format!("{text}edited\n")).expect("it can be written");
        }
        assert_eq!(
            codegen(&["check", DEFINITION, "--out", out]).code(),
            Some(3),
            "{name}"
        );
        assert!(generate().success(), "{name}");
        for file in &files {
            let path = folder.join(&file.name);
            let text = fs::read_to_string(&path).expect("every file is there");
            let expected = match file.ownership {
                Ownership::Generated => file.text.clone(),
                Ownership::User => format!("{}edited\n", file.text),
            };
            assert_eq!(text, expected, "{}", path.display());
        }
        assert!(
            codegen(&["check", DEFINITION, "--out", out]).success(),
            "{name}"
        );
    }
    assert!(packages > 0, "no target writes a package");
}
