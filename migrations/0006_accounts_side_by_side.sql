-- Accounts side by side: each has a colour, and somebody is reminded before its key ends.
ALTER TABLE account ADD COLUMN color TEXT NOT NULL DEFAULT 'indigo'
    CHECK (color IN ('indigo', 'berry', 'olive', 'sky', 'brown', 'slate'));
-- How many days before key_expires the last reminder was for; NULL: none yet.
ALTER TABLE account ADD COLUMN key_reminded INTEGER CHECK (key_reminded > 0);
-- Those that are there get colours in their order, as new ones do.
UPDATE account SET color = CASE (SELECT count(*) FROM account AS earlier WHERE earlier.id < account.id) % 6
    WHEN 0 THEN 'indigo' WHEN 1 THEN 'berry' WHEN 2 THEN 'olive'
    WHEN 3 THEN 'sky' WHEN 4 THEN 'brown' ELSE 'slate' END;
