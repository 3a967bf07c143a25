"""What people do in a room besides being there.

Owns chat messages, questions and their votes here, and a folder each for `polls`, `cards`, `cues` (the run of show),
`handouts` and `slides`. Tells nothing yet beyond the room's log.

- `actions`: writing a line; `lines`: changing, deleting, pinning and reviewing one;
- `questions`: asking, voting, answering, marking; `ruling`: what hosts and moderators set for both;
- `addressing`, `judging`: who reads a line, and whether it may be read at once;
- `tallies`: counts of polls, cards and handouts for `room.tallies`.
"""
