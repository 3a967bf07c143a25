"""What media control says and takes."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from footlights.kit.errors import AppError, Kind

Candidate = dict[str, Any]  # Any: RTCIceCandidateInit as the browser wrote it


class MediaError(AppError):
    """A refusal or failure of media control; `MediaUnavailable` when nothing can be done about it here and now."""

    kind: Kind = "unavailable"
    code = "media_failed"


class MediaUnavailable(MediaError):
    code = "media_unavailable"


class NoNetwork(MediaUnavailable):
    """The machine has no address that media could use; everything else works without."""

    code = "no_network"


class MediaFull(MediaError):
    code = "media_full"


class BadOffer(MediaError):
    kind: Kind = "invalid"
    code = "bad_offer"


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """What is really published under a feed's name."""

    feed: str
    audio: bool
    video: bool


@dataclass(frozen=True, slots=True)
class WatchStream:
    """One received track: `mid` is its line in the offer."""

    mid: str
    feed: str
    type: Literal["audio", "video"]


@dataclass(frozen=True, slots=True)
class LayerChoice:
    """What a watcher wants of one received picture: the simulcast layer (0 low to 2 high), and whether any at all."""

    mid: str
    substream: int
    send: bool = True


@dataclass(frozen=True, slots=True)
class WatchOffer:
    """An offer for a watcher, to be answered with the same `n`."""

    n: int
    sdp: str
    streams: list[WatchStream]


@dataclass(frozen=True, slots=True)
class IceServer:
    """As `RTCIceServer`; STUN has no credential."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None


@dataclass(frozen=True, slots=True)
class NodeLoad:
    """What one Janus carries now."""

    rooms: int
    publishers: int
    watchers: int


class MediaListener(Protocol):
    """The other side of media control. Calls are synchronous and must be quick."""

    def feeds_changed(self, room: str, feeds: list[FeedInfo]) -> None:
        """The whole list of what is published in a room."""
        ...

    def speaking_changed(self, room: str, feeds: frozenset[str]) -> None:
        """Whose sound is speech at this moment."""
        ...

    def offer_made(self, watcher: str, offer: WatchOffer) -> None:
        """An offer to pass to the watcher's browser."""
        ...

    def media_lost(self, epoch: int, available: bool, detail: str | None) -> None:
        """All peers are gone. Available: Janus is back and open rooms are made again."""
        ...

    def publisher_lost(self, room: str, feed: str) -> None:
        """A publisher's connection broke; it is cleaned up already."""
        ...


class NobodyListens:
    """Stands in until a listener is set."""

    def feeds_changed(self, room: str, feeds: list[FeedInfo]) -> None: ...

    def speaking_changed(self, room: str, feeds: frozenset[str]) -> None: ...

    def offer_made(self, watcher: str, offer: WatchOffer) -> None: ...

    def media_lost(self, epoch: int, available: bool, detail: str | None) -> None: ...

    def publisher_lost(self, room: str, feed: str) -> None: ...
