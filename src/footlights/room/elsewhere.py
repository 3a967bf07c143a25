"""People who are connected to the same room in other processes."""

import asyncio

from footlights.room.frames.stage_calls import PersonHere

LASTS_S = 15.0
"""How long people of another process count without news from it."""


class Elsewhere:
    """Who each process said is with it, the last time it spoke."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._known: dict[str, tuple[float, list[PersonHere]]] = {}

    def __bool__(self) -> bool:
        return bool(self._known)

    def heard(self, node: str, people: list[PersonHere]) -> None:
        self._known[node] = (self._loop.time(), people)

    def forget_silent(self) -> bool:
        """Count those no more whose process has gone silent; True when there were any."""
        before = self._loop.time() - LASTS_S
        kept = {node: known for node, known in self._known.items() if known[0] > before}
        is_fewer = len(kept) < len(self._known)
        self._known = kept
        return is_fewer

    def together_with(self, here: list[PersonHere]) -> list[PersonHere]:
        """These people and those elsewhere, each once, in the order they came."""
        everyone = {person.person_id: person for _, people in self._known.values() for person in people}
        everyone |= {person.person_id: person for person in here}
        return sorted(everyone.values(), key=lambda person: (person.since, person.person_id))
