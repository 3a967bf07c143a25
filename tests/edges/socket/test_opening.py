from datetime import timedelta

import pytest
from sqlalchemy import update

from footlights.edges.socket.handler import serve_socket
from footlights.events.actions import unpublish_event
from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.kit.ids import new_id
from footlights.outbox.relay import Relay
from footlights.registration.actions import remove_registration
from footlights.room.live import LiveRooms
from footlights.room.seats import issue_seat
from footlights.room.subscribers import show_out
from tests.edges.socket.conftest import Visitor
from tests.edges.socket.pages import Line, Page, seat_for
from tests.factories import SECRET_KEY
from tests.room.rooms import Cast, cast_session


async def bye_of(rooms: LiveRooms, session_id: str, **hello: object) -> tuple[str, bool]:
    line = Line(rooms, session_id)
    line.send({"t": "hello", "tab": new_id(), **hello})
    frame = await line.receive()
    assert (await line.receive())["t"] == "closed"
    await line.wait_closed()
    return frame["code"], frame["retry"]


async def test_welcome_says_who_i_am_and_what_i_may_do(cast: Cast, visit: Visitor) -> None:
    page = await visit(cast.attendee)

    (welcome,) = page.frames[:1]
    assert welcome["you"] == {
        "person_id": cast.attendee.person_id,
        "name": "Attendee Example",
        "role": "attendee",
        "connection_id": welcome["you"]["connection_id"],
        "can": ["chat", "react", "hand"],
        "hand": False,
        "stage": "off",
        "invited_by": None,
    }
    assert welcome["snapshot"]["session"]["status"] == "upcoming"
    assert welcome["media"]["ice_servers"][0]["username"] == cast.attendee.person_id
    assert (welcome["seq"], welcome["entries"], welcome["feeds"]) == (0, [], [])
    assert welcome["present"] == {"count": 1, "waiting": 1, "team": []}


@pytest.mark.parametrize(
    ("who", "can"),
    [
        (
            "host",
            [
                "start",
                "end",
                "note",
                "publish",
                "chat",
                "react",
                "people",
                "moderate",
                "answer",
                "activities",
                "present",
                "stage",
                "roles",
            ],
        ),
        ("moderator", ["note", "chat", "react", "people", "moderate", "answer", "activities", "present", "stage"]),
        ("speaker", ["publish", "chat", "react", "answer", "present"]),
    ],
)
async def test_rights_follow_the_role(cast: Cast, visit: Visitor, who: str, can: list[str]) -> None:
    page = await visit(getattr(cast, who))

    assert page.frames[0]["you"]["can"] == can


async def test_in_a_meeting_everyone_may_publish(database: Database, cast: Cast, visit: Visitor) -> None:
    async with database.write() as db:
        meeting = await cast_session(db, cast.house, kind="meeting", chat_enabled=False)

    page = await visit(meeting.attendee)

    assert page.frames[0]["you"]["can"] == ["publish", "react"]


@pytest.mark.parametrize("seat", ["", "x.y", "\x00", "forged", "expired", "another session"])
async def test_a_wrong_seat_is_turned_away_for_good(
    database: Database, cast: Cast, rooms: LiveRooms, seat: str
) -> None:
    if seat == "forged":
        seat = issue_seat(b"another key of another server...", _Ticket(cast), now=utcnow())
    elif seat == "expired":
        seat = issue_seat(SECRET_KEY, _Ticket(cast), now=utcnow() - timedelta(hours=25))
    elif seat == "another session":
        async with database.write() as db:
            seat = seat_for((await cast_session(db, cast.house)).attendee)

    assert await bye_of(rooms, cast.session.id, seat=seat) == ("seat_invalid", False)


class _Ticket:
    def __init__(self, cast: Cast) -> None:
        self.id, self.key_version = cast.attendee.registration_id, 1


async def test_a_path_that_is_no_session_is_turned_away(cast: Cast, rooms: LiveRooms) -> None:
    assert await bye_of(rooms, "nothing", seat=seat_for(cast.host)) == ("seat_invalid", False)


async def test_a_tab_must_be_a_uuid(cast: Cast, rooms: LiveRooms) -> None:
    assert await bye_of(rooms, cast.session.id, seat=seat_for(cast.host), tab="../x") == ("seat_invalid", False)


async def test_a_draft_opens_for_the_team_alone(
    database: Database, cast: Cast, rooms: LiveRooms, visit: Visitor
) -> None:
    async with database.write() as db:
        await unpublish_event(db, cast.house.actor, cast.session.event_id, now=utcnow())

    page = await visit(cast.host)

    assert page.frames[0]["snapshot"]["session"]["status"] == "draft"
    assert await bye_of(rooms, cast.session.id, seat=seat_for(cast.attendee)) == ("not_published", False)


async def test_a_canceled_session_says_so(database: Database, cast: Cast, rooms: LiveRooms) -> None:
    async with database.write() as db:
        await db.execute(update(Session).values(state="canceled"))

    assert await bye_of(rooms, cast.session.id, seat=seat_for(cast.attendee)) == ("canceled", False)


