"""Lock, waiting room, removal and ban over the protocol."""

from footlights.events.sessions import update_session
from footlights.kit.database import Database
from footlights.room.live import LiveRooms
from tests.edges.socket.conftest import Visitor
from tests.edges.socket.pages import Page, poll
from tests.factories import NOW
from tests.room.media import StageFake
from tests.room.rooms import Cast, make_actor

CAMERA = {"sdp": "v=0", "kind": "camera", "audio": True, "video": True}


async def test_a_newcomer_waits_and_is_let_in_on_the_same_connection(
    cast: Cast, visit: Visitor, rooms: LiveRooms
) -> None:
    host = await visit(cast.host)
    await host.call("door.set", locked=None, waiting_room=True, client_id="d")
    guest = Page(rooms, cast.attendee)
    first = await guest.knock()
    refused = await guest.call("chat.post", text="hello", client_id="c")
    pong = await guest.call("ping")
    await host.until("knocks", lambda frame: len(frame["people"]) == 1)

    await host.call("door.admit", people=None, client_id="a")
    await guest.until("welcome")
    await host.until("knocks", lambda frame: frame["people"] == [])
    await host.until("present", lambda frame: frame["count"] == 2)

    assert first == {"t": "wait", "name": "Attendee Example"}
    assert refused["code"] == "not_admitted"
    assert "now" in pong
    await guest.line.close()


async def test_who_waits_is_not_in_the_room(cast: Cast, visit: Visitor, rooms: LiveRooms) -> None:
    host = await visit(cast.host)
    await host.call("door.set", locked=None, waiting_room=True, client_id="d")
    guest = Page(rooms, cast.attendee)
    await guest.knock()

    people = await host.call("people.list")

    assert [one["person_id"] for one in people["people"]] == [cast.host.person_id]
    await guest.line.close()
    await host.until("knocks", lambda frame: frame["people"] == [])


async def test_who_was_inside_comes_back_without_waiting(cast: Cast, visit: Visitor, rooms: LiveRooms) -> None:
    host, guest = await visit(cast.host), await visit(cast.attendee)
    await host.call("door.set", locked=True, waiting_room=True, client_id="d")
    await rooms.recorder.flush()
    await guest.line.close(1006)

    back = await guest.knock()

    assert back["t"] == "welcome"
    await guest.line.close()


async def test_denied_is_denied_in_every_tab_until_let_in_again(cast: Cast, visit: Visitor, rooms: LiveRooms) -> None:
    host = await visit(cast.host)
    await host.call("door.set", locked=None, waiting_room=True, client_id="d")
    guest = Page(rooms, cast.attendee)
    await guest.knock()

    denied = await host.call("door.deny", people=[cast.attendee.person_id], client_id="n")
    bye = await guest.until("bye")
    second = await Page(rooms, cast.attendee).knock()
    await host.until_seq(denied["seq"])
    assert host.snapshot
    kept_out = [one.person_id for one in host.snapshot.stage.kept_out]
    await host.call("door.admit", people=[cast.attendee.person_id], client_id="y")
    third = Page(rooms, cast.attendee)

    assert (bye["code"], bye["retry"]) == ("denied", False)
    assert second["code"] == "denied"
    assert kept_out == [cast.attendee.person_id]
    assert (await third.knock())["t"] == "welcome"
    await third.line.close()


async def test_a_locked_room_lets_only_the_team_and_those_inside_in(
    cast: Cast, visit: Visitor, rooms: LiveRooms
) -> None:
    host = await visit(cast.host)
    await host.call("door.set", locked=True, waiting_room=None, client_id="d")

    newcomer = await Page(rooms, cast.attendee).knock()
    moderator = await visit(cast.moderator)

    assert (newcomer["code"], newcomer["retry"]) == ("locked", False)
    assert moderator.you["role"] == "moderator"


async def test_the_lock_survives_a_restart_of_the_server(
    database: Database, cast: Cast, visit: Visitor, rooms: LiveRooms
) -> None:
    host = await visit(cast.host)
    await host.call("door.set", locked=True, waiting_room=None, client_id="d")
    later = LiveRooms(database, StageFake(), rooms.settings, rooms._secret_key)
    await later.start()

    newcomer = await Page(later, cast.attendee).knock()

    assert newcomer["code"] == "locked"
    await later.stop()


