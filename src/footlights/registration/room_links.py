"""Room addresses by number: a role for whoever holds its link, and one person's own. Keys are derived, none is stored.

{base}/123-456-789                     attendee
{base}/123-456-789/x/{role token}      that role; 8 letters and digits, replaced with the event's `role_key_version`
{base}/123-456-789/{role hash}         the same in LiveWebinar's older form; 32 hexadecimal digits
{base}/123-456-789/p/{personal token}  one invited person; 60 letters and digits, replaced with the join link
{base}/123-456-789/r/{personal token}  one registrant; as above, of another purpose
"""

import hmac
from typing import Literal
from uuid import UUID

from footlights.events.models import Event
from footlights.kit.secrets import derive
from footlights.registration.models import Registration

ROLES = ("host", "moderator", "speaker", "attendee")
"""`room_role` of a registration; APIs call a speaker presenter."""
ROLE_TOKEN_LENGTH = 8
ROLE_HASH_LENGTH = 32
ID_LENGTH, PROOF_LENGTH = 22, 38
Purpose = Literal["personal", "registrant"]
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def role_token(secret_key: bytes, event: Event, role: str) -> str:
    """What opens the event's room in a role, for everybody who holds it."""
    digest = derive(secret_key, "role link", event.id, role, str(event.role_key_version))
    return _letters(int(digest, 16), ROLE_TOKEN_LENGTH)


def role_hash(secret_key: bytes, event: Event, role: str) -> str:
    """The older form of a role's token; it is of a purpose of its own, so that neither gives away the other."""
    return derive(secret_key, "role hash", event.id, role, str(event.role_key_version))[:ROLE_HASH_LENGTH]


def find_role(secret_key: bytes, event: Event, token: str) -> str | None:
    """The role that a token opens, in either form; every role is compared, so that time tells nothing."""
    form = role_hash if len(token) == ROLE_HASH_LENGTH else role_token
    matches = [role for role in ROLES if hmac.compare_digest(form(secret_key, event, role).encode(), token.encode())]
    return matches[0] if matches else None


def personal_token(secret_key: bytes, registration: Registration, purpose: Purpose) -> str:
    """Registration id and proof, 60 letters and digits."""
    return _letters(UUID(registration.id).int, ID_LENGTH) + _proof(
        secret_key, purpose, registration.id, registration.key_version
    )


def registration_id_of(token: str) -> str | None:
    """Whose token this claims to be; prove it with `is_personal_token`."""
    if len(token) != ID_LENGTH + PROOF_LENGTH or any(letter not in _LETTERS for letter in token):
        return None
    number = 0
    for letter in token[:ID_LENGTH]:
        number = number * len(_LETTERS) + _LETTERS.index(letter)
    return str(UUID(int=number)) if number < 2**128 else None


def is_personal_token(secret_key: bytes, registration: Registration, token: str, purpose: Purpose) -> bool:
    return hmac.compare_digest(personal_token(secret_key, registration, purpose).encode(), token.encode())


def room_number_url(base_url: str, event: Event) -> str:
    return f"{base_url}/{event.room_number}"


def role_url(base_url: str, secret_key: bytes, event: Event, role: str) -> str:
    """The role's link; an attendee needs no token. Clients append a query, so it has none."""
    plain = room_number_url(base_url, event)
    return plain if role == "attendee" else f"{plain}/x/{role_token(secret_key, event, role)}"


def personal_url(base_url: str, secret_key: bytes, event: Event, registration: Registration, purpose: Purpose) -> str:
    letter = "p" if purpose == "personal" else "r"
    return f"{room_number_url(base_url, event)}/{letter}/{personal_token(secret_key, registration, purpose)}"


def _proof(secret_key: bytes, purpose: Purpose, registration_id: str, key_version: int) -> str:
    digest = derive(secret_key, f"{purpose} link", registration_id, str(key_version))
    return _letters(int(digest, 16), PROOF_LENGTH)


def _letters(number: int, length: int) -> str:
    """The last `length` digits of a number in base 62."""
    letters = []
    for _ in range(length):
        number, digit = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[digit])
    return "".join(reversed(letters))
