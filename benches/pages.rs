//! How much of a web page's article is found, and how quickly: `cargo bench --no-default-features --bench pages`.
//!
//! Two public collections are read where they are told: `CROSSREAD_TRAFILATURA` is the `tests` folder of adbar/trafilatura,
//! `CROSSREAD_READABILITY` is `test/test-pages` of mozilla/readability. Half of each, by the hash of the page's name, was
//! looked at while the reader was made; the other half was not. `CROSSREAD_DUMP` names a folder for what was read.
#![allow(clippy::unwrap_used, reason = "a benchmark may stop where it is surprised")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crossread::intake::{self, Article, Hint, Kind};
use sha2::{Digest, Sha256};

/// A name, the variable that names its folder, and what reads it.
type Collection = (&'static str, &'static str, fn(&Path) -> Vec<Page>);

/// A page with what is right for it.
struct Page {
    name: String,
    bytes: Vec<u8>,
    truth: Truth,
}

enum Truth {
    /// The article's text.
    Text(String),
    /// Texts that are in the article, and texts that are not.
    Snippets { with: Vec<String>, without: Vec<String> },
}

/// True positives, false positives, false negatives.
#[derive(Clone, Copy, Default)]
struct Score {
    pages: usize,
    found: f64,
    wrong: f64,
    missed: f64,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.pages += other.pages;
        self.found += other.found;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }

    fn precision(self) -> f64 {
        self.found / (self.found + self.wrong).max(f64::MIN_POSITIVE)
    }

    fn recall(self) -> f64 {
        self.found / (self.found + self.missed).max(f64::MIN_POSITIVE)
    }

    fn f1(self) -> f64 {
        2.0 * self.found / (2.0 * self.found + self.wrong + self.missed).max(f64::MIN_POSITIVE)
    }
}

fn main() {
    let dump = std::env::var_os("CROSSREAD_DUMP").map(PathBuf::from);
    let collections: [Collection; 2] =
        [("trafilatura", "CROSSREAD_TRAFILATURA", trafilatura), ("readability", "CROSSREAD_READABILITY", readability)];
    println!("{:14} {:8} {:>5} {:>9} {:>7} {:>6}", "collection", "half", "pages", "precision", "recall", "F1");
    for (name, variable, load) in collections {
        let Some(folder) = std::env::var_os(variable) else {
            println!("{name:14} not measured: {variable} is not set");
            continue;
        };
        let pages = load(Path::new(&folder));
        let mut halves = [Score::default(); 2];
        let mut times = Vec::new();
        for page in &pages {
            let hint = Hint { kind: Some(Kind::Html), ..Hint::default() };
            let began = Instant::now();
            let article = intake::read(&page.bytes, &hint).unwrap();
            times.push((began.elapsed(), &page.name));
            let text = article_text(&article);
            let score = score(&page.truth, &text);
            let half = usize::from(Sha256::digest(page.name.as_bytes())[0] & 1);
            halves[half].add(score);
            if let Some(dump) = &dump {
                write_dump(dump, name, half, page, &article, score);
            }
        }
        let mut both = halves[0];
        both.add(halves[1]);
        for (half, score) in [("seen", halves[0]), ("unseen", halves[1]), ("both", both)] {
            let (precision, recall, f1) = (score.precision(), score.recall(), score.f1());
            println!("{name:14} {half:8} {:5} {precision:9.3} {recall:7.3} {f1:6.3}", score.pages);
        }
        let all: Duration = times.iter().map(|(time, _)| *time).sum();
        times.sort_unstable();
        let (slowest, slow) = times.last().unwrap();
        println!(
            "{name:14} {:.0} pages/s; median {:.1} ms, slowest {:.0} ms ({slow})",
            pages.len() as f64 / all.as_secs_f64(),
            times[times.len() / 2].0.as_secs_f64() * 1000.0,
            slowest.as_secs_f64() * 1000.0,
        );
    }
}

