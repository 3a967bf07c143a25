import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import icalendar
import pytest

from footlights.email.models import Mail
from footlights.events.sessions import cancel_session
from footlights.jobs.worker import RetryLater
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.registration.links import join_link
from footlights.workspace.actions import accept_invitation, invite_team_member
from footlights.workspace.actors import Actor
from footlights.workspace.logos import draw_logo, set_logo
from tests.email.conftest import MakeSender, ledger, tell
from tests.factories import PASSWORD, SECRET_KEY, make_event, make_house, make_registrant, make_session
from tests.services.smtp import Mailbox
from tests.workspace.test_logos import picture


async def confirm(database: Database, **person: str) -> Mail:
    """Someone registers; returns the mail that waits."""
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house, starts_at=utcnow() + timedelta(days=1))
        await make_registrant(db, house, session, **person)
    (mail,) = await tell(database)
    return mail


def part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    assert body is not None
    return str(body.get_content())


async def test_confirmation_leaves_by_smtp_with_link_and_calendar(
    database: Database, make_sender: MakeSender, mailbox: Mailbox
) -> None:
    mail = await confirm(database, first_name="Noor", last_name="Haddad", email="noor@example.com")

    await make_sender(f"smtp://127.0.0.1:{mailbox.port}").send({"mail_id": mail.id})

    (message,) = mailbox.mails
    row = await ledger(database)
    link = re.search(r"https://events\.example\.org/p/\S+/live\?\S+", part(message, "plain"))
    assert link is not None
    assert link.group().replace("&", "&amp;") in part(message, "html")
    assert message["to"] == "Noor Haddad <noor@example.com>"
    assert message["from"] == "Hearth & Grid <events@events.example.org>"
    assert (row.state, row.attempts, row.message) == ("sent", 1, None)
    assert "2.0.0" in (row.answer or "") or "OK" in (row.answer or "")
    (invite,) = [file for file in message.iter_attachments() if file.get_filename() == "invite.ics"]
    calendar = icalendar.Calendar.from_ical(invite.get_content())
    (entry,) = calendar.walk("VEVENT")
    assert entry["url"] == link.group()
    assert str(calendar["method"]) == "REQUEST"


async def test_html_part_is_inlined_and_carries_its_picture(database: Database, make_sender: MakeSender) -> None:
    mail = await confirm(database)

    await make_sender("").send({"mail_id": mail.id})

    row = await ledger(database)
    message = message_from_bytes(row.message or b"", policy=policy.default)
    html = part(message, "html")
    pictures = [image for image in message.walk() if image.get_content_type() == "image/png"]
    assert row.state == "captured"
    assert '<html lang="en">' in html
    assert 'style="' in html
    assert [image["content-id"] for image in pictures] == ["<band>"]


async def test_logo_stands_at_the_head_of_the_mail(database: Database, make_sender: MakeSender) -> None:
    mail = await confirm(database)
    async with database.write() as db:
        owner = Actor(mail.workspace_id, None, "owner", "cli")
        path = (await set_logo(db, owner, draw_logo(picture()), now=utcnow())).logo_path

    await make_sender("").send({"mail_id": mail.id})

    row = await ledger(database)
    html = part(message_from_bytes(row.message or b"", policy=policy.default), "html")
    logo = re.search(r'<img class="logo"[^>]*>', html)
    assert logo is not None
    assert f'src="https://events.example.org{path}"' in logo.group()
    assert 'alt="Hearth &amp; Grid"' in logo.group()


async def test_nothing_typed_becomes_a_header_or_markup(database: Database, make_sender: MakeSender) -> None:
    async with database.write() as db:
        house = await make_house(db)
        event = await make_event(db, house, title="Tour\r\nBcc: all@example.org <b>{{ 7*7 }}</b>")
        session = await make_session(db, house, event, starts_at=utcnow() + timedelta(days=1))
        await make_registrant(db, house, session, first_name="Eve\r\nBcc: x@example.org", last_name="<script>")
    (mail,) = await tell(database)

    await make_sender("").send({"mail_id": mail.id})

    message = message_from_bytes((await ledger(database)).message or b"", policy=policy.default)
    assert message["bcc"] is None
    assert "{{ 7*7 }}" in message["subject"]
    assert "<script>" not in part(message, "html")


