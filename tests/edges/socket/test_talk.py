"""Chat and questions over the socket: who receives what, and what forged frames meet."""

import asyncio
import json
import random
from typing import Any

import pytest

from footlights.kit.database import Database
from footlights.room.frames.state import TalkRules
from footlights.room.live import LiveRooms
from footlights.room.snapshot import read_room
from tests.edges.socket.conftest import Visitor
from tests.edges.socket.pages import Page
from tests.room.rooms import Cast

RULES: dict[str, Any] = {
    "chat_open": True,
    "chat_reviewed": False,
    "direct_open": True,
    "slow_s": 0,
    "masks_words": False,
    "questions_open": True,
    "questions_reviewed": False,
    "anonymous_allowed": True,
}


@pytest.fixture(autouse=True)
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits are tested by themselves."""
    free = (10_000, 10_000)
    kinds = ("chat", "reaction", "talk", "question", "up_vote")
    monkeypatch.setattr("footlights.room.live_room.LIMITS", dict.fromkeys(kinds, free))


async def go_live(cast: Cast, visit: Visitor) -> tuple[Page, Page, Page]:
    host, attendee, other = await visit(cast.host), await visit(cast.attendee), await visit(cast.other)
    started = await host.call("session.start")
    for page in (host, attendee, other):
        await page.until_seq(started["seq"])
    return host, attendee, other


def private(page: Page) -> list[str]:
    assert page.snapshot is not None
    return [line.text for line in page.snapshot.talk.private]


def texts(page: Page) -> list[str]:
    assert page.snapshot is not None
    return [line.text for line in page.snapshot.chat]


async def test_a_direct_line_crosses_no_other_socket(cast: Cast, visit: Visitor) -> None:
    host, attendee, other = await go_live(cast, visit)
    second_tab = await visit(cast.attendee)

    first = await attendee.call("chat.post", text="between us", client_id="a1", to="direct")
    await host.until_seq(first["seq"])
    answered = await host.call(
        "chat.post", text="of course", client_id="h1", to="direct", thread=cast.attendee.person_id
    )
    for page in (host, attendee, second_tab, other):
        await page.until_seq(answered["seq"])

    for page in (host, attendee, second_tab):
        assert private(page) == ["between us", "of course"]
    assert private(other) == []
    assert "between us" not in json.dumps(other.frames)
    late = await visit(cast.other)
    assert "between us" not in json.dumps(late.frames)
    assert private(await visit(cast.attendee)) == ["between us", "of course"]


async def test_private_lines_are_resumed_by_their_two_sides(cast: Cast, visit: Visitor) -> None:
    host, attendee, other = await go_live(cast, visit)
    await attendee.line.close(1006)
    await other.line.close(1006)

    told = await host.call("chat.post", text="psst", client_id="h1", to="direct", thread=cast.attendee.person_id)
    await host.until_seq(told["seq"])
    await attendee.connect()
    await other.connect()

    assert attendee.is_resumed
    assert other.is_resumed
    assert (private(attendee), private(other)) == (["psst"], [])
    assert "psst" not in json.dumps(other.frames)


async def test_nobody_who_resumes_gets_the_words_of_a_deleted_line(cast: Cast, visit: Visitor) -> None:
    host, attendee, other = await go_live(cast, visit)
    await other.line.close(1006)
    posted = await attendee.call("chat.post", text="regretted", client_id="a1")
    edited = await attendee.call("chat.edit", id=posted["id"], text="regretted more", client_id="a2")
    deleted = await host.call("chat.delete", id=posted["id"], client_id="h1")
    assert edited["seq"] < deleted["seq"]
    await host.until_seq(deleted["seq"])

    await other.connect()

    assert other.is_resumed
    assert (texts(other), other.seq) == ([""], deleted["seq"])
    assert "regretted" not in json.dumps(other.frames)


async def test_votes_arrive_without_being_in_the_log(cast: Cast, visit: Visitor) -> None:
    host, attendee, other = await go_live(cast, visit)
    asked = await attendee.call("question.ask", text="Why?", client_id="q1")
    await other.until_seq(asked["seq"])

    answers = [await page.call("question.vote", id=asked["id"], up=True) for page in (host, other, other)]
    frame = await attendee.until("votes", lambda frame: frame["counts"] == {str(asked["seq"]): 2})

    assert [answer["votes"] for answer in answers] == [1, 2, 2]
    assert frame["t"] == "votes"
    late = await visit(cast.other)
    assert late.frames[0]["votes"] == {str(asked["seq"]): 2}
    assert await late.call("question.mine") == {"asked": [], "voted": [asked["id"]]}
    assert (await attendee.call("question.vote", id=asked["id"], up=True))["code"] == "own_question"
    assert late.seq == asked["seq"]


@pytest.mark.parametrize(
    ("do", "given"),
    [
        ("chat.pin", {"pinned": True}),
        ("chat.delete", {}),
        ("chat.review", {"approve": True}),
        ("chat.edit", {"text": "forged"}),
        ("talk.rule", {"rules": RULES}),
        ("talk.words", {"words": ["x"]}),
    ],
)
async def test_forged_acts_on_lines_are_refused(cast: Cast, visit: Visitor, do: str, given: dict[str, Any]) -> None:
    _, attendee, other = await go_live(cast, visit)
    posted = await attendee.call("chat.post", text="mine", client_id="a1")

    forged = {**given, "id": posted["id"], "client_id": "f1", "role": "host", "person_id": cast.host.person_id}
    refused = await other.call(do, **forged)

    assert (refused["kind"], refused["code"]) == ("forbidden", "not_allowed")


@pytest.mark.parametrize(
    ("do", "given"),
    [("question.mark", {"status": "answering"}), ("question.answer", {"text": "forged"})],
)
async def test_forged_acts_on_questions_are_refused(cast: Cast, visit: Visitor, do: str, given: dict[str, Any]) -> None:
    _, attendee, other = await go_live(cast, visit)
    asked = await attendee.call("question.ask", text="Why?", client_id="q1")

    assert (await other.call(do, id=asked["id"], client_id="f", role="host", **given))["code"] == "not_allowed"


@pytest.mark.parametrize(
    ("do", "given"),
    [
        ("chat.post", {"text": "x", "client_id": "a", "to": "nobody"}),
        ("chat.post", {"text": "x", "client_id": "a", "to": ["everyone"]}),
        ("chat.post", {"text": "x", "client_id": "a", "thread": 7}),
        ("question.mark", {"id": "x", "status": "held", "client_id": "a"}),
        ("question.vote", {"id": "x", "up": "yes"}),
        ("talk.rule", {"rules": {**RULES, "slow_s": 3601}, "client_id": "a"}),
        ("talk.rule", {"rules": {**RULES, "slow_s": -1}, "client_id": "a"}),
        ("talk.rule", {"rules": {}, "client_id": "a"}),
        ("talk.words", {"words": "zut", "client_id": "a"}),
    ],
)
async def test_frames_that_say_nonsense_are_refused(cast: Cast, visit: Visitor, do: str, given: dict[str, Any]) -> None:
    host, *_ = await go_live(cast, visit)

    assert (await host.call(do, **given))["code"] == "invalid_call"


async def test_a_role_is_what_the_seat_says(cast: Cast, visit: Visitor) -> None:
    host, attendee, _ = await go_live(cast, visit)

    posted = await attendee.call(
        "chat.post", text="hello", client_id="a1", role="host", name="Host Example", person_id=cast.host.person_id
    )
    await host.until_seq(posted["seq"])

    assert host.snapshot is not None
    (line,) = host.snapshot.chat
    assert (line.role, line.name, line.person_id) == ("attendee", "Attendee Example", cast.attendee.person_id)


async def test_long_texts_are_refused_in_words(cast: Cast, visit: Visitor) -> None:
    host, attendee, _ = await go_live(cast, visit)

    answers = [
        await attendee.call("chat.post", text="x" * 50_000, client_id="a1"),
        await attendee.call("question.ask", text="x" * 50_000, client_id="a2"),
        await host.call("talk.words", words=["x" * 50_000] * 2, client_id="h1"),
    ]

    assert [answer.get("code") for answer in answers] == ["message_too_long", "question_too_long", None]


async def test_floods_meet_a_polite_notice(cast: Cast, visit: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"chat": (5, 0.001), "talk": (5, 0.001), "question": (3, 0.001), "up_vote": (4, 0.001)}
    monkeypatch.setattr("footlights.room.live_room.LIMITS", limits)
    _, attendee, other = await go_live(cast, visit)
    second_tab = await visit(cast.attendee)

    lines = [
        await page.call("chat.post", text="x", client_id=f"c{n}") for n in range(4) for page in (attendee, second_tab)
    ]
    questions = [await attendee.call("question.ask", text="x", client_id=f"q{n}") for n in range(5)]
    votes = [await other.call("question.vote", id=questions[0]["id"], up=n % 2 == 0) for n in range(6)]

    assert sum("seq" in answer for answer in lines) == 5
    assert sum("seq" in answer for answer in questions) == 3
    assert sum("votes" in answer for answer in votes) == 4
    assert {answer["kind"] for answer in (lines[-1], questions[-1], votes[-1])} == {"limited"}
    assert lines[-1]["detail"] == "You write faster than others can read. Wait a moment."


async def test_review_over_the_socket(cast: Cast, visit: Visitor) -> None:
    host, attendee, other = await go_live(cast, visit)
    await host.call("talk.rule", rules={**RULES, "chat_reviewed": True}, client_id="r1")
    held = await attendee.call("chat.post", text="may I?", client_id="a1")
    await other.until_seq(held["seq"])
    assert "may I?" not in json.dumps(other.frames)
    await attendee.until_seq(held["seq"])
    assert attendee.snapshot is not None
    assert [line.text for line in attendee.snapshot.talk.review] == ["may I?"]

    approved = await host.call("chat.review", id=held["id"], approve=True, client_id="v1")
    for page in (host, attendee, other):
        await page.until_seq(approved["seq"])

    assert [texts(page) for page in (host, attendee, other)] == [["may I?"]] * 3
    assert attendee.snapshot is not None
    assert attendee.snapshot.talk.review == []


async def test_rules_are_whole(cast: Cast, visit: Visitor) -> None:
    assert set(RULES) == set(TalkRules.__struct_fields__)


async def test_pages_cut_at_random_end_as_fresh_ones(
    rooms: LiveRooms, database: Database, cast: Cast, visit: Visitor
) -> None:
    """Everything that talk can do, over sockets that break, for each audience and each person."""
    chance = random.Random(5)
    host, attendee, other = await go_live(cast, visit)
    twin = await visit(cast.attendee)
    ids: list[str] = []
    asked: list[str] = []

    async def act(number: int) -> None:
        page = chance.choice([host, attendee, other])
        client_id = f"n{number}"
        match chance.randrange(9):
            case 0 | 1:
                answer = await page.call("chat.post", text=f"line {number}", client_id=client_id)
                ids.append(answer.get("id", ""))
            case 2 | 3:
                thread = chance.choice([cast.attendee, cast.other]).person_id if page is host else None
                answer = await page.call(
                    "chat.post", text=f"private {number}", client_id=client_id, to="direct", thread=thread
                )
                ids.append(answer.get("id", ""))
            case 4 if ids:
                await page.call("chat.edit", id=chance.choice(ids), text=f"edit {number}", client_id=client_id)
            case 5 if ids:
                await page.call("chat.delete", id=chance.choice(ids), client_id=client_id)
            case 6:
                rules = {**RULES, "chat_reviewed": number % 2 == 0, "questions_reviewed": number % 3 == 0}
                await host.call("talk.rule", rules=rules, client_id=client_id)
            case 7:
                answer = await page.call("question.ask", text=f"why {number}?", client_id=client_id, anonymous=True)
                asked.append(answer.get("id", ""))
            case _ if asked:
                status = chance.choice(["open", "answering", "answered", "dismissed"])
                await host.call("question.mark", id=chance.choice(asked), status=status, client_id=client_id)

    for number in range(80):
        await act(number)
        if number % 4 == 0:
            cut = chance.choice([attendee, other, twin])
            await cut.line.close(1006)
            await asyncio.sleep(0)
            await cut.connect()
    async with database.read() as db:
        fresh = await read_room(db, cast.session.id)
    for page in (host, attendee, other, twin):
        await page.until_seq(fresh.seq)

    assert host.snapshot == fresh.team
    assert attendee.snapshot == twin.snapshot == fresh.seen_by(cast.attendee.person_id)
    assert other.snapshot == fresh.seen_by(cast.other.person_id)
