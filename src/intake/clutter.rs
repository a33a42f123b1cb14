//! Which blocks are the site's and not the article's.
//!
//! Proposals, made from two kinds of evidence together: where a block stands, and what it says. Short lines before the
//! first and after the last long paragraph are candidates; a phrase that sites use (phrases of several languages are
//! listed) makes one clutter, and where such a phrase opens the footer, everything behind it too. Between the first and
//! the last long paragraph only lines that are nothing but an advertisement's sign are taken, so that running text never
//! is.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::blocks::{LONG, as_read, ends_sentence, words};
use crate::model::{Block, BlockKind};

/// Clutter lines with a phrase are not longer, in words.
const LONGEST_LINE: usize = 30;
/// A footer is at most this part of an article's words (one in …), so that a heading “Comments” in an article does not
/// take the article's second half.
const FOOTER_SHARE: usize = 3;

/// At most so many lines lead up to a footer.
const LONGEST_LEAD: usize = 12;

/// What a block's words say about it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Evidence {
    None,
    /// Clutter, whatever its neighbours are.
    Line,
    /// Begins a footer.
    Footer,
    /// Begins a box about the author, in which a longer paragraph may stand.
    AuthorBox,
}

/// Marks boilerplate among `blocks`.
pub(super) fn mark(text: &str, blocks: &mut [Block]) {
    let lengths: Vec<usize> = blocks.iter().map(|block| words(text, block)).collect();
    let lines: Vec<String> = blocks
        .iter()
        .zip(&lengths)
        .map(|(block, &length)| if length <= LONGEST_LINE { normal(text, block) } else { String::new() })
        .collect();
    let length = |at: usize| lengths.get(at).copied().unwrap_or_default();
    // Asked only around the article: in the middle of a long text nobody compares lines with all phrases.
    let says = |at: usize| lines.get(at).map_or(Evidence::None, |line| evidence(line));

    // Without any long paragraph, the longest one is the article.
    let long = lengths.iter().copied().max().unwrap_or_default().min(LONG);
    let is_long = |at: usize| length(at) >= long && says(at) == Evidence::None && length(at) >= 4;
    let Some(first) = (0..blocks.len()).find(|&at| is_long(at)) else {
        set(blocks, |at| says(at) != Evidence::None);
        return;
    };
    let all: usize = lengths.iter().sum();
    let last = last_of_article(blocks.len(), first, all, &is_long, &says, &length);

    let short = |at: usize| length(at) <= 4 && lines.get(at).is_some_and(|line| !ends_sentence(line));
    let is_item = |block: Option<&Block>| block.is_some_and(|block| matches!(block.kind, BlockKind::ListItem(_)));
    // Sentences that no phrase explains: a footer has fewer of them than signs of its own, and an author's box has some.
    let is_prose = |at: usize| {
        says(at) == Evidence::None && length(at) >= 8 && lines.get(at).is_some_and(|line| ends_sentence(line))
    };
    let opens_footer = |&at: &usize| {
        let signs = (at..blocks.len()).filter(|&at| says(at) != Evidence::None).count();
        let prose = (at..blocks.len()).filter(|&at| is_prose(at)).count();
        match says(at) {
            Evidence::Footer => prose < signs || (prose <= 1 && !is_prose(at + 1)),
            Evidence::AuthorBox => prose <= 2 * signs,
            Evidence::None | Evidence::Line => false,
        }
    };
    // Where none of the first few opens a footer, the others do not either.
    let openings = (last + 1..blocks.len()).filter(|&at| matches!(says(at), Evidence::Footer | Evidence::AuthorBox));
    let footer = openings.take(LONGEST_LEAD).find(opens_footer);
    let mut clutter = vec![false; blocks.len()];
    for (at, is_clutter) in clutter.iter_mut().enumerate() {
        *is_clutter = if at < first || at > last {
            let heads_prose = says(at) == Evidence::Footer && at > last && is_prose(at + 1);
            (says(at) != Evidence::None && !heads_prose) || footer.is_some_and(|footer| at >= footer)
        } else {
            lines.get(at).is_some_and(|line| is_listed(BETWEEN_PARAGRAPHS, line))
        };
    }
    // What stands under “Related articles” and the like.
    let mut under_line = false;
    for (at, is_clutter) in clutter.iter_mut().enumerate().skip(last + 1) {
        let ends = lines.get(at).is_none_or(|line| ends_sentence(line));
        under_line = *is_clutter || (under_line && (is_item(blocks.get(at)) || (footer.is_some() && !ends)));
        *is_clutter = under_line;
    }
    // What leads up to the footer: tags and the site's words about itself.
    if let Some(footer) = footer {
        for at in (last + 1..footer).rev().take(LONGEST_LEAD) {
            let block = blocks.get(at);
            let line = block.and_then(|block| block.span.slice(text)).unwrap_or_default();
            let earlier = block.and_then(|block| text.get(..block.span.start as usize)).unwrap_or_default();
            let about_site = presents_itself(line).is_some_and(|name| !mentions(earlier, name));
            let tag = short(at) && !is_item(block);
            if says(at) == Evidence::None && !tag && !about_site {
                break;
            }
            if let Some(is_clutter) = clutter.get_mut(at) {
                *is_clutter = true;
            }
        }
    }
    // The category over the headline, where a headline is left without it; and menus over the article.
    let head = |at: &usize| !clutter.get(*at).copied().unwrap_or_default();
    let unmarked: Vec<usize> = (0..first).filter(head).collect();
    let menu = unmarked.iter().filter(|&&at| is_item(blocks.get(at)) && short(at)).count();
    let menu_is_clutter = menu >= 3 || (menu > 0 && unmarked.len() < first);
    for (place, &at) in unmarked.iter().enumerate() {
        let category = place + 1 < unmarked.len() && lines.get(at).is_some_and(|line| is_listed(CATEGORIES, line));
        if (category || (menu_is_clutter && is_item(blocks.get(at)) && short(at)))
            && let Some(is_clutter) = clutter.get_mut(at)
        {
            *is_clutter = true;
        }
    }
    // A table or a rule has no words of a site, and goes with its surroundings.
    set(blocks, |at| clutter.get(at).copied().unwrap_or_default());
}

