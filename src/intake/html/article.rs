//! Which of a page's texts are its article.
//!
//! A readability library proposes; what it leaves out at the article's beginning and in its middle is brought in, and
//! captions, lines about author and date, related links, and the site's own words are taken out. Evidence is where a piece
//! stands, how much of it is links, what the classes around it are called, and what it says.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use dom_query::{Document, NodeId};
use dom_smoothie::{Config, Readability};

use super::metadata::Metadata;
use super::page::Page;
use super::pieces::Piece;
use crate::intake::blocks::ends_sentence;
use crate::intake::{clutter, details};
use crate::model::{Block, BlockKind};
use crate::text::Span;

/// Pages with more tags are not asked about: the library takes time in their square.
const MOST_TAGS: usize = 60_000;
/// An article has no fewer words.
const FEWEST_WORDS: usize = 25;
/// Lead and byline stand so many pieces over the text at most.
const MOST_OVER_TEXT: usize = 25;
/// Words of a piece are counted up to this.
const FEW_DOZEN: usize = 100;

/// The texts that the readability library takes for the article, by their ids in `document`.
///
/// `None` where it finds no article.
pub(super) fn readable(document: Document, tags: usize) -> Option<HashSet<NodeId>> {
    if tags > MOST_TAGS {
        return None;
    }
    // It is a library that indexes and unwraps.
    let found = catch_unwind(AssertUnwindSafe(|| {
        let mut readability = Readability::with_document(document, None, Some(Config::default())).ok()?;
        readability.parse().ok()?;
        let content = readability.doc.select_single("#readability-page-1");
        let root = *content.nodes().first()?;
        Some(root.descendants_it().filter(dom_query::NodeRef::is_text).map(|node| node.id).collect())
    }));
    found.unwrap_or_else(|_| {
        log::warn!("the readability library failed on a page; all of its text is taken");
        None
    })
}

/// What the names and classes of elements say about what is in them: several of the following.
type Signs = u8;

const IS_CLUTTER: Signs = 1;
const IS_BYLINE: Signs = 2;
const IS_CAPTION: Signs = 4;
const IS_LEAD: Signs = 8;

/// What is known about the pieces of a page.
struct Judge<'p> {
    page: &'p Page,
    pieces: &'p [Piece],
    metadata: &'p Metadata,
    /// Of each element, by its place.
    signs: Vec<Option<Signs>>,
    /// Characters of the article in all pieces before each.
    before: Vec<usize>,
    words: Vec<usize>,
    article: Vec<bool>,
    kinds: Vec<BlockKind>,
}

/// What was found out about a page's pieces.
pub(super) struct Judgement {
    /// Of each piece, whether it belongs to the article.
    pub article: Vec<bool>,
    /// Of each piece, what it is.
    pub kinds: Vec<BlockKind>,
    /// No article stands out.
    pub whole_page: bool,
}

/// Says of each piece whether it belongs to the article. `proposed` says whether the library found one.
pub(super) fn judge(page: &Page, pieces: &[Piece], metadata: &Metadata, proposed: bool) -> Judgement {
    let mut judge = Judge {
        page,
        pieces,
        metadata,
        signs: vec![None; page.nodes.len()],
        before: Vec::new(),
        words: pieces.iter().map(|piece| words(&piece.text, FEW_DOZEN)).collect(),
        article: pieces.iter().map(|piece| proposed && piece.kept * 2 >= piece.characters).collect(),
        kinds: pieces.iter().map(|piece| piece.kind).collect(),
    };
    judge.count();
    judge.add_missed();
    judge.count();
    judge.add_lead();
    judge.count();
    judge.drop();
    judge.name_bylines();
    judge.compare_with_data();
    judge.drop_bare_headings();
    let found: usize = (0..pieces.len()).filter(|&at| judge.is_article(at)).map(|at| judge.words(at)).sum();
    let whole_page = found < FEWEST_WORDS;
    if whole_page {
        // A short text among clutter, or a page that is no article: all of it, with what is surely clutter folded.
        judge.article = vec![true; pieces.len()];
        judge.count();
        judge.drop();
        if !judge.article.contains(&true) {
            judge.article = vec![true; pieces.len()];
        }
    }
    Judgement { article: judge.article, kinds: judge.kinds, whole_page }
}

