"""Cards and the run of show."""

import pytest

from footlights.engagement.cards.actions import add_card, remove_card, show_card
from footlights.engagement.cards.rules import CardDraft, clean_url
from footlights.engagement.cues.actions import add_note, move_cue, remove_note
from footlights.engagement.cues.launching import launch_cue
from footlights.kit.database import Database
from footlights.kit.errors import AppError
from footlights.room.frames.state import Snapshot
from footlights.room.log import read_entries
from footlights.room.snapshot import read_room
from tests.engagement.activities import live_cast, make_poll
from tests.room.rooms import Cast, at

DRAFT = CardDraft("Book a visit", "Free until Friday", "Book", "https://example.org/book")


async def see(database: Database, cast: Cast) -> tuple[Snapshot, Snapshot]:
    async with database.read() as db:
        reading = await read_room(db, cast.session.id)
        return reading.team, reading.all


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "javascript:alert(1)",
        "https://",
        "https://ines:secret@example.org",
        "https://example.org/\nset-cookie: a",
        'https://example.org/"onclick',
        "https://exämple.org",
        "//example.org",
        "https://example.org:99999",
        "https://[::1",
        "https://example.org/" + "x" * 2000,
    ],
)
def test_only_plain_https_addresses_are_taken(url: str) -> None:
    with pytest.raises(AppError) as refused:
        clean_url(url)

    assert refused.value.code == "invalid_url"


async def test_a_hidden_card_leaves_attendees_and_stays_with_the_team(database: Database) -> None:
    cast = await live_cast(database)
    async with database.write() as db:
        _, card_id = await add_card(db, cast.host, DRAFT, client_id="k1", is_shown=True, now=at(1))
    shown = await see(database, cast)
    async with database.write() as db:
        first = await show_card(db, cast.host, card_id, is_shown=False, now=at(2))
    async with database.write() as db:
        second = await show_card(db, cast.moderator, card_id, is_shown=False, now=at(3))
    team, everyone = await see(database, cast)

    assert [len(one.cards) for one in shown] == [1, 1]
    assert ([card.is_shown for card in team.cards], everyone.cards) == ([False], [])
    assert first == second


async def test_the_run_of_show_is_the_teams_and_launches_with_one_click(database: Database) -> None:
    cast = await live_cast(database)
    poll = await make_poll(database, cast.host, is_opened=False)
    async with database.write() as db:
        await add_card(db, cast.host, DRAFT, client_id="k1", now=at(1))
    async with database.write() as db:
        await add_note(db, cast.moderator, "Thank Noor", client_id="n1", now=at(2))
    before, _ = await see(database, cast)
    for cue in before.cues:
        async with database.write() as db:
            await launch_cue(db, cast.host, cue.id, now=at(3))
    team, everyone = await see(database, cast)

    assert [(cue.kind, cue.note, cue.is_done) for cue in before.cues] == [
        ("poll", None, False),
        ("card", None, False),
        ("note", "Thank Noor", False),
    ]
    assert ([cue.is_done for cue in team.cues], everyone.cues) == ([True] * 3, [])
    assert [(one.id, one.status) for one in everyone.polls] == [(poll.id, "open")]
    assert [card.is_shown for card in everyone.cards] == [True]
    async with database.read() as db:
        log = await read_entries(db, cast.session.id, after=0)
    assert {one.audience for one in log if one.entry.kind == "cues.set"} == {"team"}


async def test_lines_move_and_notes_go(database: Database) -> None:
    cast = await live_cast(database)
    for number in range(3):
        async with database.write() as db:
            await add_note(db, cast.host, f"note {number}", client_id=f"n{number}", now=at(number))
    ids = [cue.id for cue in (await see(database, cast))[0].cues]

    async with database.write() as db:
        await move_cue(db, cast.host, ids[2], to=0, now=at(4))
    async with database.write() as db:
        await remove_note(db, cast.host, ids[0], now=at(5))

    assert [cue.note for cue in (await see(database, cast))[0].cues] == ["note 2", "note 1"]


async def test_a_shown_card_is_hidden_before_it_is_removed(database: Database) -> None:
    cast = await live_cast(database)
    async with database.write() as db:
        _, card_id = await add_card(db, cast.host, DRAFT, client_id="k1", is_shown=True, now=at(1))

    with pytest.raises(AppError) as refused:
        async with database.write() as db:
            await remove_card(db, cast.host, card_id, now=at(2))
    async with database.write() as db:
        await show_card(db, cast.host, card_id, is_shown=False, now=at(3))
    async with database.write() as db:
        await remove_card(db, cast.host, card_id, now=at(4))
    team, _ = await see(database, cast)

    assert refused.value.code == "card_shown"
    assert (team.cards, team.cues) == ([], [])


@pytest.mark.parametrize("who", ["speaker", "attendee"])
async def test_others_neither_show_nor_plan(database: Database, who: str) -> None:
    cast = await live_cast(database)
    actor = getattr(cast, who)

    for act in (
        lambda db: add_card(db, actor, DRAFT, client_id="k1", now=at(1)),
        lambda db: add_note(db, actor, "psst", client_id="n1", now=at(1)),
    ):
        with pytest.raises(AppError) as refused:
            async with database.write() as db:
                await act(db)
        assert refused.value.code == "not_allowed"
