"""Taking a file from a request without holding it in memory."""

import hashlib
import tempfile
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from footlights.imports.errors import BadFile

MOST_BYTES = 64 * 1024 * 1024
TOO_LARGE = "The file is larger than 64 MB. Split it."


@dataclass(frozen=True)
class Uploaded:
    """A file on disk, as long as the block runs. `digest` is SHA-256 in hex."""

    path: Path
    digest: str


@asynccontextmanager
async def spooled(chunks: AsyncIterable[bytes], folder: Path) -> AsyncIterator[Uploaded]:
    """Write the chunks to a file of its own. Refuses with BadFile when there are too many."""
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix="upload-") as file:
        async for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise BadFile(TOO_LARGE, code="file_too_large")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        yield Uploaded(Path(file.name), digest.hexdigest())
