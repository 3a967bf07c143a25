"""Polls over the socket: who hears of what, votes that are counted together, and what forged calls get."""

import asyncio
import time
from typing import Any

import pytest

from footlights.edges.socket.commands import COMMANDS
from footlights.kit.database import Database
from footlights.kit.ids import new_id
from footlights.room.live import LiveRooms
from tests.edges.socket.conftest import Visitor
from tests.edges.socket.pages import Page
from tests.room.rooms import Cast, cast_session, make_actor

POLL = {"kind": "single", "question": "What holds you back?", "options": ["Price", "Noise"], "is_shared": False}


async def launch(host: Page, **values: Any) -> str:
    """Start the session if need be and open a poll; answers its id."""
    await host.call("session.start")
    added = await host.call("poll.add", **{**POLL, "client_id": new_id(), "open": True, **values})
    await host.until_seq(added["seq"])
    return str(added["id"])


def options(page: Page, poll_id: str) -> list[str]:
    assert page.snapshot is not None
    return [option.id for poll in page.snapshot.polls if poll.id == poll_id for option in poll.options]


def tallies(page: Page, poll_id: str) -> list[dict[str, Any]]:
    """Every count of a poll this page was told, oldest first."""
    return [one for frame in page.frames if frame["t"] == "tallies" for one in frame["tallies"] if one["id"] == poll_id]


async def test_a_poll_reaches_everyone_and_its_hidden_counts_only_the_team(cast: Cast, visit: Visitor) -> None:
    host, noor, davide = await visit(cast.host), await visit(cast.attendee), await visit(cast.other)
    poll_id = await launch(host)
    for page in (noor, davide):
        await page.until_seq(host.seq or 0)
    first, second = options(noor, poll_id)

    assert set(await noor.call("poll.vote", poll_id=poll_id, option_ids=[first], text=None)) == {"at"}
    await host.until("tallies", lambda frame: frame["tallies"][0]["count"] == 1)
    hidden = tallies(noor, poll_id)
    shared = await host.call("poll.share", poll_id=poll_id, is_shared=True)
    await davide.until_seq(shared["seq"])
    told = await davide.until("tallies")
    await davide.call("poll.vote", poll_id=poll_id, option_ids=[second], text=None)
    await noor.until("tallies", lambda frame: frame["tallies"][0]["count"] == 2)

    assert hidden == []
    assert told["tallies"] == [{"id": poll_id, "count": 1, "options": {first: 1}, "answers": []}]
    assert tallies(noor, poll_id)[-1]["options"] == {first: 1, second: 1}


async def test_who_comes_later_is_told_the_counts_and_their_own_answer(cast: Cast, visit: Visitor) -> None:
    host, noor = await visit(cast.host), await visit(cast.attendee)
    poll_id = await launch(host, is_shared=True)
    await noor.until_seq(host.seq or 0)
    first = options(noor, poll_id)[0]
    await noor.call("poll.vote", poll_id=poll_id, option_ids=[first], text=None)
    await noor.until("tallies", lambda frame: frame["tallies"][0]["count"] == 1)

    again, davide = await visit(cast.attendee), await visit(cast.other)
    told = [(await page.until("tallies"))["tallies"] for page in (again, davide)]

    assert told[0] == told[1] == [{"id": poll_id, "count": 1, "options": {first: 1}, "answers": []}]
    assert (await again.call("poll.mine"))["votes"] == [{"poll_id": poll_id, "option_ids": [first], "text": None}]
    assert (await davide.call("poll.mine"))["votes"] == []


async def test_a_rush_of_votes_is_told_at_most_twice_a_second(
    database: Database, rooms: LiveRooms, cast: Cast, visit: Visitor
) -> None:
    async with database.write() as db:
        crowd = [await make_actor(db, cast.house, cast.session, f"voter{number}") for number in range(60)]
    host = await visit(cast.host)
    poll_id = await launch(host, is_shared=True)
    pages = [await visit(actor) for actor in crowd]
    began = time.monotonic()

    async def vote(page: Page, number: int) -> None:
        await asyncio.sleep(number / 60)
        chosen = options(page, poll_id)[number % 2]
        await page.call("poll.vote", poll_id=poll_id, option_ids=[chosen], text=None)

    await asyncio.gather(*(vote(page, number) for number, page in enumerate(pages)))
    await pages[0].until("tallies", lambda frame: frame["tallies"][0]["count"] == 60)
    took = time.monotonic() - began

    told = tallies(pages[0], poll_id)
    assert len(told) <= 2 * took + 3
    assert sorted(told[-1]["options"].values()) == [30, 30]


