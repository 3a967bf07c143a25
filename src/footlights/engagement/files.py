"""Uploads on their way into the data directory: written in pieces, counted, under random names."""

import asyncio
import contextlib
import os
import re
import secrets
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from footlights.kit.errors import Invalid, filled
from footlights.kit.text import clean_line

NAME_LENGTH = 150
_UNFIT = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]+')
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """Number and id of something whose bytes are stored; a retry is not new, and its bytes are not needed."""

    seq: int
    id: str
    is_new: bool = True


class TooLarge(Invalid):
    code = "too_large"


async def receive_file(folder: Path, pieces: AsyncIterator[bytes], *, most_bytes: int) -> Path:
    """Write an upload under a random name. Too large a one is refused with TooLarge and leaves nothing.

    Whoever calls owns the file: it moves, stays or is removed by them.
    """
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True, mode=0o700)
    path = folder / secrets.token_hex(16)
    size = 0
    try:
        with await asyncio.to_thread(_create, path) as out:
            async for piece in pieces:
                size += len(piece)
                if size > most_bytes:
                    raise TooLarge(filled("A file has at most %(most)s MB.", most=most_bytes // MIB), pointer="file")
                await asyncio.to_thread(out.write, piece)
    except BaseException:
        discard(path)
        raise
    if size == 0:
        discard(path)
        raise Invalid("This file is empty.", code="empty_file", pointer="file")
    return path


def discard(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


async def forget_stored(path: Path) -> None:
    """Remove the bytes of something that is gone from the database: a file, or a folder of pictures."""
    remove = shutil.rmtree if await asyncio.to_thread(path.is_dir) else os.unlink
    with contextlib.suppress(OSError):
        await asyncio.to_thread(remove, path)


def clean_file_name(name: str) -> str:
    """A name that is safe to offer for saving: no folders, no signs with a meaning, not hidden."""
    base = _UNFIT.sub(" ", clean_line(name.replace("\\", "/").rpartition("/")[2], limit=1000)).strip(" .")
    stem, dot, suffix = base.rpartition(".")
    if not dot:
        stem, suffix = base, ""
    kept = NAME_LENGTH - len(suffix) - 1
    return clean_line(f"{stem[:kept]}{dot}{suffix}", limit=NAME_LENGTH) if stem else ""


def _create(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
