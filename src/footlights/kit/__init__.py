"""Tools that know no business word: errors, clock, ids, database, secrets, text, logs, metrics."""
