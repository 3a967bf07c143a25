"""Registering many people at once: the jobs of the REST API, and imports of files.

A batch is staged first, row by row, and only then starts, so that it exists whole or not at all. `running` takes rows
in chunks: a chunk's registrations, facts and results are one transaction, so that every row happens exactly once
whatever crashes in between. Tells `job.ended`.
"""
