//! The audit trail, and what is nobody's.
use super::{
    Class,
    Column::{Hidden, Moment, Number, Text},
    End, Key, Peoples, Rows,
};

/// Why the trail stays (K23).
const PSEUDONYMS: &str =
    "it names random ids; whom they mean is forgotten with the account, and the chain still verifies";

const fn nobodys(table: &'static str, why: &'static str) -> Class {
    Class { table, rows: Rows::Nobodys(why) }
}

pub(super) const CLASSES: [Class; 8] = [
    // What one did, and what others did to the account. Through whose session and from which network is theirs to know.
    Class {
        table: "audit",
        rows: Rows::Peoples(Peoples {
            whose: "actor = $1 OR object = $1",
            key: Key::Number("sequence"),
            columns: &[
                Number("sequence"),
                Moment("at"),
                Hidden("actor"),
                Hidden("session"),
                Text("action"),
                Text("object"),
                Text("outcome"),
                Hidden("network"),
                Hidden("prev_hash"),
                Hidden("hash"),
            ],
            end: End::Kept(PSEUDONYMS),
        }),
    },
    // Empty since the first start that knew the chain.
    Class {
        table: "audit_unchained",
        rows: Rows::Peoples(Peoples {
            whose: "actor = $1",
            key: Key::Text("id"),
            columns: &[
                Hidden("id"),
                Hidden("at"),
                Hidden("actor"),
                Hidden("action"),
                Hidden("object"),
                Hidden("outcome"),
            ],
            end: End::Kept(PSEUDONYMS),
        }),
    },
    nobodys("master_key", "which keys the key file must hold"),
    nobodys("pool", "one row about the server"),
    nobodys("seaql_migrations", "the steps of the schema"),
    nobodys("setting", "marks of the server"),
    nobodys("setup_link", "the link that makes the first admin"),
    nobodys("throttle_network", "counts by network, and knows no account"),
];
