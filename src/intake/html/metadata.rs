//! What a page says about itself: JSON-LD first, then `OpenGraph`, other `meta` elements, and what stands in the page.

use std::collections::{BTreeMap, BTreeSet};

use dom_query::{Document, NodeData};
use serde_json::{Map, Value};

use super::address;
use super::page::Page;
use crate::intake::TitleFrom;
use crate::intake::details::{self, Details};

/// JSON-LD is searched no deeper than this, in objects inside objects, …
const DEEPEST: usize = 12;
/// … and no further than so many of them.
const MOST_OBJECTS: usize = 2000;
/// Details that are longer are no details, in characters.
const LONGEST: usize = 1000;

/// The details of a page, and what else reading it needs to know.
pub(super) struct Metadata {
    pub details: Details,
    /// The page's `title` element, whole.
    pub window_title: Option<String>,
    /// What links are relative to.
    pub base: Option<String>,
    /// The article's text, where JSON-LD holds it.
    pub body: Option<String>,
}

/// Reads them. `known` is the address that the page came from, where that is known.
pub(super) fn read(page: &Page, known: Option<&str>) -> Metadata {
    let metas = metas(page);
    let meta = |names: &[&str]| names.iter().find_map(|name| metas.get(*name).cloned());
    let data = LinkedData::read(page);
    let window_title = page.first("title").map(|at| clean(&page.text_of(at))).filter(|title| !title.is_empty());
    let saved = known.map(str::to_owned).or_else(|| saved_from(page)).or_else(|| meta(&["savepage-url"]));
    let canonical = canonical(page, saved.as_deref(), meta(&["og:url"]).as_deref());
    let article = data.article(canonical.as_deref(), window_title.as_deref());
    let text = |key: &str| article.and_then(|article| article.get(key)).and_then(string);

    let outlet = article
        .and_then(|article| data.names(article.get("publisher")).into_iter().next())
        .or_else(|| meta(&["og:site_name"]))
        .or_else(|| {
            meta(&["dc.publisher", "dcterms.publisher", "publisher", "citation_journal_title", "application-name"])
        })
        .filter(|outlet| outlet.chars().count() <= 100 && !is_address(outlet));
    let title = text("headline")
        .or_else(|| text("name"))
        .or_else(|| {
            meta(&["og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title"])
        })
        .map(|title| without_outlet(&title, outlet.as_deref()));
    let authors = article.map(|article| data.names(article.get("author"))).unwrap_or_default();
    let authors = if authors.is_empty() {
        article.map(|article| data.names(article.get("creator"))).unwrap_or_default()
    } else {
        authors
    };
    let byline = Some(authors.join(", "))
        .filter(|byline| !byline.is_empty())
        .or_else(|| {
            let names = [
                "author",
                "article:author",
                "parsely-author",
                "sailthru.author",
                "dc.creator",
                "dcterms.creator",
                "byl",
                "citation_author",
                "og:author",
                "article:author_name",
            ];
            names.iter().filter_map(|name| metas.get(*name)).find_map(|name| author(name))
        })
        .filter(|byline| byline.chars().count() <= 300);
    let day = |text: String| details::date(&text);
    let published = text("datePublished")
        .and_then(day)
        .or_else(|| text("dateCreated").and_then(day))
        .or_else(|| {
            let names = [
                "article:published_time",
                "og:published_time",
                "article:published",
                "og:article:published_time",
                "date",
                "pubdate",
                "publish-date",
                "publishdate",
                "publication_date",
                "parsely-pub-date",
                "sailthru.date",
                "dc.date",
                "dc.date.issued",
                "dcterms.date",
                "dcterms.created",
                "dcterms.issued",
                "citation_publication_date",
                "citation_date",
                "article.published",
                "datepublished",
                "cxenseparse:recs:publishtime",
                "last-published",
                "originalpublicationdate",
            ];
            names.iter().filter_map(|name| metas.get(*name)).find_map(|date| details::date(date))
        })
        .or_else(|| date_in_page(page, "datepublished"))
        .or_else(|| first_time(page));
    let modified = text("dateModified")
        .and_then(|text| moment(&text))
        .or_else(|| {
            let names = [
                "article:modified_time",
                "og:updated_time",
                "og:modified_time",
                "article:updated",
                "lastmod",
                "last-modified",
                "dcterms.modified",
                "dc.date.modified",
                "datemodified",
            ];
            names.iter().filter_map(|name| metas.get(*name)).find_map(|date| moment(date))
        })
        .or_else(|| date_in_page(page, "datemodified"));
    let description = text("description")
        .or_else(|| {
            meta(&["og:description", "description", "twitter:description", "dc.description", "dcterms.description"])
        })
        .filter(|description| Some(description) != title.as_ref());
    let language = page
        .first("html")
        .and_then(|at| page.get(at))
        .and_then(|html| html.attribute("lang").map(str::to_owned))
        .into_iter()
        .chain(text("inLanguage"))
        .chain(meta(&["og:locale", "content-language", "dc.language", "language"]))
        .find_map(|tag| language(&tag));
    let address = canonical.or_else(|| {
        let of_data = text("url").or_else(|| {
            let page = article?.get("mainEntityOfPage")?;
            string(page).or_else(|| string(page.get("@id")?))
        });
        of_data.and_then(|found| address::resolve(saved.as_deref(), &found)).filter(|found| is_address(found))
    });
    let address = address.or_else(|| saved.clone());
    let base = page
        .nodes
        .iter()
        .find(|node| node.name() == "base")
        .and_then(|node| node.attribute("href"))
        .and_then(|base| address::resolve(saved.as_deref().or(address.as_deref()), base))
        .or(saved)
        .or_else(|| address.clone());
    let details = Details {
        title: title.filter(|title| !title.is_empty()).map(|title| (title, TitleFrom::Metadata)),
        byline,
        outlet,
        address,
        published,
        modified,
        description,
        language,
        ..Details::default()
    };
    let body = article.and_then(|article| article.get("articleBody")).and_then(Value::as_str).map(str::to_owned);
    Metadata { details, window_title, base, body }
}

