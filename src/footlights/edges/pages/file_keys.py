"""What opens a room's files (slides, films, handouts) to one page where no cookie comes along: in a frame of another
site. It opens nothing else, so that the address of a picture can be passed on without passing on a place."""

from datetime import datetime, timedelta

import msgspec

from footlights.kit.clock import to_unix
from footlights.kit.secrets import sign, unsign
from footlights.registration.models import Registration

KEY_LASTS = timedelta(hours=24)
_PURPOSE = "room files"


class _Key(msgspec.Struct, frozen=True, array_like=True):
    registration_id: str
    expires_at: int  # Unix seconds


def file_key(secret_key: bytes, registration: Registration, *, now: datetime) -> str:
    key = _Key(registration.id, to_unix(now + KEY_LASTS) or 0)
    return sign(secret_key, _PURPOSE, msgspec.msgpack.encode(key))


def read_file_key(secret_key: bytes, token: str, *, now: datetime) -> str | None:
    """The id of the registration that the key was made for; None when it is forged or too old."""
    payload = unsign(secret_key, _PURPOSE, token)
    if payload is None:
        return None
    try:
        key = msgspec.msgpack.decode(payload, type=_Key)
    except msgspec.MsgspecError:
        return None
    return key.registration_id if key.expires_at > (to_unix(now) or 0) else None
