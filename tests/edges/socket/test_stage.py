"""Hands, the stage and roles over the protocol: what the server lets happen, and what it refuses."""

import asyncio
from typing import Any

import pytest

from footlights.events.actions import EventChange, update_event
from footlights.kit.database import Database
from footlights.outbox.relay import Relay
from footlights.registration.actions import add_person
from footlights.room.live import LiveRooms
from footlights.room.rules import STAGE_PLACES
from footlights.room.subscribers import announce_role, refresh_rooms
from tests.edges.socket.conftest import Visitor
from tests.edges.socket.pages import Page, poll
from tests.factories import NOW
from tests.room.media import StageFake
from tests.room.rooms import Cast, make_actor

CAMERA = {"sdp": "v=0", "kind": "camera", "audio": True, "video": True}


async def bring_up(host: Page, guest: Page) -> None:
    """From the audience to the stage."""
    await host.call("stage.invite", person_id=guest.actor.person_id, client_id=f"up-{guest.actor.person_id}")
    await guest.until_you(stage="invited")
    answer = await guest.call("stage.answer", accept=True, client_id="yes")
    assert "seq" in answer, answer
    await guest.until_you(stage="on")


async def test_a_hand_goes_up_and_its_owner_comes_on_stage_and_leaves_without_reconnecting(
    cast: Cast, visit: Visitor, media: StageFake
) -> None:
    host, guest, other = await visit(cast.host), await visit(cast.attendee), await visit(cast.other)
    await host.call("session.start")

    raised = await guest.call("hand.raise", client_id="h1")
    again = await guest.call("hand.raise", client_id="h1")
    await host.until_seq(raised["seq"])
    assert host.snapshot
    assert [hand.person_id for hand in host.snapshot.stage.hands] == [cast.attendee.person_id]
    await other.until_seq(raised["seq"])
    assert other.snapshot
    assert other.snapshot.stage.hands == []

    await bring_up(host, guest)
    published = await guest.call("media.publish", **CAMERA)
    await other.until("feeds", lambda frame: len(frame["feeds"]) == 1)
    left = await guest.call("stage.leave", person_id=None, client_id="bye")
    await guest.until_you(stage="off")
    await other.until("feeds", lambda frame: frame["feeds"] == [])

    assert again == raised
    assert published["feed"].startswith(cast.attendee.person_id)
    assert "publish" not in guest.you["can"]
    assert media.rooms[cast.session.id] == {}
    assert left["seq"] > raised["seq"]


async def test_thanked_off_means_dropped_by_the_media_server(cast: Cast, visit: Visitor, media: StageFake) -> None:
    host, guest = await visit(cast.host), await visit(cast.attendee)
    await host.call("session.start")
    await bring_up(host, guest)
    await guest.call("media.publish", **CAMERA)

    await host.call("stage.leave", person_id=cast.attendee.person_id, client_id="thanks")
    await guest.until_you(stage="off")
    await poll(lambda: media.rooms[cast.session.id] == {})
    refused = await guest.call("media.publish", **CAMERA)

    assert refused["code"] == "not_on_stage"


async def test_muted_by_the_team_the_media_server_holds_it_until_the_owner_opens_it(
    cast: Cast, visit: Visitor, media: StageFake
) -> None:
    host, speaker = await visit(cast.host), await visit(cast.speaker)
    await host.call("session.start")
    feed = (await speaker.call("media.publish", **CAMERA))["feed"]

    await host.call("stage.mute", person_id=cast.speaker.person_id, what="audio")
    told = await speaker.until("muted")
    shown = await host.until("feeds", lambda frame: frame["feeds"] and not frame["feeds"][0]["audio"])
    held = set(media.muted)
    await speaker.call("media.state", kind="camera", audio=True, video=True)

    assert told == {"t": "muted", "by": "Host Example", "what": "audio"}
    assert shown["feeds"][0]["video"] is True
    assert held == {(feed, "audio")}
    assert media.muted == set()


async def test_the_thirteenth_is_refused_in_words_and_keeps_the_invitation(
    database: Database, cast: Cast, visit: Visitor
) -> None:
    host = await visit(cast.host)
    await host.call("session.start")
    async with database.write() as db:
        names = [f"guest{number}" for number in range(STAGE_PLACES + 1)]
        guests = [await make_actor(db, cast.house, cast.session, name) for name in names]
    pages = [await visit(guest) for guest in guests]
    for number, page in enumerate(pages):
        await host.call("stage.invite", person_id=page.actor.person_id, client_id=f"i{number}")
        await page.until_you(stage="invited")

    answers = [await page.call("stage.answer", accept=True, client_id="a") for page in pages]

    assert all("seq" in answer for answer in answers[:STAGE_PLACES])
    assert answers[-1]["code"] == "stage_full"
    assert "12 people" in answers[-1]["detail"]
    assert pages[-1].you["stage"] == "invited"


