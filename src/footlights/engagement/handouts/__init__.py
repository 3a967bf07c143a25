"""Files for the people of a session: only kinds that cannot run, recognised by content, downloads counted."""
