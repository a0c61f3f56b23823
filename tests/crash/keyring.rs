//! A credential store that is replaced while a program uses it is found again.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use abgleich_core::keyring_store::KeyringStore;
use abgleich_core::ports::SecretStore as _;
use abgleich_tests::desktop::{Desktop, Store};

/// Set for the child of this test, which is the program that uses the store.
const ROLE: &str = "ABGLEICH_TEST_ROLE";
const ACCOUNT: &str = "0192-replaced-store";

/// Answers `set KEY` and `get`, one line each.
#[expect(
    clippy::print_stdout,
    reason = "the answers go to the parent by standard output"
)]
fn use_the_store() {
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let outcome = match line.split_once(' ') {
            Some(("set", key)) => KeyringStore::default()
                .set(ACCOUNT, &key.to_owned().into())
                .map(drop),
            _ => KeyringStore::default().get(ACCOUNT).map(drop),
        };
        println!("\n>{outcome:?}");
    }
}

struct Program {
    child: Child,
    answers: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Program {
    fn start(desktop: &Desktop) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "--nocapture",
                "keyring::a_replaced_store_is_found_again",
            ])
            .envs(desktop.environment())
            .env(ROLE, "program")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, answers }
    }

    fn ask(&mut self, question: &str) -> String {
        writeln!(self.child.stdin.as_mut().unwrap(), "{question}").unwrap();
        let mut answers = self.answers.by_ref().map(Result::unwrap);
        answers.find(|line| line.starts_with('>')).unwrap()
    }
}

#[test]
fn a_replaced_store_is_found_again() {
    if std::env::var_os(ROLE).is_some() {
        return use_the_store();
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut desktop = runtime.block_on(Desktop::start());
    let mut program = Program::start(&desktop);
    assert_eq!(program.ask("set cal_test_kept"), ">Ok(())");
    assert_eq!(program.ask("get"), ">Ok(())");
    runtime.block_on(desktop.turn_store(Store::Absent));
    assert_eq!(program.ask("get"), ">Err(Absent)");
    for _ in 0..2 {
        runtime.block_on(desktop.turn_store(Store::Unlocked));
        assert_eq!(
            program.ask("get"),
            ">Ok(())",
            "the session of the old one is gone"
        );
    }
    drop(program.child.stdin.take());
    assert!(program.child.wait().unwrap().success());
}
