//! Rounding-off (抹零): what a shop lets go at the end of a bill.

use crate::{Fen, text_enum};

text_enum! {
    /// To what a bill is rounded down.
    #[derive(Default)]
    pub enum Rounding {
        /// To nothing: each fen is paid.
        #[default]
        Off = "off",
        /// To whole jiao.
        Jiao = "jiao",
        /// To whole yuan.
        Yuan = "yuan",
    }
}

impl Rounding {
    /// What one unit is.
    pub const fn unit(self) -> Fen {
        match self {
            Self::Off => Fen::new(1),
            Self::Jiao => Fen::new(10),
            Self::Yuan => Fen::new(100),
        }
    }
}
