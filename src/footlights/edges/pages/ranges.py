"""A file given in parts, as players ask for it (HTTP Range), in pieces and never whole in memory."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

from litestar.response import Stream

from footlights.kit.errors import NotFound

PIECE = 256 * 1024
_ONE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.ASCII | re.IGNORECASE)


async def give_range(
    path: Path, asked: str | None, *, if_range: str | None, tag: str, media_type: str, headers: dict[str, str]
) -> Stream:
    """The whole file (200), one part of it (206), or the news that there is no such part (416).

    Several parts at once, and what is no range at all, get the whole file, as HTTP lets a server do.
    """
    try:
        size = (await asyncio.to_thread(path.stat)).st_size
    except OSError:
        raise NotFound("This file is gone.", code="no_such_file") from None
    told = headers | {"accept-ranges": "bytes", "etag": tag}
    wanted = _ONE.fullmatch(asked.strip()) if asked and if_range in {None, tag} else None
    if wanted is None or wanted.groups() == ("", ""):
        return _stream(path, 0, size, 200, media_type, told)
    part = find_part(wanted[1], wanted[2], size)
    if part is None:
        return _stream(path, 0, 0, 416, media_type, told | {"content-range": f"bytes */{size}"})
    first, last = part
    return _stream(
        path, first, last - first + 1, 206, media_type, told | {"content-range": f"bytes {first}-{last}/{size}"}
    )


def find_part(first: str, last: str, size: int) -> tuple[int, int] | None:
    """First and last byte of `first-last`, `first-` or `-length`; none if nothing of the file is in it."""
    if not first:
        length = min(int(last), size)
        return (size - length, size - 1) if length else None
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end else None


def _stream(path: Path, start: int, length: int, status: int, media_type: str, headers: dict[str, str]) -> Stream:
    sized = headers | {"content-length": str(length)}
    return Stream(_pieces(path, start, length), status_code=status, media_type=media_type, headers=sized)


async def _pieces(path: Path, start: int, length: int) -> AsyncIterator[bytes]:
    if length == 0:
        return
    with await asyncio.to_thread(path.open, "rb") as file:
        await asyncio.to_thread(file.seek, start)
        while length > 0 and (piece := await asyncio.to_thread(file.read, min(PIECE, length))):
            length -= len(piece)
            yield piece
