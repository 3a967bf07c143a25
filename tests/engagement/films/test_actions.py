"""Films on stage: who may, where they stand after each act, and what takes what off."""

from datetime import timedelta
from pathlib import Path

import pytest

from footlights.engagement.films.actions import (
    NoSuchFilm,
    add_film,
    find_shown_film,
    play_film,
    remove_film,
    seek_film,
    show_film,
)
from footlights.engagement.films.rules import MOST_FILMS, FilmRefused
from footlights.engagement.slides.actions import DrawnDeck, add_deck, show_slides
from footlights.kit.clock import to_ms
from footlights.kit.database import Database
from footlights.kit.errors import Conflict
from footlights.room.errors import NotAllowed
from footlights.room.items import find_slides
from tests.engagement.activities import live_cast
from tests.engagement.films.films import keep, put_on_stage, received, shown
from tests.room.rooms import Cast, at, cast_session


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await live_cast(database)


async def test_play_seek_and_pause_keep_the_place_by_the_clock(database: Database, cast: Cast) -> None:
    await put_on_stage(database, cast.speaker)
    async with database.write() as db:
        await play_film(db, cast.speaker, is_playing=True, now=at(3))
        await seek_film(db, cast.moderator, 90_000, now=at(4))
        await play_film(db, cast.host, is_playing=False, now=at(4) + timedelta(seconds=5))
        await seek_film(db, cast.host, 7, now=at(6))
    film = await shown(database, cast.host)
    async with database.write() as db:
        await play_film(db, cast.host, is_playing=True, now=at(7))
        await play_film(db, cast.host, is_playing=False, now=at(8))
    later = await shown(database, cast.host)

    assert film is not None
    assert later is not None
    places = [(one.is_playing, one.position_ms, one.at) for one in (film, later)]
    assert places == [(False, 7, to_ms(at(6))), (False, 60_007, to_ms(at(8)))]


async def test_a_second_press_changes_nothing(database: Database, cast: Cast) -> None:
    await put_on_stage(database, cast.host)

    async with database.write() as db:
        first = await play_film(db, cast.host, is_playing=True, now=at(3))
        second = await play_film(db, cast.moderator, is_playing=True, now=at(4))

    assert first == second
    assert (await shown(database, cast.host)).at == to_ms(at(3))  # type: ignore[union-attr]


async def test_slides_and_a_film_take_each_other_off(database: Database, cast: Cast) -> None:
    film_id = await put_on_stage(database, cast.host)
    async with database.write() as db:
        deck = await add_deck(db, cast.host, DrawnDeck(Path("d1"), "talk.pdf", 3), client_id="d1", now=at(3))
        await show_slides(db, cast.host, deck.id, page=1, now=at(3))
    without_film = await shown(database, cast.host)
    async with database.write() as db:
        await show_film(db, cast.host, film_id, now=at(4))
        slides = await find_slides(db, cast.session.id)
        await show_slides(db, cast.host, None, page=1, now=at(5))

    assert (without_film, slides) == (None, None)
    assert await shown(database, cast.host) is not None, "taking off no slides leaves the film"


async def test_a_film_is_kept_once_and_removed_only_off_stage(database: Database, cast: Cast) -> None:
    film_id = await put_on_stage(database, cast.host)
    again = await keep(database, cast.host)
    async with database.write() as db:
        with pytest.raises(Conflict) as refusal:
            await remove_film(db, cast.host, film_id, now=at(3))
        await show_film(db, cast.host, None, now=at(4))
        _, stored_as = await remove_film(db, cast.host, film_id, now=at(5))
        with pytest.raises(NoSuchFilm):
            await show_film(db, cast.host, film_id, now=at(6))

    assert (again.id, again.is_new, refusal.value.code) == (film_id, False, "film_on_stage")
    assert stored_as == film_id.replace("-", "")


async def test_there_are_so_many_films_and_each_has_a_name(database: Database, cast: Cast) -> None:
    for number in range(MOST_FILMS):
        await keep(database, cast.host, client_id=f"f{number}")
    async with database.write() as db:
        with pytest.raises(Conflict) as refusal:
            await add_film(db, cast.host, received(), client_id="more", now=at(2))
        with pytest.raises(FilmRefused):
            await add_film(db, cast.host, received("/"), client_id="nameless", now=at(2))

    assert refusal.value.code == "too_many_films"


async def test_attendees_run_nothing_and_see_only_what_is_on_stage(database: Database, cast: Cast) -> None:
    film_id = (await keep(database, cast.host)).id
    async with database.write() as db:
        with pytest.raises(NoSuchFilm):
            await find_shown_film(db, cast.attendee, film_id)
        await show_film(db, cast.host, film_id, now=at(2))
        seen = await find_shown_film(db, cast.attendee, film_id)
        acts = [
            add_film(db, cast.attendee, received(), client_id="f9", now=at(3)),
            show_film(db, cast.attendee, None, now=at(3)),
            play_film(db, cast.attendee, is_playing=True, now=at(3)),
            seek_film(db, cast.attendee, 5, now=at(3)),
            remove_film(db, cast.attendee, film_id, now=at(3)),
        ]
        for act in acts:
            with pytest.raises(NotAllowed):
                await act

    assert seen.id == film_id


async def test_a_film_of_another_session_does_not_exist(database: Database, cast: Cast) -> None:
    async with database.write() as db:
        elsewhere = await cast_session(db, cast.house)
    film_id = await put_on_stage(database, cast.host)
    async with database.write() as db:
        for act in (
            show_film(db, elsewhere.host, film_id, now=at(3)),
            remove_film(db, elsewhere.host, film_id, now=at(3)),
            find_shown_film(db, elsewhere.host, film_id),
            play_film(db, elsewhere.host, is_playing=True, now=at(3)),
        ):
            with pytest.raises(NoSuchFilm):
                await act
