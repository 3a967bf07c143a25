"""A small client of the REST API: one resource, or all pages of a list.

CallFailed
└── MoreRows       a list with more rows than anybody should hold at once
"""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlsplit

import httpx
import msgspec

PAGE_SIZE = 50
"""The largest page that Livestorm documents."""
MOST_PAGES = 200
MOST_BYTES = 20 * 1024 * 1024
"""Of one answer."""
MOST_TRIES = 4
LONGEST_WAIT_S = 5
"""A server that wants a longer pause before the next call is left alone."""
LONGEST_DETAIL = 500
TYPE = b"application/vnd.api+json"
Json = dict[str, Any]  # Any: JSON
T = TypeVar("T")


class Resource(msgspec.Struct, kw_only=True):
    """One JSON:API resource, as the server wrote it."""

    id: str
    type: str
    attributes: Json
    relationships: Json | msgspec.UnsetType = msgspec.UNSET


class Meta(msgspec.Struct):
    next_page: int | None = None


class One(msgspec.Struct):
    data: Resource


class Page(msgspec.Struct):
    data: list[Resource]
    meta: Meta = msgspec.field(default_factory=Meta)


class Problem(msgspec.Struct):
    title: str = ""
    detail: str = ""


class Problems(msgspec.Struct):
    errors: list[Problem]


class CallFailed(Exception):
    """No good answer; the message may be shown. `status` is the HTTP status, None when there was no answer at all."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class MoreRows(CallFailed):
    """`rows` holds the first ones."""

    def __init__(self, rows: list[Resource]) -> None:
        super().__init__(f"There are more rows than the first {len(rows)}, which are all that is read.")
        self.rows = rows


class Client:
    """Speaks to `base_url` (with or without the closing `/v1`) as the holder of `token`; an async context manager.

    `token` is the whole Authorization header: a plain token, or `Bearer …`. A call that takes longer than `timeout_s`
    with everything in it fails. When the server asks for a short pause (429 with Retry-After), the call is made again.
    `idempotency_key` goes with the one POST of an action: a client with it is for one action.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        timeout_s: float = 30,
        transport: httpx.AsyncBaseTransport | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        self._base = _with_version(base_url)
        self._key = idempotency_key
        self._timeout_s = timeout_s
        headers = {b"authorization": token.encode(), b"accept": TYPE, b"content-type": TYPE}
        self._http = httpx.AsyncClient(headers=headers, timeout=timeout_s, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def one(self, method: str, *path: str, body: Json | None = None) -> Resource:
        """The resource that the server answers with. Raises CallFailed."""
        return _decode(await self._call(method, path, body=body), One).data

    async def many(self, *path: str, query: Mapping[str, str] | None = None) -> list[Resource]:
        """All rows of a list. Raises MoreRows behind the last page that is read, and CallFailed.

        The first page is asked for without a number and the next by `meta.next_page`, so servers that count pages
        from 0 and from 1 are the same.
        """
        rows: list[Resource] = []
        asked = {**(query or {}), "page[size]": str(PAGE_SIZE)}
        last = -1
        for _ in range(MOST_PAGES):
            page = _decode(await self._call("GET", path, query=asked), Page)
            rows += page.data
            if page.meta.next_page is None:
                return rows
            if page.meta.next_page <= last:
                raise CallFailed("The server's list does not come to an end.")
            last = page.meta.next_page
            asked["page[number]"] = str(last)
        raise MoreRows(rows)

    async def _call(
        self, method: str, path: tuple[str, ...], *, query: Mapping[str, str] | None = None, body: Json | None = None
    ) -> bytes:
        url = "/".join([self._base, *(quote(part, safe="") for part in path)])
        try:
            content = None if body is None else msgspec.json.encode(body)
            headers = {"idempotency-key": self._key} if method == "POST" and self._key is not None else None
            request = self._http.build_request(method, url, params=query, content=content, headers=headers)
            async with asyncio.timeout(self._timeout_s):
                response, answered = await self._try(request)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise CallFailed(f"The server did not answer within {self._timeout_s:g} seconds.") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CallFailed(f"The server cannot be reached ({type(error).__name__}).") from error
        except UnicodeEncodeError as error:
            raise CallFailed("The input holds half of a character, which cannot be sent.") from error
        if not response.is_success:
            raise CallFailed(_words(response, answered), status=response.status_code)
        return answered

    async def _try(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        """The answer, made again after the pauses that the server asks for."""
        for _ in range(MOST_TRIES - 1):
            response, content = await self._send(request)
            pause_s = _pause_s(response)
            if pause_s is None:
                return response, content
            await asyncio.sleep(pause_s)
        return await self._send(request)

    async def _send(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        response = await self._http.send(request, stream=True)
        content = bytearray()
        try:
            async for part in response.aiter_bytes():
                content += part
                if len(content) > MOST_BYTES:
                    raise CallFailed("The server's answer is too long.", status=response.status_code)
        finally:
            await response.aclose()
        return response, bytes(content)


def _with_version(base_url: str) -> str:
    base = base_url.strip().rstrip("/")
    return base if urlsplit(base).path.endswith("/v1") else f"{base}/v1"


def _pause_s(response: httpx.Response) -> int | None:
    """Seconds to wait before the same call again; None when it is not to be made again."""
    given = response.headers.get("retry-after", "")
    if response.status_code != httpx.codes.TOO_MANY_REQUESTS or not (given.isascii() and given.isdigit()):
        return None
    return int(given) if len(given) < 3 and int(given) <= LONGEST_WAIT_S else None


def _decode(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CallFailed("The server's answer is not what its API promises.") from error


def _words(response: httpx.Response, content: bytes) -> str:
    """The status with the server's own sentences, if it has some."""
    try:
        problems = msgspec.json.decode(content, type=Problems).errors
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        problems = []
    said = " ".join(problem.detail or problem.title for problem in problems)
    plain = "".join(c if c.isprintable() else " " for c in said[:LONGEST_DETAIL]).strip()
    status = f"{response.status_code} {response.reason_phrase}".strip()
    return f"{status}: {plain}" if plain else f"{status}."
