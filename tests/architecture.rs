//! Keeps the arrows: parses every file of `src/` and fails when a module reaches against them.
//!
//! ```text
//! text <- model <- anchor, index, wire <- intake, compare, store <- exchange <- session <- cli
//!                                                                   job  <------^      <-  gui
//! ```
//!
//! A name from another module comes in through a path that begins with `crate`, `self` or `super`, so that it is enough
//! to look at every path of a file: in `use` trees, expressions, types, patterns, attributes, and in the tokens of
//! macros. What would hide a path (an alias of the whole crate, a glob over it, a file at another path) is itself a
//! fault.
#![allow(clippy::unwrap_used, reason = "what fails in a test should say so at once")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::buffer::{Cursor, TokenBuffer};
use syn::visit::{self, Visit};

/// From the bottom to the top. A module may use what stands on lower steps, not its neighbours.
const STEPS: [&[&str]; 7] = [
    &["text"],
    &["model"],
    &["anchor", "index", "wire"],
    &["intake", "compare", "store"],
    &["exchange"],
    &["session"],
    &["cli", "gui"],
];

/// Stands beside the steps: uses none of them, and is used by the upper ones only.
const BESIDE: &str = "job";
const USERS_OF_BESIDE: [&str; 3] = ["session", "cli", "gui"];

/// The window and its text, known to `gui` alone.
const GUI_CRATES: [&str; 12] = [
    "egui",
    "eframe",
    "epaint",
    "egui_extras",
    "egui_kittest",
    "emath",
    "ecolor",
    "winit",
    "parley",
    "fontique",
    "skrifa",
    "vello_cpu",
];

/// The system's dialogs, known to one file alone.
const DIALOGS: &str = "rfd";
const DIALOGS_FILE: [&str; 2] = ["gui", "platform"];

/// The network, known to one file alone.
const NETWORK: [&str; 2] = ["ureq", "rustls"];
const NETWORK_FILE: [&str; 2] = ["session", "fetch"];

/// These get bytes and give bytes.
const WITHOUT_FILES: [&str; 5] = ["text", "model", "wire", "intake", "exchange"];

/// These are told what time it is.
const WITHOUT_CLOCK: [&str; 2] = ["text", "model"];

/// Methods of a path that ask the disk; ours may have such names too where no path is in sight.
const DISK_METHODS: [&str; 10] = [
    "canonicalize",
    "exists",
    "is_dir",
    "is_file",
    "is_symlink",
    "metadata",
    "read_dir",
    "read_link",
    "symlink_metadata",
    "try_exists",
];

#[test]
fn no_module_reaches_against_the_arrows() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    files.sort();
    assert!(files.len() > 20, "only {} files found", files.len());

    let root = Root::parse(&std::fs::read_to_string(src.join("lib.rs")).unwrap());
    let mut faults = root.faults.clone();
    let sources: Vec<(&Path, Vec<String>, String)> = files
        .iter()
        .map(|file| {
            let name = file.strip_prefix(&src).unwrap();
            (name, module_of(name), std::fs::read_to_string(file).unwrap())
        })
        .collect();
    let tests: BTreeSet<Vec<String>> =
        sources.iter().flat_map(|(_, module, source)| test_modules(module, source)).collect();
    for (name, module, source) in &sources {
        let in_test = (0..module.len()).any(|end| tests.contains(&module[..=end]));
        let found = faults_in(&root, module, in_test, source);
        faults.extend(found.into_iter().map(|fault| format!("src/{}: {fault}", name.display())));
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn rust_files(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The module that a file below `src/` is.
fn module_of(file: &Path) -> Vec<String> {
    let mut path: Vec<String> =
        file.with_extension("").components().map(|part| part.as_os_str().to_str().unwrap().to_owned()).collect();
    if path.last().is_some_and(|last| last == "mod") || path == ["lib"] || path == ["main"] {
        path.pop();
    }
    path
}

/// The modules in files of their own that a file declares for tests only.
fn test_modules(module: &[String], source: &str) -> Vec<Vec<String>> {
    let file = syn::parse_file(source).unwrap();
    let declared = file.items.iter().filter_map(|item| match item {
        syn::Item::Mod(item) if item.content.is_none() && only_for_tests(&item.attrs) => Some(item.ident.to_string()),
        _ => None,
    });
    declared.map(|name| module.iter().cloned().chain([name]).collect()).collect()
}

fn only_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("cfg") => {
            let condition = list.tokens.to_string().replace(' ', "");
            condition == "test" || condition.starts_with("all(test,")
        }
        _ => false,
    })
}

