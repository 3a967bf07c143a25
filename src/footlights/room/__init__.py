"""The room of a session: its numbered log, who is in it, and from when to when it was live.

Owns rooms, room entries, presence facts and attendance; changes the state of a session (`lifecycle`). Tells
`session.started` and `session.ended`.

Guarantees:
- Entries of one session are numbered 1, 2, 3 … in the order of their commits: the number comes from a counter row that
  the transaction holds locked (`log.lock_room`). Nothing takes a number and then fails to write its entry.
- A snapshot at number n with the entries after n applied (`reducer.apply_entry`) equals a later snapshot.
- The presence ledger is only ever added to. Every attendance figure is recomputed from it (`attendance`).

`live.LiveRooms` is what a server process runs; everything else here works without it. Each open room is a `LiveRoom`
made of parts, one a module: `following` (the log and its views), `door`, `crowd` (who is here), `feeds` (the stage),
`media_link`, `tallies` and `votes` (counts, by `rereading`), `moments` (what does not last).
"""