impl Judge<'_> {
    fn count(&mut self) {
        let mut sum = 0;
        self.before.clear();
        for (piece, article) in self.pieces.iter().zip(&self.article) {
            self.before.push(sum);
            sum += if *article { piece.characters } else { 0 };
        }
        self.before.push(sum);
    }

    fn is_article(&self, at: usize) -> bool {
        self.article.get(at).copied().unwrap_or_default()
    }

    fn set(&mut self, at: usize, article: bool) {
        if let Some(place) = self.article.get_mut(at) {
            *place = article;
        }
    }

    fn words(&self, at: usize) -> usize {
        self.words.get(at).copied().unwrap_or_default()
    }

    /// The article's characters inside an element, as a part of all.
    fn share(&self, node: usize) -> f64 {
        let end = self.page.get(node).map_or(0, |node| node.end);
        let from = self.pieces.partition_point(|piece| piece.node < node);
        let to = self.pieces.partition_point(|piece| piece.node < end);
        let sum = |at: usize| self.before.get(at).copied().unwrap_or_default();
        (sum(to) - sum(from)) as f64 / self.before.last().copied().unwrap_or_default().max(1) as f64
    }

    fn signs_of(&mut self, node: usize) -> Signs {
        if let Some(Some(signs)) = self.signs.get(node) {
            return *signs;
        }
        let signs = signs(self.page, node);
        if let Some(place) = self.signs.get_mut(node) {
            *place = Some(signs);
        }
        signs
    }

    /// What the elements around a piece say, up to the one that holds much of the article.
    fn signs_around(&mut self, at: usize) -> Signs {
        let mut all = 0;
        let Some(piece) = self.pieces.get(at) else { return all };
        let lineage: Vec<usize> = self.page.lineage(piece.node).collect();
        for node in lineage {
            if self.share(node) > 0.4 {
                break;
            }
            all |= self.signs_of(node);
        }
        all
    }

    fn first(&self) -> Option<usize> {
        self.article.iter().position(|article| *article)
    }

    /// The lead between the headline and the text: many sites keep it apart.
    fn add_lead(&mut self) {
        let Some(first) = self.first() else { return };
        let description = self.metadata.details.description.as_deref().map(plain).unwrap_or_default();
        let headline =
            (0..first).rev().find(|&at| self.pieces.get(at).is_some_and(|piece| piece.kind == BlockKind::Heading(1)));
        for at in (headline.map_or(first.saturating_sub(MOST_OVER_TEXT), |headline| headline + 1)..first).rev() {
            let Some(piece) = self.pieces.get(at) else { continue };
            if self.words(at) < 6 || piece.linked * 3 > piece.characters || piece.kind == BlockKind::Caption {
                continue;
            }
            let text = plain(&piece.text);
            let is_description = text.len() >= 40
                && !description.is_empty()
                && (description.starts_with(&text) || text.starts_with(&description));
            let signs = self.signs_around(at);
            let sentence = ends_sentence(&piece.text) && self.words(at) >= 8;
            if is_description
                || (signs & (IS_CLUTTER | IS_CAPTION | IS_BYLINE) == 0
                    && (signs & IS_LEAD != 0 || (headline.is_some() && sentence)))
            {
                self.set(at, true);
            }
        }
    }

    fn drop(&mut self) {
        self.unless_too_much(0.5, Self::drop_marked);
        self.unless_too_much(0.25, Self::drop_links);
        self.unless_too_much(0.5, Self::drop_clutter);
        self.unless_too_much(0.35, Self::drop_phrases);
    }

    /// Takes out what a rule says, unless that is more than `most` of the article: then the rule does not fit this page.
    fn unless_too_much(&mut self, most: f64, rule: impl Fn(&mut Self)) {
        let characters = |judge: &Self| -> usize {
            judge
                .pieces
                .iter()
                .zip(&judge.article)
                .filter(|(_, article)| **article)
                .map(|(piece, _)| piece.characters)
                .sum()
        };
        let before = characters(self);
        let kept = self.article.clone();
        rule(self);
        if ((before - characters(self)) as f64) > most * before as f64 {
            self.article = kept;
        }
    }

    fn set_kind(&mut self, at: usize, kind: BlockKind) {
        if let Some(place) = self.kinds.get_mut(at) {
            *place = kind;
        }
    }

    /// Takes out what the classes around it say is a caption, a byline or clutter.
    fn drop_marked(&mut self) {
        for at in 0..self.pieces.len() {
            if !self.is_article(at) {
                continue;
            }
            let Some(piece) = self.pieces.get(at) else { continue };
            let signs = self.signs_around(at);
            let is_text = piece.kind == BlockKind::Paragraph;
            let clutter = signs & IS_CLUTTER != 0;
            let byline = signs & IS_BYLINE != 0 && self.words(at) <= 40;
            let caption = piece.kind == BlockKind::Caption || (signs & IS_CAPTION != 0 && self.words(at) <= 80);
            if caption && is_text {
                self.set_kind(at, BlockKind::Caption);
            } else if byline && is_text && !clutter {
                self.set_kind(at, BlockKind::Byline);
            }
            if caption || byline || clutter {
                self.set(at, false);
            }
        }
    }

    /// Lines about author and date that the library has left out are still bylines.
    fn name_bylines(&mut self) {
        let first = self.first().unwrap_or(self.pieces.len());
        for at in first.saturating_sub(MOST_OVER_TEXT)..first {
            let is_line = self.pieces.get(at).is_some_and(|piece| piece.kind == BlockKind::Paragraph);
            if is_line && !self.is_article(at) && self.words(at) <= 40 {
                let signs = self.signs_around(at);
                if signs & IS_BYLINE != 0 && signs & IS_CLUTTER == 0 {
                    self.set_kind(at, BlockKind::Byline);
                }
            }
        }
    }

    /// Running text without signs of anything else.
    fn is_good(&mut self, at: usize) -> bool {
        let Some(piece) = self.pieces.get(at) else { return false };
        if self.words(at) < 12
            || piece.linked * 4 > piece.characters
            || !ends_sentence(&piece.text)
            || piece.kind == BlockKind::Caption
        {
            return false;
        }
        let lineage: Vec<usize> = self.page.lineage(piece.node).collect();
        !lineage.into_iter().any(|node| self.signs_of(node) & (IS_CLUTTER | IS_CAPTION | IS_BYLINE) != 0)
    }

    /// Where the library took a small part of the page's running text, takes the element that holds nearly all of it.
    fn add_missed(&mut self) {
        let good: Vec<bool> = (0..self.pieces.len()).map(|at| self.is_good(at)).collect();
        let mut sum = vec![0];
        let mut kept = 0;
        for (at, piece) in self.pieces.iter().enumerate() {
            let is_good = good.get(at).copied().unwrap_or_default();
            let before = sum.last().copied().unwrap_or_default();
            sum.push(before + if is_good { piece.characters } else { 0 });
            kept += if is_good && self.is_article(at) { piece.characters } else { 0 };
        }
        let all = sum.last().copied().unwrap_or_default();
        if all < 200 || kept * 3 > all {
            return;
        }
        // The smallest element that holds most of it.
        let inside = |node: usize| {
            let end = self.page.get(node).map_or(0, |node| node.end);
            let from = self.pieces.partition_point(|piece| piece.node < node);
            let to = self.pieces.partition_point(|piece| piece.node < end);
            let characters = sum.get(to).copied().unwrap_or_default() - sum.get(from).copied().unwrap_or_default();
            (from, to, characters)
        };
        let Some(middle) =
            sum.iter().position(|sum| *sum * 2 >= all).and_then(|at| self.pieces.get(at.saturating_sub(1)))
        else {
            return;
        };
        let holder = self.page.lineage(middle.node).map(inside).find(|(_, _, characters)| characters * 10 >= all * 8);
        let Some((from, to, _)) = holder else { return };
        let first = (from..to).find(|&at| good.get(at).copied().unwrap_or_default());
        let last = (from..to).rev().find(|&at| good.get(at).copied().unwrap_or_default());
        let (Some(first), Some(last)) = (first, last) else { return };
        for at in first..=last {
            let Some(piece) = self.pieces.get(at) else { continue };
            if piece.linked * 2 <= piece.characters {
                self.set(at, true);
            }
        }
    }

    /// Takes out lines and lists that are nothing but links.
    fn drop_links(&mut self) {
        let is_link = |piece: &Piece| piece.linked * 10 >= piece.characters * 9;
        let mut at = 0;
        while let Some(piece) = self.pieces.get(at) {
            if let BlockKind::ListItem(_) = piece.kind {
                let items = self
                    .pieces
                    .iter()
                    .skip(at)
                    .take_while(|piece| matches!(piece.kind, BlockKind::ListItem(_)))
                    .count();
                let links = self.pieces.iter().skip(at).take(items).filter(|piece| is_link(piece)).count();
                if links * 10 >= items * 7 {
                    for item in at..at + items {
                        self.set(item, false);
                    }
                }
                at += items;
                continue;
            }
            if is_link(piece) && self.words(at) >= 2 && !matches!(piece.kind, BlockKind::Heading(_)) {
                self.set(at, false);
            }
            at += 1;
        }
    }

    /// Takes out lines that begin as sites begin lines about pictures, other articles and themselves.
    fn drop_phrases(&mut self) {
        for at in 0..self.pieces.len() {
            let Some(piece) = self.pieces.get(at) else { continue };
            if !self.is_article(at) || self.words(at) > 25 {
                continue;
            }
            let line = piece.text.to_lowercase().replace('’', "'");
            let line = line
                .trim_matches(|character: char| !character.is_alphanumeric() && character != '©' && character != '(');
            let starts = || {
                let phrases = line.chars().next().and_then(|first| BEGINNINGS.get(&first));
                phrases.is_some_and(|phrases| {
                    phrases.iter().any(|(phrase, most)| self.words(at) <= *most && line.starts_with(phrase))
                })
            };
            if WHOLE_LINES.contains(line) || starts() {
                self.set(at, false);
            }
        }
    }

    /// Compares with the article's text in JSON-LD, where it is there: what stands in it is the article's, and where it
    /// is whole, what stands behind its end is not.
    fn compare_with_data(&mut self) {
        let Some(body) = self.metadata.body.as_deref().map(plain).filter(|body| body.len() >= 200) else { return };
        let texts: Vec<String> = self.pieces.iter().map(|piece| plain(&piece.text)).collect();
        let found: Vec<bool> = texts.iter().map(|text| text.len() >= 20 && body.contains(text)).collect();
        let length = |wanted: &dyn Fn(usize) -> bool| -> usize {
            texts.iter().enumerate().filter(|(at, _)| wanted(*at)).map(|(_, text)| text.len()).sum()
        };
        let is_found = |at: usize| found.get(at).copied().unwrap_or_default();
        let covered = length(&is_found);
        if covered * 10 < body.len() * 6 || covered > body.len() * 2 {
            return;
        }
        let last = found.iter().rposition(|found| *found).unwrap_or_default();
        let behind = length(&|at| at > last && self.is_article(at));
        let is_whole = covered * 10 >= body.len() * 9 && behind * 4 < covered;
        for (at, piece) in self.pieces.iter().enumerate() {
            if is_found(at) && piece.kind != BlockKind::Caption {
                self.set(at, true);
            } else if at > last && is_whole {
                self.set(at, false);
            }
        }
    }

    /// Takes out headings whose text was taken out.
    fn drop_bare_headings(&mut self) {
        let mut behind: Option<BlockKind> = None;
        let mut left_out = true;
        for at in (0..self.pieces.len()).rev() {
            let Some(piece) = self.pieces.get(at) else { continue };
            if !self.is_article(at) {
                left_out |= piece.kept * 2 >= piece.characters || behind.is_none();
                continue;
            }
            if let BlockKind::Heading(level) = piece.kind {
                let bare = match behind {
                    None => true,
                    Some(BlockKind::Heading(next)) => next <= level,
                    Some(_) => false,
                };
                if bare && left_out {
                    self.set(at, false);
                    continue;
                }
            }
            left_out = false;
            behind = Some(piece.kind);
        }
    }

    /// Takes out what says itself that it is clutter, as in plain text.
    fn drop_clutter(&mut self) {
        let mut text = String::new();
        let mut blocks = Vec::new();
        let mut places = Vec::new();
        for (at, piece) in self.pieces.iter().enumerate().filter(|(at, _)| self.is_article(*at)) {
            let start = text.len() as u32;
            text += &piece.text;
            let span = Span::new(start, text.len() as u32);
            blocks.push(Block { span, kind: piece.kind, boilerplate: false, inlines: Vec::new() });
            places.push(at);
            text.push('\n');
        }
        clutter::mark(&text, &mut blocks);
        details::mark_bylines(&text, &mut blocks);
        for (at, block) in places.into_iter().zip(&blocks) {
            if block.kind == BlockKind::Byline {
                self.set_kind(at, BlockKind::Byline);
            }
            if block.boilerplate || block.kind == BlockKind::Byline {
                self.set(at, false);
            }
        }
    }
}

