"""What a connection's ping and its calls about media take and answer."""

from typing import Literal

import msgspec

from footlights.room.frames.wire import Wire
from footlights.room.frames.words import Count, StreamKind


class PingAnswer(Wire, frozen=True, kw_only=True):
    now: int


class MediaPublish(Wire, frozen=True, kw_only=True):
    sdp: str
    kind: StreamKind
    audio: bool
    video: bool


class MediaPublishAnswer(Wire, frozen=True, kw_only=True):
    sdp: str
    feed: str


class MediaSwitch(Wire, frozen=True, kw_only=True):
    """`media.state`: the person muted or unmuted."""

    kind: StreamKind
    audio: bool
    video: bool


class MediaUnpublish(Wire, frozen=True, kw_only=True):
    kind: StreamKind


class MediaAnswer(Wire, frozen=True, kw_only=True):
    n: Count
    sdp: str


class IceCandidate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`RTCIceCandidateInit`, with the browser's own names."""

    candidate: str
    sdpMid: str | None = None
    sdpMLineIndex: int | None = None
    usernameFragment: str | None = None


class MediaCandidate(Wire, frozen=True, kw_only=True):
    pc: Literal["watch", "camera", "screen", "file"]
    candidate: IceCandidate | None


class Layer(Wire, frozen=True, kw_only=True):
    """One received picture: which of its sizes, and whether it is sent at all."""

    mid: str
    substream: Literal[0, 1, 2]
    send: bool = True


class MediaLayers(Wire, frozen=True, kw_only=True):
    layers: list[Layer]
