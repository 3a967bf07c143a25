"""A film over the socket: everyone follows it, and forged calls get nothing."""

from typing import Any

import pytest

from footlights.edges.socket.commands import COMMANDS
from footlights.kit.database import Database
from footlights.kit.ids import new_id
from footlights.room.live import LiveRooms
from tests.edges.socket.conftest import Visitor
from tests.engagement.films.films import keep, put_on_stage
from tests.room.rooms import Cast, cast_session

GIVEN: dict[str, dict[str, Any]] = {
    "film.show": {"film_id": new_id()},
    "film.play": {},
    "film.pause": {},
    "film.seek": {"position_ms": 5},
    "film.remove": {"film_id": new_id()},
}


async def test_everyone_follows_and_who_comes_late_too(
    database: Database, rooms: LiveRooms, cast: Cast, visit: Visitor
) -> None:
    film_id = (await keep(database, cast.host)).id
    host, noor = await visit(cast.host), await visit(cast.attendee)
    await host.call("session.start")

    await host.call("film.show", film_id=film_id)
    await host.call("film.play")
    done = await host.call("film.seek", position_ms=4_000)
    await noor.until_seq(done["seq"])
    late = await visit(cast.other)

    for page in (noor, late):
        assert page.snapshot is not None
        assert page.snapshot.film is not None
        film = page.snapshot.film
        assert (film.film_id, film.is_playing, film.position_ms) == (film_id, True, 4_000)
        assert page.snapshot.films == [], "the list is the team's"
    assert host.snapshot is not None
    assert [one.id for one in host.snapshot.films] == [film_id]


async def test_a_removed_film_is_gone_from_the_disk(
    database: Database, rooms: LiveRooms, cast: Cast, visit: Visitor
) -> None:
    film_id = (await keep(database, cast.host)).id
    path = rooms.settings.data_path / "films" / film_id.replace("-", "")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"film")
    host = await visit(cast.host)

    done = await host.call("film.remove", film_id=film_id)
    await host.until_seq(done["seq"])

    assert host.snapshot is not None
    assert host.snapshot.films == []
    assert not path.exists()


@pytest.mark.parametrize("do", sorted(GIVEN))
async def test_attendees_run_no_film(database: Database, cast: Cast, visit: Visitor, do: str) -> None:
    film_id = await put_on_stage(database, cast.host)
    noor, host = await visit(cast.attendee), await visit(cast.host)
    await host.call("session.start")
    given = {**GIVEN[do], **({"film_id": film_id} if "film_id" in GIVEN[do] else {})}

    forged = await noor.call(do, **given)

    assert (forged["kind"], forged["code"]) == ("forbidden", "not_allowed")


@pytest.mark.parametrize("do", sorted(GIVEN))
async def test_a_host_of_another_session_finds_no_film(database: Database, cast: Cast, visit: Visitor, do: str) -> None:
    film_id = await put_on_stage(database, cast.host)
    async with database.write() as db:
        elsewhere = await cast_session(db, cast.house)
    stranger = await visit(elsewhere.host)
    given = {**GIVEN[do], **({"film_id": film_id} if "film_id" in GIVEN[do] else {})}

    error = await stranger.call(do, **given)

    assert (error["kind"], error["code"]) == ("not_found", "no_such_film")


@pytest.mark.parametrize("position_ms", [-1, 2**31, "5", None])
async def test_a_place_is_a_number_within_bounds(
    database: Database, cast: Cast, visit: Visitor, position_ms: object
) -> None:
    await put_on_stage(database, cast.host)
    host = await visit(cast.host)

    error = await host.call("film.seek", position_ms=position_ms)

    assert error["kind"] == "invalid"


def test_every_call_about_films_is_tried() -> None:
    assert set(GIVEN) == {name for name in COMMANDS if name.startswith("film.")}
