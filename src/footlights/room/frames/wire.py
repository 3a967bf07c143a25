"""What every part of the protocol is made of."""

from typing import ClassVar

import msgspec


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a frame."""


class EntryData(msgspec.Struct, frozen=True, kw_only=True):
    """Data of one kind of entry."""

    kind: ClassVar[str]


class Frame(msgspec.Struct, frozen=True, kw_only=True, tag_field="t"):
    """A whole frame; the tag is its member `t`."""


def encode(frame: Frame | Wire) -> str:
    return msgspec.json.encode(frame).decode()
