//! From which network a row of the audit trail came (SEC-63).
crate::sql::step!("m0019_audit_network", up: [
    // A keyed digest, 32 digits, never the address; none in older rows, and where the server acts by itself.
    "ALTER TABLE audit ADD COLUMN network TEXT",
], down: []);
