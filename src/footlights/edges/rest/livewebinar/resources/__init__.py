"""What this API tells of each kind of thing, read for many rows at once."""
