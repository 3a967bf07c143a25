"""Whoever ordered a report gets its link by mail."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import update

from footlights.email.models import Mail
from footlights.engagement.reports.actions import LASTS, drop_orders, open_report, order_report
from footlights.engagement.reports.models import ReportOrder
from footlights.events.models import Event
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.privacy.erase import erase_person
from footlights.workspace.models import Person
from tests.email.conftest import MakeSender, ledger, tell
from tests.factories import SECRET_KEY, House, make_event, make_house

LINK = re.compile(r"https://events\.example\.org/reports/([\w.-]+)")


async def order(database: Database) -> tuple[House, Event, ReportOrder]:
    """A report of an event whose title would be markup, ordered twice."""
    async with database.write() as db:
        house = await make_house(db)
        event = await make_event(db, house)
        event.title = "Q&A <b>live</b>"
        made = [
            await order_report(db, house.actor, event, kind="chat", format="csv", now=utcnow() - timedelta(days=n))
            for n in (1, 0)
        ]
    assert made[0] is made[1]
    return house, event, made[0]


def parts(mail: Mail) -> tuple[str, str, str]:
    """Subject, plain text and HTML."""
    message = message_from_bytes(mail.message or b"", EmailMessage, policy=default)
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert rich is not None
    return str(message["subject"]), str(plain.get_content()), str(rich.get_content())


async def test_one_mail_has_the_link_in_both_parts(database: Database, make_sender: MakeSender) -> None:
    house, event, made = await order(database)

    (mail,) = await tell(database)
    await make_sender("").send({"mail_id": mail.id})

    sent = await ledger(database)
    subject, plain, rich = parts(sent)
    assert (sent.kind, sent.person_id, sent.state) == ("report", house.owner.id, "captured")
    assert subject == "Your report: Q&A <b>live</b>"
    assert "The report of “Q&A <b>live</b>” is ready." in plain
    assert "Q&amp;A &lt;b&gt;live&lt;/b&gt;" in rich
    names = {found for part in (plain, rich) for found in LINK.findall(part)}
    assert len(names) == 1
    async with database.read() as db:
        opened = await open_report(db, SECRET_KEY, names.pop(), now=utcnow())
    assert opened is not None
    assert (opened[0].id, opened[1].id) == (made.id, event.id)


async def test_link_of_the_mail_opens_nothing_after_a_week(database: Database, make_sender: MakeSender) -> None:
    _, _, made = await order(database)
    (mail,) = await tell(database)
    await make_sender("").send({"mail_id": mail.id})
    name = LINK.findall(parts(await ledger(database))[1])[0]

    async with database.read() as db:
        before = await open_report(db, SECRET_KEY, name, now=made.created_at + LASTS - timedelta(seconds=1))
        after = await open_report(db, SECRET_KEY, name, now=made.created_at + LASTS)

    assert before is not None
    assert after is None


@pytest.mark.parametrize("how", ["expired", "dropped"])
async def test_report_that_cannot_be_opened_any_more_is_not_mailed(
    database: Database, make_sender: MakeSender, how: str
) -> None:
    house, event, made = await order(database)
    (mail,) = await tell(database)
    async with database.write() as db:
        if how == "dropped":
            await drop_orders(db, house.actor, event, kind="chat", format="csv")
        else:
            await db.execute(update(ReportOrder).where(ReportOrder.id == made.id).values(expires_at=utcnow()))

    await make_sender("").send({"mail_id": mail.id})

    assert (await ledger(database)).state == "dropped"


async def test_message_goes_with_the_person_who_ordered(database: Database, make_sender: MakeSender) -> None:
    house, _, _ = await order(database)
    (mail,) = await tell(database)
    await make_sender("").send({"mail_id": mail.id})
    async with database.write() as db:
        person = await db.get_one(Person, house.owner.id)
        person.role = "participant"  # has left the team
        await erase_person(db, house.actor, person, now=utcnow())

    kept = await ledger(database)
    assert (kept.message, kept.answer) == (None, None)
