-- The steps that are recorded in one transaction share a row. A row of its own for each, with what leads to it, took more
-- time than all else that a step costs.
CREATE TABLE journal_batch (
    id            INTEGER PRIMARY KEY, -- the number of its first step; the others have the next ones
    run           TEXT    NOT NULL REFERENCES run (id),
    steps         INTEGER NOT NULL,    -- how many there are
    calls         INTEGER NOT NULL,    -- how many of them are of models
    input_tokens  INTEGER NOT NULL,    -- of all of them, as are the next two
    output_tokens INTEGER NOT NULL,
    cost          REAL,                -- US dollars, if all prices are known
    ended         INTEGER NOT NULL,    -- the latest
    records       TEXT    NOT NULL,    -- JSON: a list with an object for each step
    texts         TEXT    NOT NULL     -- what was asked and what came of it, step by step; `records` tell the bytes of each
) STRICT;
-- A step's object has what its row had, without what is nothing, 0, or the first attempt: `agent`, `attempt`, `step`, `kind`,
-- `request`, `occurrence`, `label`, `started`, `ended`, `usage` (both numbers of tokens and the cost), `failure`, `entry` and
-- `revision`. `replaces` are the numbers of the steps that do not count any more since it is there. `input` and `result` are
-- the bytes that each has in `texts`, or the name of its object.
CREATE TABLE replaced (id INTEGER PRIMARY KEY, by INTEGER) STRICT;
INSERT INTO replaced
SELECT id, (
    SELECT min(later.id) FROM journal AS later
    WHERE later.run = journal.run AND later.path = journal.path AND later.attempt = journal.attempt
        AND later.id > max(journal.is_superseded, journal.id)
)
FROM journal WHERE is_superseded <> 0;
CREATE INDEX replaced_by ON replaced (by);
INSERT INTO journal_batch
SELECT
    id, run, 1, kind = 'model', input_tokens, output_tokens, cost, ended,
    json_array(json_patch('{}', json_object(
        'agent', path, 'attempt', nullif(attempt, 1), 'step', step, 'kind', kind, 'request', request,
        'occurrence', nullif(occurrence, 0), 'label', label, 'started', started, 'ended', ended,
        'usage', json_array(input_tokens, output_tokens, cost), 'failure', failure,
        'replaces', json((SELECT nullif(json_group_array(id), '[]') FROM replaced WHERE by = journal.id)),
        'entry', (SELECT upper(substr(kind, 1, 1)) || number FROM entry WHERE entry.id = journal.entry),
        'revision', revision,
        'input', coalesce(input_object, length(CAST(input AS BLOB))),
        'result', coalesce(result_object, length(CAST(result AS BLOB)))
    ))),
    coalesce(input, '') || coalesce(result, '')
FROM journal;
-- Long texts under objects/ that steps name.
CREATE TABLE journal_object (hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO journal_object SELECT input_object FROM journal WHERE input_object IS NOT NULL;
INSERT OR IGNORE INTO journal_object SELECT result_object FROM journal WHERE result_object IS NOT NULL;
DROP TABLE replaced;
DROP TABLE journal;
ALTER TABLE journal_batch RENAME TO journal;
CREATE INDEX journal_by_run ON journal (run);
