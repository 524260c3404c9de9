-- What an entry's file looked like when it was last read or written: its time, size and number. A file that looks
-- otherwise was changed by another program. Empty where nobody has looked yet, 'gone' where somebody has deleted it.
ALTER TABLE entry ADD COLUMN file TEXT NOT NULL DEFAULT '';
