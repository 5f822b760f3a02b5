//! States, kinds and reasons: enums whose texts stand in one table, so that nobody compares words.

/// An enum whose every variant has one text: in columns, in addresses, in answers to tills, and as the key of its words in the locales.
pub trait TextEnum: Copy + Sized + 'static {
    /// What it is, for an error about a text that none of them has.
    const NAME: &'static str;

    /// The text.
    fn text(self) -> &'static str;

    /// Reads [`Self::text`] back.
    fn of_text(text: &str) -> Option<Self>;
}

/// A text is none of those that an enum has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no {name}")]
pub struct UnknownText {
    /// The enum.
    pub name: &'static str,
    /// The text.
    pub text: String,
}

/// The variant with this text.
pub fn of_text<E: TextEnum>(text: &str) -> Result<E, UnknownText> {
    E::of_text(text).ok_or_else(|| UnknownText {
        name: E::NAME,
        text: text.to_owned(),
    })
}

/// Writes an enum and the one table of its texts: `as_str`, `parse`, `ALL` in the order of the table, `Display` and serde.
#[macro_export]
macro_rules! text_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[$variant_meta])* $variant),*
        }

        impl $name {
            /// All of them.
            pub const ALL: [Self; [$($text),*].len()] = [$(Self::$variant),*];

            /// Its text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),*
                }
            }

            /// Reads [`Self::as_str`] back.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.as_str() == text)
            }
        }

        impl $crate::TextEnum for $name {
            const NAME: &'static str = stringify!($name);

            fn text(self) -> &'static str {
                self.as_str()
            }

            fn of_text(text: &str) -> Option<Self> {
                Self::parse(text)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as $crate::serde::Deserialize>::deserialize(deserializer)?;
                $crate::of_text(&text).map_err($crate::serde::de::Error::custom)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::{CardStatus, UnknownText, of_text};

    #[test]
    fn every_variant_is_read_back_from_its_text_and_nothing_else_is() {
        for status in CardStatus::ALL {
            assert_eq!(CardStatus::parse(status.as_str()), Some(status));
            assert_eq!(of_text(status.as_str()), Ok(status));
            assert_eq!(status.to_string(), status.as_str());
        }
        for text in ["", "Active", "active ", "gone"] {
            assert_eq!(CardStatus::parse(text), None, "{text}");
        }
        let unknown = of_text::<CardStatus>("gone");
        assert_eq!(
            unknown,
            Err(UnknownText {
                name: "CardStatus",
                text: "gone".to_owned()
            })
        );
    }
}
