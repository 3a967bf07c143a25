from datetime import timedelta

import pytest
from sqlalchemy import select

from footlights.events.actions import (
    EventChange,
    create_event,
    delete_event,
    publish_event,
    unpublish_event,
    update_event,
)
from footlights.events.errors import EventInUse, NoSuchEvent, NoSuchSession, SessionNotOpen
from footlights.events.queries import get_event_for, get_session_for, list_events_page
from footlights.kit.database import Database
from footlights.kit.errors import Forbidden, Invalid
from footlights.outbox import Fact
from footlights.workspace.actors import Actor
from tests.factories import NOW, make_event, make_house, make_session


async def test_create_event_gives_free_slugs(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        slugs = [(await make_event(db, house, title="Tour")).slug for _ in range(3)]

    assert slugs == ["tour", "tour-2", "tour-3"]


async def test_create_event_without_anything_is_a_draft(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        event = await create_event(db, house.actor, EventChange(), now=NOW)

    assert (event.title, event.status, event.duration_min, event.owner_id) == (
        "New event",
        "draft",
        30,
        house.owner.id,
    )


async def test_publish_tells_once(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        event = await make_event(db, house)
        await publish_event(db, house.actor, event.id, now=NOW)
    async with database.read() as db:
        kinds = list(await db.scalars(select(Fact.kind).order_by(Fact.id)))

    assert kinds == ["event.created", "event.published"]


async def test_event_of_another_workspace_is_not_found(database: Database) -> None:
    async with database.write() as db:
        ours = await make_house(db)
        theirs = await make_house(db, name="Other", email="o@example.org")
        session = await make_session(db, theirs)

        with pytest.raises(NoSuchEvent):
            await get_event_for(db, ours.actor, session.event_id)
        with pytest.raises(NoSuchSession):
            await get_session_for(db, ours.actor, session.id)
        with pytest.raises(NoSuchEvent):
            await get_event_for(db, ours.actor, "not an id")


async def test_attendee_cannot_change_events(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        attendee = Actor(house.workspace.id, None, "attendee", "room")

        with pytest.raises(Forbidden):
            await create_event(db, attendee, EventChange(title="x"), now=NOW)


async def test_longer_event_moves_its_coming_sessions(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        await update_event(db, house.actor, session.event_id, EventChange(duration_min=60), now=NOW)
        fact = (await db.scalars(select(Fact).where(Fact.kind == "session.updated"))).one()

    assert (fact.subject_id, fact.data["moved"]) == (session.id, True)


async def test_event_with_sessions_cannot_be_deleted(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        empty = await make_event(db, house, title="Empty")
        await delete_event(db, house.actor, empty.id)

        with pytest.raises(EventInUse):
            await delete_event(db, house.actor, session.event_id)


async def test_unpublish_is_refused_while_live(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        session.state = "live"
        await db.flush()

        with pytest.raises(SessionNotOpen):
            await unpublish_event(db, house.actor, session.event_id, now=NOW)


async def test_owner_must_be_on_the_team(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)

        with pytest.raises(Invalid, match="Team member not found"):
            await create_event(db, house.actor, EventChange(owner_id="00000000-0000-4000-8000-000000000000"), now=NOW)


async def test_upcoming_events_are_listed_soonest_first(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        await make_event(db, house, title="Without a date")
        for title, days in (("Third", 9), ("First", 2), ("Second", 5)):
            event = await make_event(db, house, title=title)
            await make_session(db, house, event, starts_at=NOW + timedelta(days=days))
            await make_session(db, house, event, starts_at=NOW + timedelta(days=20 - days))

    async with database.read() as db:
        page = await list_events_page(db, house.actor, tab="upcoming", now=NOW)

    assert [event.title for event in page.events] == ["First", "Second", "Third", "Without a date"]


async def test_list_events_by_tab_and_title(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        await make_event(db, house, title="Draft one", published=False)
        upcoming = await make_session(db, house, await make_event(db, house, title="100% upcoming"))
        live = await make_session(db, house, await make_event(db, house, title="Live one"))
        live.state = "live"
        over = await make_session(db, house, await make_event(db, house, title="Past one"))
        over.state = "ended"
        gone = await make_session(db, house, await make_event(db, house, title="Canceled one"))
        gone.state = "canceled"
    tabs = {}
    async with database.read() as db:
        for tab in ("draft", "upcoming", "live", "past", "canceled"):
            page = await list_events_page(db, house.actor, tab=tab, now=NOW)
            tabs[tab] = [event.title for event in page.events]
        searched = await list_events_page(db, house.actor, title="100%", now=NOW)

    assert tabs == {
        "draft": ["Draft one"],
        "upcoming": ["100% upcoming"],
        "live": ["Live one"],
        "past": ["Past one"],
        "canceled": ["Canceled one"],
    }
    assert [event.id for event in searched.events] == [upcoming.event_id]
    assert searched.total == 1
