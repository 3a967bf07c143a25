"""Ids are lowercase version 4 UUID strings: some API clients refuse other versions."""

import re
import uuid

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def new_id() -> str:
    return str(uuid.uuid4())


def find_id(text: str) -> str | None:
    """The id written in `text`, normalised, or None if it is not one."""
    lowered = text.strip().lower()
    return lowered if _UUID.fullmatch(lowered) else None
