"""Everything that crosses the room socket, as types; `docs/protocol.md` says what each means.

`words` and `wire` are what all the rest is made of. `state` is the snapshot, `entries` the log with the data of its
kinds by what they are about (`*_entries`), `passing` what does not last. `server` and `client` are whole frames, and
`calls` says what each call takes and answers (`*_calls`).

`scripts/generate_contract.py` writes the same types in TypeScript. Times are milliseconds since 1970 UTC, ids UUIDs.
"""
