import re
from datetime import timedelta

import pytest

from footlights.events.models import Event
from footlights.kit.database import Database
from footlights.kit.errors import Forbidden, Invalid
from footlights.registration.entry_codes import (
    Counts,
    NoSuchCodeGroup,
    WrongCode,
    check_code,
    code_text,
    count_codes,
    create_group,
    delete_group,
    generate_codes,
    get_group_of_event,
    list_codes,
    list_events_of_groups,
    list_groups_of_event,
    needs_code,
)
from footlights.registration.models import CodeGroup, EntryCode
from footlights.workspace.actors import Actor
from tests.factories import NOW, SECRET_KEY, House, make_event, make_house

LATER = NOW + timedelta(minutes=5)


async def make_group(database: Database, *, amount: int = 2) -> tuple[House, Event, CodeGroup, list[str]]:
    async with database.write() as db:
        house = await make_house(db)
        event = await make_event(db, house)
        group = await create_group(
            db, house.actor, SECRET_KEY, name="Tour codes", event_ids=[event.id], amount=amount, now=NOW
        )
        codes = (await list_codes(db, [group.id]))[group.id]
        return house, event, group, [code_text(SECRET_KEY, code) for code in codes]


async def test_create_group_makes_codes_of_readable_letters(database: Database) -> None:
    _, event, group, texts = await make_group(database, amount=300)

    assert len(set(texts)) == 300
    assert all(re.fullmatch(r"[A-HJ-NP-Z2-9]{6}", text) for text in texts)
    async with database.read() as db:
        assert await needs_code(db, event)
        assert (await count_codes(db, [group.id])) == {group.id: Counts(300, 0)}
        assert [found.id for found in await list_groups_of_event(db, event)] == [group.id]
        assert [found.id for found in (await list_events_of_groups(db, [group.id]))[group.id]] == [event.id]


async def test_codes_are_not_in_the_database(database: Database) -> None:
    _, event, _, (text, _) = await make_group(database)

    async with database.write() as db:
        code = await check_code(db, SECRET_KEY, event, text, email="ed@example.org", browser="this browser", now=LATER)
        stored = " ".join(str(getattr(code, column.name)) for column in EntryCode.__table__.columns)

    assert text not in stored
    assert "ed@example.org" not in stored
    assert "this browser" not in stored


async def test_first_use_binds_and_lets_that_one_back_in(database: Database) -> None:
    _, event, group, (text, other) = await make_group(database)

    async with database.write() as db:
        first = await check_code(db, SECRET_KEY, event, text, email="Ed@Example.org", browser="b-1", now=NOW)
    async with database.write() as db:
        assert first.used_at == NOW
        by_mail = await check_code(
            db, SECRET_KEY, event, text.lower(), email="ed@example.org", browser="b-2", now=LATER
        )
        by_browser = await check_code(db, SECRET_KEY, event, f" {text} ", browser="b-1", now=LATER)
        assert (by_mail.id, by_browser.id, by_browser.used_at) == (first.id, first.id, NOW)
        for email, browser in ((None, "b-2"), ("bo@example.org", None), ("bo@example.org", "b-2")):
            with pytest.raises(WrongCode):
                await check_code(db, SECRET_KEY, event, text, email=email, browser=browser, now=LATER)
        await check_code(db, SECRET_KEY, event, other, browser="b-2", now=LATER)
        assert await count_codes(db, [group.id]) == {group.id: Counts(2, 2)}


async def test_check_code_refuses_other_events_nonsense_and_nobody(database: Database) -> None:
    house, event, _, (text, _) = await make_group(database)
    async with database.write() as db:
        other = await make_event(db, house, title="Another")
        assert not await needs_code(db, other)

        with pytest.raises(WrongCode):
            await check_code(db, SECRET_KEY, other, text, browser="b-1", now=NOW)
        for wrong in ("", "AAAAAA", text + "A", "0" * 1000):
            with pytest.raises(WrongCode):
                await check_code(db, SECRET_KEY, event, wrong, browser="b-1", now=NOW)
        with pytest.raises(WrongCode):
            await check_code(db, SECRET_KEY, event, text, now=NOW)
        with pytest.raises(WrongCode):
            await check_code(db, b"another key of thirty-two bytes!", event, text, browser="b-1", now=NOW)


async def test_generate_codes_answers_the_new_ones_newest_first(database: Database) -> None:
    house, _, group, before = await make_group(database)

    async with database.write() as db:
        added = await generate_codes(db, house.actor, SECRET_KEY, group, amount=2, now=LATER)

        assert [code.number for code in added] == [4, 3]
        assert not {code_text(SECRET_KEY, code) for code in added} & set(before)


async def test_deleted_group_opens_nothing(database: Database) -> None:
    house, event, group, (text, _) = await make_group(database)

    async with database.write() as db:
        await delete_group(db, house.actor, group)
    async with database.write() as db:
        assert not await needs_code(db, event)
        with pytest.raises(WrongCode):
            await check_code(db, SECRET_KEY, event, text, browser="b-1", now=LATER)
        with pytest.raises(NoSuchCodeGroup):
            await get_group_of_event(db, event, group.id)


async def test_groups_are_for_the_team_and_its_own_events(database: Database) -> None:
    house, event, group, _ = await make_group(database)
    async with database.write() as db:
        stranger = await make_house(db, name="Other", email="o@example.net")
        elsewhere = await make_event(db, stranger)
        given = {"name": "x", "amount": 1, "now": NOW}

        with pytest.raises(Invalid):
            await create_group(db, stranger.actor, SECRET_KEY, event_ids=[event.id], **given)
        with pytest.raises(Invalid):
            await create_group(db, house.actor, SECRET_KEY, event_ids=[], **given)
        for amount in (0, 301):
            with pytest.raises(Invalid):
                await generate_codes(db, house.actor, SECRET_KEY, group, amount=amount, now=NOW)
        with pytest.raises(NoSuchCodeGroup):
            await get_group_of_event(db, elsewhere, group.id)
        attendee = Actor(house.workspace.id, None, "attendee", "page")
        with pytest.raises(Forbidden):
            await delete_group(db, attendee, group)
