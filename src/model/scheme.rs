use uuid::Uuid;

use super::{AttributeId, Ext, LabelId, OptionId, ScaleId};

/// The labels, attributes and scales of a set: all of it the user's data.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scheme {
    /// The labels, in the order in which they are offered.
    pub labels: Vec<Label>,
    /// The scales that verdicts on statements use.
    pub scales: Vec<Scale>,
    /// Whether the scheme may not be edited (in an assignment).
    pub locked: bool,
    /// What a newer program wrote.
    pub ext: Ext,
}

/// What a passage can be marked as.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// Its id.
    pub id: LabelId,
    /// Its name; unique in the scheme, whatever the case.
    pub name: String,
    /// When to use it.
    pub description: String,
    /// Its colour.
    pub color: LabelColor,
    /// Its underline: colour is never the only sign.
    pub underline: Underline,
    /// The digit key that gives it, 1 to 9; unique in the scheme.
    pub shortcut: Option<u8>,
    /// What features know it by, whatever it is called.
    pub role: Option<LabelRole>,
    /// What can be said about a passage with this label.
    pub attributes: Vec<Attribute>,
    /// What a newer program wrote.
    pub ext: Ext,
}

/// A colour of the palette, after Okabe and Ito; the theme decides how it looks in light and in dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelColor {
    /// The colour of claims.
    #[default]
    Blue,
    /// The colour of opinions.
    Vermilion,
    /// The colour of quotes.
    Green,
    /// A dark orange.
    Amber,
    /// A light blue.
    Sky,
    /// A reddish purple.
    Purple,
    /// A dark yellow.
    Olive,
    /// No colour at all.
    Gray,
}

impl LabelColor {
    /// Every colour, in the order in which new labels take them.
    pub const ALL: [Self; 8] =
        [Self::Blue, Self::Vermilion, Self::Green, Self::Amber, Self::Sky, Self::Purple, Self::Olive, Self::Gray];

    /// The underline that a new label of this colour gets.
    pub const fn usual_underline(self) -> Underline {
        match self {
            Self::Blue | Self::Sky => Underline::Solid,
            Self::Vermilion | Self::Amber => Underline::Dashed,
            Self::Green | Self::Olive => Underline::Double,
            Self::Purple => Underline::Wavy,
            Self::Gray => Underline::Dotted,
        }
    }
}

/// The pattern of a label's underline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Underline {
    /// One line.
    #[default]
    Solid,
    /// Dashes.
    Dashed,
    /// Two lines.
    Double,
    /// Dots.
    Dotted,
    /// A wave.
    Wavy,
}

impl Underline {
    /// Every pattern, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Solid, Self::Dashed, Self::Double, Self::Dotted, Self::Wavy];
}

/// What a label means to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelRole {
    /// A statement that could be shown true or false.
    Claim,
    /// A judgement that depends on a standard of value.
    Opinion,
    /// Somebody's words.
    Quote,
}

/// Something that can be said about a passage.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attribute {
    /// Its id.
    pub id: AttributeId,
    /// Its name; unique in its label, whatever the case.
    pub name: String,
    /// What is asked.
    pub description: String,
    /// What kind of answer it takes.
    pub kind: AttributeKind,
    /// What features know it by, whatever it is called.
    pub role: Option<AttributeRole>,
    /// What a newer program wrote.
    pub ext: Ext,
}

/// What kind of answer an attribute takes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttributeKind {
    /// One of these.
    Choice(Vec<ChoiceOption>),
    /// Any of these.
    Several(Vec<ChoiceOption>),
    /// Free text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    YesNo,
    /// A date.
    Date,
    /// Another passage of the same text.
    Span,
    /// Someone from the list of people.
    Person,
}

impl AttributeKind {
    /// What can be chosen, where the kind offers a choice.
    pub fn options(&self) -> &[ChoiceOption] {
        match self {
            Self::Choice(options) | Self::Several(options) => options,
            _ => &[],
        }
    }
}

/// One of the values that a choice offers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChoiceOption {
    /// Its id.
    pub id: OptionId,
    /// Its name.
    pub name: String,
}

/// What an attribute means to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttributeRole {
    /// Who is quoted.
    Speaker,
    /// The words that introduce a quotation.
    Cue,
    /// Who holds an opinion.
    Holder,
    /// What an opinion is about.
    Target,
    /// Whether an opinion is for or against.
    Polarity,
    /// Direct, mixed, indirect or a scare quote.
    Form,
    /// What kind of claim it is.
    Kind,
    /// Whether a claim can be checked.
    Checkable,
    /// How sure the wording is.
    Hedge,
}

