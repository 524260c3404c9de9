-- A step that is recorded in the transaction of what it writes to the board names that itself, and needs no row in
-- journal_write, which is for what a step writes before it ends.
ALTER TABLE journal ADD COLUMN entry INTEGER REFERENCES entry (id) ON DELETE SET NULL;
ALTER TABLE journal ADD COLUMN revision INTEGER;

CREATE INDEX journal_by_entry ON journal (entry) WHERE entry IS NOT NULL;

-- Agents take turns, so that an index by agent has each step written to another page. A run's steps are read together.
DROP INDEX journal_by_step;

-- A run is worked on in parts where it is taken up; the time in which it lies between them is none of work.
ALTER TABLE run ADD COLUMN taken_up INTEGER;                  -- when its latest part began, if that is not the first
ALTER TABLE run ADD COLUMN worked   INTEGER NOT NULL DEFAULT 0; -- milliseconds before that
