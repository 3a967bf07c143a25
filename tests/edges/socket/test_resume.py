"""Breaks of every kind: nothing lost, nothing doubled, and a ledger that says the truth."""

import asyncio
import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.realtime.fanout import MemoryFanout, RedisFanout
from footlights.room.attendance import load_figures, verify_attendance
from footlights.room.live import LiveRooms
from footlights.room.models import PresenceFact
from footlights.room.snapshot import read_room
from footlights.settings import Settings
from tests.edges.socket.conftest import Visitor
from tests.edges.socket.pages import Page
from tests.factories import SECRET_KEY
from tests.room.media import StageFake
from tests.room.rooms import Cast


def make_rooms(
    database: Database, *, fanout: MemoryFanout | RedisFanout | None = None, media: StageFake | None = None
) -> LiveRooms:
    return LiveRooms(database, media or StageFake(), Settings(), SECRET_KEY, fanout=fanout)


async def say(page: Page, *lines: str) -> int:
    """Post lines, trying again where the limit says to wait; the number of the last one."""
    answer = {}
    for text in lines:
        while "seq" not in (answer := await page.call("chat.post", text=text, client_id=text.replace(" ", "-"))):
            assert answer["kind"] == "limited"
            await page.take()
    return int(answer["seq"])


async def test_a_cut_is_resumed_with_what_was_missed(cast: Cast, visit: Visitor) -> None:
    host, attendee = await visit(cast.host), await visit(cast.attendee)
    await host.call("session.start")
    await attendee.until_seq(await say(host, "one"))

    await attendee.line.close(1006)
    seq = await say(host, "two", "three")
    await host.until_seq(seq)
    await attendee.connect()

    assert attendee.is_resumed
    assert attendee.transcript == host.transcript == ["one", "two", "three"]


