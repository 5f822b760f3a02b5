//! Values on their way to and from the database: integers, text and bytes, on both engines alike.

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
    /// Reads column `index` of `row`.
    fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError>;
}

/// One row of an answer, valid while the closure that reads it runs.
pub struct Row<'r>(&'r dyn Columns);

/// The columns of a row, as its engine reads them. A column that is not there, or holds another type, is an error.
pub(crate) trait Columns {
    /// Where the column with this name stands.
    fn place(&self, name: &str) -> Option<usize>;
    /// An integer of any width; a truth value is 0 or 1.
    fn int(&self, index: usize) -> Result<Option<i64>, StoreError>;
    /// Text.
    fn text(&self, index: usize) -> Result<Option<String>, StoreError>;
    /// Bytes.
    fn bytes(&self, index: usize) -> Result<Option<Vec<u8>>, StoreError>;
}

/// How a column is named: by its name, or by its place counted from 0.
pub trait Column: Copy {
    /// Its place in this row.
    fn place(self, row: &Row<'_>) -> Result<usize, StoreError>;
}

impl Column for usize {
    fn place(self, _row: &Row<'_>) -> Result<usize, StoreError> {
        Ok(self)
    }
}

impl Column for &str {
    fn place(self, row: &Row<'_>) -> Result<usize, StoreError> {
        row.0
            .place(self)
            .ok_or_else(|| StoreError::Decode(format!("there is no column {self}")))
    }
}

impl<'r> Row<'r> {
    pub(crate) fn new(columns: &'r dyn Columns) -> Self {
        Self(columns)
    }

    /// The column with this name, or at this place.
    pub fn get<T: FromColumn>(&self, column: impl Column) -> Result<T, StoreError> {
        T::from_column(self, column.place(self)?)
    }

    fn int(&self, index: usize) -> Result<Option<i64>, StoreError> {
        self.0.int(index)
    }

    fn text(&self, index: usize) -> Result<Option<String>, StoreError> {
        self.0.text(index)
    }

    fn bytes(&self, index: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.bytes(index)
    }
}

pub(crate) fn decode(index: usize, error: impl std::fmt::Display) -> StoreError {
    StoreError::Decode(format!("column {index}: {error}"))
}

fn present<T>(index: usize, value: Option<T>) -> Result<T, StoreError> {
    value.ok_or_else(|| decode(index, "is null"))
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
    fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
        present(index, row.int(index)?)
    }
}

impl FromColumn for bool {
    fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
        Ok(present(index, row.int(index)?)? != 0)
    }
}

impl FromColumn for String {
    fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
        present(index, row.text(index)?)
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
        present(index, row.bytes(index)?)
    }
}

impl<const N: usize> FromColumn for [u8; N] {
    fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
        let bytes: Vec<u8> = row.get(index)?;
        bytes
            .try_into()
            .map_err(|_| decode(index, format!("is not {N} bytes long")))
    }
}

impl FromColumn for Option<i64> {
    fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
        row.int(index)
    }
}

impl FromColumn for Option<String> {
    fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
        row.text(index)
    }
}

impl FromColumn for Option<Vec<u8>> {
    fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
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
            fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
                i64::from_column(row, index).map(<$name>::new)
            }
        }

        impl FromColumn for Option<$name> {
            fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
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
    domain::StoreId,
    domain::OperatorId,
    domain::EntryId,
    domain::LotId,
    domain::TopUpId,
    domain::ItemId,
    domain::RedemptionId,
    domain::SaleId,
    domain::TillSessionId,
    domain::OutboxId,
    domain::RefundId,
    domain::ReturnId,
    domain::CardTypeId,
    domain::PasskeyId,
    domain::ApprovalId,
);

/// The parameters of a statement: `params![member, amount]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::ToValue::to_value(&$value)),*][..] };
}
