//! Values on their way to and from the database: integers, text and bytes, on both engines alike.

use std::cell::Cell;

use huika_domain as domain;

use crate::StoreError;

/// A parameter of a statement. A null says which type it stands for, because PostgreSQL asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'v> {
    /// `BIGINT`
    Int(i64),
    /// `TEXT`
    Text(&'v str),
    /// `BYTEA` or `BLOB`
    Bytes(&'v [u8]),
    /// A null in an integer column.
    NullInt,
    /// A null in a text column.
    NullText,
    /// A null in a column of bytes.
    NullBytes,
}

/// A value that outlives the statement it was a parameter of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnedValue {
    /// An integer, or none.
    Int(Option<i64>),
    /// A text, or none.
    Text(Option<String>),
    /// Bytes, or none.
    Bytes(Option<Vec<u8>>),
}

impl From<Value<'_>> for OwnedValue {
    fn from(value: Value<'_>) -> Self {
        match value {
            Value::Int(number) => Self::Int(Some(number)),
            Value::Text(text) => Self::Text(Some(text.to_owned())),
            Value::Bytes(bytes) => Self::Bytes(Some(bytes.to_vec())),
            Value::NullInt => Self::Int(None),
            Value::NullText => Self::Text(None),
            Value::NullBytes => Self::Bytes(None),
        }
    }
}

impl OwnedValue {
    /// The value, borrowed.
    #[must_use]
    pub fn borrowed(&self) -> Value<'_> {
        match self {
            Self::Int(number) => number.map_or(Value::NullInt, Value::Int),
            Self::Text(text) => text.as_deref().map_or(Value::NullText, Value::Text),
            Self::Bytes(bytes) => bytes.as_deref().map_or(Value::NullBytes, Value::Bytes),
        }
    }
}

/// What can be a parameter.
pub trait ToValue {
    /// The null of this type.
    const NULL: Value<'static>;
    /// The value, borrowed where it can be.
    fn to_value(&self) -> Value<'_>;
}

/// What a column can be read as.
pub trait FromColumn: Sized {
    /// Reads the column at `index` of `row`.
    fn from_column(row: &Row<'_>, index: ColumnIndex) -> Result<Self, StoreError>;
}

/// Where a column stands in its row. Only the engines count columns: everybody else knows them by name, so that no statement is
/// understood by the order in which it names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnIndex(usize);

impl ColumnIndex {
    /// The column that so many come before.
    pub(in crate::db) const fn new(index: usize) -> Self {
        Self(index)
    }
}

/// One row of an answer, valid while the closure that reads it runs.
pub struct Row<'r> {
    columns: &'r dyn Columns,
    /// Behind the column that was read last: columns are mostly read in the order in which the statement names them, so the next one is
    /// found by one comparison.
    next: Cell<usize>,
}

/// The columns of a row, as its engine reads them. A column that is not there, or holds another type, is an error.
pub(crate) trait Columns {
    /// What the column at this place is called; `None` behind the last one.
    fn name(&self, index: usize) -> Option<&str>;
    /// An integer of any width; a truth value is 0 or 1.
    fn int(&self, index: usize) -> Result<Option<i64>, StoreError>;
    /// Text.
    fn text(&self, index: usize) -> Result<Option<String>, StoreError>;
    /// Bytes.
    fn bytes(&self, index: usize) -> Result<Option<Vec<u8>>, StoreError>;
}

/// How a column is named: by its name, or, where a type is read out of one, by the place that it was given.
pub trait Column: Copy {
    /// Its place in this row.
    fn place(self, row: &Row<'_>) -> Result<ColumnIndex, StoreError>;
}

impl Column for ColumnIndex {
    fn place(self, _row: &Row<'_>) -> Result<ColumnIndex, StoreError> {
        Ok(self)
    }
}

impl Column for &str {
    fn place(self, row: &Row<'_>) -> Result<ColumnIndex, StoreError> {
        let place = row
            .find(self)
            .ok_or_else(|| StoreError::Decode(format!("there is no column {self}")))?;
        // Twice the same name would be decoded by its place again. Tests run every statement, so they are the ones who look.
        if cfg!(debug_assertions) && row.places(self).count() > 1 {
            return Err(StoreError::Decode(format!("there are several columns {self}")));
        }
        row.next.set(place.0 + 1);
        Ok(place)
    }
}

impl<'r> Row<'r> {
    pub(crate) fn new(columns: &'r dyn Columns) -> Self {
        Self {
            columns,
            next: Cell::new(0),
        }
    }

