-- Finished jobs are pruned together with their tries and kept values; deleting one looks for what still names it.
CREATE INDEX attempt_of_job ON attempt (job_seq, id);
CREATE INDEX snapshot_of_job ON snapshot (job_seq, id);