/// The last block of the article itself: the last long one that is not in the author's box.
fn last_of_article(
    count: usize,
    first: usize,
    all: usize,
    is_long: &dyn Fn(usize) -> bool,
    says: &dyn Fn(usize) -> Evidence,
    length: &dyn Fn(usize) -> usize,
) -> usize {
    let last = (first..count).rev().find(|&at| is_long(at)).unwrap_or(first);
    let boxes =
        (last.saturating_sub(3).max(first + 1)..last).filter(|&at| length(at) <= 4 && says(at) == Evidence::AuthorBox);
    for opened in boxes {
        let behind: usize = (opened..count).map(length).sum();
        let long_behind = (opened..count).filter(|&at| is_long(at)).count();
        if long_behind == 1 && behind * FOOTER_SHARE <= all {
            return (first..opened).rev().find(|&at| is_long(at)).unwrap_or(first);
        }
    }
    last
}

fn set(blocks: &mut [Block], is_clutter: impl Fn(usize) -> bool) {
    for (at, block) in blocks.iter_mut().enumerate() {
        // Front matter is marked where it is read.
        block.boilerplate |= is_clutter(at);
    }
}

/// A block's words for comparing: lower case, simple apostrophes, without marks at the ends.
fn normal(text: &str, block: &Block) -> String {
    let slice = block.span.slice(text).unwrap_or_default();
    if slice.len() > 600 {
        return String::new();
    }
    let line = as_read(text, block).to_lowercase().replace('’', "'");
    line.trim_matches(|character: char| matches!(character, '*' | '_' | '>' | '→' | '»' | '›' | '↓' | '|' | '+' | ' '))
        .to_owned()
}

/// The lists of whole lines, for looking up.
static WHOLE_LINES: LazyLock<HashMap<&str, Evidence>> = LazyLock::new(|| {
    let lists = [
        (LINES, Evidence::Line),
        (BETWEEN_PARAGRAPHS, Evidence::Line),
        (FOOTER, Evidence::Footer),
        (AUTHOR_BOX, Evidence::AuthorBox),
    ];
    lists.iter().flat_map(|(list, evidence)| list.lines().map(move |line| (line, *evidence))).collect()
});

/// The beginnings of lines by their first character.
static BEGINNINGS: LazyLock<HashMap<char, Vec<(&str, Evidence)>>> = LazyLock::new(|| {
    let mut by_character: HashMap<char, Vec<(&str, Evidence)>> = HashMap::new();
    for (list, evidence) in [(FOOTER_BEGINNINGS, Evidence::Footer), (LINE_BEGINNINGS, Evidence::Line)] {
        for phrase in list.lines() {
            if let Some(character) = phrase.chars().next() {
                by_character.entry(character).or_default().push((phrase, evidence));
            }
        }
    }
    by_character
});

