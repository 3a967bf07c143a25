"""Pictures that people give of themselves. They are never decoded here, so none can be a bomb; browsers show them."""

import struct
from datetime import datetime

from sqlalchemy import delete, select

from footlights.kit.database import Db
from footlights.kit.errors import Invalid, filled
from footlights.kit.ids import find_id, new_id
from footlights.workspace.models import Person, Picture

LARGEST_BYTES = 1024 * 1024
LARGEST_SIDE = 4096  # pixels
SUFFIX = {"image/png": "png", "image/jpeg": "jpg"}


def check_picture(content: bytes) -> str:
    """The media type of a PNG or JPEG of at most LARGEST_BYTES and LARGEST_SIDE pixels a side; else Invalid."""
    if len(content) > LARGEST_BYTES:
        raise Invalid("A picture has at most 1 MB.", code="picture_too_large", pointer="avatar")
    kind, size = ("image/png", _png_size(content)) if content[:8] == b"\x89PNG\r\n\x1a\n" else _jpeg(content)
    if size is None:
        raise Invalid("Choose a PNG or JPEG picture.", code="not_a_picture", pointer="avatar")
    if not all(1 <= side <= LARGEST_SIDE for side in size):
        sentence = filled("A picture has at most %(most)s pixels a side.", most=LARGEST_SIDE)
        raise Invalid(sentence, code="picture_too_large", pointer="avatar")
    return kind


async def set_picture(db: Db, person: Person, content: bytes, *, base_url: str, now: datetime) -> None:
    """Make `content` the person's picture in place of an earlier one; its address changes with it."""
    kind = check_picture(content)
    await db.execute(delete(Picture).where(Picture.person_id == person.id))
    row = Picture(id=new_id(), workspace_id=person.workspace_id, person_id=person.id, media_type=kind)
    row.content, row.created_at = content, now
    db.add(row)
    person.avatar_url, person.updated_at = f"{base_url}/pictures/{row.id}.{SUFFIX[kind]}", now


async def find_picture(db: Db, picture_id: str) -> Picture | None:
    wanted = find_id(picture_id)
    return (await db.scalars(select(Picture).where(Picture.id == wanted))).one_or_none() if wanted else None


def _png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height as the first chunk tells them (PNG specification, 11.2.2)."""
    if content[12:16] != b"IHDR" or len(content) < 33:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg(content: bytes) -> tuple[str, tuple[int, int] | None]:
    return "image/jpeg", _jpeg_size(content) if content[:3] == b"\xff\xd8\xff" else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height from the frame header (ITU T.81, B.2.2), walking the segments before it."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None