    /// The column with this name.
    pub fn get<T: FromColumn>(&self, column: impl Column) -> Result<T, StoreError> {
        T::from_column(self, column.place(self)?)
    }

    /// The column that so many come before, for what an engine itself asks.
    pub(in crate::db) fn at<T: FromColumn>(&self, index: usize) -> Result<T, StoreError> {
        T::from_column(self, ColumnIndex::new(index))
    }

    fn find(&self, name: &str) -> Option<ColumnIndex> {
        let next = self.next.get();
        if self.columns.name(next) == Some(name) {
            return Some(ColumnIndex(next));
        }
        self.places(name).next()
    }

    fn places<'n>(&'n self, name: &'n str) -> impl Iterator<Item = ColumnIndex> + 'n {
        (0..)
            .map_while(|index| self.columns.name(index).map(|found| (index, found)))
            .filter(move |(_, found)| *found == name)
            .map(|(index, _)| ColumnIndex(index))
    }

    fn int(&self, index: ColumnIndex) -> Result<Option<i64>, StoreError> {
        self.columns.int(index.0)
    }

    fn text(&self, index: ColumnIndex) -> Result<Option<String>, StoreError> {
        self.columns.text(index.0)
    }

    fn bytes(&self, index: ColumnIndex) -> Result<Option<Vec<u8>>, StoreError> {
        self.columns.bytes(index.0)
    }

    /// A column whose value is none of those that its type has.
    pub(crate) fn invalid(&self, index: ColumnIndex, error: impl std::fmt::Display) -> StoreError {
        let name = self.columns.name(index.0).unwrap_or("?");
        StoreError::Decode(format!("column {name}: {error}"))
    }

    fn present<T>(&self, index: ColumnIndex, value: Option<T>) -> Result<T, StoreError> {
        value.ok_or_else(|| self.invalid(index, "is null"))
    }
}

/// A column that an engine cannot read as what was asked for.
pub(in crate::db) fn decode(index: usize, error: impl std::fmt::Display) -> StoreError {
    StoreError::Decode(format!("column {index}: {error}"))
}

impl ToValue for i64 {
    const NULL: Value<'static> = Value::NullInt;
    fn to_value(&self) -> Value<'_> {
        Value::Int(*self)
    }
}

impl ToValue for bool {
    const NULL: Value<'static> = Value::NullInt;
    fn to_value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}