/// How many words a text has, counted no further than `most`; for scripts without spaces a number to compare with words.
fn words(text: &str, most: usize) -> usize {
    let spaced = text.split_whitespace().take(most).count();
    let wide = text
        .chars()
        .take(4 * most)
        .filter(|character| matches!(character, '\u{E00}'..='\u{E7F}' | '\u{3040}'..='\u{9FFF}'));
    spaced.max(wide.count() / 2)
}

/// Letters and digits only, in lower case.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What an element's name, class and id say.
fn signs(page: &Page, at: usize) -> Signs {
    let Some(node) = page.get(at) else { return 0 };
    let mut signs = match node.name() {
        "figcaption" => IS_CAPTION,
        "nav" | "aside" | "footer" | "form" | "button" => IS_CLUTTER,
        "time" | "address" => IS_BYLINE,
        _ => 0,
    };
    for name in ["class", "id", "itemprop", "role", "data-component", "data-testid"] {
        let Some(value) = node.attribute(name) else { continue };
        let (mut negated, mut author, mut card) = (false, false, false);
        for word in class_words(value) {
            // “has-sidebar”, “no-comments”, “with-ads” speak of the page.
            let speaks_of_page = std::mem::replace(
                &mut negated,
                matches!(word.as_str(), "has" | "no" | "with" | "without" | "is" | "not" | "hide" | "show"),
            );
            if speaks_of_page {
                continue;
            }
            author |= matches!(word.as_str(), "author" | "autor" | "authors" | "auteur");
            card |= matches!(word.as_str(), "box" | "bio" | "info" | "card" | "about" | "description" | "profile");
            signs |= SIGNS.get(word.as_str()).copied().unwrap_or_default();
        }
        if author && card {
            signs |= IS_CLUTTER;
        }
    }
    signs
}

