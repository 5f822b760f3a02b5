//! Whose rows an operator sees, as conditions that stand in a statement, so that what was taken from them a moment ago counts.

/// Whether the operator in this place of a statement sees the rows of every store.
macro_rules! sees_chain {
    ($who:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM operator v JOIN role vr ON vr.code = v.role WHERE v.id = ",
            $who,
            " AND vr.sight = 'chain') OR EXISTS (SELECT 1 FROM operator_post vp JOIN role vr ON vr.code = vp.role WHERE vp.operator_id = ",
            $who,
            " AND vp.in_force = 1 AND vr.sight = 'chain'))"
        )
    };
}

/// Whether the operator in this place sees the store in that column: every one, their own, or those of their regions.
macro_rules! sees_store {
    ($who:literal, $column:expr) => {
        concat!(
            "(",
            $crate::staff::sees_chain!($who),
            " OR ",
            $column,
            " IN (SELECT v.store_id FROM operator v WHERE v.id = ",
            $who,
            " UNION SELECT x.store_id FROM operator_store x WHERE x.operator_id = ",
            $who,
            " UNION SELECT y.store_id FROM operator_post_store y WHERE y.operator_id = ",
            $who,
            "))"
        )
    };
}

pub(crate) use {sees_chain, sees_store};
