//! Once in a business day: the proof of the books, and its outcome where the office and the statement show it.
