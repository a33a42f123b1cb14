use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// What names a record for ever: a UUID, version 7 where the program makes it, so that ids sort by time.
pub trait RecordKey: Copy + Ord + fmt::Debug {
    /// The UUID itself.
    fn uuid(self) -> Uuid;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl RecordKey for $name {
            fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::try_parse(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.as_hyphenated())
            }
        }
    )*};
}

ids! {
    /// Names an annotation set.
    SetId;
    /// Names a source.
    SourceId;
    /// Names one version of a source's text.
    VersionId;
    /// Names an annotation.
    AnnotationId;
    /// Names a label of the scheme.
    LabelId;
    /// Names an attribute of the scheme.
    AttributeId;
    /// Names one of the values that a choice offers.
    OptionId;
    /// Names a person or body that is quoted or holds an opinion.
    PersonId;
    /// Names someone who makes annotations.
    AnnotatorId;
    /// Names a statement.
    StatementId;
    /// Names a link between two annotations.
    LinkId;
    /// Names a scale of verdicts.
    ScaleId;
}