async def test_votes_of_two_tabs_count_once_and_none_after_the_close(cast: Cast, visit: Visitor) -> None:
    host, tab, other_tab = await visit(cast.host), await visit(cast.attendee), await visit(cast.attendee)
    poll_id = await launch(host)
    await tab.until_seq(host.seq or 0)
    first, second = options(tab, poll_id)

    await asyncio.gather(
        tab.call("poll.vote", poll_id=poll_id, option_ids=[first], text=None),
        other_tab.call("poll.vote", poll_id=poll_id, option_ids=[second], text=None),
    )
    told = await host.until("tallies", lambda frame: frame["tallies"][0]["count"] >= 1)
    await host.call("poll.close", poll_id=poll_id)
    late = await tab.call("poll.vote", poll_id=poll_id, option_ids=[first], text=None)

    assert sum(told["tallies"][0]["options"].values()) == 1
    assert (late["kind"], late["code"]) == ("conflict", "poll_closed")


async def test_the_team_s_things_are_hidden_entries_for_attendees(cast: Cast, visit: Visitor) -> None:
    host, noor = await visit(cast.host), await visit(cast.attendee)
    await host.call("session.start")
    await host.call("poll.add", **POLL, client_id="p1", open=False)
    noted = await host.call("cue.add", note="Say hello to Noor", client_id="n1")
    await noor.until_seq(noted["seq"])

    told = [entry for frame in noor.frames if frame["t"] == "log" for entry in frame["entries"]]
    assert [entry["kind"] for entry in told] == ["session.started", "hidden", "hidden", "hidden"]
    assert "hello" not in str(noor.frames)


GIVEN: dict[str, dict[str, Any]] = {
    "poll.add": {**POLL, "client_id": "p9", "open": True},
    "poll.change": {**POLL, "poll_id": new_id()},
    "poll.open": {"poll_id": new_id()},
    "poll.close": {"poll_id": new_id()},
    "poll.share": {"poll_id": new_id(), "is_shared": True},
    "poll.remove": {"poll_id": new_id()},
    "poll.answers": {"poll_id": new_id(), "offset": 0},
    "card.add": {"client_id": "k9", "title": "a", "text": "", "label": "b", "url": "https://e.org", "show": True},
    "card.show": {"card_id": new_id(), "is_shown": True},
    "card.remove": {"card_id": new_id()},
    "cue.add": {"client_id": "n9", "note": "a"},
    "cue.launch": {"cue_id": new_id()},
    "cue.move": {"cue_id": new_id(), "to": 0},
    "cue.remove": {"cue_id": new_id()},
    "handout.remove": {"handout_id": new_id()},
    "deck.remove": {"deck_id": new_id()},
    "slides.show": {"deck_id": None, "page": 1},
}


@pytest.mark.parametrize("do", sorted(GIVEN))
async def test_attendees_run_nothing_and_hosts_only_their_own_session(
    database: Database, cast: Cast, visit: Visitor, do: str
) -> None:
    noor, host = await visit(cast.attendee), await visit(cast.host)
    await host.call("session.start")

    forged = await noor.call(do, **GIVEN[do])
    absent = await host.call(do, **GIVEN[do])

    assert (forged["kind"], forged["code"]) == ("forbidden", "not_allowed")
    assert absent.get("kind") in {None, "not_found"}


def test_every_call_about_activities_is_tried_by_an_attendee() -> None:
    kinds = ("poll.", "card.", "cue.", "handout.", "deck.", "slides.")

    assert set(GIVEN) | {"poll.vote", "poll.mine"} == {name for name in COMMANDS if name.startswith(kinds)}


async def test_a_vote_for_another_session_s_poll_finds_nothing(database: Database, cast: Cast, visit: Visitor) -> None:
    async with database.write() as db:
        elsewhere = await cast_session(db, cast.house)
    host, stranger = await visit(cast.host), await visit(elsewhere.attendee)
    poll_id = await launch(host)

    error = await stranger.call("poll.vote", poll_id=poll_id, option_ids=options(host, poll_id)[:1], text=None)

    assert (error["kind"], error["code"]) == ("not_found", "no_such_poll")


async def test_a_server_that_comes_back_counts_what_was_counted(
    database: Database, rooms: LiveRooms, cast: Cast, visit: Visitor
) -> None:
    host, noor = await visit(cast.host), await visit(cast.attendee)
    poll_id = await launch(host)
    await noor.until_seq(host.seq or 0)
    await noor.call("poll.vote", poll_id=poll_id, option_ids=options(noor, poll_id)[:1], text=None)
    await host.until("tallies", lambda frame: frame["tallies"][0]["count"] == 1)
    for page in (host, noor):
        await page.line.close()
    rooms._rooms.clear()  # as after a restart

    back = await visit(cast.moderator)
    told = await back.until("tallies")

    assert [(one["id"], one["count"]) for one in told["tallies"]] == [(poll_id, 1)]