/// The lists of words for looking up.
static SIGNS: LazyLock<HashMap<&str, Signs>> = LazyLock::new(|| {
    let mut signs: HashMap<&str, Signs> = HashMap::new();
    for (list, sign) in [(CLUTTER, IS_CLUTTER), (BYLINE, IS_BYLINE), (CAPTION, IS_CAPTION), (LEAD, IS_LEAD)] {
        for word in list.split(' ') {
            *signs.entry(word).or_default() |= sign;
        }
    }
    signs
});

/// The words of a class: parted by what is no letter, and by capitals inside.
fn class_words(class: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for character in class.chars().take(400) {
        if !character.is_alphabetic() || (lower && character.is_uppercase()) {
            words.push(String::new());
        }
        lower = character.is_lowercase();
        if character.is_alphabetic()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
    }
    words.into_iter().filter(|word| !word.is_empty())
}

const CLUTTER: &str = "related recommended recommendation recommendations recirc recirculation share sharing shares sharebar sharedaddy social \
newsletter newsletters subscribe subscription signup comment comments disqus respond promo promos promotion advert advertisement ads sponsor sponsored \
taboola outbrain breadcrumb breadcrumbs tags taglist tagcloud cookie cookies paywall donate donation readmore morelinks \
pagination pager printfriendly trending popular mostread navigation";
const BYLINE: &str =
    "byline author authors autor autoren dateline date datetime published pubdate timestamp postmeta postinfo";