fn evidence(line: &str) -> Evidence {
    let bare = line.trim_end_matches(['.', ':', '!', '…', '?']);
    let counted =
        bare.trim_matches(|character: char| character.is_ascii_digit() || matches!(character, '(' | ')' | ' '));
    if let Some(&evidence) = WHOLE_LINES.get(bare) {
        evidence
    } else if let Some(evidence) = beginning(line) {
        evidence
    } else if (counted.len() < bare.len() && is_listed(COMMENTS, counted))
        || FOOTER_PHRASES.lines().any(|phrase| line.contains(phrase))
    {
        Evidence::Footer
    } else if logo_of(line).is_some() || is_share_bar(bare) {
        Evidence::Line
    } else {
        Evidence::None
    }
}

/// The name in a logo's description (`The Daily Lamp logo`).
pub(super) fn logo_of(line: &str) -> Option<&str> {
    let name = line.strip_suffix(" logo").or_else(|| line.strip_suffix(" Logo"))?;
    (1..=5).contains(&name.split_whitespace().count()).then_some(name)
}

/// The name in a line in which a site presents itself (`DailyLamp provides clear news for everyone.`).
pub(super) fn presents_itself(line: &str) -> Option<&str> {
    let mut ends = line.match_indices(' ').map(|(at, _)| at);
    let name = ends.by_ref().take(4).find_map(|at| {
        let rest = line.get(at + 1..)?;
        let does =
            SELF_DESCRIPTIONS.lines().any(|phrase| rest.strip_prefix(phrase).is_some_and(|rest| rest.starts_with(' ')));
        does.then(|| line.get(..at)).flatten()
    })?;
    let is_name = name.split(' ').all(|word| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|character| character.is_alphanumeric() || character == '.')
    });
    let is_pronoun = is_listed("it\nthis\nthat\nhe\nshe\nthe\nrussia\nchina", &name.to_lowercase());
    (is_name && !is_pronoun).then_some(name)
}

/// Whether `name` stands as a word in `text`.
fn mentions(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let outside = |character: Option<char>| !character.is_some_and(char::is_alphanumeric);
        outside(text.get(..at).and_then(|before| before.chars().next_back()))
            && outside(text.get(at + name.len()..).and_then(|behind| behind.chars().next()))
    })
}

/// Nothing but names of places to share to: `Facebook Twitter Email`.
fn is_share_bar(line: &str) -> bool {
    let words = || line.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words().count() >= 2 && words().all(|word| is_listed(SHARES, word))
}

fn is_listed(list: &str, line: &str) -> bool {
    !line.is_empty() && list.lines().any(|listed| listed == line)
}

/// What the listed phrase says with which `line` begins, as whole words.
fn beginning(line: &str) -> Option<Evidence> {
    let phrases = BEGINNINGS.get(&line.chars().next()?)?;
    let found = phrases.iter().find(|(phrase, _)| {
        line.strip_prefix(phrase).is_some_and(|rest| {
            // “(c) 20” goes on with the year's other digits.
            !phrase.ends_with(char::is_alphabetic) || !rest.starts_with(char::is_alphanumeric)
        })
    });
    found.map(|(_, evidence)| *evidence)
}

const SHARES: &str = "\
share\ntweet\nfacebook\ntwitter\nx\nemail\ne\nmail\nwhatsapp\nlinkedin\nreddit\ntelegram\npinterest\nprint\nsave\ncopy\n\
link\npost\non\nto\nvia\nbluesky\nthreads\ninstagram\nyoutube\ntiktok\nteilen\ndrucken\npartager\nimprimer\ncompartir";

const BETWEEN_PARAGRAPHS: &str = "\
advertisement\nadvertising\nsponsored\nsponsored content\nstory continues below advertisement\n\
article continues below advertisement\narticle continues below\nadvertisement - story continues below\n\
anzeige\nwerbung\nartikel wird nach der anzeige fortgesetzt\npublicité\nla suite après la publicité\npublicidad\n\
continúa después de la publicidad\npubblicità\npublicidade\nadvertentie\nреклама\n广告\n広告\nإعلان";

