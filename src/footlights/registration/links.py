"""Personal join links. Their keys are derived, so nothing that opens a room is stored."""

import hmac
import re
from typing import Protocol
from urllib.parse import quote_plus

from footlights.events.models import Event, Session
from footlights.kit.secrets import derive, sign, unsign
from footlights.registration.models import PlaceRequest, Registration
from footlights.workspace.models import Person

OWN, REQUEST, UNSUBSCRIBE = "own place", "place request", "unsubscribe"
"""What the signed links of mails are for; a token of one opens none of the others."""
_PLAIN = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9._-]+")
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
    return f"{base_url}/p/{place.event_id}/live?email={_quoted(email)}&key={key}&s={place.session_id}"


def _quoted(email: str) -> str:
    """As `quote_plus` writes it, which takes long for lists; most addresses hold nothing to quote but the at sign."""
    return email.replace("@", "%40") if _PLAIN.fullmatch(email) else quote_plus(email)


def registration_link(base_url: str, event: Event, session: Session | None = None) -> str:
    """The public page where people register, for one session when given."""
    return f"{base_url}/p/{event.id}" + (f"?s={session.id}" if session else "")


def own_link(base_url: str, secret_key: bytes, registration: Registration) -> str:
    """The page where a registrant changes answers or date, or gives the place back. Replaced with the join link."""
    payload = f"{registration.id} {registration.key_version}".encode()
    return f"{base_url}/p/{registration.event_id}/mine?r={sign(secret_key, OWN, payload)}"


def read_own_token(secret_key: bytes, token: str) -> tuple[str, int] | None:
    """Registration id and key version that a token of `own_link` proves."""
    payload = unsign(secret_key, OWN, token)
    if payload is None:
        return None
    registration_id, _, version = payload.decode().partition(" ")
    return registration_id, int(version)


def request_link(base_url: str, secret_key: bytes, request: PlaceRequest) -> str:
    """The page where somebody takes an offered place, or leaves the waiting list."""
    token = sign(secret_key, REQUEST, request.id.encode())
    return f"{base_url}/p/{request.event_id}/place?r={token}"


def read_request_token(secret_key: bytes, token: str) -> str | None:
    payload = unsign(secret_key, REQUEST, token)
    return payload.decode() if payload else None


def unsubscribe_link(base_url: str, secret_key: bytes, person: Person) -> str:
    """The page (and, by POST, the one-click address of RFC 8058) that stops mails nobody asked for."""
    return f"{base_url}/unsubscribe?r={sign(secret_key, UNSUBSCRIBE, person.id.encode())}"


def read_unsubscribe_token(secret_key: bytes, token: str) -> str | None:
    payload = unsign(secret_key, UNSUBSCRIBE, token)
    return payload.decode() if payload else None
