//! Months in the shop's own calendar.

use super::{BusinessDay, TimeError};

/// A month of business in the shop's own calendar, kept as the number 202611.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BusinessMonth(i32);

impl BusinessMonth {
    /// The month with this number, such as 202611.
    pub fn new(number: i32) -> Result<Self, TimeError> {
        BusinessDay::from_ymd(number.div_euclid(100), number.rem_euclid(100), 1).map(BusinessDay::in_month)
    }

    /// Its number, such as 202611.
    pub const fn get(self) -> i32 {
        self.0
    }

    /// So many months later, or earlier when negative. Months at the edge of the calendar stay there.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let since_year_one = (self.0 / 100 - 1) * 12 + self.0 % 100 - 1;
        let there = since_year_one.saturating_add(months).clamp(0, 9999 * 12 - 1);
        Self((there / 12 + 1) * 100 + there % 12 + 1)
    }

    /// Its first day.
    #[must_use]
    pub const fn first_day(self) -> BusinessDay {
        BusinessDay(self.0 * 100 + 1)
    }
}

impl BusinessDay {
    /// The month that it lies in.
    pub const fn in_month(self) -> BusinessMonth {
        BusinessMonth(self.0 / 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn month(number: i32) -> BusinessMonth {
        BusinessMonth::new(number).expect("a month")
    }

    #[test]
    fn months_follow_each_other_over_the_years_end() {
        assert_eq!(month(202_612).plus_months(1), month(202_701));
        assert_eq!(month(202_611).plus_months(-11), month(202_512));
        assert_eq!(month(202_612).plus_months(-11), month(202_601));
        assert_eq!(month(202_701).plus_months(-1), month(202_612));
        assert_eq!(month(1_01).plus_months(-1), month(1_01));
        assert_eq!(month(9999_12).plus_months(1), month(9999_12));
    }

    #[test]
    fn a_day_lies_in_its_month_and_what_is_no_month_is_refused() {
        let day = BusinessDay::parse("2026-11-30").expect("a day");
        assert_eq!(day.in_month(), month(202_611));
        assert_eq!(day.succ().in_month(), month(202_612));
        for number in [0, -1, 202_600, 202_613, 1_000_001] {
            assert_eq!(BusinessMonth::new(number), Err(TimeError::NotADay), "{number}");
        }
    }

    proptest! {
        #[test]
        fn going_on_and_back_leads_where_one_was(number in 0..9000 * 12_i32, months in -5000..5000_i32) {
            let start = month((number / 12 + 500) * 100 + number % 12 + 1);
            prop_assert_eq!(start.plus_months(months).plus_months(-months), start);
            prop_assert_eq!(start.plus_months(1) > start, true);
        }
    }
}