/// What the crate's root makes known under other names.
#[derive(Default)]
struct Root {
    names: BTreeMap<String, Vec<String>>,
    faults: Vec<String>,
}

impl Root {
    fn parse(source: &str) -> Self {
        let mut root = Self::default();
        for item in &syn::parse_file(source).unwrap().items {
            if let syn::Item::Use(item) = item {
                for leaf in leaves(&item.tree) {
                    let path = absolute(&[], &leaf.path);
                    if leaf.glob {
                        root.faults.push(format!("src/lib.rs: a glob over {} hides what is used", path.join("::")));
                    } else if let Some(name) = leaf.name {
                        root.names.insert(name, path);
                    }
                }
            }
        }
        root
    }
}

/// What is wrong in one file, which may be there for tests only.
fn faults_in(root: &Root, module: &[String], in_test: bool, source: &str) -> Vec<String> {
    let mut reader = Reader { here: module.to_vec(), in_test, ..Reader::default() };
    reader.visit_file(&syn::parse_file(source).unwrap());
    let mut faults: BTreeSet<String> = reader.faults.into_iter().collect();
    let home = module.first().map(String::as_str);
    if let Some(home) = home
        && home != BESIDE
        && step(home).is_none()
    {
        faults.insert(format!("the module {home} has no place on the steps"));
    }
    for named in &reader.named {
        faults.extend(judge_module(root, home, module, named));
        faults.extend(judge_outside(home, module, named));
    }
    let knows_paths = reader.named.iter().any(|named| named.path.starts_with(&["std".into(), "path".into()]));
    if knows_paths && home.is_some_and(|home| WITHOUT_FILES.contains(&home)) {
        let asked = reader.methods.iter().filter(|method| DISK_METHODS.contains(&method.as_str()));
        faults.extend(asked.map(|method| format!(".{method}() asks the disk")));
    }
    faults.into_iter().collect()
}

fn step(module: &str) -> Option<usize> {
    STEPS.iter().position(|step| step.contains(&module))
}

/// Whether a path leads to a module that `home` may not use. The root may name all.
fn judge_module(root: &Root, home: Option<&str>, module: &[String], named: &Named) -> Option<String> {
    let home = home?;
    let mut path = named.path.clone();
    for _ in 0..10 {
        let ["crate", rest @ ..] = &path.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
            // The root has a name for something from outside.
            return judge_outside(Some(home), module, &Named { path, hidden: false, ..*named });
        };
        let Some(target) = rest.first() else {
            return named.hidden.then(|| "names the whole crate, which hides what is used".to_owned());
        };
        if *target == BESIDE || step(target).is_some() {
            let allowed = home == *target
                || (*target == BESIDE && USERS_OF_BESIDE.contains(&home))
                || matches!((step(home), step(target)), (Some(home), Some(target)) if target < home);
            return (!allowed).then(|| format!("{home} must not use {target}: {}", named.path.join("::")));
        }
        match root.names.get(*target) {
            Some(known) => path = known.iter().cloned().chain(rest[1..].iter().map(|&name| name.to_owned())).collect(),
            None => break,
        }
    }
    Some(format!("cannot tell where {} comes from", named.path.join("::")))
}

/// Whether a path leads to something outside the crate that `module` may not use.
fn judge_outside(home: Option<&str>, module: &[String], named: &Named) -> Option<String> {
    let path: Vec<&str> = named.path.iter().map(String::as_str).collect();
    let first = *path.first()?;
    let shown = path.join("::");
    if GUI_CRATES.contains(&first) && home != Some("gui") {
        return Some(format!("only gui may name {first}: {shown}"));
    }
    if first == DIALOGS && !module.iter().map(String::as_str).take(2).eq(DIALOGS_FILE) {
        return Some(format!("only src/{}.rs may name {first}: {shown}", DIALOGS_FILE.join("/")));
    }
    let talks = NETWORK.contains(&first)
        || path.starts_with(&["std", "net"])
            && path.iter().any(|name| name.starts_with("Tcp") || name.starts_with("Udp"));
    if talks && !module.iter().map(String::as_str).take(2).eq(NETWORK_FILE) {
        return Some(format!("only src/{}.rs may use the network: {shown}", NETWORK_FILE.join("/")));
    }
    let home = home?;
    // Tests may read their samples.
    if WITHOUT_FILES.contains(&home) && !named.in_test {
        let on_disk = path.starts_with(&["std", "fs"])
            || path.starts_with(&["std", "io", "File"])
            || first == "tempfile"
            || (named.hidden && path == ["std"])
            || path.windows(2).any(|pair| matches!(pair, ["Path" | "PathBuf", m] if DISK_METHODS.contains(m)));
        if on_disk {
            return Some(format!("{home} knows no file system: {shown}"));
        }
    }
    if WITHOUT_CLOCK.contains(&home) {
        let clock = path.iter().any(|name| ["SystemTime", "Instant"].contains(name));
        if clock || (path.len() > 1 && path.last() == Some(&"now")) {
            return Some(format!("{home} knows no clock: {shown}"));
        }
    }
    None
}

