-- Whose event types have no history that this key may read: asked once per key, not once per comparison.
CREATE TABLE history_refusal (
    account_id INTEGER NOT NULL REFERENCES account (id),
    team_id INTEGER NOT NULL,                   -- 0: the person's own event types
    key_revision INTEGER NOT NULL,              -- another key may be allowed to
    PRIMARY KEY (account_id, team_id)
) STRICT;
