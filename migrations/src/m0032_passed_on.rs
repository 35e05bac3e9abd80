//! The right to share on: what somebody was given with it he gives to others, as far and as long as it lasts.
crate::sql::step!("m0032_passed_on", up: [
    // Beside `rights`, which is then 'edit': whoever has it passes it on.
    "ALTER TABLE share ADD COLUMN shares_on BIGINT NOT NULL DEFAULT 0
        CONSTRAINT share_shares_on_known CHECK (shares_on IN (0, 1))",
    // What was passed on: by the share `via_id`, and by whom. Of what its owner gave both are null.
    "ALTER TABLE share ADD COLUMN via_id TEXT CONSTRAINT share_via REFERENCES share (id) ON DELETE CASCADE",
    "ALTER TABLE share ADD COLUMN giver_id TEXT CONSTRAINT share_giver REFERENCES account (id) ON DELETE CASCADE",
    "CREATE INDEX share_by_via ON share (via_id) WHERE via_id IS NOT NULL",
    "CREATE INDEX share_by_giver ON share (giver_id, created_at) WHERE giver_id IS NOT NULL",
    // Several may give one entry to one person, each once.
    "DROP INDEX share_to_account",
    "DROP INDEX share_to_address",
    "CREATE UNIQUE INDEX share_to_account ON share (entry_id, receiver_id, COALESCE(giver_id, ''))
        WHERE receiver_id IS NOT NULL",
    "CREATE UNIQUE INDEX share_to_address ON share (entry_id, receiver_email, COALESCE(giver_id, ''))
        WHERE receiver_email IS NOT NULL",
], down: []);