const LINES: &str = "\
skip to content\nskip to main content\nskip navigation\nmenu\nhome\nsearch\nsign in\nlog in\nlogin\nsign up\nregister\n\
subscribe\nsubscribe now\nshare\nshare this\nshare this article\nshare this story\nsave\nsave article\nprint\n\
print this article\nlisten\nlisten to this article\nlisten to article\nfollow\nfollow us\nread more\nread next\nrelated\n\
related articles\nrelated stories\nrelated topics\nrelated posts\nmore on this story\nmore stories\nrecommended\n\
recommended for you\nyou may also like\nyou might also like\nmost read\nmost popular\nmost viewed\ntrending\n\
trending now\nlatest news\nload more\nshow more\nsee more\nview all\nback to top\ntopics\ntags\ncopy link\nlink copied\n\
open in app\nget the app\ndownload our app\ndonate\ncookie settings\naccept all cookies\naccept all\nmanage preferences\n\
gift this article\nfacebook\ntwitter\nwhatsapp\nlinkedin\nreddit\ntelegram\ninstagram\nyoutube\n\
zum inhalt springen\nsuche\nanmelden\nabonnieren\njetzt abonnieren\nteilen\nartikel teilen\ndrucken\nmerken\n\
mehr zum thema\nzum thema\nlesen sie auch\nmeistgelesen\nzur startseite\nstartseite\n\
aller au contenu\nse connecter\ns'abonner\nabonnez-vous\npartager\npartager l'article\nimprimer\nlire aussi\n\
à lire aussi\nles plus lus\naccueil\nrecherche\n\
ir al contenido\niniciar sesión\nsuscríbete\nsuscribirse\ncompartir\nlee también\nleer más\nlo más leído\nmás noticias\n\
inicio\nbuscar\n\
accedi\nabbonati\ncondividi\nleggi anche\nentrar\nassine\ncompartilhar\nleia também\ndelen\nlees ook\nподелиться\nподписаться\n\
читайте также";

const LINE_BEGINNINGS: &str = "\
read more:\nread also:\nalso read:\nread next:\nrelated:\nrelated story:\nsee also:\nmore:\nmust read:\nsign up for\nsubscribe to\n\
share on\nshare this\nshare via\nfollow us\nfollow @\nclick here\nby signing up\nwe use cookies\nthis site uses cookies\n\
this website uses cookies\ntags:\ntopics:\nfiled under\nposted in\nin this article:\ndownload the app\nget our newsletter\n\
get the latest\nsupport our\nsupport independent\ngot a tip\nhave a tip\nenter your email\nyour email address\n\
lesen sie auch:\nmehr zum thema:\nlesen sie hier\nmelden sie sich\nabonnieren sie\nwir verwenden cookies\ndiese website verwendet\n\
lire aussi:\nlire aussi :\nà lire aussi :\ninscrivez-vous\nabonnez-vous à\nce site utilise\nnous utilisons des cookies\n\
lee también:\nlea también:\nsuscríbete a\nsíguenos en\nutilizamos cookies\neste sitio utiliza";

const COMMENTS: &str = "\
comments\ncomment\nreplies\nresponses\nkommentare\nkommentar\ncommentaires\ncommentaire\ncomentarios\ncomentario\ncommenti\n\
comentários\nreacties\nкомментариев\nкомментария";

const FOOTER: &str = "\
comments\nno comments\nno comments yet\nleave a comment\nleave a reply\nadd a comment\npost a comment\njoin the conversation\n\
join the discussion\nview comments\nshow comments\nreader insights\nreader comments\nadd your insights\nabout us\nabout this site\n\
contact us\nfind us on social media\nfollow us on social media\nmiscellaneous links\nprivacy policy\nterms of use\n\
terms of service\nterms and conditions\nterms & conditions\ncookie policy\nprivacy\nsitemap\nsite map\nquick links\nuseful links\n\
all rights reserved\nsubscribe to our newsletter\nnewsletter\n\
kommentare\nkeine kommentare\nkommentar schreiben\nkommentar verfassen\nkommentare anzeigen\nimpressum\ndatenschutz\n\
datenschutzerklärung\nagb\nnutzungsbedingungen\nkontakt\nüber uns\nbarrierefreiheit\n\
commentaires\naucun commentaire\nlaisser un commentaire\najouter un commentaire\nmentions légales\npolitique de confidentialité\n\
conditions générales\nconditions d'utilisation\nnous contacter\nqui sommes-nous\n\
comentarios\nsin comentarios\ndeja un comentario\ndeja una respuesta\npolítica de privacidad\naviso legal\ntérminos de uso\n\
términos y condiciones\npolítica de cookies\nquiénes somos\n\
commenti\nlascia un commento\nnote legali\ncomentários\ndeixe um comentário\npolítica de privacidade\nreacties\nкомментарии";