/// The `meta` elements by their lower-case names; the first of each name counts.
fn metas(page: &Page) -> BTreeMap<String, String> {
    let mut metas = BTreeMap::new();
    for node in page.nodes.iter().filter(|node| node.name() == "meta") {
        let Some(content) = node.attribute("content").map(clean).filter(|content| !content.is_empty()) else {
            continue;
        };
        if content.chars().count() > 4 * LONGEST {
            continue;
        }
        let keys = ["property", "name", "itemprop", "http-equiv"];
        for key in keys.iter().filter_map(|key| node.attribute(key)) {
            for key in key.split_whitespace() {
                metas
                    .entry(key.to_ascii_lowercase().replace("dcterms:", "dcterms.").replace("dc:", "dc."))
                    .or_insert_with(|| content.clone());
            }
        }
    }
    metas
}

/// The objects of all JSON-LD on a page.
#[derive(Default)]
struct LinkedData {
    articles: Vec<Map<String, Value>>,
    /// What has an `@id` and a name.
    named: BTreeMap<String, String>,
    objects: usize,
}

impl LinkedData {
    fn read(page: &Page) -> Self {
        let mut data = Self::default();
        for (at, node) in page.nodes.iter().enumerate() {
            let is_data = node.name() == "script"
                && node
                    .attribute("type")
                    .is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("application/ld+json"));
            if is_data && let Some(value) = parse(&page.text_of(at)) {
                data.take(value, 0);
            }
        }
        data
    }

    fn take(&mut self, value: Value, depth: usize) {
        self.objects += 1;
        if depth > DEEPEST || self.objects > MOST_OBJECTS {
            return;
        }
        match value {
            Value::Array(values) => {
                for value in values {
                    self.take(value, depth + 1);
                }
            }
            Value::Object(mut object) => {
                if let (Some(Value::String(id)), Some(name)) = (object.get("@id"), object.get("name").and_then(string))
                {
                    self.named.entry(id.clone()).or_insert(name);
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item"] {
                    if object.get(key).is_some_and(|inner| inner.is_array() || inner.get("@type").is_some()) {
                        if key == "mainEntityOfPage" {
                            if let Some(inner) = object.get(key) {
                                self.take(inner.clone(), depth + 1);
                            }
                        } else if let Some(inner) = object.remove(key) {
                            self.take(inner, depth + 1);
                        }
                    }
                }
                if is_article(&object) {
                    self.articles.push(object);
                }
            }
            _ => {}
        }
    }

    /// The article that the page is about: by its address, by its headline in the window's title, else the first.
    fn article(&self, canonical: Option<&str>, window_title: Option<&str>) -> Option<&Map<String, Value>> {
        let by_address = canonical.and_then(|canonical| {
            self.articles.iter().find(|article| {
                let page = article.get("mainEntityOfPage");
                let addresses = [article.get("url"), page, page.and_then(|page| page.get("@id"))];
                addresses
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .any(|address| same_address(address, canonical))
            })
        });
        let by_title = || {
            let title = window_title?;
            self.articles.iter().find(|article| {
                article.get("headline").and_then(string).is_some_and(|headline| title.contains(&headline))
            })
        };
        by_address.or_else(by_title).or_else(|| self.articles.first())
    }

    /// Names of people or organisations: text, objects with names, references to them, or lists of all that.
    fn names(&self, value: Option<&Value>) -> Vec<String> {
        let mut names = Vec::new();
        let mut seen = BTreeSet::new();
        let values = match value {
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        for value in values.iter().take(20) {
            let name = match value {
                Value::Object(object) => match object.get("name") {
                    Some(Value::Array(several)) => several.first().and_then(string),
                    Some(name) => string(name),
                    None => object.get("@id").and_then(Value::as_str).and_then(|id| self.named.get(id).cloned()),
                },
                value => string(value),
            };
            if let Some(name) = name.and_then(|name| author(&name))
                && seen.insert(name.to_lowercase())
            {
                names.push(name);
            }
        }
        names
    }
}

