-- When a person said that this event type shall not become a service here; NULL: nobody did.
ALTER TABLE event_type ADD COLUMN left_out_at INTEGER;