impl ToValue for str {
    const NULL: Value<'static> = Value::NullText;
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for String {
    const NULL: Value<'static> = Value::NullText;
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for [u8] {
    const NULL: Value<'static> = Value::NullBytes;
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl ToValue for Vec<u8> {
    const NULL: Value<'static> = Value::NullBytes;
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<const N: usize> ToValue for [u8; N] {
    const NULL: Value<'static> = Value::NullBytes;
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    const NULL: Value<'static> = T::NULL;
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    const NULL: Value<'static> = T::NULL;
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(T::NULL, ToValue::to_value)
    }
}

impl FromColumn for i64 {
    fn from_column(row: &Row<'_>, index: ColumnIndex) -> Result<Self, StoreError> {
        row.present(index, row.int(index)?)
    }
}

impl FromColumn for bool {
    fn from_column(row: &Row<'_>, index: ColumnIndex) -> Result<Self, StoreError> {
        Ok(row.present(index, row.int(index)?)? != 0)
    }
}

impl FromColumn for String {
    fn from_column(row: &Row<'_>, index: ColumnIndex) -> Result<Self, StoreError> {
        row.present(index, row.text(index)?)
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(row: &Row<'_>, index: ColumnIndex) -> Result<Self, StoreError> {
        row.present(index, row.bytes(index)?)
    }
}

impl<const N: usize> FromColumn for [u8; N] {
    fn from_column(row: &Row<'_>, index: ColumnIndex) -> Result<Self, StoreError> {
        let bytes: Vec<u8> = row.get(index)?;
        bytes
            .try_into()
            .map_err(|_| row.invalid(index, format!("is not {N} bytes long")))
    }
}

impl FromColumn for Option<i64> {
    fn from_column(row: &Row<'_>, index: ColumnIndex) -> Result<Self, StoreError> {
        row.int(index)
    }
}

impl FromColumn for Option<String> {
    fn from_column(row: &Row<'_>, index: ColumnIndex) -> Result<Self, StoreError> {
        row.text(index)
    }
}

impl FromColumn for Option<Vec<u8>> {
    fn from_column(row: &Row<'_>, index: ColumnIndex) -> Result<Self, StoreError> {
        row.bytes(index)
    }
}

/// Newtypes over an integer: their column is a `BIGINT`.
macro_rules! integer_columns {
    ($($name:ty),* $(,)?) => {$(
        impl ToValue for $name {
            const NULL: Value<'static> = Value::NullInt;
            fn to_value(&self) -> Value<'_> {
                Value::Int(i64::from(self.get()))
            }
        }

        impl FromColumn for $name {
            fn from_column(row: &Row<'_>, index: ColumnIndex) -> Result<Self, StoreError> {
                i64::from_column(row, index).map(<$name>::new)
            }
        }

        impl FromColumn for Option<$name> {
            fn from_column(row: &Row<'_>, index: ColumnIndex) -> Result<Self, StoreError> {
                Ok(row.int(index)?.map(<$name>::new))
            }
        }
    )*};
}

integer_columns!(
    domain::Fen,
    domain::Points,
    domain::Millis,
    domain::MemberId,
    domain::CardId,
    domain::DeviceId,
    domain::RegionId,
    domain::StoreId,
    domain::OperatorId,
    domain::EntryId,
    domain::LotId,
    domain::TopUpId,
    domain::GoodsId,
    domain::GoodsImportId,
    domain::CategoryId,
    domain::BrandId,
    domain::CampaignId,
    domain::StackGroupId,
    domain::ItemId,
    domain::RedemptionId,
    domain::SaleId,
    domain::TillSessionId,
    domain::OutboxId,
    domain::TagId,
    domain::SegmentId,
    domain::ShiftId,
    domain::RefundId,
    domain::ReturnId,
    domain::CardTypeId,
    domain::CouponId,
    domain::CouponKindId,
    domain::PasskeyId,
    domain::ApprovalId,
);

/// Enums whose every variant has one text: their column is a `TEXT`, and an empty one, or a null, is none of them.
macro_rules! text_columns {
    ($($name:ty),* $(,)?) => {$(
        impl $crate::ToValue for $name {
            const NULL: $crate::Value<'static> = $crate::Value::NullText;
            fn to_value(&self) -> $crate::Value<'_> {
                $crate::Value::Text(self.as_str())
            }
        }

        impl $crate::FromColumn for $name {
            fn from_column(row: &$crate::Row<'_>, index: $crate::ColumnIndex) -> Result<Self, $crate::StoreError> {
                let text: String = row.get(index)?;
                huika_domain::of_text(&text).map_err(|unknown| row.invalid(index, unknown))
            }
        }

        impl $crate::FromColumn for Option<$name> {
            fn from_column(row: &$crate::Row<'_>, index: $crate::ColumnIndex) -> Result<Self, $crate::StoreError> {
                let text: Option<String> = row.get(index)?;
                let text = text.filter(|text| !text.is_empty());
                let one = text.map(|text| huika_domain::of_text(&text)).transpose();
                one.map_err(|unknown| row.invalid(index, unknown))
            }
        }
    )*};
}

pub(crate) use text_columns;

text_columns!(
    domain::CardStatus,
    domain::CodePayState,
    domain::RefundKind,
    domain::Reach,
    domain::TillRights,
    domain::WatchReason,
    domain::CouponCause,
    domain::CouponState,
);

/// The parameters of a statement: `params![member, amount]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::ToValue::to_value(&$value)),*][..] };
}

#[cfg(test)]
mod tests;
