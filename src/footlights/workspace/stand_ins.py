"""Addresses that stand in for one that nobody gave: unique, as identity needs, and no mail ever goes there.

`Person.is_anonymous` is the one question to ask about them, of a person and in SQL.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

from footlights.kit.clock import to_unix

_UNKNOWN = "@unknown."
_GUESTS = "@guests.invalid"
"""A reserved domain (RFC 2606, section 2)."""


def unknown_address(person_id: str, domain: str, *, now: datetime) -> str:
    """Of somebody whose form did not ask for one, as Livestorm writes it: `{unix seconds}+{id}@unknown.{domain}`."""
    return f"{to_unix(now)}+{person_id}{_UNKNOWN}{domain}"


def erased_address(person_id: str) -> str:
    """Of somebody who was erased."""
    return f"erased+{person_id}{_UNKNOWN}invalid"


def guest_address(guest_id: str) -> str:
    """Of somebody who came into a room with a name only."""
    return f"guest-{guest_id}{_GUESTS}"


def is_stand_in(address: str) -> bool:
    return _UNKNOWN in address or address.endswith(_GUESTS)


def holds_stand_in(column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The same in SQL."""
    return or_(column.contains(_UNKNOWN), column.endswith(_GUESTS))
