"""Films over HTTP: taken in pieces, given in ranges, and only to those who may see them now."""

import httpx
import pytest

from footlights.edges.pages.ranges import find_part
from footlights.engagement.films.actions import show_film
from footlights.kit.database import Database
from footlights.services import Services
from tests.edges.pages.test_files import Someone, cast, seat, services, stored
from tests.engagement.films.test_rules import MP4, WEBM
from tests.room.rooms import Cast, at, cast_session

__all__ = ["cast", "services"]  # fixtures
FILM = WEBM + bytes(range(256)) * 2000


async def get(someone: Someone, film_id: str, **headers: str) -> httpx.Response:
    sent = {"cookie": someone.cookie} | {name.replace("_", "-"): value for name, value in headers.items()}
    return await someone.client.get(someone.address("films", film_id), headers=sent)


async def on_stage(database: Database, client: httpx.AsyncClient, cast: Cast) -> tuple[Someone, str]:
    """A film on stage, and an attendee."""
    host, noor = await seat(database, client, cast, cast.host), await seat(database, client, cast, cast.attendee)
    film_id = (await host.send("films", FILM, "tour.webm")).json()["id"]
    async with database.write() as db:
        await show_film(db, cast.host, film_id, now=at(2))
    return noor, film_id


async def test_a_film_is_kept_once_and_given_whole(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast
) -> None:
    host = await seat(database, visitor, cast, cast.speaker)

    sent = await host.send("films", FILM, "tour.webm")
    again = await host.send("films", FILM, "tour.webm")
    given = await get(host, sent.json()["id"])

    assert (sent.status_code, again.json()) == (201, sent.json())
    assert len(stored(services, "films")) == 1
    assert (given.status_code, given.content) == (200, FILM)
    assert (given.headers["content-type"], given.headers["accept-ranges"]) == ("video/webm", "bytes")
    assert given.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, len(FILM) - 1),
        ("bytes=0-0", 0, 0),
        ("bytes=300000-400000", 300_000, 400_000),
        ("bytes=511000-9999999", 511_000, len(FILM) - 1),
        ("bytes=-10", len(FILM) - 10, len(FILM) - 1),
        ("bytes=-99999999", 0, len(FILM) - 1),
    ],
)
async def test_a_part_is_given(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast, asked: str, first: int, last: int
) -> None:
    noor, film_id = await on_stage(database, visitor, cast)

    answer = await get(noor, film_id, range=asked)

    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(FILM)}"
    assert answer.headers["content-length"] == str(last - first + 1)
    assert answer.content == FILM[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0", "bytes=5-4"])
async def test_a_part_that_is_not_there_is_told_so(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast, asked: str
) -> None:
    noor, film_id = await on_stage(database, visitor, cast)

    answer = await get(noor, film_id, range=asked)

    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{len(FILM)}"


@pytest.mark.parametrize("asked", ["bytes=-", "lines=1-2", "bytes=0-1,4-5", "bytes=a-b"])
async def test_what_is_no_single_range_gets_the_whole(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast, asked: str
) -> None:
    noor, film_id = await on_stage(database, visitor, cast)

    assert (await get(noor, film_id, range=asked)).status_code == 200


async def test_a_part_of_another_film_is_not_taken_for_this_one(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast
) -> None:
    noor, film_id = await on_stage(database, visitor, cast)
    tag = (await get(noor, film_id, range="bytes=0-1")).headers["etag"]

    answers = [await get(noor, film_id, range="bytes=0-1", if_range=one) for one in (tag, '"other"')]

    assert [answer.status_code for answer in answers] == [206, 200]


async def test_a_film_is_only_for_those_who_may_see_it_now(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast
) -> None:
    noor, film_id = await on_stage(database, visitor, cast)
    async with database.write() as db:
        other_cast = await cast_session(db, cast.house)
    elsewhere = await seat(database, visitor, other_cast, other_cast.host)

    during = (await get(noor, film_id)).status_code
    foreign = await get(elsewhere, film_id)
    nobody = await get(Someone(visitor, cast, ""), film_id)
    forged = await get(noor, "../../secret.key")
    async with database.write() as db:
        await show_film(db, cast.host, None, now=at(3))
    after = await get(noor, film_id, range="bytes=0-1")

    assert [during, foreign.status_code, nobody.status_code, forged.status_code] == [200, 404, 403, 404]
    assert after.status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"MZ\x90\x00", "tour.webm", "film_refused"),
        (MP4, "tour.webm", "film_refused"),
        (FILM, "", "film_refused"),
        (b"", "tour.webm", "empty_file"),
        (FILM + b"\0" * 600_000, "tour.webm", "too_large"),
    ],
)
async def test_unfit_films_are_refused_and_leave_nothing(
    visitor: httpx.AsyncClient,
    database: Database,
    services: Services,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    name: str,
    code: str,
) -> None:
    monkeypatch.setattr("footlights.edges.pages.files.MOST_FILM_BYTES", 1_000_000)
    host = await seat(database, visitor, cast, cast.host)

    answer = await host.send("films", content, name)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert stored(services, "films") == []


async def test_only_who_may_present_uploads_and_only_from_here(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast
) -> None:
    noor, host = await seat(database, visitor, cast, cast.attendee), await seat(database, visitor, cast, cast.host)

    answers = [
        await noor.send("films", FILM, "tour.webm"),
        await host.send("films", FILM, "tour.webm", **{"sec-fetch-site": "cross-site"}),
        await Someone(visitor, cast, "").send("films", FILM, "tour.webm"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert stored(services, "films") == []


@pytest.mark.parametrize(
    ("first", "last", "part"),
    [("0", "", (0, 9)), ("9", "9", (9, 9)), ("10", "", None), ("", "3", (7, 9)), ("", "0", None), ("3", "2", None)],
)
def test_find_part(first: str, last: str, part: tuple[int, int] | None) -> None:
    assert find_part(first, last, 10) == part
