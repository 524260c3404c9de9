-- What happened on the board, in the order of the commits. Who watches reads on after the last number it has seen.
CREATE TABLE event (
    sequence INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL, -- milliseconds since 1970
    action   TEXT    NOT NULL, -- added, changed, withdrawn, restored, unsupported, supported, moved
    entry    INTEGER NOT NULL REFERENCES entry (id),
    revision INTEGER NOT NULL,
    author   TEXT    NOT NULL,
    run      TEXT
) STRICT;

-- Who works on a task, and until when. The time counts from the machine's start, which no one can set back.
CREATE TABLE lease (
    entry   INTEGER PRIMARY KEY REFERENCES entry (id),
    agent   TEXT    NOT NULL,
    token   TEXT    NOT NULL,
    boot    TEXT    NOT NULL, -- the machine's start; after another one all leases are over
    expires INTEGER NOT NULL  -- milliseconds since that start
) STRICT;

-- How many passages can be searched, so that a search need not count them.
CREATE TABLE tally (
    kind         TEXT    NOT NULL,
    is_withdrawn INTEGER NOT NULL,
    passages     INTEGER NOT NULL,
    PRIMARY KEY (kind, is_withdrawn)
) STRICT, WITHOUT ROWID;

INSERT INTO tally
SELECT kind, status = 'withdrawn', count(*) FROM passage JOIN entry ON entry.id = passage.entry GROUP BY 1, 2;

CREATE INDEX quote_by_source ON quote (source);
CREATE INDEX entry_by_path ON entry (path);
