-- The board's index. The Markdown files and objects/ hold the same; this file can be rebuilt from them.
-- Text is stored once: an entry's in its revision, a source's in its snapshot under objects/.

CREATE TABLE entry (
    id       INTEGER PRIMARY KEY,
    kind     TEXT    NOT NULL,
    number   INTEGER NOT NULL,
    title    TEXT    NOT NULL,
    status   TEXT    NOT NULL,
    tags     TEXT    NOT NULL,
    author   TEXT    NOT NULL,
    run      TEXT,
    revision INTEGER NOT NULL,
    created  INTEGER NOT NULL, -- milliseconds since 1970
    updated  INTEGER NOT NULL,
    path     TEXT    NOT NULL,
    uri      TEXT,
    snapshot TEXT,             -- SHA-256 of a source's text
    filed    INTEGER NOT NULL, -- the revision that the file shows; less than `revision` after a crash
    UNIQUE (kind, number)
) STRICT;

CREATE INDEX entry_by_uri ON entry (uri) WHERE uri IS NOT NULL;
CREATE INDEX entry_unfiled ON entry (id) WHERE filed < revision;

CREATE TABLE revision (
    entry  INTEGER NOT NULL REFERENCES entry (id),
    number INTEGER NOT NULL,
    author TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    text   TEXT    NOT NULL, -- the whole file: front matter and body
    UNIQUE (entry, number)
) STRICT;

CREATE TABLE link (
    entry    INTEGER NOT NULL REFERENCES entry (id),
    relation TEXT    NOT NULL,
    target   TEXT    NOT NULL,
    PRIMARY KEY (entry, relation, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX link_by_target ON link (target, relation);

CREATE TABLE quote (
    entry      INTEGER NOT NULL REFERENCES entry (id),
    snapshot   TEXT    NOT NULL,
    start      INTEGER NOT NULL, -- code points
    end        INTEGER NOT NULL,
    source     TEXT    NOT NULL
) STRICT;

CREATE INDEX quote_by_place ON quote (snapshot, start, end);
CREATE INDEX quote_by_entry ON quote (entry);

-- What is searched: pieces of a source's snapshot or of an entry's file, by their place in bytes.
CREATE TABLE passage (
    id    INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES entry (id),
    start INTEGER NOT NULL,
    end   INTEGER NOT NULL
) STRICT;

CREATE INDEX passage_by_entry ON passage (entry);

CREATE VIEW passage_text (id, title, body) AS
SELECT
    passage.id,
    entry.title || ' ' || entry.tags,
    CASE
        WHEN entry.snapshot IS NULL THEN text_slice(revision.text, passage.start, passage.end)
        ELSE snapshot_slice(entry.snapshot, passage.start, passage.end)
    END
FROM passage
JOIN entry ON entry.id = passage.entry
JOIN revision ON revision.entry = entry.id AND revision.number = entry.revision;

CREATE VIRTUAL TABLE passage_index USING fts5 (
    title, body,
    content = 'passage_text', content_rowid = 'id', tokenize = 'slate'
);
