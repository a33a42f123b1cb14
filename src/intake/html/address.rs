//! Addresses, as far as links on a page need them.

/// An http or https address, made absolute where `base` is one; `None` for anything else, and for links within the page.
pub(super) fn resolve(base: Option<&str>, reference: &str) -> Option<String> {
    let reference: String = reference.trim().chars().filter(|character| !character.is_control()).collect();
    if reference.is_empty()
        || reference.starts_with('#')
        || reference.chars().any(char::is_whitespace) && reference.len() > 4000
    {
        return None;
    }
    let reference = reference.replace(' ', "%20");
    match scheme(&reference) {
        Some(scheme) => {
            let known = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
            let host = reference.get(scheme.len()..)?.strip_prefix("://").is_some_and(|rest| !rest.is_empty());
            (known && host || scheme.eq_ignore_ascii_case("mailto")).then_some(reference)
        }
        None => join(base?, &reference),
    }
}

/// What stands before the first colon, where that is a scheme.
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|character: char| character.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.'));
    is_scheme.then_some(scheme)
}

fn join(base: &str, reference: &str) -> Option<String> {
    let scheme = scheme(base)?;
    let rest = base.get(scheme.len()..)?.strip_prefix("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    if let Some(other) = reference.strip_prefix("//") {
        return (!other.is_empty()).then(|| format!("{scheme}://{other}"));
    }
    let path = rest.get(host.len()..)?.split(['?', '#']).next().unwrap_or_default();
    let path = if path.is_empty() { "/" } else { path };
    if reference.starts_with('?') {
        return Some(format!("{scheme}://{host}{path}{reference}"));
    }
    let tail_at = reference.find(['?', '#']).unwrap_or(reference.len());
    let (reference, tail) = reference.split_at(tail_at);
    let folder = if reference.starts_with('/') { "" } else { path.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut parts: Vec<&str> = Vec::new();
    let joined = format!("{folder}/{}", reference.trim_start_matches('/'));
    for part in joined.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(format!("{scheme}://{host}/{}{tail}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_absolute() {
        let base = Some("https://lamp.example/news/2026/treaty.html?page=2#top");
        for (reference, expected) in [
            ("https://other.example/a", Some("https://other.example/a")),
            ("//cdn.example/x", Some("https://cdn.example/x")),
            ("/world", Some("https://lamp.example/world")),
            ("next.html", Some("https://lamp.example/news/2026/next.html")),
            ("../old.html?x=1#y", Some("https://lamp.example/news/old.html?x=1#y")),
            ("../../../../up", Some("https://lamp.example/up")),
            ("?page=3", Some("https://lamp.example/news/2026/treaty.html?page=3")),
            ("two words", Some("https://lamp.example/news/2026/two%20words")),
            ("mailto:desk@lamp.example", Some("mailto:desk@lamp.example")),
            ("#top", None),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("http://", None),
            ("", None),
        ] {
            assert_eq!(resolve(base, reference).as_deref(), expected, "{reference}");
        }
        assert_eq!(resolve(None, "/world"), None);
        assert_eq!(resolve(None, "https://a.example/").as_deref(), Some("https://a.example/"));
        assert_eq!(resolve(Some("https://a.example"), "b").as_deref(), Some("https://a.example/b"));
    }
}
