//! A web page's elements and texts in document order.

use dom_query::{Document, Element, NodeData, NodeId, NodeRef};

/// A page: its nodes in document order, so that what stands inside a node is what stands behind it, up to its end.
#[derive(Debug)]
pub(super) struct Page {
    pub nodes: Vec<Node>,
}

/// An element or a text.
#[derive(Debug)]
pub(super) struct Node {
    pub id: NodeId,
    pub data: NodeData,
    /// The place of the element that it stands in; its own for the first.
    pub parent: usize,
    /// One past the last node inside it.
    pub end: usize,
    /// Whether text stands right inside it, and not only in an element in it.
    pub holds_text: bool,
}

impl Node {
    pub fn element(&self) -> Option<&Element> {
        if let NodeData::Element(element) = &self.data { Some(element) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let NodeData::Text { contents } = &self.data { Some(contents) } else { None }
    }

    pub fn name(&self) -> &str {
        self.element().map_or("", |element| &element.name.local)
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        let attribute = self.element()?.attrs.iter().find(|attribute| *attribute.name.local == *name)?;
        Some(&attribute.value)
    }
}

impl Page {
    pub fn new(document: &Document) -> Self {
        let mut nodes: Vec<Node> = Vec::new();
        let mut parent = 0;
        let mut next = document.tree.root().first_child();
        while let Some(node) = next {
            let place = nodes.len();
            let data = node
                .query(|node| node.data.clone())
                .filter(|data| matches!(data, NodeData::Element(_) | NodeData::Text { .. } | NodeData::Comment { .. }));
            let inside = match data {
                Some(data) => {
                    let inside = if matches!(data, NodeData::Element(_)) { node.first_child() } else { None };
                    if let NodeData::Text { contents } = &data
                        && !contents.trim().is_empty()
                        && let Some(parent) = nodes.get_mut(parent)
                    {
                        parent.holds_text = true;
                    }
                    nodes.push(Node { id: node.id, data, parent, end: place + 1, holds_text: false });
                    inside
                }
                None => None,
            };
            if inside.is_some() {
                parent = place;
                next = inside;
            } else {
                next = Self::after(&mut nodes, &mut parent, node);
            }
        }
        Self { nodes }
    }

    /// What comes behind `node` and everything inside it; ends the elements that end there.
    fn after<'d>(nodes: &mut [Node], parent: &mut usize, mut node: NodeRef<'d>) -> Option<NodeRef<'d>> {
        loop {
            if let Some(next) = node.next_sibling() {
                return Some(next);
            }
            node = node.parent()?;
            let end = nodes.len();
            let open = nodes.get_mut(*parent).filter(|open| open.id == node.id)?;
            open.end = end;
            *parent = open.parent;
        }
    }

    pub fn get(&self, at: usize) -> Option<&Node> {
        self.nodes.get(at)
    }

    /// The nodes inside the one at `at`, with their places.
    pub fn inside(&self, at: usize) -> impl Iterator<Item = (usize, &Node)> {
        let end = self.get(at).map_or(0, |node| node.end);
        self.nodes.iter().enumerate().take(end).skip(at + 1)
    }

    /// The first element with this name.
    pub fn first(&self, name: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.name() == name)
    }

    /// All text inside the node at `at`, as it stands there.
    pub fn text_of(&self, at: usize) -> String {
        self.inside(at).filter_map(|(_, node)| node.text()).collect()
    }

    /// The elements that the node at `at` stands in, innermost first, itself at the beginning.
    pub fn lineage(&self, at: usize) -> impl Iterator<Item = usize> {
        let parent = |&at: &usize| self.get(at).map(|node| node.parent).filter(|&parent| parent != at);
        std::iter::successors(Some(at), parent)
    }

    /// Whether browsers do not show the element.
    pub fn is_hidden(&self, at: usize) -> bool {
        let Some(node) = self.get(at) else { return false };
        if node.attribute("hidden").is_some_and(|value| value != "until-found") {
            return true;
        }
        node.attribute("style").is_some_and(|style| {
            let style: String =
                style.chars().filter(|character| !character.is_whitespace()).collect::<String>().to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
    }
}