/// JSON, also with what pages have around and in it.
fn parse(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<!--").trim_start_matches("//").trim_start_matches("<![CDATA[");
    let text = text.trim_end().trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim_end();
    let text = text.trim_end_matches(';').trim();
    serde_json::from_str(text).ok().or_else(|| {
        // Line ends inside of strings are the most frequent mistake.
        let mended: String =
            text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
        serde_json::from_str(&mended).ok()
    })
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is = |name: &str| {
        let name = name.rsplit(['/', ':', '#']).next().unwrap_or(name);
        name.ends_with("Article")
            || name.ends_with("BlogPosting")
            || matches!(name, "Report" | "SocialMediaPosting" | "DiscussionForumPosting")
    };
    match object.get("@type") {
        Some(Value::String(name)) => is(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

/// Text of a detail: without entities, tags and needless white space.
fn string(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => clean(text),
        Value::Array(values) => clean(values.first()?.as_str()?),
        Value::Object(object) => clean(object.get("@value")?.as_str()?),
        _ => return None,
    };
    (!text.is_empty() && text.chars().count() <= LONGEST).then_some(text)
}

/// A detail as it is read: entities that were written twice and tags are resolved, white space is one space.
pub(super) fn clean(text: &str) -> String {
    let text = text.get(..text.floor_char_boundary(16 * LONGEST)).unwrap_or_default();
    let has_entity = text.split_once('&').is_some_and(|(_, rest)| rest.contains(';'));
    let has_tag = text.split_once('<').is_some_and(|(_, rest)| rest.contains('>'));
    if has_entity || has_tag {
        let read = Document::fragment(text).text();
        read.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A name without what stands around names; `None` for what is none.
fn author(name: &str) -> Option<String> {
    let bare = ["By ", "by ", "BY ", "Von ", "von ", "Par ", "Por "].iter().find_map(|by| name.strip_prefix(by));
    let name = bare.unwrap_or(name).trim().trim_end_matches(',').trim();
    let useless =
        ["admin", "administrator", "author", "unknown", "null", "undefined", "none", "n/a", "editor", "webmaster"];
    let is_name = name.chars().any(char::is_alphabetic)
        && !is_address(name)
        && !name.starts_with(['@', '{', '['])
        && name.chars().count() <= 200
        && !useless.contains(&name.to_lowercase().as_str());
    is_name.then(|| name.to_owned())
}

fn is_address(text: &str) -> bool {
    let lower = text.get(..8.min(text.floor_char_boundary(8))).unwrap_or_default().to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.")
}

fn same_address(one: &str, other: &str) -> bool {
    let bare = |address: &str| {
        let address = address.split(['#', '?']).next().unwrap_or(address);
        let address = address.trim_start_matches("https:").trim_start_matches("http:").trim_start_matches("//");
        address.trim_start_matches("www.").trim_end_matches('/').to_ascii_lowercase()
    };
    bare(one) == bare(other)
}

/// The address that the page gives as its own.
fn canonical(page: &Page, saved: Option<&str>, shared: Option<&str>) -> Option<String> {
    let link = page.nodes.iter().find(|node| {
        node.name() == "link"
            && node
                .attribute("rel")
                .is_some_and(|rel| rel.split_whitespace().any(|word| word.eq_ignore_ascii_case("canonical")))
    });
    let link = link.and_then(|node| node.attribute("href"));
    let base = saved.or(shared);
    let resolve = |address: &str| address::resolve(base, address).filter(|address| is_address(address));
    let link = link.and_then(resolve);
    let shared = shared.and_then(resolve);
    // Some sites name their front page on every page.
    match (link, shared) {
        (Some(link), Some(shared)) if path(&link).is_empty() && !path(&shared).is_empty() => Some(shared),
        (link, shared) => link.or(shared),
    }
}

/// The path of an address without slashes at its ends.
fn path(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split_once('/').map_or("", |(_, path)| path).trim_matches('/')
}

/// The address that programs that save pages as one file leave in a comment near the top.
fn saved_from(page: &Page) -> Option<String> {
    let comments = page.nodes.iter().take(200).filter_map(|node| match &node.data {
        NodeData::Comment { contents } => Some(contents),
        _ => None,
    });
    comments.into_iter().find_map(|comment| {
        let comment: &str = comment;
        let comment = comment.trim();
        let found = if let Some(rest) = comment.strip_prefix("saved from url=") {
            // “saved from url=(0042)https://…”: the number is the address's length.
            rest.split_once(')').map_or(rest, |(_, address)| address)
        } else if comment.contains("SingleFile") {
            comment.lines().find_map(|line| line.trim().strip_prefix("url:"))?
        } else {
            return None;
        };
        found.split_whitespace().next().filter(|address| is_address(address)).map(str::to_owned)
    })
}

/// A title without the outlet's name at its end.
pub(super) fn without_outlet(title: &str, outlet: Option<&str>) -> String {
    let Some(outlet) = outlet else { return title.to_owned() };
    for separator in [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • "] {
        if let Some((rest, name)) = title.rsplit_once(separator)
            && name.trim().eq_ignore_ascii_case(outlet.trim())
            && !rest.trim().is_empty()
        {
            return rest.trim().to_owned();
        }
    }
    title.to_owned()
}

/// A moment as it is written in ISO 8601, or the day of a date that is written otherwise.
fn moment(text: &str) -> Option<String> {
    let text = text.trim();
    let day = details::date(text)?;
    let bytes = text.as_bytes();
    let is_moment = text.is_ascii()
        && text.starts_with(&day)
        && bytes.get(10) == Some(&b'T')
        && text.len() <= 35
        && text.get(11..).is_some_and(|time| {
            time.chars().all(|character| character.is_ascii_digit() || matches!(character, ':' | '.' | 'Z' | '+' | '-'))
        });
    Some(if is_moment { text.to_owned() } else { day })
}

/// The date of an element with this `itemprop`.
fn date_in_page(page: &Page, property: &str) -> Option<String> {
    let (at, node) = page.nodes.iter().enumerate().find(|(_, node)| {
        node.name() != "meta"
            && node
                .attribute("itemprop")
                .is_some_and(|names| names.split_whitespace().any(|name| name.eq_ignore_ascii_case(property)))
    })?;
    let attribute = ["datetime", "content"];
    attribute
        .iter()
        .find_map(|name| node.attribute(name).and_then(details::date))
        .or_else(|| details::date(&clean(&page.text_of(at))))
}

/// The date of the first `time` element, which stands at the headline on most pages.
fn first_time(page: &Page) -> Option<String> {
    let times = || page.nodes.iter().enumerate().filter(|(_, node)| node.name() == "time");
    let date = |(at, node): (usize, &super::page::Node)| {
        node.attribute("datetime").and_then(details::date).or_else(|| details::date(&clean(&page.text_of(at))))
    };
    let marked = times().find(|(_, node)| node.attribute("pubdate").is_some());
    marked.and_then(date).or_else(|| times().take(20).find_map(date))
}

/// A language tag as BCP 47 writes it.
fn language(tag: &str) -> Option<String> {
    let tag = tag.split([',', ';']).next()?.trim().replace('_', "-");
    let tag = tag.split(['.', '@']).next()?;
    let mut parts = tag.split('-');
    let first = parts.next().filter(|first| {
        (2..=3).contains(&first.len()) && first.chars().all(|character| character.is_ascii_alphabetic())
    })?;
    let mut written = first.to_ascii_lowercase();
    for part in parts {
        let alphanumeric =
            (2..=8).contains(&part.len()) && part.chars().all(|character| character.is_ascii_alphanumeric());
        if !alphanumeric {
            break;
        }
        written.push('-');
        match part.len() {
            2 => written += &part.to_ascii_uppercase(),
            4 if part.chars().all(|character| character.is_ascii_alphabetic()) => {
                let (head, rest) = part.split_at(1);
                written += &head.to_ascii_uppercase();
                written += &rest.to_ascii_lowercase();
            }
            _ => written += &part.to_ascii_lowercase(),
        }
    }
    Some(written)
}
