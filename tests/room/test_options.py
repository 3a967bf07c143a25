"""What an event's room options change inside of the room."""

import pytest

from footlights.events.models import Event
from footlights.events.room_options import Mode, RoomOptions, set_options
from footlights.kit.database import Database
from footlights.room.errors import NotAllowed
from footlights.room.lifecycle import start_session
from footlights.room.snapshot import read_room
from footlights.room.stage_actions import arrange_stage, raise_hand
from tests.room.rooms import Cast, at, make_cast


async def cast_with(database: Database, options: RoomOptions) -> Cast:
    cast = await make_cast(database)
    async with database.write() as db:
        set_options(await db.get_one(Event, cast.session.event_id), options)
    async with database.write() as db:
        await start_session(db, cast.host, now=at(0))
    return cast


@pytest.mark.parametrize(("number", "layout"), [(None, None), (1, None), (2, "grid"), (3, "presentation"), (6, None)])
async def test_room_begins_in_its_first_layout(database: Database, number: int | None, layout: str | None) -> None:
    cast = await cast_with(database, RoomOptions(initial_layout=number))

    async with database.read() as db:
        reading = await read_room(db, cast.session.id)

    assert reading.all.stage.layout == layout


@pytest.mark.parametrize(("number", "layout"), [(None, "grid"), (1, "grid"), (4, "spotlight")])
async def test_meeting_begins_with_everybody_alike(database: Database, number: int | None, layout: str) -> None:
    cast = await cast_with(database, RoomOptions(initial_template=3, initial_layout=number))

    async with database.read() as db:
        assert (await read_room(db, cast.session.id)).all.stage.layout == layout


async def test_host_arranges_the_stage_anew(database: Database) -> None:
    cast = await cast_with(database, RoomOptions(initial_layout=2))

    async with database.write() as db:
        await arrange_stage(db, cast.host, layout=None, spotlight=None, client_id="one", now=at(1))

    async with database.read() as db:
        assert (await read_room(db, cast.session.id)).all.stage.layout is None


@pytest.mark.parametrize("mode", [None, "qa", "classroom"])
async def test_hands_go_up_where_attendees_may_be_let_on(database: Database, mode: Mode | None) -> None:
    cast = await cast_with(database, RoomOptions(mode=mode))

    async with database.write() as db:
        await raise_hand(db, cast.attendee, client_id="one", now=at(1))

    async with database.read() as db:
        hands = (await read_room(db, cast.session.id)).team.stage.hands
    assert [hand.person_id for hand in hands] == [cast.attendee.person_id]


async def test_no_hand_goes_up_in_a_presentation(database: Database) -> None:
    cast = await cast_with(database, RoomOptions(mode="presentation"))

    with pytest.raises(NotAllowed) as refusal:
        async with database.write() as db:
            await raise_hand(db, cast.attendee, client_id="one", now=at(1))

    assert refusal.value.code == "no_hands"
    async with database.read() as db:
        assert (await read_room(db, cast.session.id)).team.stage.hands == []