async def test_the_thirteenth_camera_of_a_meeting_is_refused(
    database: Database, cast: Cast, visit: Visitor, rooms: LiveRooms
) -> None:
    async with database.write() as db:
        await update_event(db, cast.house.actor, cast.session.event_id, EventChange(kind="meeting"), now=NOW)
        guests = [await make_actor(db, cast.house, cast.session, f"guest{n}") for n in range(STAGE_PLACES + 1)]
    host = await visit(cast.host)
    started = await host.call("session.start")
    pages = [await visit(guest) for guest in guests]
    for page in pages:
        await page.until_seq(started["seq"])

    answers = [await page.call("media.publish", **CAMERA) for page in pages]

    assert ["code" in answer and answer["code"] for answer in answers] == [False] * STAGE_PLACES + ["stage_full"]


async def test_one_screen_at_a_time(cast: Cast, visit: Visitor) -> None:
    host, speaker = await visit(cast.host), await visit(cast.speaker)
    await host.call("session.start")
    await speaker.call("media.publish", **CAMERA)
    first = await speaker.call("media.publish", **{**CAMERA, "kind": "screen"})

    second = await host.call("media.publish", **{**CAMERA, "kind": "screen"})
    await host.call("stage.mute", person_id=cast.speaker.person_id, what="screen")
    third = await host.call("media.publish", **{**CAMERA, "kind": "screen"})

    assert first["feed"].endswith(".screen")
    assert (second["code"], second["detail"][:16]) == ("screen_taken", "Speaker Example ")
    assert third["feed"].endswith(".screen")


async def test_two_of_the_team_inviting_at_once_get_the_same_number(cast: Cast, visit: Visitor) -> None:
    host, moderator = await visit(cast.host), await visit(cast.moderator)
    await host.call("session.start")

    answers = await asyncio.gather(
        host.call("stage.invite", person_id=cast.attendee.person_id, client_id="a"),
        moderator.call("stage.invite", person_id=cast.attendee.person_id, client_id="b"),
    )

    assert answers[0] == answers[1]


FORGED: list[tuple[str, dict[str, Any]]] = [
    ("stage.invite", {"client_id": "x"}),
    ("stage.leave", {"client_id": "x"}),
    ("stage.mute", {"what": "audio"}),
    ("hand.lower", {"client_id": "x"}),
    ("person.remove", {"client_id": "x", "ban": True}),
    ("role.set", {"client_id": "x", "role": "attendee"}),
]


@pytest.mark.parametrize(("do", "given"), FORGED)
@pytest.mark.parametrize("who", ["attendee", "speaker"])
async def test_acts_over_others_are_the_team_s(
    cast: Cast, visit: Visitor, who: str, do: str, given: dict[str, Any]
) -> None:
    host, page = await visit(cast.host), await visit(getattr(cast, who))
    await host.call("session.start")

    error = await page.call(do, person_id=cast.other.person_id, **given)

    assert error["kind"] == "forbidden"


@pytest.mark.parametrize(
    ("do", "given"),
    [
        ("stage.arrange", {"layout": "grid", "spotlight": None}),
        ("door.set", {"locked": True, "waiting_room": None}),
        ("door.admit", {"people": None}),
        ("door.deny", {"people": None}),
    ],
)
async def test_door_and_layout_are_the_team_s(cast: Cast, visit: Visitor, do: str, given: dict[str, Any]) -> None:
    page = await visit(cast.attendee)

    error = await page.call(do, client_id="x", **given)

    assert error["kind"] == "forbidden"


async def test_an_attendee_cannot_make_themselves_a_host(cast: Cast, visit: Visitor) -> None:
    page, moderator = await visit(cast.attendee), await visit(cast.moderator)

    own = await page.call("role.set", person_id=cast.attendee.person_id, role="host", client_id="x")
    other = await moderator.call("role.set", person_id=cast.attendee.person_id, role="host", client_id="x")

    assert (own["code"], other["code"]) == ("not_a_host", "not_a_host")


@pytest.mark.parametrize("do", ["media.publish", "media.state"])
async def test_nobody_publishes_without_the_right(cast: Cast, visit: Visitor, do: str) -> None:
    host, page = await visit(cast.host), await visit(cast.attendee)
    await host.call("session.start")
    await host.call("stage.invite", person_id=cast.attendee.person_id, client_id="i")
    await page.until_you(stage="invited")
    given = CAMERA if do == "media.publish" else {"kind": "camera", "audio": True, "video": True}

    error = await page.call(do, **given)

    assert error["code"] == "not_on_stage"


