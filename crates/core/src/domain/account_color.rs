//! The colours by which accounts are told apart at a glance. The name always stands beside it.

use serde::Serialize;

/// One of a small palette. The window knows for each a tone for light and one for dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountColor {
    Indigo,
    Berry,
    Olive,
    Sky,
    Brown,
    Slate,
}

impl AccountColor {
    /// In the order in which new accounts get them.
    pub const ALL: [Self; 6] = [
        Self::Indigo,
        Self::Berry,
        Self::Olive,
        Self::Sky,
        Self::Brown,
        Self::Slate,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::Indigo => "indigo",
            Self::Berry => "berry",
            Self::Olive => "olive",
            Self::Sky => "sky",
            Self::Brown => "brown",
            Self::Slate => "slate",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|color| color.id() == id)
    }

    /// For a new account: the first that the fewest others have.
    pub fn next(taken: &[Self]) -> Self {
        let times = |color: Self| taken.iter().filter(|other| **other == color).count();
        Self::ALL
            .into_iter()
            .min_by_key(|color| times(*color))
            .unwrap_or(Self::Indigo)
    }
}

#[cfg(test)]
mod tests {
    use super::AccountColor::{self, *};

    #[test]
    fn a_new_account_gets_a_color_that_the_others_do_not_have_as_long_as_there_is_one() {
        assert_eq!(AccountColor::next(&[]), Indigo);
        assert_eq!(AccountColor::next(&[Indigo, Olive]), Berry);
        assert_eq!(AccountColor::next(&AccountColor::ALL), Indigo);
        let mut two_each = AccountColor::ALL.repeat(2);
        two_each.retain(|color| *color != Sky);
        assert_eq!(AccountColor::next(&two_each), Sky);
    }

    #[test]
    fn every_color_is_found_by_its_id() {
        for color in AccountColor::ALL {
            assert_eq!(AccountColor::from_id(color.id()), Some(color));
        }
        assert_eq!(AccountColor::from_id("red"), None);
    }
}
