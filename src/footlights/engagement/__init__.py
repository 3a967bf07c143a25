"""What people do in a room besides being there.

Owns chat messages here, and a folder each for `polls`, `cards`, `cues` (the run of show), `handouts` and `slides`.
Tells nothing yet beyond the room's log; `tallies` counts for `room.tallies`.
"""
