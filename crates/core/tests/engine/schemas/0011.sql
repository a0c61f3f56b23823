CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,                  -- names the keyring entry
    name TEXT NOT NULL CHECK (length(name) > 0),
    url TEXT NOT NULL,                          -- API address, without trailing slash and without /v2
    web_url TEXT,                               -- sign-in address, for links only
    user_id INTEGER NOT NULL,                   -- the Cal.com user that the key belongs to
    user_name TEXT,
    email TEXT,
    time_zone TEXT,
    team_ids TEXT NOT NULL DEFAULT '[]',        -- JSON: the teams of that user
    key_expires TEXT,                           -- a date, if the person said one
    requests_per_minute INTEGER NOT NULL DEFAULT 60 CHECK (requests_per_minute BETWEEN 1 AND 6000),
    state TEXT NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'needs_key', 'paused', 'disconnected')),
    hold TEXT,                                  -- JSON reason: why nothing is sent at the moment
    key_revision INTEGER NOT NULL DEFAULT 1,    -- a late 401 of an older key holds nothing
    next_request_at INTEGER NOT NULL DEFAULT 0, -- earliest time of the next request, set by the server's answers
    recent_requests TEXT NOT NULL DEFAULT '[]', -- JSON: times of the last few requests, our own limit counts them
    checked_at INTEGER,
    created_at INTEGER NOT NULL, color TEXT NOT NULL DEFAULT 'indigo'
    CHECK (color IN ('indigo', 'berry', 'olive', 'sky', 'brown', 'slate')), key_reminded INTEGER CHECK (key_reminded > 0),
    UNIQUE (url, user_id)
) STRICT;
CREATE TABLE "activity" (
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
, moved TEXT) STRICT;
CREATE TABLE agreed (
    link_id INTEGER PRIMARY KEY REFERENCES link (id),
    fields TEXT NOT NULL,                       -- JSON
    read_at INTEGER NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('sent', 'found'))
) STRICT;
CREATE TABLE "attempt" (
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
CREATE TABLE connection (
    url TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('online', 'offline', 'portal', 'tls_intercepted', 'unreachable')),
    since INTEGER NOT NULL
) STRICT;
CREATE TABLE event_type (
    account_id INTEGER NOT NULL REFERENCES account (id),
    event_type_id INTEGER NOT NULL,
    reading TEXT,                               -- JSON: owner, managed fields, price, booking address; NULL: never read
    read_at INTEGER,
    listed_at INTEGER,                          -- when a listing last contained it
    gone_at INTEGER, left_out_at INTEGER,                            -- when Cal.com said that it does not exist
    PRIMARY KEY (account_id, event_type_id)
) STRICT;
CREATE TABLE history_refusal (
    account_id INTEGER NOT NULL REFERENCES account (id),
    team_id INTEGER NOT NULL,                   -- 0: the person's own event types
    key_revision INTEGER NOT NULL,              -- another key may be allowed to
    PRIMARY KEY (account_id, team_id)
) STRICT;
CREATE TABLE "job" (
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
CREATE TABLE link (
    id INTEGER PRIMARY KEY,
    service_id INTEGER NOT NULL REFERENCES service (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    url TEXT NOT NULL,                          -- the account's API address, here so that the index below can see it
    event_type_id INTEGER NOT NULL CHECK (event_type_id > 0),
    title TEXT CHECK (length(title) BETWEEN 1 AND 255), -- its own title in Cal.com, else the service's name
    created_at INTEGER NOT NULL,
    lifted_at INTEGER,
    lifted_by TEXT CHECK (lifted_by IN ('unlinked', 'archived', 'disconnected'))
) STRICT;
CREATE TABLE listing (
    account_id INTEGER NOT NULL REFERENCES account (id),
    team_id INTEGER NOT NULL,                   -- 0: the account's own event types
    read_at INTEGER NOT NULL,                   -- when it was asked for; event_type.listed_at names the same time
    PRIMARY KEY (account_id, team_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE service (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    description TEXT,                           -- NULL: not managed here
    duration_minutes INTEGER NOT NULL CHECK (duration_minutes BETWEEN 1 AND 1440),
    buffer_before_minutes INTEGER CHECK (buffer_before_minutes BETWEEN 0 AND 1440),
    buffer_after_minutes INTEGER CHECK (buffer_after_minutes BETWEEN 0 AND 1440),
    price_minor INTEGER CHECK (price_minor >= 0),
    currency TEXT NOT NULL DEFAULT 'EUR' CHECK (length(currency) = 3),
    category TEXT,
    listed INTEGER CHECK (listed IN (0, 1)),    -- NULL: not managed here
    revision INTEGER NOT NULL DEFAULT 1,        -- counts the edits; a plan names the one it was made for
    archived_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL                         -- JSON
) STRICT;
CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY,
    link_id INTEGER NOT NULL REFERENCES link (id),
    job_seq INTEGER NOT NULL REFERENCES job (seq),
    reading TEXT NOT NULL,                      -- JSON
    taken_at INTEGER NOT NULL
) STRICT;
CREATE INDEX activity_of_changes ON activity (link_id, kind, id) WHERE kind = 'changed_in_calcom' OR kind = 'failed';
CREATE INDEX activity_to_notify ON activity (id) WHERE notice <> 'none' AND notified_at IS NULL;
CREATE INDEX attempt_of_job ON attempt (job_seq, id);
CREATE INDEX attempt_of_link ON attempt (link_id, id);
CREATE INDEX attempt_open ON attempt (link_id, id) WHERE applied IS NULL AND phase <> 'not_sent';
CREATE UNIQUE INDEX job_in_slot ON job (link_id, slot);
CREATE INDEX job_of_batch ON job (batch, seq) WHERE batch IS NOT NULL;
CREATE INDEX job_to_handle ON job (link_id) WHERE state = 'failed' AND handled_at IS NULL;
CREATE INDEX job_waiting ON job (account_id, seq, not_before) WHERE state = 'waiting';
CREATE INDEX link_of_service ON link (service_id) WHERE lifted_at IS NULL;
CREATE UNIQUE INDEX one_link_per_event_type ON link (url, event_type_id) WHERE lifted_at IS NULL;
CREATE UNIQUE INDEX one_running_job_per_account ON job (account_id) WHERE state = 'running';
CREATE INDEX snapshot_of_job ON snapshot (job_seq, id);
CREATE INDEX snapshot_of_link ON snapshot (link_id, id);
CREATE TRIGGER link_follows_account_url AFTER UPDATE OF url ON account BEGIN
    UPDATE link SET url = new.url WHERE account_id = new.id;
END;