async def test_promotion_applies_at_once_and_shows_what_the_team_sees(cast: Cast, visit: Visitor) -> None:
    host, page, other = await visit(cast.host), await visit(cast.attendee), await visit(cast.other)
    await host.call("session.start")
    await other.call("hand.raise", client_id="h")

    await host.call("role.set", person_id=cast.attendee.person_id, role="moderator", client_id="r")
    await page.until_you(role="moderator")
    assert page.snapshot
    assert [hand.name for hand in page.snapshot.stage.hands] == ["Other Example"]
    people = await page.call("people.list")
    await host.call("role.set", person_id=cast.attendee.person_id, role="attendee", client_id="s")
    await page.until_you(role="attendee")
    refused = await page.call("people.list")

    assert {one["person_id"]: one["role"] for one in people["people"]}[cast.attendee.person_id] == "moderator"
    assert page.snapshot.stage.hands == []
    assert refused["kind"] == "forbidden"


async def test_a_demoted_speaker_is_dropped_from_the_stage(cast: Cast, visit: Visitor, media: StageFake) -> None:
    host, speaker = await visit(cast.host), await visit(cast.speaker)
    await host.call("session.start")
    await speaker.call("media.publish", **CAMERA)

    await host.call("role.set", person_id=cast.speaker.person_id, role="attendee", client_id="r")
    await speaker.until_you(role="attendee")

    await poll(lambda: media.rooms[cast.session.id] == {})
    assert "publish" not in speaker.you["can"]


async def test_a_right_lost_while_publishing_leaves_nothing_behind(
    cast: Cast, visit: Visitor, media: StageFake
) -> None:
    host, speaker = await visit(cast.host), await visit(cast.speaker)
    await host.call("session.start")
    await speaker.call("media.watch")
    media.gate = asyncio.Event()
    speaker.line.send({"t": "call", "id": 77, "do": "media.publish", "with": CAMERA})
    await host.call("ping")
    await host.call("role.set", person_id=cast.speaker.person_id, role="attendee", client_id="r")
    await speaker.until_you(role="attendee")
    media.gate.set()

    answer = await speaker.until("answer", lambda frame: frame["id"] == 77)

    assert answer["error"]["code"] == "not_on_stage"
    await poll(lambda: media.rooms[cast.session.id] == {})


async def test_a_stale_right_is_not_enough(database: Database, cast: Cast, visit: Visitor) -> None:
    """Two servers: this one has not heard yet that the moderator is none any more."""
    moderator = await visit(cast.moderator)
    async with database.write() as db:
        await add_person(
            db, cast.house.actor, cast.session, email=f"moderator@{cast.session.id[:8]}.example.com", now=NOW
        )

    error = await moderator.call("person.remove", person_id=cast.other.person_id, ban=True, client_id="x")

    assert error["kind"] == "forbidden"


async def test_a_role_changed_in_the_console_reaches_the_open_page_with_a_seat_that_works(
    database: Database, cast: Cast, visit: Visitor
) -> None:
    page = await visit(cast.attendee)
    async with database.write() as db:
        email = f"attendee@{cast.session.id[:8]}.example.com"
        await add_person(db, cast.house.actor, cast.session, email=email, room_role="host", now=NOW)
    await Relay(database, {"person.role_changed": [announce_role]}).tell_all()

    await page.until_you(role="host")
    while page.seat is None:
        await page.take()
    await page.line.close(1006)
    await page.connect()

    assert page.you["role"] == "host"


async def test_title_and_switches_reach_open_rooms(database: Database, cast: Cast, visit: Visitor) -> None:
    page = await visit(cast.attendee)
    change = EventChange(title="A new title", everyone_can_speak=True, chat_enabled=False)
    async with database.write() as db:
        await update_event(db, cast.house.actor, cast.session.event_id, change, now=NOW)
    await Relay(database, {"event.updated": [refresh_rooms]}).tell_all()

    await page.until_you(can=["publish", "react"])

    assert page.snapshot
    assert (page.snapshot.event.title, page.snapshot.event.everyone_can_speak) == ("A new title", True)


async def test_being_on_stage_survives_a_restart_of_the_server(
    database: Database, cast: Cast, visit: Visitor, rooms: LiveRooms, media: StageFake
) -> None:
    host, guest = await visit(cast.host), await visit(cast.attendee)
    await host.call("session.start")
    await bring_up(host, guest)
    later = LiveRooms(database, StageFake(), rooms.settings, rooms._secret_key)
    await later.start()

    again = await visit(cast.attendee, among=later)

    assert (again.you["stage"], "publish" in again.you["can"]) == ("on", True)
    await again.line.close()
    await later.stop()
