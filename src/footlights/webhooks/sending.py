"""One attempt."""

import asyncio
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import httpcore
import httpx

from footlights.webhooks.rules import Answer
from footlights.webhooks.signing import message_id, signed_headers, widget_headers
from footlights.webhooks.transport import AddressRefused, GuardedTransport

TIMEOUT_S = 10.0
"""For the whole attempt: name, connection, request, head of the answer and the beginning of its body."""
KEPT_BYTES = 4096
KEPT_HEADERS = 40
KEPT_VALUE = 300
AGENT = "Footlights-Webhooks/1"


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint as a batch of deliveries needs it."""

    id: str
    url: str
    secrets: tuple[str, ...]
    dialect: str = "livestorm"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours until its lease ends."""

    id: str
    number: int
    body: str
    attempts: int
    tries: int
    first_tried_at: datetime | None
    event: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    delivery: Claimed
    began_at: datetime
    took_ms: int
    sent: Mapping[str, str]
    answer: Answer


async def attempt(transport: GuardedTransport, target: Target, delivery: Claimed, *, now: datetime) -> Outcome:
    """Send a delivery once. Whatever goes wrong is part of the outcome."""
    body = delivery.body.encode()
    headers = {
        "content-type": "application/json",
        "user-agent": AGENT,
        **_signed(target, delivery, body, now=now),
    }
    began = time.perf_counter()
    answer = await _post(transport, target.url, headers, body)
    return Outcome(delivery, now, round((time.perf_counter() - began) * 1000), headers, answer)


def _signed(target: Target, delivery: Claimed, body: bytes, *, now: datetime) -> dict[str, str]:
    if target.dialect == "livewebinar":
        return widget_headers(target.secrets[0], delivery.id, delivery.event, body, now=now)
    return signed_headers(target.secrets, message_id(delivery.id), body, now=now)


async def _post(transport: GuardedTransport, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    deadline = asyncio.get_running_loop().time() + TIMEOUT_S
    try:
        async with asyncio.timeout_at(deadline):
            parts = urlsplit(url)
            await transport.backend.look_up(parts.hostname or "", parts.port or 443)
            response = await transport.handle_async_request(_request(url, headers, body))
    except TimeoutError:
        return Answer(None, "No answer within 10 s.")
    except (httpx.TransportError, httpcore.ConnectError, httpx.InvalidURL, OSError) as error:
        return _problem(error)
    try:
        return await _read(response, deadline)
    finally:
        await response.aclose()


def _request(url: str, headers: Mapping[str, str], body: bytes) -> httpx.Request:
    timeout = httpx.Timeout(TIMEOUT_S).as_dict()
    given = {**headers, "accept": "*/*", "accept-encoding": "identity"}
    return httpx.Request("POST", url, headers=given, content=body, extensions={"timeout": timeout})


async def _read(response: httpx.Response, deadline: float) -> Answer:
    """The answer counts by its status, even when its body hangs, breaks off or never ends."""
    kept = b""
    problem = None
    try:
        async with asyncio.timeout_at(deadline):
            async for part in response.aiter_raw():
                kept += part[: KEPT_BYTES - len(kept)]
                if len(kept) >= KEPT_BYTES:
                    break
    except TimeoutError:
        problem = "The body of the answer did not end."
    except httpx.TransportError:
        problem = "The body of the answer broke off."
    return Answer(response.status_code, problem, headers=_headers(response), body=kept)


def _headers(response: httpx.Response) -> dict[str, str]:
    return {name[:100]: value[:KEPT_VALUE] for name, value in list(response.headers.items())[:KEPT_HEADERS]}


def _problem(error: Exception) -> Answer:
    causes = list(_causes(error))
    if any(isinstance(cause, AddressRefused) for cause in causes):
        refused = next(cause for cause in causes if isinstance(cause, AddressRefused))
        return Answer(None, f"{refused} It was not called.", is_lasting=True)
    bad = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if bad is not None:
        return Answer(None, f"The certificate cannot be trusted: {bad.verify_message}"[:300], is_lasting=True)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Answer(None, "The address cannot be used.", is_lasting=True)
    words = {
        httpx.ConnectError: "No connection",
        httpcore.ConnectError: "The host cannot be found",
        httpx.ConnectTimeout: "No connection within 10 s",
        httpx.ReadTimeout: "No answer within 10 s",
        httpx.RemoteProtocolError: "The answer is no HTTP, or broke off",
        httpx.ReadError: "The connection broke",
        httpx.WriteError: "The connection broke",
    }
    return Answer(None, f"{words.get(type(error), 'The connection failed')}.")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
