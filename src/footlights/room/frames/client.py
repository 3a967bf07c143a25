"""Frames that a page sends."""

from msgspec import Raw

from footlights.room.frames.wire import Frame
from footlights.room.frames.words import Count, Language


class HelloFrame(Frame, frozen=True, kw_only=True, tag="hello"):
    seat: str
    tab: str
    since: Count | None = None
    incarnation: str | None = None
    language: Language = "en"


class CallFrame(Frame, frozen=True, kw_only=True, tag="call", rename={"with_": "with"}):
    id: Count
    do: str
    with_: Raw = Raw(b"{}")
