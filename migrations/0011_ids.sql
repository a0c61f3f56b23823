-- An id tells the number of its job, so that no index of ids has to be written with each job. Those that were given
-- before are random to their end and are looked for the long way.

CREATE TABLE new_job (
    seq INTEGER PRIMARY KEY,                    -- the order of the queue: greater than that of every job there is
    id TEXT NOT NULL,                           -- uuid v7, the name people and scripts use; its last 40 bits are seq
    link_id INTEGER NOT NULL REFERENCES link (id),
    service_id INTEGER NOT NULL REFERENCES service (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    batch TEXT,
    state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'running' OR state = 'succeeded' OR state = 'failed'
                               OR state = 'cancelled' OR state = 'superseded'),
    -- At most one job of a link waits, and at most one runs.
    slot INTEGER NOT NULL GENERATED ALWAYS AS (CASE state WHEN 'waiting' THEN 0 WHEN 'running' THEN -1 ELSE seq END),
    plan TEXT NOT NULL,                         -- JSON: base, desired values, service revision
    plan_revision INTEGER NOT NULL DEFAULT 1,
    attempts INTEGER NOT NULL DEFAULT 0,        -- tries used up
    crashes INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL,
    delay_ms INTEGER NOT NULL DEFAULT 0,        -- the delay that not_before came from; a longer rest means that the clock was set back
    held_at INTEGER,                            -- last held for the network or a key: announced together afterwards
    reason TEXT,                                -- JSON
    handled_at INTEGER,
    requested_by TEXT NOT NULL CHECK (requested_by = 'window' OR requested_by = 'command_line'
                                      OR requested_by = 'waiting_command_line'),
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER
) STRICT;

INSERT INTO new_job (seq, id, link_id, service_id, account_id, batch, state, plan, plan_revision, attempts, crashes,
                     not_before, delay_ms, held_at, reason, handled_at, requested_by, created_at, started_at, finished_at)
    SELECT seq, id, link_id, service_id, account_id, batch, state, plan, plan_revision, attempts, crashes,
           not_before, delay_ms, held_at, reason, handled_at, requested_by, created_at, started_at, finished_at
    FROM job;
DROP TABLE job;
ALTER TABLE new_job RENAME TO job;

CREATE UNIQUE INDEX job_in_slot ON job (link_id, slot);
CREATE UNIQUE INDEX one_running_job_per_account ON job (account_id) WHERE state = 'running';
CREATE INDEX job_waiting ON job (account_id, seq, not_before) WHERE state = 'waiting';
CREATE INDEX job_of_batch ON job (batch, seq) WHERE batch IS NOT NULL;
CREATE INDEX job_to_handle ON job (link_id) WHERE state = 'failed' AND handled_at IS NULL;
