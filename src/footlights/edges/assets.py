"""Built files of web/ (scripts, styles, fonts), held in memory in plain and compressed form."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

DIST = Path(__file__).parents[3] / "web" / "dist"
PREFIX = "/static/"
FOREVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=3600"
COMPRESSIBLE = {".js", ".css", ".svg", ".json", ".html"}
_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}


class AssetsMissing(Exception):
    """The web part is not built; the message says how to build it."""


@dataclass(frozen=True)
class Asset:
    body: bytes
    zipped: bytes | None
    content_type: str
    etag: str
    is_hashed: bool


class _Chunk(msgspec.Struct):
    """A file of Vite's manifest."""

    file: str
    css: list[str] = []
    imports: list[str] = []


class Assets:
    """`url` and `styles` name the files of an entry such as `src/room/main.tsx`; `files` serves them."""

    def __init__(self, dist: Path = DIST) -> None:
        manifest = dist / "manifest.json"
        if not manifest.exists():
            raise AssetsMissing("The web part is not built. Run: make setup")
        self._chunks = msgspec.json.decode(manifest.read_bytes(), type=dict[str, _Chunk])
        self.files = {
            path.relative_to(dist).as_posix(): _load(path, dist) for path in sorted(dist.rglob("*")) if path.is_file()
        }

    def url(self, entry: str) -> str:
        return PREFIX + self._chunks[entry].file

    def styles(self, entry: str) -> list[str]:
        """Addresses of the style sheets of an entry and of all it imports, each once, in order."""
        return [PREFIX + css for css in dict.fromkeys(self._css(entry))]

    def source(self, name: str) -> str:
        """The text of a file without a hash in its name."""
        return self.files[name].body.decode()

    def _css(self, entry: str) -> list[str]:
        chunk = self._chunks[entry]
        return [css for name in chunk.imports for css in self._css(name)] + chunk.css


def _load(path: Path, dist: Path) -> Asset:
    body = path.read_bytes()
    suffix = path.suffix
    return Asset(
        body=body,
        zipped=gzip.compress(body, 9) if suffix in COMPRESSIBLE else None,
        content_type=_TYPES.get(suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        etag=f'"{hashlib.sha256(body).hexdigest()[:16]}"',
        is_hashed=path.relative_to(dist).parts[0] == "assets",
    )


@get("/static/{path:path}", include_in_schema=False, sync_to_thread=False)
def serve_asset(path: FromPath[Path], request: Request[None, None, State]) -> Response[bytes]:
    """One file; hashed names are cached for ever."""
    assets: Assets = request.app.state.assets
    asset = assets.files.get(path.as_posix().lstrip("/"))
    if asset is None:
        raise NotFoundException
    headers = {
        "etag": asset.etag,
        "cache-control": FOREVER if asset.is_hashed else SHORT,
        "vary": "accept-encoding",
        "x-content-type-options": "nosniff",
    }
    if request.headers.get("if-none-match") == asset.etag:
        return Response(b"", status_code=304, headers=headers)
    body = asset.body
    if asset.zipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"], body = "gzip", asset.zipped
    return Response(body, headers=headers, media_type=asset.content_type)
