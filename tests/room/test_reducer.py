"""A snapshot with the entries after it applied equals a fresh snapshot, at every point of any history."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from footlights.engagement.actions import post_message
from footlights.engagement.cards.actions import add_card, remove_card, show_card
from footlights.engagement.cards.models import CardRow
from footlights.engagement.cards.rules import CardDraft
from footlights.engagement.cues.actions import add_note, list_cue_rows, move_cue
from footlights.engagement.cues.launching import launch_cue
from footlights.engagement.films.actions import (
    ReceivedFilm,
    add_film,
    play_film,
    remove_film,
    seek_film,
    show_film,
)
from footlights.engagement.handouts.actions import ReceivedFile, add_handout, remove_handout
from footlights.engagement.polls.actions import add_poll, close_poll, open_poll, remove_poll, share_results
from footlights.engagement.polls.models import PollRow
from footlights.engagement.polls.queries import list_polls
from footlights.engagement.polls.rules import PollDraft
from footlights.engagement.slides.actions import DrawnDeck, add_deck, remove_deck, show_slides
from footlights.events.actions import EventChange, update_event
from footlights.events.sessions import cancel_session, update_session
from footlights.kit.database import Database, Db
from footlights.kit.errors import AppError, Conflict
from footlights.kit.ids import new_id
from footlights.outbox.relay import Relay
from footlights.room.actors import RoomActor
from footlights.room.door_actions import admit, deny, set_door
from footlights.room.frames.entries import HiddenData
from footlights.room.frames.words import Role
from footlights.room.lifecycle import end_session, get_room_session, set_note, start_session
from footlights.room.log import read_entries
from footlights.room.people_actions import remove_person, set_role
from footlights.room.reducer import apply_entries
from footlights.room.snapshot import RoomReading, read_room
from footlights.room.stage_actions import (
    answer_invitation,
    arrange_stage,
    invite_on_stage,
    leave_stage,
    lower_hand,
    raise_hand,
)
from footlights.room.subscribers import announce_canceled, announce_rescheduled, refresh_rooms
from tests.factories import House, make_house
from tests.room.rooms import START, Cast, cast_session

Act = Callable[[Db, Cast, datetime], Awaitable[object]]
WHO = st.sampled_from(["host", "moderator", "speaker", "attendee", "other"])
TEXT = st.text(max_size=12)
NUMBER = st.integers(0, 6)
T = TypeVar("T")
ATTENDEES = st.sampled_from(["attendee", "other"])
DONE_BY_ATTENDEES = st.sampled_from(["raise", "lower", "accept", "decline", "leave"])
DONE_BY_TEAM = st.sampled_from(
    ["lower", "invite", "invite", "leave", "spotlight", "remove", "ban", "lock", "admit", "deny", "promote", "demote"]
)


def start(who: str) -> Act:
    return lambda db, cast, now: start_session(db, getattr(cast, who), now=now)


def end(who: str) -> Act:
    return lambda db, cast, now: end_session(db, getattr(cast, who), now=now)


def note(who: str, text: str | None) -> Act:
    return lambda db, cast, now: set_note(db, getattr(cast, who), text, now=now)


def chat(who: str, text: str, client: int) -> Act:
    return lambda db, cast, now: post_message(db, getattr(cast, who), text=text, client_id=f"c{client}", now=now)


def stage(act: str, who: str, whom: str, client: int) -> Act:
    """Whatever can be done about hands, stage, roles and door."""

    async def do(db: Db, cast: Cast, now: datetime) -> object:
        actor, other, name = getattr(cast, who), getattr(cast, whom).person_id, f"s{client}"
        match act:
            case "raise":
                return await raise_hand(db, actor, client_id=name, now=now)
            case "lower":
                return await lower_hand(db, actor, other, client_id=name, now=now)
            case "invite":
                return await invite_on_stage(db, actor, other, client_id=name, now=now)
            case "accept" | "decline":
                return await answer_invitation(db, actor, accept=act == "accept", client_id=name, now=now)
            case "leave":
                return await leave_stage(db, actor, other, client_id=name, now=now)
            case "spotlight":
                return await arrange_stage(db, actor, layout="spotlight", spotlight=other, client_id=name, now=now)
            case "remove" | "ban":
                return await remove_person(db, actor, other, ban=act == "ban", client_id=name, now=now)
            case "lock":
                return await set_door(db, actor, locked=client % 2 == 0, client_id=name, now=now)
            case "admit":
                return await admit(db, actor, [other, cast.other.person_id], client_id=name, now=now)
            case "deny":
                return await deny(db, actor, [other, cast.other.person_id], client_id=name, now=now)
        role: Role = "speaker" if act == "promote" else "attendee"
        return await set_role(db, actor, other, role, client_id=name, now=now)

    return do


def rename(name: str) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        if (await get_room_session(db, cast.host)).is_over:
            raise Conflict("over")
        await update_session(db, cast.house.actor, cast.session.id, name=name, now=now)

    return act


def retitle(is_open: bool) -> Act:
    change = EventChange(title="Another title", everyone_can_speak=is_open, chat_enabled=not is_open)

    async def act(db: Db, cast: Cast, now: datetime) -> None:
        if (await get_room_session(db, cast.host)).is_over:
            raise Conflict("over")
        await update_event(db, cast.house.actor, cast.session.event_id, change, now=now)

    return act


def move(minutes: int) -> Act:
    return lambda db, cast, now: update_session(
        db, cast.house.actor, cast.session.id, starts_at=START + timedelta(minutes=minutes), now=now
    )


def stretch(minutes: int) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        session = await get_room_session(db, cast.host)
        if session.is_over:  # the plan of what is over is nobody's interest, and no entry tells of it
            raise Conflict("over")
        await update_event(db, cast.house.actor, cast.session.event_id, EventChange(duration_min=minutes), now=now)

    return act


def poll(who: str, kind: str, client: int, is_opened: bool, is_shared: bool) -> Act:
    draft = PollDraft(kind, "Why?", ("a", "b"), is_shared)  # type: ignore[arg-type]
    return lambda db, cast, now: add_poll(
        db, getattr(cast, who), draft, client_id=f"p{client}", is_opened=is_opened, now=now
    )


def run_poll(step: Any, number: int) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        polls = await list_polls(db, cast.session.id)
        await step(db, cast.host, pick(polls, number).id, now=now)

    return act


def card(who: str, client: int, is_shown: bool) -> Act:
    draft = CardDraft("Book", "", "Book", "https://example.org")
    return lambda db, cast, now: add_card(
        db, getattr(cast, who), draft, client_id=f"k{client}", is_shown=is_shown, now=now
    )


def turn_card(number: int, is_shown: bool | None) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        cards = list(await db.scalars(select(CardRow).where(CardRow.session_id == cast.session.id)))
        card_id = pick(cards, number).id
        if is_shown is None:
            await remove_card(db, cast.host, card_id, now=now)
        else:
            await show_card(db, cast.host, card_id, is_shown=is_shown, now=now)

    return act


def cue(client: int, number: int, to: int) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        await add_note(db, cast.host, "a note", client_id=f"n{client}", now=now)
        rows = await list_cue_rows(db, cast.session.id)
        await move_cue(db, cast.host, pick(rows, number).id, to=to, now=now)

    return act


def launch(number: int) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        await launch_cue(db, cast.host, pick(await list_cue_rows(db, cast.session.id), number).id, now=now)

    return act


def hand_out(client: int, is_kept: bool) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        file = ReceivedFile(Path(new_id()), "study.pdf", "application/pdf", 1)
        kept = await add_handout(db, cast.host, file, client_id=f"h{client}", now=now)
        if not is_kept:
            await remove_handout(db, cast.host, kept.id, now=now)

    return act


def present(client: int, page: int, is_off: bool) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        drawn = DrawnDeck(Path(new_id()), "talk.pdf", 4)
        kept = await add_deck(db, cast.speaker, drawn, client_id=f"d{client}", now=now)
        await show_slides(db, cast.speaker, None if is_off else kept.id, page=page, now=now)
        if is_off:
            await remove_deck(db, cast.host, kept.id, now=now)

    return act


def project(client: int, is_off: bool) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        received = ReceivedFilm(Path(new_id().replace("-", "")), "tour.webm", "video/webm", 9)
        kept = await add_film(db, cast.speaker, received, client_id=f"f{client}", now=now)
        await show_film(db, cast.speaker, None if is_off else kept.id, now=now)
        if is_off:
            await remove_film(db, cast.host, kept.id, now=now)

    return act


def run_film(who: str, position_ms: int | None, is_playing: bool) -> Act:
    async def act(db: Db, cast: Cast, now: datetime) -> None:
        actor = getattr(cast, who)
        if position_ms is None:
            await play_film(db, actor, is_playing=is_playing, now=now)
        else:
            await seek_film(db, actor, position_ms, now=now)

    return act


def pick(rows: Sequence[T], number: int) -> T:
    if not rows:
        raise Conflict("nothing there")
    return rows[number % len(rows)]


def cancel() -> Act:
    return lambda db, cast, now: cancel_session(db, cast.house.actor, cast.session.id, now=now)


async def flip_poll(db: Db, actor: RoomActor, poll_id: str, *, now: datetime) -> None:
    row = await db.get_one(PollRow, poll_id)
    await share_results(db, actor, poll_id, is_shared=not row.is_shared, now=now)


ACTS = st.one_of(
    st.builds(chat, WHO, TEXT, st.integers(0, 30)),
    st.builds(chat, WHO, TEXT, st.integers(0, 30)),
    st.builds(note, WHO, st.none() | TEXT),
    st.builds(start, WHO),
    st.builds(start, st.just("host")),
    st.builds(end, st.sampled_from(["host", "attendee"])),
    st.builds(move, st.integers(1, 100)),
    st.builds(stretch, st.integers(1, 100)),
    st.builds(cancel),
    st.builds(poll, WHO, st.sampled_from(["single", "text", "rating"]), NUMBER, st.booleans(), st.booleans()),
    st.builds(poll, st.just("host"), st.just("single"), NUMBER, st.booleans(), st.booleans()),
    st.builds(run_poll, st.sampled_from([open_poll, close_poll, remove_poll, flip_poll]), NUMBER),
    st.builds(card, WHO, NUMBER, st.booleans()),
    st.builds(turn_card, NUMBER, st.sampled_from([True, False, None])),
    st.builds(cue, NUMBER, NUMBER, st.integers(0, 5)),
    st.builds(launch, NUMBER),
    st.builds(hand_out, NUMBER, st.booleans()),
    st.builds(present, NUMBER, st.integers(0, 9), st.booleans()),
    st.builds(project, NUMBER, st.booleans()),
    st.builds(run_film, st.sampled_from(["host", "speaker", "attendee"]), st.none() | NUMBER, st.booleans()),
    st.builds(rename, st.text(max_size=5)),
    st.builds(retitle, st.booleans()),
    st.builds(stage, DONE_BY_ATTENDEES, ATTENDEES, ATTENDEES, st.integers(0, 1000)),
    st.builds(stage, DONE_BY_ATTENDEES, ATTENDEES, ATTENDEES, st.integers(0, 1000)),
    st.builds(stage, DONE_BY_TEAM, st.sampled_from(["host", "moderator"]), WHO, st.integers(0, 1000)),
    st.builds(stage, DONE_BY_TEAM, st.just("host"), ATTENDEES, st.integers(0, 1000)),
    st.builds(stage, DONE_BY_TEAM, WHO, WHO, st.integers(0, 1000)),
)
HISTORIES = st.lists(ACTS, min_size=1, max_size=25)


@dataclass
class Stagehand:
    """Carries a history out, telling the room's subscribers after each act."""

    database: Database
    house: House | None = None

    async def play(self, history: list[Act]) -> tuple[Cast, list[RoomReading]]:
        async with self.database.write() as db:
            self.house = self.house or await make_house(db)
            cast = await cast_session(db, self.house)
        subscribers = {
            "session.updated": [announce_rescheduled],
            "session.canceled": [announce_canceled],
            "event.updated": [refresh_rooms],
        }
        relay = Relay(self.database, subscribers)
        await relay.tell_all()
        readings = [await self.read(cast)]
        for number, act in enumerate(history):
            try:
                async with self.database.write() as db:
                    await act(db, cast, START + timedelta(seconds=number, microseconds=number))
            except AppError:
                continue
            await relay.tell_all()
            readings.append(await self.read(cast))
        return cast, readings

    async def read(self, cast: Cast) -> RoomReading:
        async with self.database.read() as db:
            return await read_room(db, cast.session.id)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=HISTORIES)
