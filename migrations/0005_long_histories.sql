-- A long history must not make the queue slow: what is asked for with every job is found without reading
-- what is over.

-- Failures of a link that an accepted request deals with; failures that somebody has to look at.
CREATE INDEX job_to_handle ON job (link_id) WHERE state = 'failed' AND handled_at IS NULL;
-- When the next job of an account is due.
CREATE INDEX job_due ON job (account_id, not_before) WHERE state = 'waiting';
-- Tries of a link whose outcome nobody has read yet.
CREATE INDEX attempt_open ON attempt (link_id, id) WHERE applied IS NULL AND phase <> 'not_sent';