/// A path, from the crate's root or from another crate.
#[derive(Debug)]
struct Named {
    path: Vec<String>,
    /// Whether it brings in everything below it, under another name or none: `use a as b`, `use a::*`.
    hidden: bool,
    in_test: bool,
}

/// One name that a `use` brings in.
struct Leaf {
    path: Vec<String>,
    name: Option<String>,
    glob: bool,
}

fn leaves(tree: &syn::UseTree) -> Vec<Leaf> {
    fn walk(prefix: &[String], tree: &syn::UseTree, found: &mut Vec<Leaf>) {
        let with = |name: &syn::Ident| {
            // `a::{self}` is `a`.
            let more = (prefix.is_empty() || name != "self").then(|| name.to_string());
            prefix.iter().cloned().chain(more).collect::<Vec<_>>()
        };
        match tree {
            syn::UseTree::Path(path) => walk(&with(&path.ident), &path.tree, found),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| walk(prefix, tree, found)),
            syn::UseTree::Glob(_) => found.push(Leaf { path: prefix.to_vec(), name: None, glob: true }),
            syn::UseTree::Name(name) => {
                let path = with(&name.ident);
                found.push(Leaf { name: path.last().cloned(), path, glob: false });
            }
            syn::UseTree::Rename(rename) => {
                let name = Some(rename.rename.to_string());
                found.push(Leaf { path: with(&rename.ident), name, glob: false });
            }
        }
    }
    let mut found = Vec::new();
    walk(&[], tree, &mut found);
    found
}

/// The path as it is seen from anywhere: `crate` first for what is ours.
fn absolute(here: &[String], path: &[String]) -> Vec<String> {
    let mut base: Vec<String> = match path.first().map(String::as_str) {
        Some("crate" | "crossread") => Vec::new(),
        Some("self" | "super") => here.to_vec(),
        // In the root, a module is known by its bare name.
        Some(name) if here.is_empty() && (name == BESIDE || step(name).is_some()) => vec![name.to_owned()],
        _ => return path.to_vec(),
    };
    for (n, name) in path.iter().enumerate() {
        match name.as_str() {
            "super" => drop(base.pop()),
            _ if n == 0 => {}
            name => base.push(name.to_owned()),
        }
    }
    std::iter::once("crate".to_owned()).chain(base).collect()
}

/// Collects every path of a file.
#[derive(Default)]
struct Reader {
    /// The module, with the inline ones that are being read.
    here: Vec<String>,
    in_test: bool,
    named: Vec<Named>,
    /// The methods that are called outside of tests.
    methods: Vec<String>,
    faults: Vec<String>,
}

impl Reader {
    fn name(&mut self, path: &[String], hidden: bool) {
        // A single name is a local one, or was brought in by a path.
        if path.len() > 1 || hidden {
            self.named.push(Named { path: absolute(&self.here, path), hidden, in_test: self.in_test });
        }
    }

    /// Looks for paths among tokens that are not parsed. After `a::` comes a group whose paths continue `prefix`.
    fn scan(&mut self, prefix: &[String], mut cursor: Cursor<'_>) {
        let mut before = String::new();
        while !cursor.eof() {
            if let Some((ident, next)) = cursor.ident() {
                let ident = ident.to_string();
                cursor = match ident.as_str() {
                    "as" => next.ident().map_or(next, |(_, next)| next),
                    "self" if !prefix.is_empty() => {
                        self.name(prefix, true);
                        next
                    }
                    _ => self.scan_path(prefix, ident.clone(), before == "use", next),
                };
                before = ident;
            } else if let Some((inside, _, _, next)) = cursor.any_group() {
                self.scan(prefix, inside);
                cursor = next;
            } else if let Some((literal, next)) = cursor.literal() {
                self.scan_literal(&literal.to_string());
                cursor = next;
            } else if let Some((_, next)) = cursor.token_tree() {
                if !prefix.is_empty() && cursor.punct().is_some_and(|(punct, _)| punct.as_char() == '*') {
                    self.name(prefix, true);
                }
                cursor = next;
            } else {
                break;
            }
        }
    }

