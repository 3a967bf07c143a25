"""Reports as files: ordered by programs, opened by a signed link, made from the figures of the moment."""
