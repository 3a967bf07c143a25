"""Ids are lowercase version 4 UUID strings: some API clients refuse other versions."""

import re
import secrets
import uuid

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def new_id() -> str:
    return str(uuid.uuid4())


def new_room_number() -> str:
    """Nine digits that people can read to each other, `123-456-789`; not zero in front. No secret."""
    digits = str(secrets.randbelow(9 * 10**8) + 10**8)
    return "-".join((digits[:3], digits[3:6], digits[6:]))


def find_id(text: str) -> str | None:
    """The id written in `text`, normalised, or None if it is not one."""
    lowered = text.strip().lower()
    return lowered if _UUID.fullmatch(lowered) else None