    fn scan_path<'a>(&mut self, prefix: &[String], first: String, used: bool, mut cursor: Cursor<'a>) -> Cursor<'a> {
        let mut path = prefix.to_vec();
        path.push(first);
        while let Some(next) = after_colons(cursor) {
            if let Some((ident, next)) = next.ident() {
                path.push(ident.to_string());
                cursor = next;
            } else if let Some((inside, _, _, next)) = next.any_group() {
                self.scan(&path, inside);
                return next;
            } else if let Some((punct, next)) = next.punct()
                && punct.as_char() == '*'
            {
                self.name(&path, true);
                return next;
            } else {
                break;
            }
        }
        self.name(&path, used);
        cursor
    }

    /// `#[serde(with = "crate::a")]` names a module too.
    fn scan_literal(&mut self, literal: &str) {
        let inside = literal.trim_matches('"');
        if ["crate::", "super::", "self::"].iter().any(|start| inside.starts_with(start))
            && let Ok(path) = syn::parse_str::<syn::Path>(inside)
        {
            self.visit_path(&path);
        }
    }
}

fn after_colons(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let colon = |cursor: Cursor<'_>| cursor.punct().is_some_and(|(punct, _)| punct.as_char() == ':');
    let (_, second) = cursor.punct().filter(|_| colon(cursor))?;
    let (_, rest) = second.punct().filter(|_| colon(second))?;
    Some(rest)
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let outside = self.in_test;
        self.in_test |= only_for_tests(&item.attrs);
        self.here.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.here.pop();
        self.in_test = outside;
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        for leaf in leaves(&item.tree) {
            self.name(&leaf.path, true);
        }
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let name = if item.ident == "self" { "crate".to_owned() } else { item.ident.to_string() };
        self.name(&[name], true);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.name(&names, false);
        visit::visit_path(self, path);
    }

    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {
        // `pub(in crate::a)` can only name a module that the item stands in.
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if !self.in_test {
            self.methods.push(call.method.to_string());
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        if mac.path.is_ident("include") {
            self.faults.push("include! brings in what is not looked at".to_owned());
        }
        self.scan(&[], TokenBuffer::new2(mac.tokens.clone()).begin());
        visit::visit_macro(self, mac);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("path") {
            self.faults.push("#[path] puts a module where it is not looked for".to_owned());
        }
        if let syn::Meta::List(list) = &attribute.meta {
            self.scan(&[], TokenBuffer::new2(list.tokens.clone()).begin());
        }
    }
}

/// Checks a piece of a module against the faults that should be found in it, each given by some of its words.
#[track_caller]
fn check_in(lib: &str, module: &str, source: &str, expected: &[&str]) {
    let root = Root::parse(lib);
    let module: Vec<String> = module.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let mut faults = root.faults.clone();
    faults.extend(faults_in(&root, &module, false, source));
    let alike = faults.len() == expected.len() && expected.iter().all(|words| faults.iter().any(|f| f.contains(words)));
    assert!(alike, "in {module:?}: {source}\nfound    {faults:#?}\nexpected {expected:#?}");
}

#[track_caller]
fn check(module: &str, source: &str, expected: &[&str]) {
    check_in("", module, source, expected);
}

#[test]
fn a_file_is_the_module_that_its_path_says() {
    for (file, module) in [
        ("lib.rs", ""),
        ("main.rs", ""),
        ("model/mod.rs", "model"),
        ("model/edit.rs", "model::edit"),
        ("gui/article/layout/mod.rs", "gui::article::layout"),
        ("cli/main.rs", "cli::main"),
    ] {
        assert_eq!(module_of(Path::new(file)).join("::"), module);
    }
}

#[test]
fn a_module_may_use_lower_steps_and_itself() {
    check("model", "use crate::text::Span; use super::text; fn f() { crate::model::edit::g() }", &[]);
    check("exchange::csv", "use crate::{anchor::Anchor, wire, store, intake, model::*};", &[]);
    check("gui", "use crate::{session::{self, Session}, job::Job}; use egui::Ui;", &[]);
    check("", "pub mod text; use gui::run; fn f() { crate::cli::g(); crossread::gui::h(); }", &[]);
}

