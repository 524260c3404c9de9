-- Runs and what they did. Of all tables only these hold what the files do not: without them past runs cannot be shown
-- or taken up again, and nothing else is lost.

CREATE TABLE run (
    id           TEXT PRIMARY KEY,
    command      TEXT    NOT NULL, -- such as ask
    task         TEXT    NOT NULL, -- the question
    options      TEXT    NOT NULL, -- JSON: how the command was called, so that it can be called again
    state        TEXT    NOT NULL, -- running, done, partial, failed, cancelled, interrupted
    started      INTEGER NOT NULL, -- milliseconds since 1970
    ended        INTEGER,
    process      INTEGER NOT NULL, -- the latest; it lives as long as it holds runs/ID/lock
    is_cancelled INTEGER NOT NULL DEFAULT 0, -- whether it was told to end
    reason       TEXT,             -- why it ended
    usage        TEXT              -- JSON, as in the answer of its command
) STRICT, WITHOUT ROWID;

-- Each step whose outcome nobody could foretell, in the order of the commits. A step counts once it is here.
CREATE TABLE journal (
    id             INTEGER PRIMARY KEY,
    run            TEXT    NOT NULL REFERENCES run (id),
    path           TEXT    NOT NULL, -- the agent
    attempt        INTEGER NOT NULL,
    step           INTEGER NOT NULL, -- its place among the agent's steps, by when they began
    kind           TEXT    NOT NULL, -- model, tool, fetch, search, approval, clock, id
    request        TEXT    NOT NULL, -- SHA-256 of what was asked
    occurrence     INTEGER NOT NULL, -- how often the agent had asked the same before
    label          TEXT    NOT NULL, -- for people
    failure        TEXT,             -- final, or transient: then it is tried again when the run is taken up
    started        INTEGER NOT NULL,
    ended          INTEGER NOT NULL,
    input_tokens   INTEGER NOT NULL,
    output_tokens  INTEGER NOT NULL,
    cost           REAL,             -- US dollars, if the price is known
    is_superseded  INTEGER NOT NULL DEFAULT 0, -- done anew, because something else was asked in its place
    input_object   TEXT,             -- SHA-256 of the input under objects/, where it is long
    result_object  TEXT,
    input          TEXT,             -- JSON: what was asked, as far as it can be shown
    result         TEXT              -- JSON; last, so that lists need not read past it
) STRICT;

CREATE UNIQUE INDEX journal_by_step ON journal (run, path, attempt, step) WHERE is_superseded = 0;
CREATE INDEX journal_by_run ON journal (run);
CREATE INDEX journal_by_input ON journal (input_object) WHERE input_object IS NOT NULL;
CREATE INDEX journal_by_result ON journal (result_object) WHERE result_object IS NOT NULL;

-- What a step wrote to the board, in the transaction of the write: a step that is repeated after a crash does not write
-- it again.
CREATE TABLE journal_write (
    run        TEXT    NOT NULL REFERENCES run (id),
    path       TEXT    NOT NULL,
    attempt    INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    request    TEXT    NOT NULL,
    occurrence INTEGER NOT NULL,
    what       TEXT    NOT NULL, -- SHA-256 of what tells the write from others of the step
    number     INTEGER NOT NULL, -- how often the step had written the same before
    entry      INTEGER NOT NULL REFERENCES entry (id),
    revision   INTEGER NOT NULL,
    PRIMARY KEY (run, path, attempt, kind, request, occurrence, what, number)
) STRICT, WITHOUT ROWID;

-- Long texts under objects/ that no entry names: what a conversation points to.
CREATE TABLE kept_text (
    hash TEXT PRIMARY KEY,
    run  TEXT,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
