-- Conversations with a person. They are no entries: what they found is on the board, and this is how it was talked about.
CREATE TABLE session (
    id      INTEGER PRIMARY KEY,
    title   TEXT    NOT NULL,
    created INTEGER NOT NULL, -- milliseconds since 1970
    updated INTEGER NOT NULL,
    parent  INTEGER REFERENCES session (id) ON DELETE SET NULL -- the session that it branched off
) STRICT;

CREATE TABLE message (
    id      INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    author  TEXT    NOT NULL, -- person, assistant, tool
    text    TEXT    NOT NULL, -- what was read or written on the screen
    details TEXT    NOT NULL, -- JSON: what else is needed to go on, such as citations or a model's own message
    run     TEXT,
    at      INTEGER NOT NULL,
    UNIQUE (session, number)
) STRICT;

CREATE INDEX session_by_update ON session (updated);

CREATE VIRTUAL TABLE message_index USING fts5 (
    text, content = 'message', content_rowid = 'id', tokenize = 'slate'
);