/// A scale of verdicts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scale {
    /// Its id.
    pub id: ScaleId,
    /// Its name.
    pub name: String,
    /// Its values, from one end to the other.
    pub values: Vec<ChoiceOption>,
}

impl Scheme {
    /// The label with this id.
    pub fn label(&self, id: LabelId) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == id)
    }

    /// The label that a digit key gives.
    pub fn label_by_shortcut(&self, digit: u8) -> Option<&Label> {
        self.labels.iter().find(|label| label.shortcut == Some(digit))
    }

    /// The attribute with this id, and the label that it belongs to.
    pub fn attribute(&self, id: AttributeId) -> Option<(&Label, &Attribute)> {
        self.labels
            .iter()
            .find_map(|label| Some((label, label.attributes.iter().find(|attribute| attribute.id == id)?)))
    }

    /// Claim, opinion and quote, as `DESIGN` gives them. The ids are always the same, so that sets made apart can be
    /// brought together.
    pub fn starter() -> Self {
        let mut ids = StarterIds(0);
        let label = |ids: &mut StarterIds, name: &str, description: &str, role, color, underline, shortcut| Label {
            id: LabelId(ids.next()),
            name: name.to_owned(),
            description: description.to_owned(),
            color,
            underline,
            shortcut: Some(shortcut),
            role: Some(role),
            attributes: Vec::new(),
            ext: Ext::default(),
        };
        let attribute = |ids: &mut StarterIds, name: &str, description: &str, role, kind| Attribute {
            id: AttributeId(ids.next()),
            name: name.to_owned(),
            description: description.to_owned(),
            kind,
            role: Some(role),
            ext: Ext::default(),
        };
        let choice = |ids: &mut StarterIds, names: &[&str]| {
            let options = names.iter().map(|name| ChoiceOption { id: OptionId(ids.next()), name: (*name).to_owned() });
            AttributeKind::Choice(options.collect())
        };

        let i = &mut ids;
        let mut claim = label(
            i,
            "Claim",
            "A statement that could be shown true or false",
            LabelRole::Claim,
            LabelColor::Blue,
            Underline::Solid,
            1,
        );
        let kinds = choice(
            i,
            &[
                "event",
                "quantity",
                "date or duration",
                "superlative",
                "cause",
                "law or rule",
                "history",
                "comparison",
                "prediction",
                "motive",
                "definition",
            ],
        );
        let checkable = choice(i, &["yes", "partly", "no"]);
        claim.attributes = vec![
            attribute(i, "Kind", "What the claim is about", AttributeRole::Kind, kinds),
            attribute(i, "Checkable", "Could somebody check it", AttributeRole::Checkable, checkable),
            attribute(
                i,
                "Hedge",
                "The words that weaken it: may, nearly, reportedly",
                AttributeRole::Hedge,
                AttributeKind::Text,
            ),
        ];
        let mut opinion = label(
            i,
            "Opinion",
            "A judgement that depends on a standard of value",
            LabelRole::Opinion,
            LabelColor::Vermilion,
            Underline::Dashed,
            2,
        );
        let polarity = choice(i, &["for", "against", "mixed", "neutral"]);
        opinion.attributes = vec![
            attribute(i, "Holder", "Whose opinion it is", AttributeRole::Holder, AttributeKind::Person),
            attribute(i, "Target", "What it is about", AttributeRole::Target, AttributeKind::Text),
            attribute(i, "Polarity", "Whether it is for or against", AttributeRole::Polarity, polarity),
        ];
        let mut quote =
            label(i, "Quote", "Somebody’s words", LabelRole::Quote, LabelColor::Green, Underline::Double, 3);
        let forms = choice(i, &["direct", "mixed", "indirect", "scare quote"]);
        quote.attributes = vec![
            attribute(i, "Form", "How the words are given", AttributeRole::Form, forms),
            attribute(i, "Speaker", "Who is quoted", AttributeRole::Speaker, AttributeKind::Person),
            attribute(
                i,
                "Cue",
                "The words that introduce it: said, according to",
                AttributeRole::Cue,
                AttributeKind::Text,
            ),
        ];
        Self { labels: vec![claim, opinion, quote], scales: Vec::new(), locked: false, ext: Ext::default() }
    }
}

/// Ids of version 8 (RFC 9562: the maker's own), counted up.
struct StarterIds(u16);

impl StarterIds {
    fn next(&mut self) -> Uuid {
        self.0 += 1;
        Uuid::from_u128(0xc205_5ead_5c4e_8000_8000_0000_0000_0000 | u128::from(self.0))
    }
}