#[test]
fn a_module_must_not_use_upper_steps_or_its_neighbours() {
    check("text", "use crate::model::Edit;", &["text must not use model"]);
    check("model::edit", "use crate::gui;", &["model must not use gui"]);
    check("index", "use crate::wire::read;", &["index must not use wire"]);
    check("cli", "use crate::gui::run;", &["cli must not use gui"]);
    check("gui", "use crate::cli::run;", &["gui must not use cli"]);
    check("store", "use crate::exchange::Format;", &["store must not use exchange"]);
    check("exchange", "use crate::job::Progress;", &["exchange must not use job"]);
    check("job", "use crate::text::Span;", &["job must not use text"]);
    check("helpers", "", &["helpers has no place"]);
    check("model", "use crate::helpers::x;", &["cannot tell where crate::helpers::x"]);
}

#[test]
fn paths_in_code_count_as_well_as_uses() {
    check("text", "fn f(x: crate::model::Edit) {}", &["text must not use model"]);
    check("text", "fn f() { let x = crate::model::edit::apply(1); }", &["must not use model"]);
    check("text", "impl crate::model::Record for u8 {}", &["must not use model"]);
    check("text", "fn f() { match 1 { crate::model::ONE => {} _ => {} } }", &["must not use model"]);
    check("text", "type T = Vec<<u8 as crate::model::Record>::Key>;", &["must not use model"]);
    check("text", "fn f() { use crate::model::Edit; }", &["must not use model"]);
    check("text", "pub(crate) fn f() {} pub(in crate::text) fn g() {}", &[]);
    check("text", "#[serde(with = \"crate::wire::span\")] struct S;", &["must not use wire"]);
    check("text", "/// See [`crate::model::Edit`].\nfn f() {}", &[]);
}

#[test]
fn super_and_self_are_followed() {
    check("text::span", "use super::super::model::Edit;", &["text must not use model"]);
    check("text::span", "use super::Span; use self::inner::X; mod inner { use super::super::Span; }", &[]);
    check("text", "mod tests { use super::super::model::Edit; }", &["must not use model"]);
    check("text", "mod tests { use super::*; }", &[]);
    check("text", "fn f() { self::super::wire::read() }", &["must not use wire"]);
}

#[test]
fn nested_groups_are_followed() {
    check("text", "use {crate::{text::{self, Span}, model::{edit::{self, Edit}}}};", &["edit", "edit::Edit"]);
    check("text::a", "use super::{b, super::{model::{self}, text}};", &["must not use model"]);
}

#[test]
fn aliases_do_not_hide_anything() {
    check("text", "use crate::model as harmless;", &["must not use model"]);
    check("text", "use crate as c; fn f() { c::model::g() }", &["names the whole crate"]);
    check("text", "use crate::{self as c};", &["names the whole crate"]);
    check("text", "use crate::*;", &["names the whole crate"]);
    check("text::a", "use super::super::*;", &["names the whole crate"]);
    check("text", "extern crate self as c;", &["names the whole crate"]);
    check("text", "#[path = \"../gui/x.rs\"] mod x;", &["#[path]"]);
    check("text", "include!(\"../gui/x.rs\");", &["include!"]);
}

#[test]
fn re_exports_are_followed() {
    let lib = "pub use gui::{run as go, View}; pub use egui as e; pub use text::Span; pub use e::Ui;";
    check_in(lib, "model", "use crate::go;", &["model must not use gui"]);
    check_in(lib, "model", "fn f(v: crate::View) {}", &["model must not use gui"]);
    check_in(lib, "model", "use crate::Span;", &[]);
    check_in(lib, "gui", "use crate::{go, e::Ui};", &[]);
    check_in(lib, "model", "use crate::e::Ui;", &["only gui may name egui"]);
    check_in(lib, "model", "use crate::unheard_of;", &["cannot tell"]);
    check_in("pub use gui::*;", "model", "", &["a glob over crate::gui"]);
    check("text", "pub use crate::model::Edit;", &["must not use model"]);
}

