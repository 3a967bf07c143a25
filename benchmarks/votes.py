"""Votes of the room benchmark: a poll opened at the start, and one vote after the other in it.

Where the room has no polls (`poll.vote` is no call), nothing is opened and nothing is sent.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from footlights.room.frames.calls import CALLS
from measuring import Client

VOTES_PER_S = 20
HAS_POLLS = "poll.vote" in CALLS


@dataclass
class Votes:
    """`take` sees every entry of the log and finds the poll in it."""

    sent: int = 0
    poll_id: str | None = None
    options: list[str] = field(default_factory=list)

    def open(self, host: Client) -> None:
        if not HAS_POLLS:
            return
        given = {"client_id": "poll-1", "kind": "single", "question": "Coffee or tea?", "options": ["Coffee", "Tea"]}
        call = {"t": "call", "id": 2, "do": "poll.add", "with": {**given, "is_shared": True, "open": True}}
        host.send(json.dumps(call))

    def take(self, entry: dict[str, Any]) -> None:
        if entry["kind"] == "poll.set" and entry["data"]["poll"]["status"] == "open":
            poll = entry["data"]["poll"]
            self.poll_id, self.options = poll["id"], [option["id"] for option in poll["options"]]

    def cast(self, client: Client) -> None:
        if self.poll_id is None:
            return
        choice = [self.options[self.sent % len(self.options)]]
        given = {"poll_id": self.poll_id, "option_ids": choice, "text": None}
        client.send(json.dumps({"t": "call", "id": 3_000_000 + self.sent, "do": "poll.vote", "with": given}))
        self.sent += 1
