"""Drawing a PDF without trusting it: in a process that cannot harm the server (`draw_pages`), and only so long."""

import asyncio
import contextlib
import re
import secrets
import shutil
import sys
import zlib
from pathlib import Path

from footlights.engagement.slides.actions import DrawnDeck
from footlights.kit.errors import Invalid, Unavailable, filled

MOST_BYTES = 50 * 1024 * 1024
WALL_S = 180.0
AT_ONCE = asyncio.Semaphore(1)
_PROGRAM = Path(__file__).with_name("draw_pages.py")
_SCRIPTS = re.compile(rb"/(JavaScript|JS|Launch)\b")
_PACKED = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
"""Compressed bytes, in which any three letters turn up by chance."""
_STREAMS = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_UNPACKED = 4 * 1024 * 1024
_REASONS = {
    "scripts": filled("This PDF carries scripts. Export it again without, and try again."),
    "locked": filled("This PDF has a password. Export it without, and try again."),
    "damaged": filled("This PDF is damaged. Export it again, and try again."),
    "pages": filled("Slides have 1 to 300 pages."),
    "heavy": filled("This PDF is too heavy to draw. Export it with smaller pictures, and try again."),
}


class PdfRefused(Invalid):
    code = "pdf_refused"


async def draw_deck(source: Path, folder: Path, *, name: str, wall_s: float = WALL_S) -> DrawnDeck:
    """Draw every page of a PDF into a new folder below `folder`. One at a time, so that rooms keep their processor.

    Refuses with PdfRefused and leaves nothing: not a PDF, scripts, a password, too many pages, too heavy, too slow.
    """
    await asyncio.to_thread(_look_at, source)
    target = folder / secrets.token_hex(16)
    await asyncio.to_thread(target.mkdir, parents=True, mode=0o700)
    try:
        async with AT_ONCE:
            pages = await _draw(source, target, wall_s)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, target, ignore_errors=True)
        raise
    return DrawnDeck(target, name, pages)


async def _draw(source: Path, target: Path, wall_s: float) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(_PROGRAM),
        str(source),
        str(target),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=target,
        env={"HOME": str(target), "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(), wall_s)
    except TimeoutError:
        raise _refusal("heavy") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    word, _, what = (out.decode(errors="replace").strip().rpartition("\n")[2]).partition(" ")
    if word == "pages" and what.isdigit():
        return int(what)
    raise _refusal(what if word == "refused" else "heavy")


def _look_at(source: Path) -> None:
    """What can be told without a parser."""
    try:
        content = source.read_bytes()
    except OSError as error:
        raise Unavailable("The file could not be read. Try again.") from error
    if not content.startswith(b"%PDF-"):
        raise PdfRefused("Slides are a PDF. Export them as PDF, and try again.", pointer="file")
    if _SCRIPTS.search(_PACKED.sub(b"", content)) or any(_SCRIPTS.search(part) for part in _object_streams(content)):
        raise _refusal("scripts")


def _object_streams(content: bytes) -> list[bytes]:
    """Beginnings of compressed parts that may hold actions; a part that does not unpack is the parser's matter."""
    parts = []
    for found in list(_STREAMS.finditer(content))[:500]:
        with contextlib.suppress(zlib.error):
            parts.append(zlib.decompressobj().decompress(content[found.end() :][: 1 << 20], _UNPACKED))
    return parts


def _refusal(reason: str) -> PdfRefused:
    return PdfRefused(_REASONS.get(reason, _REASONS["heavy"]), pointer="file")
