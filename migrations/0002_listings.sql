-- Bulk: when each listing of an account was last read whole, and which jobs were confirmed together.

CREATE TABLE listing (
    account_id INTEGER NOT NULL REFERENCES account (id),
    team_id INTEGER NOT NULL,                   -- 0: the account's own event types
    read_at INTEGER NOT NULL,                   -- when it was asked for; event_type.listed_at names the same time
    PRIMARY KEY (account_id, team_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_of_batch ON job (batch, seq) WHERE batch IS NOT NULL;
