-- What an edit moved in the service itself, with both values: also what Cal.com is never sent. JSON; NULL: nothing.
ALTER TABLE activity ADD COLUMN moved TEXT;
