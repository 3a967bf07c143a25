"""Rooms that send no mail or no thanks, and those without a date."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import select

from footlights.email.mailings import plan_event
from footlights.email.models import Mail, Mailing
from footlights.events.models import Event, Session
from footlights.events.room_options import RoomOptions, set_options
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.registration.actions import send_link_again
from footlights.registration.queries import get_registration_for
from tests.email.conftest import MakeSender, tell
from tests.email.test_mailings import mailings, open_house, run
from tests.factories import make_registrant


async def set_option(database: Database, session: Session, **options: Any) -> None:
    async with database.write() as db:
        set_options(await db.get_one(Event, session.event_id), RoomOptions(**options))


async def test_silent_room_confirms_nothing_but_answers_who_asks(database: Database) -> None:
    house, session = await open_house(database, people=0)
    await set_option(database, session, sends_no_mail=True)

    async with database.write() as db:
        registered = await make_registrant(db, house, session)
    silent = await tell(database)
    async with database.write() as db:
        place = await get_registration_for(db, house.actor, session, registered.person.id)
        send_link_again(db, house.actor, place, now=utcnow())
    asked = await tell(database)

    assert silent == []
    assert [mail.kind for mail in asked] == ["confirmation"]


async def test_silent_room_reminds_nobody(database: Database, make_sender: MakeSender) -> None:
    _, session = await open_house(database, people=1)
    await set_option(database, session, sends_no_mail=True)
    first, *_ = await mailings(database)

    await run(database, make_sender, first)

    async with database.read() as db:
        assert await db.scalar(select(Mailing.state).where(Mailing.id == first.id)) == "off"
        assert await db.scalar(select(Mail.id).where(Mail.kind == "reminder")) is None


async def test_permanent_room_has_no_date_and_reminds_nobody(database: Database, make_sender: MakeSender) -> None:
    house, session = await open_house(database, people=0)
    async with database.write() as db:
        (await db.get_one(Event, session.event_id)).schedule = "permanent"
    async with database.write() as db:
        await plan_event(db, session.event_id, now=utcnow())
        await make_registrant(db, house, session)

    (mail,) = await tell(database)
    await make_sender("").send({"mail_id": mail.id})
    async with database.read() as db:
        raw = (await db.get_one(Mail, mail.id)).message
    message = message_from_bytes(raw or b"", policy=default)

    assert {row.state for row in await mailings(database)} == {"off"}
    assert message["subject"] == "Heat pumps in old houses: Always open"
    assert [part.get_filename() for part in message.iter_attachments()] == []
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert "Always open" in body.get_content()
        assert "Amsterdam" not in body.get_content()


@pytest.mark.parametrize(("sends_thank_you", "state"), [(True, "done"), (False, "off")])
async def test_thanks_can_be_switched_off(
    database: Database, make_sender: MakeSender, sends_thank_you: bool, state: str
) -> None:
    _, session = await open_house(database, people=1)
    await set_option(database, session, sends_thank_you=sends_thank_you)
    async with database.write() as db:
        row = await db.get_one(Session, session.id)
        row.state, row.started_at, row.ended_at = "ended", utcnow() - timedelta(hours=1), utcnow()
        mailing = Mailing(workspace_id=session.workspace_id, session_id=session.id, name="missed", kind="missed")
        mailing.due_at = mailing.created_at = utcnow()
        db.add(mailing)

    await run(database, make_sender, mailing)

    (after,) = await mailings(database, "missed")
    assert after.state == state