const CAPTION: &str =
    "caption captions figcaption credit credits copyright bildunterschrift legend legende imagecaption";
const LEAD: &str = "lead lede teaser intro introduction standfirst subtitle subheadline subhead subheading summary dek deck excerpt abstract description vorspann \
chapeau sapo bajada entradilla copete sumario anleser preamble ingress sottotitolo occhiello";

/// The lists of lines for looking up.
static WHOLE_LINES: LazyLock<HashSet<&str>> = LazyLock::new(|| LINES.lines().collect());

/// The beginnings of lines by their first character, with how many words such a line has at most.
static BEGINNINGS: LazyLock<HashMap<char, Vec<(&str, usize)>>> = LazyLock::new(|| {
    let mut beginnings: HashMap<char, Vec<(&str, usize)>> = HashMap::new();
    for (list, most) in [(OTHERS, 25), (CREDITS, 15)] {
        for phrase in list.lines() {
            if let Some(first) = phrase.chars().next() {
                beginnings.entry(first).or_default().push((phrase, most));
            }
        }
    }
    beginnings
});

/// Whole lines, in lower case and without punctuation at their ends.
const LINES: &str = "\
auch interessant\nmehr zum thema\nweitere informationen\nweiterführende links\nweiterführender link\nweiterführende informationen\n\
diesen artikel teilen\nartikel teilen\nbeitrag teilen\nlade weitere inhalte\nkeine kommentare\nkommentare\nkommentare schreiben\nkommentieren\n\
drukuj\nimprimer\ndrucken\nprint\ncontinue reading the main story\ncontinue reading\nread more\nread next\nzum thema\nmehr lesen\nweiterlesen\n\
das könnte sie auch interessieren\ndas könnte dich auch interessieren\nüber den autor\nüber die autorin\nabout the author\nsiehe auch\nloading\n\
reklama\nwerbung\nanzeige\nadvertisement\npublicité\npublicidad\nzobacz także\nzobacz też\nczytaj także\nczytaj też\nczytaj więcej\nbild anzeigen\n\
rezept drucken\nnach oben\nback to top\nzurück\nshare\nteilen\npartager\ncompartir\nudostępnij\nlink kopieren\nlink copied\nto top\nempfehlungen\nnewsletter\n\
related articles\nrelated stories\nrelated\nmore stories\nkontakt\nquellen\nquelle\nsources\nsource";

