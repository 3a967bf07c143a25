"""Reminders, changes, cancellations and follow-ups to everybody in a session."""

import re
from datetime import datetime, timedelta
from email.message import EmailMessage

import icalendar
import pytest
import vobject
from sqlalchemy import select

from footlights.email.mailings import Mailer, plan_event, set_plan
from footlights.email.models import Mail, Mailing
from footlights.email.plans import Plan
from footlights.email.suppressions import UNSUBSCRIBED, suppress
from footlights.email.texts import WrongText, check_text
from footlights.events.models import Session
from footlights.events.queries import get_session_for
from footlights.events.sessions import cancel_session, reinstate_session, update_session
from footlights.jobs.models import Job
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.kit.errors import Invalid
from footlights.outbox import record
from footlights.registration.actions import add_person
from footlights.registration.guests import add_guest
from footlights.room.facts import SessionEnded
from footlights.room.models import Attendance
from footlights.room.removal import remove_session
from footlights.workspace.people import make_anonymous_person
from tests.email.conftest import MakeSender, tell
from tests.factories import House, make_event, make_house, make_registrant, make_session
from tests.room.counting import count_statements
from tests.services.smtp import Mailbox


async def open_house(database: Database, *, people: int = 2, days: int = 3) -> tuple[House, Session]:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house, starts_at=(utcnow() + timedelta(days=days)).replace(microsecond=0))
        for n in range(people):
            await make_registrant(db, house, session, n)
    await tell(database)
    return house, session


async def mailings(database: Database, kind: str = "reminder") -> list[Mailing]:
    async with database.read() as db:
        rows = await db.scalars(select(Mailing).where(Mailing.kind == kind).order_by(Mailing.due_at))
        return list(rows)


async def run(database: Database, make_sender: MakeSender, mailing: Mailing, url: str = "") -> None:
    await Mailer(make_sender(url)).run({"mailing_id": mailing.id})


async def states(database: Database, kind: str) -> list[str]:
    async with database.read() as db:
        return sorted(await db.scalars(select(Mail.state).where(Mail.kind == kind)))


def invite_of(message: EmailMessage) -> bytes:
    (file,) = [part for part in message.iter_attachments() if part.get_filename() == "invite.ics"]
    return bytes(file.get_payload(decode=True))  # type: ignore[arg-type]


async def test_reminders_are_due_before_the_start_and_move_with_it(database: Database) -> None:
    house, session = await open_house(database)
    before = [session.starts_at - row.due_at for row in await mailings(database)]

    moved = session.starts_at + timedelta(days=7)
    async with database.write() as db:
        await update_session(db, house.actor, session.id, starts_at=moved, now=utcnow())
    await tell(database)

    assert before == [timedelta(days=1), timedelta(hours=1), timedelta(minutes=10)]
    due = [row for row in await mailings(database) if row.state == "due"]
    assert [moved - row.due_at for row in due] == before
    async with database.read() as db:
        jobs = list(await db.scalars(select(Job).where(Job.kind == "email.mailing")))
    assert {row.due_at for row in due} <= {job.run_at for job in jobs}


async def test_mailing_reaches_everybody_once(database: Database, make_sender: MakeSender, mailbox: Mailbox) -> None:
    house, session = await open_house(database, people=7)
    async with database.write() as db:
        person = make_anonymous_person(
            db, house.workspace.id, domain="e.example", first_name=None, last_name=None, now=utcnow()
        )
        await db.flush()
        await make_registrant(db, house, session, email=person.email)
        open_one = await get_session_for(db, house.actor, session.id)
        open_one.registered_only = False
        await add_guest(db, open_one, name="Somebody", now=utcnow())
        silent = await make_registrant(db, house, session, email="silent@example.com")
        await suppress(db, silent.person, UNSUBSCRIBED, now=utcnow())
    (mailing, *_) = await mailings(database)
    url = f"smtp://127.0.0.1:{mailbox.port}"

    for _ in range(2):
        await run(database, make_sender, mailing, url)

    told = sorted(str(message["to"]).rpartition("<")[2].rstrip(">") for message in mailbox.mails)
    assert told == ["ines@example.org", *(f"person{n}@example.com" for n in range(7))]
    assert await states(database, "reminder") == ["sent"] * 8 + ["suppressed"]
    first = mailbox.mails[0]
    assert first["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https://events\.example\.org/unsubscribe\?r=\S+>", first["list-unsubscribe"])
    assert first["subject"].startswith("In 3 days")