#[test]
fn tokens_of_macros_are_searched() {
    check("text", "fn f() { assert_eq!(1, crate::model::one()); }", &["must not use model"]);
    check(
        "text",
        "macro_rules! m { ($x:ident) => { $crate::model::$x(vec![{ $crate::wire::y }]) } }",
        &["model", "wire"],
    );
    check(
        "text",
        "macro_rules! m { () => { use crate::{text::Span, model::{self, edit}}; } }",
        &["edit", "crate::model"],
    );
    check("text", "macro_rules! m { () => { use crate as c; pub(crate) fn f() {} } }", &["names the whole crate"]);
    check("text", "macro_rules! m { () => { use crate::*; } }", &["names the whole crate"]);
    check("text::a", "fn f() { println!(\"{}\", super::super::gui::x()) }", &["must not use gui"]);
    check("text", "crate::model::define!();", &["must not use model"]);
    check("model", "fn f() { assert!(egui::pos2(1.0, 2.0).x > egui.x) }", &["only gui may name egui"]);
}

#[test]
fn the_window_is_named_by_gui_alone_and_dialogs_by_one_file() {
    for outside in
        ["use egui::Ui;", "use ::eframe;", "fn f(p: epaint::Pos2) {}", "use parley as p;", "extern crate egui;"]
    {
        check("session", outside, &["only gui may name"]);
        check("gui::article", outside, &[]);
    }
    check("", "use egui_kittest::Harness;", &["only gui may name egui_kittest"]);
    check("", "pub use eframe;", &["only gui may name eframe"]);
    check("gui::platform", "fn f() { rfd::FileDialog::new(); }", &[]);
    check("gui::platform::tests", "use rfd::FileDialog;", &[]);
    check("gui::view", "use rfd::FileDialog;", &["only src/gui/platform.rs may name rfd"]);
    check("", "use rfd;", &["only src/gui/platform.rs"]);
}

#[test]
fn one_file_uses_the_network() {
    for inside in ["use ureq::Agent;", "use rustls::Error;", "use std::net::TcpStream;"] {
        check("session::fetch", inside, &[]);
        check("session::web", inside, &["only src/session/fetch.rs may use the network"]);
        check("gui::files", inside, &["only src/session/fetch.rs may use the network"]);
    }
    check("", "fn f() { ureq::get(\"a\"); }", &["only src/session/fetch.rs"]);
    check("session::address", "use std::net::Ipv6Addr;", &[]);
}

#[test]
fn formats_know_no_file_system() {
    for module in ["exchange", "intake::pdf", "wire"] {
        check(module, "use std::fs;", &["knows no file system"]);
        check(module, "use std::{fs::{self, File}, io::Read};", &["std::fs", "std::fs::File"]);
        check(module, "fn f() { std::fs::read(\"a\"); }", &["knows no file system"]);
        check(module, "use std as s;", &["knows no file system"]);
        check(module, "use std::io::{Read, Write, Cursor}; use std::path::Path;", &[]);
        check(module, "use std::path::Path; fn f(p: &Path) -> bool { p.exists() }", &[".exists() asks the disk"]);
        check(module, "use std::path::PathBuf; fn f(p: PathBuf) { PathBuf::exists(&p); }", &["PathBuf::exists"]);
        check(module, "fn f(zip: &Entry) -> bool { zip.is_dir() }", &[]);
    }
    check("store", "use std::fs::File;", &[]);
}

#[test]
fn tests_may_read_their_samples_but_keep_the_arrows() {
    let tests = "use std::{fs, path::Path}; fn f() { Path::new(\"a\").exists(); crate::cli::run() }";
    check("intake", &format!("#[cfg(test)] mod tests {{ {tests} }}"), &["intake must not use cli"]);
    check("intake", &format!("#[cfg(unix)] mod tests {{ {tests} }}"), &["std::fs", ".exists()", "must not use cli"]);

    let declaring = "mod a; #[cfg(test)] mod samples; #[cfg(all(test, unix))] mod b; #[cfg(test)] mod c {}";
    let declared = test_modules(&["wire".to_owned()], declaring);
    assert_eq!(declared, [["wire", "samples"], ["wire", "b"]]);
    let module = declared[0].clone();
    assert_eq!(faults_in(&Root::default(), &module, true, tests), ["wire must not use cli: crate::cli::run"]);
}

#[test]
fn the_model_knows_no_clock() {
    check("model::time", "use std::time::SystemTime;", &["model knows no clock"]);
    check("model", "use std::time as t; fn f() { t::Instant::now(); }", &["model knows no clock: t::Instant::now"]);
    check("model", "fn f() { jiff::Timestamp::now() }", &["model knows no clock"]);
    check("model", "use std::fs;", &["model knows no file system"]);
    check("model", "use std::time::Duration; fn f(now: i64) -> i64 { now }", &[]);
    check("session", "use std::time::{Instant, SystemTime};", &[]);
}