/// What lines about other articles and about the site begin with.
const OTHERS: &str = "\
lesen sie auch\nlesen sie hier\nlies auch\nmehr dazu:\nmehr zum thema\nauch interessant:\nsiehe auch:\nczytaj też\nczytaj także\nczytaj więcej\nzobacz też\nzobacz także\nprzeczytaj też\n\
lire aussi\nà lire aussi\na lire aussi\nlire également\npuedes ver\nlee también\nlea también\nlee además\nte puede interesar\nle puede interesar\nmira también\nleggi anche\nleggi pure\n\
leia também\nleia mais\nveja também\nlees ook\nread also\nalso read\nread more:\nread more about\nrelated:\nsee also:\nmore on this\nmore:\nlæs også\nläs också\nles også\n\
читайте также\nчитать также\ndas könnte sie\ndas könnte dich\nsign up for\nsign up to\nsubscribe to\nabonnieren sie\nfollow us\nfolgen sie uns\ndownload our app\n\
download the app\nfor the latest\nclick here to\nif you enjoyed\nif you liked\nwar der artikel\nwar dieser artikel\nmöchten sie den artikel\nden artikel\nartikel drucken\n\
this post contains\nthis article was originally\nkommentarfeed\nnoch keine bewertungen\n(noch keine\npubliziert:\nveröffentlicht:\nveröffentlichung:\n\
aktualisiert:\nerstellt am\nstand:\nopublikowano\npublished:\nupdated:\nlast updated\npublished on\npublié le\nmis à jour\npublicado\nactualizado";

/// What lines about the makers of pictures begin with.
const CREDITS: &str = "\
foto:\nfotos:\nfoto ©\nfoto von\nbild:\nbilder:\nbildquelle\nbildnachweis\nbildrechte\ntitelbild:\ntitelfoto\nbeitragsbild\nsymbolbild\nquelle:\nquellen:\n©\n(c)\ncrédit photo\ncrédits photo\n\
crédit :\nphoto:\nphotos:\nphoto by\nphoto :\nphoto credit\nphotograph:\nphotography:\nimage:\nimages:\nimage credit\nimage source\nimage via\ncredit:\nsource:\nillustration:\ngrafik:\nfot\nźródło:\nfonte:\nfuente:\nvideo:\nscreenshot\nabbildung:\nabb";