async def test_who_was_asked_out_may_come_back_and_waits_where_there_is_a_waiting_room(
    cast: Cast, visit: Visitor, rooms: LiveRooms
) -> None:
    host, guest = await visit(cast.host), await visit(cast.attendee)
    await host.call("person.remove", person_id=cast.attendee.person_id, ban=False, client_id="r")
    bye = await guest.until("bye")

    back = await Page(rooms, cast.attendee).knock()
    await host.call("door.set", locked=None, waiting_room=True, client_id="d")
    await host.call("person.remove", person_id=cast.attendee.person_id, ban=False, client_id="s")
    again = await Page(rooms, cast.attendee).knock()

    assert (bye["code"], back["t"], again["t"]) == ("shown_out", "welcome", "wait")


async def test_a_banned_person_is_gone_with_all_tabs_and_streams_and_cannot_come_back(
    database: Database, cast: Cast, visit: Visitor, rooms: LiveRooms, media: StageFake
) -> None:
    host, one, two = await visit(cast.host), await visit(cast.attendee), await visit(cast.attendee)
    await host.call("session.start")
    await host.call("stage.invite", person_id=cast.attendee.person_id, client_id="i")
    await one.until_you(stage="invited")
    await one.call("stage.answer", accept=True, client_id="a")
    await one.until_you(stage="on")
    feed = (await one.call("media.publish", **CAMERA))["feed"]

    banned = await host.call("person.remove", person_id=cast.attendee.person_id, ban=True, client_id="b")
    byes = [(await page.until("bye"))["code"] for page in (one, two)]
    await poll(lambda: feed in media.dropped)
    other_tab = await Page(rooms, cast.attendee).knock()
    later = LiveRooms(database, StageFake(), rooms.settings, rooms._secret_key)
    await later.start()
    after_restart = await Page(later, cast.attendee).knock()

    assert byes == ["banned", "banned"]
    assert (other_tab["code"], after_restart["code"]) == ("banned", "banned")
    await host.until_seq(banned["seq"])
    assert host.snapshot
    assert host.snapshot.stage.on == []
    await later.stop()


async def test_a_stream_of_a_broken_connection_goes_with_the_ban(cast: Cast, visit: Visitor, media: StageFake) -> None:
    host, speaker = await visit(cast.host), await visit(cast.speaker)
    await host.call("session.start")
    feed = (await speaker.call("media.publish", **CAMERA))["feed"]
    await speaker.line.close(1006)

    await host.call("person.remove", person_id=cast.speaker.person_id, ban=True, client_id="b")
    await poll(lambda: feed in media.dropped)

    assert media.dropped == [feed]


async def test_hosts_and_oneself_cannot_be_asked_out_and_the_team_only_by_a_host(cast: Cast, visit: Visitor) -> None:
    host, moderator = await visit(cast.host), await visit(cast.moderator)

    codes = [
        (await moderator.call("person.remove", person_id=person.person_id, ban=True, client_id=name))["code"]
        for name, person in (("a", cast.host), ("b", cast.speaker), ("c", cast.moderator))
    ]
    done = await host.call("person.remove", person_id=cast.speaker.person_id, ban=False, client_id="d")

    assert codes == ["is_host", "not_a_host", "own_place"]
    assert "seq" in done


async def test_nobody_of_another_session_can_be_reached(database: Database, cast: Cast, visit: Visitor) -> None:
    host = await visit(cast.host)
    await host.call("session.start")

    answers = [
        await host.call("stage.invite", person_id="0b8e4f5a-0000-4000-8000-00000000000a", client_id="a"),
        await host.call("person.remove", person_id="not an id", ban=True, client_id="b"),
    ]

    assert [answer["kind"] for answer in answers] == ["not_found", "not_found"]


async def test_a_full_room_says_so(database: Database, cast: Cast, visit: Visitor, rooms: LiveRooms) -> None:
    await visit(cast.attendee)
    async with database.write() as db:
        await update_session(db, cast.house.actor, cast.session.id, capacity=2, now=NOW)
    await visit(cast.other)
    async with database.write() as db:
        session = await update_session(db, cast.house.actor, cast.session.id, capacity=5, now=NOW)
        late = await make_actor(db, cast.house, session, "late")
        await update_session(db, cast.house.actor, cast.session.id, capacity=2, now=NOW)

    turned_away = await Page(rooms, late).knock()
    moderator = await visit(cast.moderator)

    assert turned_away["code"] == "full"
    assert moderator.you["role"] == "moderator"
