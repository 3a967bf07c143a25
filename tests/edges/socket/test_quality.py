"""Captions and connection grades through the room socket."""

from typing import Any

import pytest

from footlights.kit.database import Database
from footlights.room.snapshot import read_room
from tests.edges.socket.conftest import Visitor
from tests.edges.socket.pages import Page
from tests.room.rooms import Cast

Json = dict[str, Any]


async def write(page: Page, line: int, text: str, *, is_final: bool = True) -> Json:
    return await page.call("caption.send", line=line, text=text, is_final=is_final)


async def test_host_gives_the_captions_to_someone_of_the_team_and_everyone_reads_them(
    database: Database, cast: Cast, visit: Visitor
) -> None:
    host, moderator, attendee = [await visit(actor) for actor in (cast.host, cast.moderator, cast.attendee)]
    await host.call("session.start")
    given = await host.call("captioner.set", person_id=cast.moderator.person_id)
    for page in (host, moderator, attendee):
        await page.until_seq(given["seq"])

    await write(moderator, 1, " Welcome\u0007 every ", is_final=False)
    typed = await attendee.until("caption")
    await write(moderator, 1, "Welcome everyone.")
    final = await attendee.until("caption", lambda frame: frame["is_final"])
    late = await visit(cast.other)
    again = await late.until("caption")

    assert (typed["text"], typed["is_final"]) == ("Welcome every", False)
    assert (final["line"], final["text"], final["name"]) == (1, "Welcome everyone.", cast.moderator.name)
    assert again == final
    async with database.read() as db:
        fresh = await read_room(db, cast.session.id)
    assert attendee.snapshot == fresh.all
    assert host.snapshot == fresh.team


async def test_whoever_was_not_chosen_writes_no_captions(cast: Cast, visit: Visitor) -> None:
    host, moderator, attendee = [await visit(actor) for actor in (cast.host, cast.moderator, cast.attendee)]
    await host.call("session.start")

    refusals = [(await write(page, 1, "Forged"))["code"] for page in (host, moderator, attendee)]
    forged = [
        (await page.call("captioner.set", person_id=page.actor.person_id))["code"] for page in (moderator, attendee)
    ]
    outside = await host.call("captioner.set", person_id=cast.attendee.person_id)
    nobody = await host.call("captioner.set", person_id="no such id")

    assert refusals == ["not_captioner"] * 3
    assert forged == ["not_a_host"] * 2
    assert outside["code"] == nobody["code"] == "not_in_team"


async def test_captions_wait_for_the_start_and_end_with_the_right(cast: Cast, visit: Visitor) -> None:
    host = await visit(cast.host)
    seq = (await host.call("captioner.set", person_id=cast.host.person_id))["seq"]
    await host.until_seq(seq)
    early = await write(host, 1, "Hello")
    await host.until_seq((await host.call("session.start"))["seq"])
    live = await write(host, 1, "Hello")
    await host.until_seq((await host.call("captioner.set", person_id=None))["seq"])
    late = await write(host, 2, "Hello")

    assert (early["code"], live, late["code"]) == ("not_live", {}, "not_captioner")


async def test_floods_and_long_lines_of_captions_are_bounded(cast: Cast, visit: Visitor) -> None:
    host = await visit(cast.host)
    await host.until_seq((await host.call("captioner.set", person_id=cast.host.person_id))["seq"])
    await host.until_seq((await host.call("session.start"))["seq"])

    await write(host, 1, "a" * 50_000)
    shown = await host.until("caption")
    answers = [await write(host, line, "x") for line in range(2, 40)]

    assert len(shown["text"]) == 240
    assert answers[-1]["code"] == "too_fast"


async def test_team_alone_hears_of_weak_connections_together_and_not_too_often(
    cast: Cast, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlights.room.grades.EVERY_S", 0.3)
    host, attendee, other = [await visit(actor) for actor in (cast.host, cast.attendee, cast.other)]
    await attendee.call("quality.tell", grade="poor")
    first = await host.until("grades")
    await attendee.call("quality.tell", grade="fair")
    await other.call("quality.tell", grade="poor")
    await attendee.call("quality.tell", grade="poor")
    second = await host.until("grades")
    speaker = await visit(cast.speaker)
    known = await speaker.until("grades")
    await other.line.close()
    third = await host.until("grades")
    bad = await attendee.call("quality.tell", grade="splendid")

    one, two = cast.attendee.person_id, cast.other.person_id
    assert first["grades"] == {one: "poor"}
    assert second["grades"] == {one: "poor", two: "poor"}
    assert known["grades"] == {one: "poor", two: "poor"}
    assert third["grades"] == {two: "good"}
    assert bad["code"] == "invalid_call"
    assert [frame for frame in attendee.frames if frame["t"] == "grades"] == []
