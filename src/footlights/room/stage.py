"""Who is on stage: what people say they send, put together with what the media server receives. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from footlights.room.frames.passing import Feed
from footlights.room.frames.words import Role, StreamKind
from footlights.room.rules import TEAM_ROLES


class Received(Protocol):
    """What the media server gets of one feed."""

    @property
    def feed(self) -> str: ...

    @property
    def audio(self) -> bool: ...

    @property
    def video(self) -> bool: ...


@dataclass(slots=True)
class Act:
    """One stream that someone publishes, and whether they mean to be heard and seen in it."""

    feed: str
    person_id: str
    name: str
    role: Role
    kind: StreamKind
    audio: bool
    video: bool


class Stage:
    """The acts of one room, in the order they came on."""

    def __init__(self) -> None:
        self._acts: dict[str, Act] = {}
        self._received: dict[str, tuple[bool, bool]] = {}
        self._speaking: frozenset[str] = frozenset()

    def enter(self, act: Act) -> None:
        self._acts[act.feed] = act

    def leave(self, feed: str) -> None:
        self._acts.pop(feed, None)
        self._received.pop(feed, None)

    def change_role(self, person_id: str, role: Role) -> None:
        for act in self.acts_of(person_id):
            act.role = role

    def switch(self, feed: str, *, audio: bool, video: bool) -> bool:
        """Mute or unmute; False when there is no such act."""
        act = self._acts.get(feed)
        if act is None:
            return False
        act.audio, act.video = audio, video
        return True

    def receive(self, feeds: Iterable[Received]) -> None:
        """What the media server has now, all of it."""
        self._received = {feed.feed: (feed.audio, feed.video) for feed in feeds}

    def speak(self, feeds: frozenset[str]) -> None:
        self._speaking = feeds

    def clear(self) -> None:
        self._acts.clear()
        self._received.clear()
        self._speaking = frozenset()

    def people(self) -> set[str]:
        """Ids of those who are on stage with camera or microphone."""
        return {act.person_id for act in self._acts.values() if act.kind == "camera"}

    def sharer(self) -> Act | None:
        """Who shares a screen."""
        return next((act for act in self._acts.values() if act.kind == "screen"), None)

    def has(self, feed: str) -> bool:
        return feed in self._acts

    def acts_of(self, person_id: str) -> list[Act]:
        return [act for act in self._acts.values() if act.person_id == person_id]

    def is_of_team(self, feed: str) -> bool:
        """Does one of the team publish this? Nobody's is not of the team."""
        act = self._acts.get(feed)
        return act is not None and act.role in TEAM_ROLES

    @property
    def is_empty(self) -> bool:
        return not self._acts

    def feeds(self, *, of_team: bool = False) -> list[Feed]:
        """Acts whose stream has arrived; with `of_team` only those of the team."""
        return [
            Feed(
                feed=act.feed,
                person_id=act.person_id,
                name=act.name,
                role=act.role,
                kind=act.kind,
                audio=act.audio and self._received[act.feed][0],
                video=act.video and self._received[act.feed][1],
            )
            for act in self._acts.values()
            if act.feed in self._received and (act.role in TEAM_ROLES or not of_team)
        ]

    def speakers(self, *, of_team: bool = False) -> list[str]:
        """Ids of the people who speak now, each once; with `of_team` only of the team."""
        heard = (act for act in self._acts.values() if act.feed in self._speaking and act.audio)
        return sorted({act.person_id for act in heard if act.role in TEAM_ROLES or not of_team})