async def test_any_old_snapshot_and_the_entries_since_equal_a_fresh_one(database: Database, history: list[Act]) -> None:
    hand = Stagehand(database)
    async with database.write() as db:
        hand.house = await make_house(db, name="One more", email=f"o{id(history)}@example.org")
    cast, readings = await hand.play(history)
    async with database.read() as db:
        log = await read_entries(db, cast.session.id, after=0)
    newest = readings[-1]

    for old in readings:
        entries = [one for one in log if one.entry.seq > old.seq]
        assert apply_entries(old.team, [one.seen_by("team") for one in entries]) == newest.team
        assert apply_entries(old.all, [one.seen_by("all") for one in entries]) == newest.all
    assert [one.entry.seq for one in log] == list(range(1, newest.seq + 1))


@pytest.mark.parametrize("kept", [3])
async def test_a_snapshot_keeps_the_newest_lines_and_says_that_there_are_more(
    database: Database, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("reducer", "snapshot"):
        monkeypatch.setattr(f"footlights.room.{module}.CHAT_KEPT", kept)
    history: list[Act] = [start("host"), *(chat("attendee", f"line {n}", n) for n in range(6))]

    cast, readings = await Stagehand(database).play(history)

    assert [(len(one.all.chat), one.all.chat_before) for one in readings] == [
        (0, False),
        (0, False),
        (1, False),
        (2, False),
        (3, False),
        (3, True),
        (3, True),
        (3, True),
    ]
    async with database.read() as db:
        entries = [one.seen_by("all") for one in await read_entries(db, cast.session.id, after=0)]
    assert apply_entries(readings[0].all, entries) == readings[-1].all


async def test_what_the_team_writes_before_the_start_stays_with_the_team(database: Database) -> None:
    history: list[Act] = [chat("moderator", "sound check", 1), start("host"), chat("attendee", "hello", 2)]

    cast, readings = await Stagehand(database).play(history)

    async with database.read() as db:
        seen = [one.seen_by("all").kind for one in await read_entries(db, cast.session.id, after=0)]
    assert [line.text for line in readings[-1].team.chat] == ["sound check", "hello"]
    assert [line.text for line in readings[-1].all.chat] == ["hello"]
    assert seen == [HiddenData.kind, "session.started", "chat.posted"]
