//! Documents of other programs are read in a process of their own, and whatever happens to that process, the program
//! goes on.
#![allow(clippy::unwrap_used, reason = "what fails in a test should say so at once")]

use std::path::PathBuf;
use std::time::Duration;

use crossread::intake::{self, Article, Hint};
use crossread::session::worker::{ARGUMENT, ForeignError, ForeignReader, InProcess, Limits, Worker, read};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crossread");

const RTF: &str = r#"{\rtf1\ansi\deff0{\info{\title The bridge is closed}{\author Jane Doe}}
\pard\b The council\b0  of Port Halden {\i voted} on Tuesday to close the bridge to lorries until the engineers have looked at it.\par
{\field{\*\fldinst{HYPERLINK "https://example.org"}}{\fldrslt One}}\par{\deleted gone}}"#;

fn worker() -> Worker {
    Worker::new(PROGRAM, [ARGUMENT], Limits::default())
}

fn never() -> bool {
    false
}

/// A program that does what a worker should not do.
#[cfg(unix)]
fn shell(script: &str, limits: Limits) -> Worker {
    Worker::new("/bin/sh", ["-c", script], limits)
}

fn short(time: u64) -> Limits {
    Limits { time: Duration::from_millis(time), ..Limits::default() }
}

fn name(name: &str) -> Hint {
    Hint { file_name: Some(name.to_owned()), ..Hint::default() }
}

#[test]
fn a_worker_reads_what_is_read_here() {
    let worker = worker();
    let arabic =
        r"{\rtf1\ansi\pard \u1602?\u1575?\u1604?\u1578? \u1575?\u1604?\u1581?\u1603?\u1608?\u1605?\u1577?\par}";
    for bytes in [RTF.as_bytes(), b"{\\rtf1 }", arabic.as_bytes()] {
        let here: Article = intake::read(bytes, &name("bridge.rtf")).unwrap();
        assert_eq!(worker.read(bytes, &name("bridge.rtf"), &never), Ok(here.clone()));
        assert_eq!(InProcess.read(bytes, &name("bridge.rtf"), &never), Ok(here));
    }
}

#[test]
fn errors_of_a_document_come_back_as_they_are() {
    let worker = worker();
    let bytes = b"PK\x03\x04 word/document.xml";
    let here = intake::read(bytes, &Hint::default()).unwrap_err();
    assert_eq!(worker.read(bytes, &Hint::default(), &never), Err(ForeignError::Intake(here)));
    let declared = Hint { encoding: Some("klingon".to_owned()), ..name("a.txt") };
    let here = intake::read(b"a", &declared).unwrap_err();
    assert_eq!(worker.read(b"a", &declared, &never), Err(ForeignError::Intake(here)));
    assert!(worker.read(RTF.as_bytes(), &Hint::default(), &never).is_ok(), "and it goes on reading");
}

#[test]
fn many_documents_are_read_at_once() {
    let worker = worker();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    assert!(worker.read(RTF.as_bytes(), &Hint::default(), &never).is_ok());
                }
            });
        }
    });
}

#[test]
fn a_program_that_is_not_there_is_said() {
    let worker = Worker::new(PathBuf::from("/nowhere/crossread"), [ARGUMENT], Limits::default());
    let error = worker.read(RTF.as_bytes(), &Hint::default(), &never).unwrap_err();
    assert!(matches!(error, ForeignError::NotStarted(_)), "{error}");
}

#[cfg(unix)]
#[test]
fn a_worker_that_does_not_answer_is_ended() {
    let error = shell("exec sleep 60", short(300)).read(RTF.as_bytes(), &Hint::default(), &never).unwrap_err();
    assert_eq!(error, ForeignError::TooSlow { seconds: 1 });
    let error = shell("exec sleep 60", short(60_000)).read(RTF.as_bytes(), &Hint::default(), &|| true).unwrap_err();
    assert_eq!(error, ForeignError::Cancelled);
    // More than fits into a pipe, and nobody takes it.
    let large = vec![b' '; 4 * 1024 * 1024];
    let error = shell("exec sleep 60", short(300)).read(&large, &Hint::default(), &never).unwrap_err();
    assert_eq!(error, ForeignError::TooSlow { seconds: 1 });
}

