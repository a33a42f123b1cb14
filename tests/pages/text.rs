//! What becomes of the elements: blocks, words, links.

use super::{check_sound, marked, read, read_bytes, read_fragment, seen};

#[test]
fn elements_become_blocks() {
    for (piece, expected) in [
        ("<p>One</p><p>Two</p>", "p: One\np: Two"),
        ("<h1>Head</h1><h3>Third</h3>Bare text", "h1: Head\nh3: Third\np: Bare text"),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", "li0: a\nli1: b\nli0: c"),
        ("<blockquote><p>said</p><p>more</p></blockquote>", "quote: said\nquote: more"),
        ("<figure><img src=x alt=hidden><figcaption>The bridge</figcaption></figure>", "caption: The bridge"),
        ("<pre>a\n  b</pre>", "other: a\n  b"),
        ("<table><tr><th>Year<th>Votes<tr><td>2025<td><b>9</b> of 13</table>", "table: Year\tVotes\n2025\t9 of 13"),
        ("<table><tr><td><p>Layout</p><h2>Only</h2></table>", "p: Layout\nh2: Only"),
        ("<dl><dt>Term<dd>Meaning</dl>", "p: Term\nli0: Meaning"),
        ("<p>a<p>b<div>c</div>d", "p: a\np: b\np: c\np: d"),
        ("<p>first<br>second<br><br>third</p>", "p: first\nsecond\np: third"),
        ("<h2>Two<br>lines</h2>", "h2: Two lines"),
        ("<p> </p><div>&nbsp;</div><p>x", "p: x"),
    ] {
        let article = read_fragment(piece);
        check_sound(&article);
        assert_eq!(seen(&article), expected, "{piece}");
    }
}

#[test]
fn words_stay_whole_and_apart() {
    for (piece, expected) in [
        ("un<b>believ</b>able", "unbelievable"),
        ("<b>Hello</b> <i>world</i>", "Hello world"),
        ("<b>Hello </b>world", "Hello world"),
        ("<b>Hello</b>\n\t<i> world</i>", "Hello world"),
        ("H<sub>2</sub>O and <span>T</span>he", "H2O and The"),
        ("a&nbsp;b &amp; c &lt;d&gt; &eacute;&#8212;&#x201C;", "a\u{a0}b & c <d> é—“"),
        ("so<wbr>long and sha&shy;ring", "solong and sha\u{ad}ring"),
        ("<a href=/a>World</a><a href=/b>Sport</a>", "World Sport"),
        ("<q>Yes</q>, she said", "“Yes”, she said"),
        ("one<!-- comment -->two <script>var x = '<p>no</p>';</script>three<style>p{}</style>", "onetwo three"),
        ("<x-tip>tip</x-tip> in <x-word>text</x-word>.", "tip in text."),
        ("日本<b>語</b>の文", "日本語の文"),
        ("broken &unknown; &#xFFFFFFF; &", "broken &unknown; \u{fffd} &"),
    ] {
        let article = read_fragment(&format!("<p>{piece}</p>"));
        check_sound(&article);
        assert_eq!(article.text, expected, "{piece}");
    }
}

#[test]
fn links_and_emphasis_are_marked() {
    let article = read_fragment(
        "<p>The <a href=\"https://lamp.example/a?b=1&amp;c=2\">old <em>harbour</em> bridge</a> is <strong> unsafe </strong>, \
         <a href=\"#note\">note</a> <a href=\"javascript:x()\">trick</a> <a href=\"/relative\">away</a></p>",
    );
    check_sound(&article);
    assert_eq!(article.text, "The old harbour bridge is unsafe , note trick away");
    assert_eq!(marked(&article), ["https://lamp.example/a?b=1&c=2 old harbour bridge", "em harbour", "strong unsafe"]);
}

#[test]
fn links_are_relative_to_the_page() {
    let page = "<html><head><link rel=canonical href='https://lamp.example/news/bridge.html'></head>\
                <body><p>See <a href='more.html'>more</a> and <a href='//b.example/x'>this</a>.</body></html>";
    assert_eq!(marked(&read(page)), ["https://lamp.example/news/more.html more", "https://b.example/x this"]);
}

#[test]
fn a_link_around_blocks_is_a_link_in_each() {
    let article = read_fragment("<a href=https://lamp.example/><h2>Head</h2><p>Text</p></a>");
    assert_eq!(marked(&article), ["https://lamp.example/ Head", "https://lamp.example/ Text"]);
}

#[test]
fn what_is_hidden_is_not_read() {
    let piece = "<p>Seen</p><p hidden>a</p><p style='color: red; display : none'>b</p><template><p>c</p></template>\
                 <noscript>d</noscript><textarea>e</textarea><svg><text>f</text></svg><select><option>g</select>";
    assert_eq!(seen(&read_fragment(piece)), "p: Seen");
}

#[test]
fn the_clipboards_marks_are_respected() {
    let windows = "Version:0.9\r\nStartHTML:0000000105\r\nEndHTML:0000000300\r\n<html><body>before\r\n\
                   <!--StartFragment--><p>A <a href=\"https://lamp.example/\">paragraph</a></p><!--EndFragment-->\r\n\
                   </body></html>";
    let article = read(windows);
    assert_eq!(seen(&article), "p: A paragraph");
    assert_eq!(marked(&article), ["https://lamp.example/ paragraph"]);
    let linux = "<meta http-equiv=\"content-type\" content=\"text/html; charset=utf-8\"><p>One</p><p>Two</p>";
    assert_eq!(seen(&read(linux)), "p: One\np: Two");
}

#[test]
fn encodings() {
    let page = |charset: &str| {
        format!("<html><head><meta charset={charset}><title>t</title></head><body><p>Le préfet a décidé</p>")
    };
    let latin: Vec<u8> = page("iso-8859-1").chars().map(|character| character as u8).collect();
    let article = read_bytes(&latin);
    assert_eq!((article.text.as_str(), article.encoding.unwrap().name), ("Le préfet a décidé", "windows-1252"));
    let utf16: Vec<u8> = "\u{feff}"
        .chars()
        .chain(page("utf-8").chars())
        .flat_map(|character| (character as u16).to_le_bytes())
        .collect();
    let article = read_bytes(&utf16);
    assert_eq!((article.text.as_str(), article.encoding.unwrap().name), ("Le préfet a décidé", "UTF-16LE"));
    assert_eq!(read(&page("iso-8859-1")).text, "Le préfet a décidé");
    assert_eq!(read_bytes(b"<html><body><p>a\0b\xFFc").blocks.len(), 1);
}
