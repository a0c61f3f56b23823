-- The same words are allowed as before, only asked for one by one: for each `IN` with three words or more SQLite
-- builds a table of its own whenever a row is written, and throws it away again. The three tables that every sync
-- writes to are made anew for that, and history has an index less to write.

CREATE TABLE new_job (
    seq INTEGER PRIMARY KEY,                    -- the order of the queue: greater than that of every job there is
    id TEXT NOT NULL UNIQUE,                    -- uuid v7, the name people and scripts use
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

CREATE TABLE new_attempt (
    id INTEGER PRIMARY KEY,
    job_seq INTEGER NOT NULL REFERENCES job (seq),
    link_id INTEGER NOT NULL REFERENCES link (id),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    body TEXT NOT NULL,                         -- JSON: the fields that were sent
    phase TEXT NOT NULL CHECK (phase = 'sending' OR phase = 'answered' OR phase = 'settled' OR phase = 'not_sent'),
    applied INTEGER CHECK (applied IN (0, 1)),  -- NULL: open, nobody has read it yet
    probe_answered INTEGER CHECK (probe_answered IN (0, 1)),
    http_status INTEGER,
    request_id TEXT,
    reason TEXT                                 -- JSON
) STRICT;

INSERT INTO new_attempt (id, job_seq, link_id, started_at, ended_at, body, phase, applied, probe_answered, http_status,
                         request_id, reason)
    SELECT id, job_seq, link_id, started_at, ended_at, body, phase, applied, probe_answered, http_status, request_id,
           reason
    FROM attempt;
DROP TABLE attempt;
ALTER TABLE new_attempt RENAME TO attempt;

CREATE INDEX attempt_of_link ON attempt (link_id, id);
CREATE INDEX attempt_of_job ON attempt (job_seq, id);
CREATE INDEX attempt_open ON attempt (link_id, id) WHERE applied IS NULL AND phase <> 'not_sent';

CREATE TABLE new_activity (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    service_id INTEGER REFERENCES service (id),
    link_id INTEGER REFERENCES link (id),
    account_id INTEGER REFERENCES account (id),
    job_id TEXT,
    reason TEXT,                                -- JSON
    changes TEXT NOT NULL DEFAULT '[]',         -- JSON: fields with old and new value
    notice TEXT NOT NULL DEFAULT 'none' CHECK (notice = 'none' OR notice = 'asked' OR notice = 'unasked'),
    held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
    notified_at INTEGER
) STRICT;

INSERT INTO new_activity (id, at, kind, service_id, link_id, account_id, job_id, reason, changes, notice, held,
                          notified_at)
    SELECT id, at, kind, service_id, link_id, account_id, job_id, reason, changes, notice, held, notified_at
    FROM activity;
DROP TABLE activity;
ALTER TABLE new_activity RENAME TO activity;

CREATE INDEX activity_to_notify ON activity (id) WHERE notice <> 'none' AND notified_at IS NULL;
-- The last one of a link is asked for with each listing. Nobody used the index by service.
CREATE INDEX activity_of_changes ON activity (link_id, kind, id) WHERE kind = 'changed_in_calcom' OR kind = 'failed';