/// What counts as the article: all blocks that are not boilerplate.
fn article_text(article: &Article) -> String {
    let blocks = article.blocks.iter().filter(|block| !block.boilerplate);
    blocks.filter_map(|block| block.span.slice(&article.text)).collect::<Vec<_>>().join("\n")
}

fn write_dump(dump: &Path, collection: &str, half: usize, page: &Page, article: &Article, score: Score) {
    let folder = dump.join(collection);
    fs::create_dir_all(&folder).unwrap();
    let mut text = format!(
        "half {half} F1 {:.3} P {:.3} R {:.3} found {} wrong {} missed {}\n",
        score.f1(),
        score.precision(),
        score.recall(),
        score.found,
        score.wrong,
        score.missed
    );
    let _ = writeln!(
        text,
        "{:?}\n{:?} {:?} {:?} {:?} {:?} {:?}\n{:?}",
        article.title,
        article.byline,
        article.outlet,
        article.published,
        article.modified,
        article.language,
        article.address,
        article.warnings
    );
    for block in &article.blocks {
        let mark = if block.boilerplate { '-' } else { '+' };
        let _ = writeln!(text, "{mark} {:?}: {}", block.kind, block.span.slice(&article.text).unwrap());
    }
    fs::write(folder.join(format!("{}.txt", page.name.replace('/', "_"))), text).unwrap();
}

fn words(text: &str) -> Vec<&str> {
    text.split(|character: char| !character.is_alphanumeric() && character != '_')
        .filter(|word| !word.is_empty())
        .collect()
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn score(truth: &Truth, text: &str) -> Score {
    match truth {
        Truth::Snippets { with, without } => {
            let text = spaced(text);
            let holds =
                |snippets: &[String]| snippets.iter().filter(|snippet| text.contains(&spaced(snippet))).count() as f64;
            let found = holds(with);
            Score { pages: 1, found, wrong: holds(without), missed: with.len() as f64 - found }
        }
        Truth::Text(expected) => {
            let shingles = |text: &str| {
                let mut counts: HashMap<Vec<String>, f64> = HashMap::new();
                let words = words(text);
                for shingle in words.windows(4.min(words.len().max(1))) {
                    *counts.entry(shingle.iter().map(|&word| word.to_owned()).collect()).or_default() += 1.0;
                }
                counts
            };
            let (expected, read) = (shingles(expected), shingles(text));
            let found: f64 =
                read.iter().map(|(shingle, count)| count.min(expected.get(shingle).copied().unwrap_or_default())).sum();
            let wrong = read.values().sum::<f64>() - found;
            let missed = expected.values().sum::<f64>() - found;
            // Each page counts the same.
            let all = (found + wrong + missed).max(f64::MIN_POSITIVE);
            Score { pages: 1, found: found / all, wrong: wrong / all, missed: missed / all }
        }
    }
}

fn trafilatura(folder: &Path) -> Vec<Page> {
    let data: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("evaldata.json")).unwrap()).unwrap();
    let snippets = |value: &serde_json::Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|snippet| snippet.as_str().unwrap().to_owned()).collect()
    };
    let mut pages = Vec::new();
    for page in data.as_object().unwrap().values() {
        let name = page["file"].as_str().unwrap().to_owned();
        let bytes = ["cache", "eval"].iter().find_map(|place| fs::read(folder.join(place).join(&name)).ok()).unwrap();
        let truth = Truth::Snippets { with: snippets(&page["with"]), without: snippets(&page["without"]) };
        pages.push(Page { name, bytes, truth });
    }
    pages
}

fn readability(folder: &Path) -> Vec<Page> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let page = |path: PathBuf| {
        let expected = fs::read(path.join("expected.html")).unwrap();
        let hint = Hint { kind: Some(Kind::Html), fragment: true, ..Hint::default() };
        let expected = article_text(&intake::read(&expected, &hint).unwrap());
        let bytes = fs::read(path.join("source.html")).unwrap();
        Page { name: path.file_name().unwrap().to_string_lossy().into_owned(), bytes, truth: Truth::Text(expected) }
    };
    names.into_iter().map(page).collect()
}