async def test_refused_mail_is_given_up_with_the_servers_words(
    database: Database, make_sender: MakeSender, mailbox: Mailbox
) -> None:
    mail = await confirm(database)
    mailbox.answers = ["550 5.1.1 No such mailbox"]

    await make_sender(f"smtp://127.0.0.1:{mailbox.port}").send({"mail_id": mail.id})

    row = await ledger(database)
    assert (row.state, row.answer) == ("bounced", "550 5.1.1 No such mailbox")


async def test_delayed_mail_is_tried_again_and_sent_once(
    database: Database, make_sender: MakeSender, mailbox: Mailbox
) -> None:
    mail = await confirm(database)
    mailbox.answers = ["451 4.3.0 Later"]
    sender = make_sender(f"smtp://127.0.0.1:{mailbox.port}")

    with pytest.raises(RetryLater):
        await sender.send({"mail_id": mail.id})
    for _ in range(2):
        await sender.send({"mail_id": mail.id})

    row = await ledger(database)
    assert (row.state, row.attempts, len(mailbox.mails)) == ("sent", 2, 1)


async def test_server_that_is_away_delays(database: Database, make_sender: MakeSender) -> None:
    mail = await confirm(database)

    with pytest.raises(RetryLater):
        await make_sender("smtp://127.0.0.1:9").send({"mail_id": mail.id})

    assert (await ledger(database)).state == "deferred"


async def test_mail_of_a_canceled_session_is_dropped(
    database: Database, make_sender: MakeSender, mailbox: Mailbox
) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house)
        await make_registrant(db, house, session)
    (mail,) = await tell(database)
    async with database.write() as db:
        await cancel_session(db, house.actor, session.id, now=utcnow())

    await make_sender(f"smtp://127.0.0.1:{mailbox.port}").send({"mail_id": mail.id})

    assert ((await ledger(database)).state, mailbox.mails) == ("dropped", [])


async def test_form_sent_again_at_once_mails_once(database: Database) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house, starts_at=utcnow() + timedelta(days=1))
        for _ in range(3):
            await make_registrant(db, house, session, now=utcnow())

    mails = await tell(database)

    assert [mail.kind for mail in mails] == ["confirmation"]


async def test_invitation_leads_into_the_team(database: Database, make_sender: MakeSender, mailbox: Mailbox) -> None:
    async with database.write() as db:
        house = await make_house(db)
        await invite_team_member(db, house.actor, email="tomasz@example.org", now=utcnow())
    (mail,) = await tell(database)

    await make_sender(f"smtp://127.0.0.1:{mailbox.port}").send({"mail_id": mail.id})

    text = part(mailbox.mails[0], "plain")
    token = re.search(r"/console/invitation/(\S+)", text)
    assert token is not None
    async with database.write() as db:
        member = await accept_invitation(
            db, token.group(1), first_name="Tomasz", last_name="Wilk", password=PASSWORD, now=utcnow()
        )
    assert member.joined_at is not None


async def test_link_in_the_mail_is_the_registrants(database: Database, make_sender: MakeSender) -> None:
    async with database.write() as db:
        house = await make_house(db)
        session = await make_session(db, house, starts_at=utcnow() + timedelta(days=1))
        done = await make_registrant(db, house, session)
    (mail,) = await tell(database)

    await make_sender("").send({"mail_id": mail.id})

    message = message_from_bytes((await ledger(database)).message or b"", policy=policy.default)
    assert join_link("https://events.example.org", SECRET_KEY, done.registration, done.person) in part(message, "plain")