async def test_crash_between_sending_and_noting_repeats_a_portion_at_most_once(
    database: Database, make_sender: MakeSender, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_house(database, people=3)
    (mailing, *_) = await mailings(database)
    sender = make_sender(f"smtp://127.0.0.1:{mailbox.port}")
    monkeypatch.setattr(sender, "note", crash)

    with pytest.raises(RuntimeError):
        await Mailer(sender).run({"mailing_id": mailing.id})
    await run(database, make_sender, mailing, f"smtp://127.0.0.1:{mailbox.port}")

    assert len(mailbox.mails) == 8  # four people, each twice
    assert await states(database, "reminder") == ["sent"] * 4


async def crash(*_: object) -> None:
    raise RuntimeError("power cut")


async def test_nothing_leaves_for_a_canceled_session_but_the_news(
    database: Database, make_sender: MakeSender, mailbox: Mailbox
) -> None:
    house, session = await open_house(database)
    (reminder, *_) = await mailings(database)
    async with database.write() as db:
        await cancel_session(db, house.actor, session.id, reason="The host is ill.", now=utcnow())
    await tell(database)
    (news,) = await mailings(database, "canceled")
    url = f"smtp://127.0.0.1:{mailbox.port}"

    for mailing in (reminder, news):
        await run(database, make_sender, mailing, url)

    assert [str(message["subject"]).split(":")[0] for message in mailbox.mails] == ["Canceled"] * 3
    text = mailbox.mails[0].get_body(("plain",))
    assert text is not None
    assert "The host is ill." in text.get_content()


async def test_removed_session_is_canceled_for_everybody_who_had_a_place(
    database: Database, make_sender: MakeSender, mailbox: Mailbox
) -> None:
    house, session = await open_house(database)
    async with database.write() as db:
        await remove_session(db, house.actor, session.id, now=utcnow())
    await tell(database)

    async with database.read() as db:
        of_session = select(Job.data).where(Job.kind == "email.send").order_by(Job.created_at)
        jobs = [data for data in await db.scalars(of_session) if "removed" in data]
    sender = make_sender(f"smtp://127.0.0.1:{mailbox.port}")
    for data in jobs:
        await sender.send(data)

    told = sorted(str(message["to"]).rpartition("<")[2].rstrip(">") for message in mailbox.mails)
    assert told == ["ines@example.org", "person0@example.com", "person1@example.com"]
    message = mailbox.mails[0]
    assert str(message["subject"]).startswith("Canceled: Heat pumps in old houses, ")
    calendar = icalendar.Calendar.from_ical(invite_of(message))
    (entry,) = calendar.walk("VEVENT")
    assert [str(calendar["method"]), str(entry["uid"])] == ["CANCEL", f"{session.id}@footlights"]


async def test_removed_draft_tells_nobody(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house, await make_event(db, house, published=False))
        await make_registrant(db, house, session)
        await remove_session(db, house.actor, session.id, now=utcnow())

    assert [mail.kind for mail in await tell(database) if mail.kind == "canceled"] == []


async def test_calendar_entry_stays_the_same_through_changes(
    database: Database, make_sender: MakeSender, mailbox: Mailbox
) -> None:
    house, session = await open_house(database, people=1)
    url = f"smtp://127.0.0.1:{mailbox.port}"
    (confirmation,) = await tell(database)
    await make_sender(url).send({"mail_id": confirmation.id})
    moved = session.starts_at + timedelta(days=7)
    async with database.write() as db:
        await update_session(db, house.actor, session.id, starts_at=moved, now=utcnow())
    await tell(database)
    await run(database, make_sender, (await mailings(database, "moved"))[0], url)
    async with database.write() as db:
        await cancel_session(db, house.actor, session.id, now=utcnow())
    await tell(database)
    await run(database, make_sender, (await mailings(database, "canceled"))[0], url)

    mine = [message for message in mailbox.mails if "person0" in str(message["to"])]
    files = [invite_of(message) for message in mine]
    read = [read_both(content) for content in files]
    assert [method for method, *_ in read] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({uid for _, uid, _, _ in read}) == 1
    assert [sequence for *_, sequence, _ in read] == sorted({sequence for *_, sequence, _ in read})
    assert [start for *_, start in read] == [session.starts_at, moved, moved]


def read_both(content: bytes) -> tuple[str, str, int, datetime]:
    """Method, UID, SEQUENCE and start, on which two parsers agree."""
    calendar = icalendar.Calendar.from_ical(content)
    (entry,) = calendar.walk("VEVENT")
    first = (str(calendar["method"]), str(entry["uid"]), int(entry["sequence"]), entry.decoded("dtstart"))
    other = vobject.readOne(content.decode())
    event = other.vevent
    second = (other.method.value, event.uid.value, int(event.sequence.value), event.dtstart.value)
    assert first == second
    return first


async def test_session_that_comes_back_is_reminded_of_again(database: Database) -> None:
    house, session = await open_house(database)
    async with database.write() as db:
        await cancel_session(db, house.actor, session.id, now=utcnow())
    await tell(database)
    off = [row.state for row in await mailings(database)]
    async with database.write() as db:
        await reinstate_session(db, house.actor, session.id, now=utcnow())
    await tell(database)

    assert off == ["off"] * 3
    assert [row.state for row in await mailings(database)] == ["due"] * 3


async def test_follow_ups_differ_for_those_who_came(
    database: Database, make_sender: MakeSender, mailbox: Mailbox
) -> None:
    house, session = await open_house(database)
    now = utcnow()
    async with database.write() as db:
        row = await db.get_one(Session, session.id)
        row.state, row.started_at, row.ended_at = "ended", now - timedelta(hours=1), now
        people = [mail.person_id for mail in await db.scalars(select(Mail).order_by(Mail.created_at))]
        came = Attendance(session_id=session.id, person_id=people[0], attended_at=now, left_at=now, duration_s=60)
        db.add(came)
        ended = SessionEnded(event_id=session.event_id, registrants_count=3, attendees_count=1, duration_s=3600)
        record(db, house.actor, ended, about=session.id, now=now)
    await tell(database)

    for kind in ("attended", "missed"):
        (mailing,) = await mailings(database, kind)
        assert mailing.due_at == now + timedelta(hours=1)
        await run(database, make_sender, mailing, f"smtp://127.0.0.1:{mailbox.port}")

    subjects = sorted(str(message["subject"]).partition(":")[0] for message in mailbox.mails)
    assert subjects == ["Thank you for coming", "We missed you"]


async def test_follow_up_leads_to_the_replay_once_there_is_one(
    database: Database, make_sender: MakeSender, mailbox: Mailbox
) -> None:
    house, session = await open_house(database, people=1)
    now = utcnow()
    async with database.write() as db:
        row = await db.get_one(Session, session.id)
        row.state, row.started_at, row.ended_at = "ended", now - timedelta(hours=1), now
        ended = SessionEnded(event_id=session.event_id, registrants_count=2, attendees_count=0, duration_s=3600)
        record(db, house.actor, ended, about=session.id, now=now)
        await update_session(db, house.actor, session.id, replay_url="https://films.example.org/heat", now=now)
    await tell(database)
    (mailing,) = await mailings(database, "missed")

    await run(database, make_sender, mailing, f"smtp://127.0.0.1:{mailbox.port}")

    (message,) = mailbox.mails
    plain = message.get_body(("plain",))
    assert plain is not None
    assert "https://films.example.org/heat" in plain.get_content()


@pytest.mark.parametrize("url", ["films.example.org", "javascript:alert(1)", "https://a b", "https://u:p@example.org/"])
async def test_replay_is_a_whole_address(database: Database, url: str) -> None:
    house, session = await open_house(database, people=0)

    async with database.write() as db:
        with pytest.raises(Invalid):
            await update_session(db, house.actor, session.id, replay_url=url, now=utcnow())


async def test_dates_of_an_event_are_planned_in_as_many_statements_as_one(database: Database) -> None:
    house, session = await open_house(database, people=0)
    counts = []
    for days in (5, 6, 7):
        async with database.write() as db:
            with count_statements(database) as statements:
                await plan_event(db, session.event_id, now=utcnow())
                await db.flush()
            await make_session(db, house, session.event, starts_at=utcnow() + timedelta(days=days))
        counts.append(sum(statement.startswith("SELECT") for statement in statements))

    assert counts == [counts[0]] * 3


async def test_plan_of_an_event_replaces_the_usual(database: Database) -> None:
    house, session = await open_house(database)

    async with database.write() as db:
        await set_plan(db, house.actor, session.event_id, Plan(reminders=(30,), missed=False), now=utcnow())

    due = [session.starts_at - row.due_at for row in await mailings(database) if row.state == "due"]
    assert due == [timedelta(minutes=30)]


async def test_speakers_are_invited_with_their_role(
    database: Database, make_sender: MakeSender, mailbox: Mailbox
) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house, starts_at=utcnow() + timedelta(days=1))
        await add_person(db, house.actor, session, email="wilk@example.com", room_role="speaker", now=utcnow())
    (mail,) = await tell(database)

    await make_sender(f"smtp://127.0.0.1:{mailbox.port}").send({"mail_id": mail.id})

    (message,) = mailbox.mails
    body = message.get_body(("plain",))
    assert body is not None
    assert message["subject"].startswith("Come on stage: ")
    assert "invites you as speaker" in body.get_content()
    assert "Enter the green room" in body.get_content()


@pytest.mark.parametrize(
    "text",
    [
        "{{ first_name.__class__ }}",
        "{{ ''.join([]) }}",
        "{% for i in range(9) %}x{% endfor %}",
        "{{ 'a' * 999999999 }}",
        "{% include 'letter.html' %}",
        "{{ unknown }}",
        "{{ first_name",
        "{{ first_name|attr('x') }}",
        "{% set x = 1 %}",
        "{{ answers['x'] }}",
    ],
)
def test_texts_only_show_fields(text: str) -> None:
    with pytest.raises(WrongText):
        check_text(text, pointer="body")
