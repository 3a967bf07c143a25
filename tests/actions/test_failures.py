"""Servers that refuse, break, hang, or talk nonsense: always a result, never an exception."""

import asyncio

import pytest

from footlights.actions import Client, Result, get_event, list_events
from tests.actions.servers import Call, document, resource, serving
from tests.browser.house import free_port

NONSENSE = "The server's answer is not what its API promises."


async def ask(answer: bytes | None, *, timeout_s: float = 5) -> Result[object]:
    async with serving(lambda _: answer) as stand, Client(stand.url, "secret", timeout_s=timeout_s) as client:
        return await get_event(client, event_id="id-1")  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (document(b"<h1>oops</h1>", status="500 Internal Server Error"), "500 Internal Server Error."),
        (document(b"", status="301 Moved Permanently", location="http://127.0.0.1:1/"), "301 Moved Permanently."),
        (
            document({"errors": [{"title": "Not found", "detail": "No such event.\n"}]}, status="404 Not Found"),
            "404 Not Found: No such event.",
        ),
        (
            document({"errors": [{"title": "First"}, {"detail": "Second."}]}, status="422 Unprocessable Entity"),
            "422 Unprocessable Entity: First Second.",
        ),
        (document({"errors": "all wrong"}, status="403 Forbidden"), "403 Forbidden."),
        (document(b"", status="403 Forbidden"), "403 Forbidden."),
        (document(b"", status="429 Too Many Requests", retry_after="3600"), "429 Too Many Requests."),
    ],
)
async def test_refusal_is_told_in_the_servers_words(answer: bytes, error: str) -> None:
    assert await ask(answer) == Result(success=False, error=error)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"null",
        b"[]",
        b"{}",
        b'{"data": null}',
        b'{"data": []}',
        b'{"data": {"id": 1}}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
async def test_garbage_is_told(content: bytes) -> None:
    assert await ask(document(content)) == Result(success=False, error=NONSENSE)


@pytest.mark.parametrize("content", [b'{"data": {}}', b'{"data": [], "meta": {"next_page": "2"}}', b'{"data": [5]}'])
async def test_garbage_for_a_list_is_told(content: bytes) -> None:
    async with serving(lambda _: document(content)) as stand, Client(stand.url, "secret") as client:
        assert await list_events(client) == Result(success=False, error=NONSENSE)


@pytest.mark.parametrize("answer", [b"", b"\x00\x01\x02\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"])
async def test_answer_that_is_no_http_is_told(answer: bytes) -> None:
    result = await ask(answer)

    assert (result.success, result.data) == (False, None)
    assert (result.error or "").startswith("The server cannot be reached (")


async def test_silent_server_is_told() -> None:
    assert await ask(None, timeout_s=0.2) == Result(
        success=False, error="The server did not answer within 0.2 seconds."
    )


async def test_server_that_drips_is_told() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        while not reader.at_eof() and not writer.is_closing():
            writer.write(b" ")
            await asyncio.sleep(0.02)

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, Client(url, "secret", timeout_s=0.3) as client:
        result = await get_event(client, event_id="id-1")

    assert result == Result(success=False, error="The server did not answer within 0.3 seconds.")


async def test_nobody_listens() -> None:
    async with Client(f"http://127.0.0.1:{free_port()}", "secret") as client:
        result = await get_event(client, event_id="id-1")

    assert result == Result(success=False, error="The server cannot be reached (ConnectError).")


@pytest.mark.parametrize("url", ["", "example.org", "ftp://example.org", "http://", "http://bad host/"])
async def test_address_that_is_none_is_told(url: str) -> None:
    async with Client(url, "secret") as client:
        result = await get_event(client, event_id="id-1")

    assert (result.success, result.data) == (False, None)


async def test_answer_that_is_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlights.actions.client.MOST_BYTES", 1000)

    assert await ask(document(b" " * 2000)) == Result(success=False, error="The server's answer is too long.")


async def test_short_pause_is_waited_for() -> None:
    def answer(_: Call) -> bytes:
        if len(stand.calls) < 3:
            return document(b"", status="429 Too Many Requests", retry_after="0")
        return document({"data": resource(1)})

    async with serving(answer) as stand, Client(stand.url, "secret") as client:
        result = await get_event(client, event_id="id-1")

    assert (result.success, len(stand.calls)) == (True, 3)


async def test_page_that_fails_fails_the_list() -> None:
    def answer(call: Call) -> bytes:
        if "page[number]" in call.query:
            return document(b"", status="503 Service Unavailable")
        return document({"data": [resource(1)], "meta": {"next_page": 2}})

    async with serving(answer) as stand, Client(stand.url, "secret") as client:
        result = await list_events(client)

    assert result == Result(success=False, error="503 Service Unavailable.")


async def test_token_is_never_in_an_error() -> None:
    async with serving(lambda call: document({"errors": []}, status="401 Unauthorized")) as stand:
        for token in ("secret-token", "secret\ntoken", "secret é"):
            async with Client(stand.url, token) as client:
                result = await get_event(client, event_id="id-1")

            assert result.success is False
            assert "secret" not in (result.error or "")