@pytest.mark.parametrize("first", ["", "[]", "null", '{"t":"call","id":1,"do":"ping"}', '{"t":"hello"}', "x" * 300_000])
async def test_a_first_frame_that_is_no_hello_ends_it(cast: Cast, rooms: LiveRooms, first: str) -> None:
    line = Line(rooms, cast.session.id)

    line.send_text(first)

    assert (await line.receive())["code"] == "bad_frames"
    await line.wait_closed()


async def test_saying_nothing_ends_it(cast: Cast, rooms: LiveRooms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlights.edges.socket.handler.HELLO_S", 0.01)
    line = Line(rooms, cast.session.id)

    assert (await line.receive())["code"] == "silent"
    await line.wait_closed()


@pytest.mark.parametrize("origin", ["https://events.example.org", "http://127.0.0.1:8080", "https://127.0.0.1:8080"])
async def test_our_own_pages_may_connect(cast: Cast, rooms: LiveRooms, origin: str) -> None:
    page = Page(rooms, cast.attendee)

    welcome = await page.connect(headers={"origin": origin, "host": "127.0.0.1:8080"})

    assert welcome["t"] == "welcome"
    await page.line.close()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://events.example.org", "http://127.0.0.1:9"])
async def test_pages_of_others_may_not(cast: Cast, rooms: LiveRooms, origin: str) -> None:
    line = Line(rooms, cast.session.id, headers={"origin": origin, "host": "127.0.0.1:8080"})

    assert await line.receive() == {"t": "closed", "code": 1008}


async def test_a_second_connection_of_a_tab_replaces_the_first(
    database: Database, cast: Cast, rooms: LiveRooms, visit: Visitor
) -> None:
    first = await visit(cast.attendee)

    second = await visit(cast.attendee, tab=first.tab)

    assert (await first.until("bye"))["code"] == "replaced"
    assert second.present["count"] == 1
    assert rooms.connections == 1


async def test_two_tabs_are_one_person(cast: Cast, rooms: LiveRooms, visit: Visitor) -> None:
    await visit(cast.attendee)

    second = await visit(cast.attendee)

    assert (second.present["count"], rooms.connections) == (1, 2)


async def test_whoever_loses_the_place_is_asked_out(
    database: Database, cast: Cast, rooms: LiveRooms, visit: Visitor
) -> None:
    page = await visit(cast.attendee)
    async with database.write() as db:
        await remove_registration(db, cast.house.actor, cast.session, cast.attendee.person_id, now=utcnow())

    await Relay(database, {"person.unregistered": [show_out]}).tell_all()

    assert (await page.until("bye"))["code"] == "removed"


async def test_a_restarting_server_says_goodbye_and_lets_nobody_in(
    cast: Cast, rooms: LiveRooms, visit: Visitor
) -> None:
    page = await visit(cast.attendee)

    await rooms.close_all("restarting")

    bye = await page.until("bye")
    assert (bye["code"], bye["retry"], rooms.connections) == ("restarting", True, 0)
    assert await bye_of(rooms, cast.session.id, seat=seat_for(cast.other)) == ("restarting", True)


async def test_a_silent_connection_is_closed(
    cast: Cast, rooms: LiveRooms, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlights.room.live.SILENT_S", -1.0)
    page = await visit(cast.attendee)

    assert (await page.until("bye"))["code"] == "silent"


async def test_twenty_frames_that_are_not_valid_end_it(cast: Cast, visit: Visitor) -> None:
    page = await visit(cast.attendee)

    for bad in ["{", "[]", '"x"', "{}", '{"t":"hello"}', '{"t":"call","do":1}', '{"t":"call","id":-1,"do":"ping"}'] * 3:
        page.line.send_text(bad)

    assert (await page.until("bye"))["code"] == "bad_frames"


async def test_nineteen_do_not(cast: Cast, visit: Visitor) -> None:
    page = await visit(cast.attendee)

    for _ in range(19):
        page.line.send_text("\ud800")

    assert set(await page.call("ping")) == {"now"}


async def test_a_megabyte_ends_it_and_the_room_goes_on(cast: Cast, visit: Visitor) -> None:
    page, other = await visit(cast.attendee), await visit(cast.host)

    page.line.send({"t": "call", "id": 1, "do": "chat.post", "with": {"text": "x" * 1_000_000, "client_id": "c"}})

    assert (await page.until("bye"))["code"] == "bad_frames"
    assert set(await other.call("ping")) == {"now"}


async def test_a_client_that_reads_nothing_is_closed_and_the_others_are_not(
    cast: Cast, rooms: LiveRooms, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlights.realtime.connection.MAX_FRAMES", 10)
    monkeypatch.setattr("footlights.realtime.connection.CLOSE_S", 0.01)
    host, slow = await visit(cast.host), await visit(cast.attendee)
    slow.line.is_taking.clear()

    for number in range(30):
        slow.line.send({"t": "call", "id": number, "do": "nothing"})
    await slow.line.wait_closed()

    assert set(await host.call("ping")) == {"now"}
    assert rooms.connections == 1


async def test_http_is_told_to_upgrade(rooms: LiveRooms) -> None:
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    await serve_socket(rooms)({"type": "http"}, None, send)

    assert [message.get("status") for message in sent] == [426, None]
