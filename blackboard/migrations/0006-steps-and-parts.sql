-- A step that is recorded in the transaction of what it writes to the board names that itself, and needs no row in
-- journal_write, which is for what a step writes before it ends.
ALTER TABLE journal ADD COLUMN entry INTEGER REFERENCES entry (id) ON DELETE SET NULL;
ALTER TABLE journal ADD COLUMN revision INTEGER;

CREATE INDEX journal_by_entry ON journal (entry) WHERE entry IS NOT NULL;

-- Agents take turns, so that an index by agent has each step written to another page. A run's steps are read together.
DROP INDEX journal_by_step;
