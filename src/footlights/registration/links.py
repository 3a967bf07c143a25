"""Personal join links. Their keys are derived, so nothing that opens a room is stored."""

import hmac
from typing import Protocol
from urllib.parse import quote_plus

from footlights.events.models import Event, Session
from footlights.kit.secrets import derive
from footlights.registration.models import Registration
from footlights.workspace.models import Person

KEY_LENGTH = 22
"""Hex characters, 88 bits: the length that API clients know as `password_key`."""


class Place(Protocol):
    """A registration, or its columns."""

    @property
    def id(self) -> str: ...
    @property
    def key_version(self) -> int: ...
    @property
    def event_id(self) -> str: ...
    @property
    def session_id(self) -> str: ...


def join_key(secret_key: bytes, registration: Place) -> str:
    """The key of the registration's current join link; raising `key_version` replaces it."""
    return derive(secret_key, "join", registration.id, str(registration.key_version))[:KEY_LENGTH]


def is_join_key(secret_key: bytes, registration: Registration, key: str) -> bool:
    return hmac.compare_digest(join_key(secret_key, registration).encode(), key.encode())


def room_link(base_url: str, event_id: str, session_id: str) -> str:
    """The room's address without proof of who comes."""
    return f"{base_url}/p/{event_id}/live?s={session_id}"


def join_link(base_url: str, secret_key: bytes, registration: Registration, person: Person) -> str:
    """The personal link into the room; whoever holds it is this person."""
    return link_with_key(base_url, registration, person.email, join_key(secret_key, registration))


def link_with_key(base_url: str, place: Place, email: str, key: str) -> str:
    return f"{base_url}/p/{place.event_id}/live?email={quote_plus(email)}&key={key}&s={place.session_id}"


def registration_link(base_url: str, event: Event, session: Session | None = None) -> str:
    """The public page where people register, for one session when given."""
    return f"{base_url}/p/{event.id}" + (f"?s={session.id}" if session else "")