async def test_pages_that_are_cut_again_and_again_end_with_the_same_transcript(
    database: Database, cast: Cast, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlights.room.live_room.LIMITS", {"chat": (1000, 1000), "reaction": (1, 1)})
    chance = random.Random(11)
    host = await visit(cast.host)
    await host.call("session.start")
    pages = [await visit(actor) for actor in (cast.attendee, cast.attendee, cast.other)]

    expected: list[str] = []
    suffering = len(pages)

    async def write() -> int:
        seq = 0
        while suffering:
            expected.append(f"line {len(expected)}")
            seq = await say(host, expected[-1])
            await host.until_seq(seq)
        return seq

    async def suffer(page: Page) -> None:
        for _ in range(8):
            for _ in range(chance.randrange(4)):
                await page.take()
            await page.line.close(chance.choice([1001, 1006]))
            await page.connect()
        nonlocal suffering
        suffering -= 1

    results = await asyncio.gather(write(), *(suffer(page) for page in pages))
    last = results[0]
    for page in (host, *pages):
        await page.until_seq(last)

    async with database.read() as db:
        fresh = await read_room(db, cast.session.id)
    for page in pages:
        assert page.transcript == expected
        assert page.snapshot == fresh.all
    assert host.snapshot == fresh.team


async def test_a_line_sent_twice_around_a_cut_is_there_once(cast: Cast, visit: Visitor) -> None:
    host, attendee = await visit(cast.host), await visit(cast.attendee)
    await host.call("session.start")
    await attendee.until("log")
    attendee.line.send({"t": "call", "id": 99, "do": "chat.post", "with": {"text": "once", "client_id": "same"}})

    await host.until("log", lambda frame: frame["entries"][-1]["kind"] == "chat.posted")
    await attendee.line.close(1006)
    await attendee.connect()
    again = await attendee.call("chat.post", text="once", client_id="same")
    seq = await say(host, "after")
    await host.until_seq(seq)
    await attendee.until_seq(seq)

    assert again["seq"] == 2
    assert host.transcript == attendee.transcript == ["once", "after"]


@pytest.mark.parametrize("since", [-1, 99, 2**31 - 1])
async def test_a_number_from_another_log_gets_a_fresh_snapshot(cast: Cast, visit: Visitor, since: int) -> None:
    host = await visit(cast.host)
    await host.until_seq((await host.call("session.start"))["seq"])
    await host.line.close()
    if since >= 0:
        host.seq = since
    else:
        host.incarnation = cast.session.id

    welcome = await host.connect()

    assert (welcome["seq"], welcome["entries"], host.is_resumed) == (1, [], False)


async def test_a_page_far_behind_gets_a_snapshot(cast: Cast, visit: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("views", "following"):
        monkeypatch.setattr(f"footlights.room.{module}.KEPT", 2)
    host, attendee = await visit(cast.host), await visit(cast.attendee)
    await attendee.line.close(1006)
    await host.call("session.start")
    await host.until_seq(await say(host, "one", "two", "three"))

    await attendee.connect()

    assert not attendee.is_resumed
    assert attendee.transcript == ["one", "two", "three"]


async def test_a_restarted_server_goes_on_where_it_was(database: Database, cast: Cast) -> None:
    before = make_rooms(database)
    await before.start()
    host, attendee = Page(before, cast.host), Page(before, cast.attendee)
    await host.connect()
    await attendee.connect()
    await host.call("session.start")
    await attendee.until_seq(await say(host, "before"))
    await before.stop()

    media = StageFake()
    after = make_rooms(database, media=media)
    await after.start()
    opened = media.rooms
    for page in (host, attendee):
        page.rooms = after
        await page.connect()
    seq = await say(host, "after")
    await attendee.until_seq(seq)
    await after.stop()

    assert attendee.is_resumed
    assert attendee.snapshot is not None
    assert attendee.snapshot.session.status == "live"
    assert attendee.transcript == ["before", "after"]
    assert list(opened) == [cast.session.id]


async def test_the_ledger_has_every_coming_and_going(database: Database, cast: Cast, rooms: LiveRooms) -> None:
    page = Page(rooms, cast.attendee)
    for _ in range(2):
        await page.connect()
        await page.line.close()
    await rooms.recorder.flush()

    async with database.read() as db:
        facts = list(await db.scalars(select(PresenceFact).order_by(PresenceFact.id)))
    assert [fact.kind for fact in facts] == ["join", "leave", "join", "leave"]
    assert len({fact.connection_id for fact in facts}) == 2
    assert {fact.person_id for fact in facts} == {cast.attendee.person_id}


async def test_figures_at_the_end_count_reconnects_and_tabs_once(
    database: Database, cast: Cast, rooms: LiveRooms, visit: Visitor
) -> None:
    host, attendee, _ = await visit(cast.host), await visit(cast.attendee), await visit(cast.attendee)
    await host.call("session.start")
    await attendee.line.close(1006)
    await attendee.connect()
    await host.call("session.end")
    for page in (host, attendee):
        await page.line.close()
    await rooms.recorder.flush()

    async with database.read() as db:
        session = (await db.scalars(select(Session))).one()
        figures = await load_figures(db, session)
        verified = await verify_attendance(db)

    assert figures.keys() == {cast.host.person_id, cast.attendee.person_id}
    for own in figures.values():
        assert (own.attended_at, own.left_at, own.rate) == (session.started_at, session.ended_at, 100)
    assert verified.differences == []


async def test_who_is_still_here_is_noted_each_minute(
    database: Database, cast: Cast, rooms: LiveRooms, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlights.room.live.HERE_EVERY", timedelta(0))
    monkeypatch.setattr("footlights.room.live.CARE_S", 0.01)
    await visit(cast.attendee)
    async with asyncio.timeout(10):
        while not await _count_here(database):
            await rooms.recorder.flush()

    async with database.read() as db:
        assert (await db.scalars(select(PresenceFact.at))).all()[-1] <= utcnow()


async def _count_here(database: Database) -> int:
    async with database.read() as db:
        return len((await db.scalars(select(PresenceFact.id).where(PresenceFact.kind == "here"))).all())


@pytest.mark.parametrize("carrier", ["memory", "redis"])
async def test_two_processes_share_a_room(database: Database, cast: Cast, redis_url: str, carrier: str) -> None:
    shared = MemoryFanout(reaches_others=True)
    fanouts = [shared, shared] if carrier == "memory" else [RedisFanout(redis_url), RedisFanout(redis_url)]
    one, two = (make_rooms(database, fanout=fanout) for fanout in fanouts)
    await one.start()
    await two.start()
    for fanout in fanouts:
        if isinstance(fanout, RedisFanout):
            await fanout.is_hearing.wait()
    host, attendee = Page(one, cast.host), Page(two, cast.attendee)
    await host.connect()
    await attendee.connect()

    await host.call("session.start")
    await attendee.until("log")
    seq = await say(attendee, "hello from the other side")
    await host.until_seq(seq)
    both = await host.until("present", lambda frame: frame["count"] == 2)
    await attendee.call("reaction.send", kind="laugh")
    laugh = await host.until("reactions")
    moved = Page(one, cast.attendee, tab=attendee.tab)
    await moved.connect()
    replaced = await attendee.until("bye")

    assert host.transcript == ["hello from the other side"]
    assert [person["person_id"] for person in both["team"]] == [cast.host.person_id]
    assert laugh["counts"] == {"laugh": 1}
    assert replaced["code"] == "replaced"
    await one.stop()
    await two.stop()
