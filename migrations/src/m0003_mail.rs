//! The outbox: mail is written in the transaction that causes it and leaves afterwards.
crate::sql::step!("m0003_mail", up: [
    // `sealed` holds subject, body and code under the server's mail key: a copy of the database holds no code.
    "CREATE TABLE mail (
        id TEXT NOT NULL CONSTRAINT mail_pk PRIMARY KEY,
        recipient TEXT NOT NULL,
        sealed {blob} NOT NULL,
        attempts BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        next_attempt_at BIGINT NOT NULL,
        sent_at BIGINT,
        abandoned_at BIGINT
    )",
    "CREATE INDEX mail_waiting ON mail (next_attempt_at)",
], down: ["mail"]);