const FOOTER_BEGINNINGS: &str = "\
©\n(c) 19\n(c) 20\ncopyright ©\ncopyright 19\ncopyright 20\nthere are no comments\nno comments on\nbe the first to\nsign in to comment\n\
log in to comment\nsign in to leave\nlog in to leave\nyou must be logged in\nyou need to be logged in\nleave a reply to\n\
your email address will not be published\nall rights reserved\nall content is\nnothing may be reproduced\n\
schreiben sie den ersten kommentar\nalle rechte vorbehalten\nmelden sie sich an, um zu kommentieren\n\
soyez le premier à\nconnectez-vous pour\ntous droits réservés\nvotre adresse e-mail ne sera pas\n\
sé el primero en\ninicia sesión para\ntodos los derechos reservados\ntu dirección de correo electrónico no será";

const FOOTER_PHRASES: &str = "\
all rights reserved\nalle rechte vorbehalten\ntous droits réservés\ntodos los derechos reservados\ntutti i diritti riservati\n\
todos os direitos reservados\nalle rechten voorbehouden\nвсе права защищены";

const AUTHOR_BOX: &str = "\
about the creator\nabout the author\nabout the authors\nabout the writer\nabout the journalist\nabout the reporter\n\
about the contributor\nabout author\nauthor bio\nwritten by\nmeet the author\nüber den autor\nüber die autorin\nzum autor\nzur person\n\
à propos de l'auteur\nà propos de l'auteure\nl'auteur\nsobre el autor\nsobre la autora\nacerca del autor\nsull'autore\n\
sobre o autor\nover de auteur\nоб авторе";

const CATEGORIES: &str = "\
world\nworld news\nworld history\npolitics\nnews\nlatest\nbreaking news\nopinion\nanalysis\ncommentary\neditorial\nbusiness\n\
economy\nmarkets\ntechnology\ntech\nscience\nhealth\nsport\nsports\nculture\nlifestyle\ntravel\nentertainment\nlocal\nlocal news\n\
national\ninternational\nfeatures\nvideo\nasia\neurope\nafrica\nmiddle east\namericas\nus news\nuk news\nuk\nu.s.\n\
politik\nnachrichten\nwirtschaft\nausland\ninland\npanorama\nmeinung\nwissen\nkultur\n\
politique\nactualités\nmonde\néconomie\nsociété\nopinions\n\
política\nnoticias\nmundo\neconomía\nsociedad\ninternacional\nopinión\ndeportes\nactualidad";

/// What a site's words about itself begin with, behind its name.
const SELF_DESCRIPTIONS: &str = "\
provides\nprovide\ndelivers\noffers\ncovers\nbrings you\nbrings\npublishes\nis an independent\nis a nonprofit\nis a non-profit\n\
is a news\nis an online\nis a digital\nis a daily\nis a weekly\nis a website\nis a site\nis published\nis your source\n\
is the leading\nis dedicated to";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases() {
        for (line, expected) in [
            ("the daily lamp logo", true),
            ("12 comments", true),
            ("comments (3)", true),
            ("© 2026 lamp media", true),
            ("facebook twitter email", true),
            ("read more: the other treaty", true),
            ("teilen", true),
            ("about the author", true),
            ("the minister made no comments", false),
            ("share prices fell", false),
            ("a new logo for the party", false),
            ("comments by the minister", false),
            ("copyright law is old", false),
            ("2026", false),
            ("", false),
        ] {
            assert_eq!(evidence(line) != Evidence::None, expected, "{line}");
        }
    }

    #[test]
    fn a_site_presents_itself() {
        assert_eq!(presents_itself("DailyLamp provides clear news."), Some("DailyLamp"));
        assert_eq!(presents_itself("The Daily Lamp is an independent paper."), Some("The Daily Lamp"));
        assert_eq!(presents_itself("The treaty with them provides for peace."), None);
        assert_eq!(presents_itself("It offers hope."), None);
    }
}