#[cfg(unix)]
#[test]
fn a_worker_that_dies_or_talks_nonsense_is_an_error_with_its_reason() {
    let of = |script: &str| shell(script, short(20_000)).read(RTF.as_bytes(), &Hint::default(), &never).unwrap_err();
    assert!(matches!(of("exit 3"), ForeignError::Fault(_)));
    assert!(matches!(of("kill -9 $$"), ForeignError::Fault(_)));
    assert!(matches!(of("cat > /dev/null & echo something else entirely; wait"), ForeignError::Fault(_)));
    assert!(matches!(
        of("head -c 16 > /dev/null; printf 'crossrd1\\377\\377\\377\\377\\377\\377\\377\\377'"),
        ForeignError::Fault(_)
    ));
    assert!(matches!(
        of("head -c 16 > /dev/null; printf 'crossrd1\\003\\0\\0\\0\\0\\0\\0\\0{}x'"),
        ForeignError::Fault(_)
    ));
    assert_eq!(of("kill -24 $$"), ForeignError::TooSlow { seconds: 20 });
    assert_eq!(of("echo 'memory allocation of 9 bytes failed' >&2; exit 134"), ForeignError::TooMuchMemory);
    assert_eq!(of("echo 'thread has overflowed its stack' >&2; kill -6 $$"), ForeignError::TooDeep);
}

#[cfg(unix)]
#[test]
fn what_a_worker_could_not_read_is_there_as_plain_text_where_it_can_be() {
    let broken = shell("exit 1", short(20_000));
    let article = read(&broken, RTF.as_bytes(), &name("bridge.rtf"), &never).unwrap();
    assert!(article.text.contains("The council of Port Halden voted on Tuesday"), "{}", article.text);
    let said = article.warnings.first().unwrap().to_string();
    assert!(said.starts_with("only the plain text could be read, without headings and details"), "{said}");
    assert_eq!(article.original_sha256, intake::read(RTF.as_bytes(), &Hint::default()).unwrap().original_sha256);
    let error = read(&broken, b"%PDF-1.4 nothing", &Hint::default(), &never).unwrap_err();
    assert!(matches!(error, ForeignError::Fault(_)), "{error}");
    // What is not foreign needs no worker.
    assert_eq!(read(&broken, b"Plain text.", &name("a.txt"), &never).unwrap().text, "Plain text.");
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_has_limits_of_its_own() {
    // Groups without end take memory: within its limit the worker gives up, and the program does not.
    let tight = Worker::new(PROGRAM, [ARGUMENT], Limits { megabytes: 1, ..Limits::default() });
    let deep = [b"{\\rtf1 ".as_slice(), &vec![b'x'; 30 * 1024 * 1024]].concat();
    let error = tight.read(&deep, &Hint::default(), &never).unwrap_err();
    assert_eq!(error, ForeignError::TooMuchMemory);
    assert!(worker().read(RTF.as_bytes(), &Hint::default(), &never).is_ok());
}

#[test]
fn the_command_line_reads_documents_and_does_not_show_its_worker() {
    let folder = tempfile::tempdir().unwrap();
    let (document, set) = (folder.path().join("bridge.rtf"), folder.path().join("bridge.ron"));
    std::fs::write(&document, RTF).unwrap();
    let crossread = |arguments: &[&std::ffi::OsStr]| {
        let output = std::process::Command::new(PROGRAM)
            .args(arguments)
            .env("CROSSREAD_DATA", folder.path().join("data"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), said)
    };
    let (status, _, said) = crossread(&["new".as_ref(), "-o".as_ref(), set.as_ref(), document.as_ref()]);
    assert_eq!((status, said.contains("deletions are left out (1)")), (Some(1), true), "{said}");
    let (_, shown, _) = crossread(&["show".as_ref(), set.as_ref()]);
    assert!(shown.contains("The bridge is closed"), "{shown}");
    let (_, help, _) = crossread(&["--help".as_ref()]);
    assert!(help.contains("new") && !help.contains(ARGUMENT), "{help}");
}
