"""The job that sends one mail, and the parts of it that whole mailings use too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from sqlalchemy import select, update

from footlights.edges.look import _, speak
from footlights.email.compose import Envelope, compose, render_html
from footlights.email.frames import Frames
from footlights.email.kinds import INVITATION, REPORT, WEBHOOK
from footlights.email.letters import Desk, Draft, Subject, write_letter
from footlights.email.models import Mail
from footlights.email.pacing import Pacer
from footlights.email.removed import load_removed
from footlights.email.subjects import load_subject
from footlights.email.suppressions import BOUNCED, is_suppressed, suppress
from footlights.email.texts import Words, words_for
from footlights.email.transport import MailDelayed, MailRefused, Transport, sender_of
from footlights.email.wire import Written
from footlights.engagement.reports.actions import report_url
from footlights.engagement.reports.models import ReportOrder
from footlights.events.models import Event
from footlights.jobs.worker import RetryLater
from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Db
from footlights.settings import Settings
from footlights.webhooks.models import Endpoint
from footlights.workspace.actions import renew_invitation_token
from footlights.workspace.models import Invitation, Person, Workspace

MAX_ATTEMPTS = 10
WAITING = ("queued", "deferred")


@dataclass(frozen=True)
class Result:
    """What became of one try; `message` is kept when mails are captured."""

    state: str
    answer: str
    message: bytes | None = None
    is_address_bad: bool = False


class Sender:
    """Composes and sends; `send` is the handler of the job `email.send`."""

    def __init__(
        self,
        database: Database,
        transport: Transport,
        templates: Environment,
        settings: Settings,
        secret_key: bytes,
    ) -> None:
        self.database = database
        self.transport = transport
        self.templates = templates
        self.pacer = Pacer(settings.mail_per_minute)
        sender = sender_of(settings.smtp_url, host=urlsplit(settings.base_url).hostname or "")
        self.desk = Desk(settings.base_url, secret_key, sender)

    async def send(self, data: dict[str, Any]) -> None:  # Any: a job's JSON
        """Send the mail `mail_id` unless that was done already; a mail whose reason is gone is dropped."""
        now = utcnow()
        async with self.database.write() as db:
            mail = await db.get(Mail, data["mail_id"])
            if mail is None or mail.state not in WAITING:
                return
            draft = await self._draft(db, mail, removed=data.get("removed"), now=now)
            if draft is None:
                mail.state = "dropped"
                return
            if await is_suppressed(db, draft.person, mail.kind):
                mail.state = "suppressed"
                return
            wait_s = self.pacer.wait_s(draft.person.email)
            if wait_s:
                raise RetryLater("pacing", timedelta(seconds=wait_s), counts=False)
            mail.attempts += 1
        result = await self.try_once(self.write(draft), attempts=mail.attempts)
        async with self.database.write() as db:
            await self.note(db, [(mail.id, result)])
        if result.state == "deferred":
            raise RetryLater(result.answer)

    def write(self, draft: Draft, frames: Frames | None = None) -> Written:
        """The message of a draft; `frames` are of mails about the same session at the same moment."""
        name, address = self.desk.sender
        envelope = Envelope(name or draft.from_name, address, draft.person.name, draft.person.email)
        return compose(
            self.templates,
            draft.template,
            envelope,
            draft.values,
            subject=draft.subject,
            language=draft.language,
            attachments=draft.attachments,
            unsubscribe_url=draft.unsubscribe_url,
            thread=draft.thread,
            own=draft.own,
            frames=frames,
        )

    def letter(self, kind: str, subject: Subject, words: Words, *, now: datetime) -> Draft:
        return write_letter(kind, subject, words, self.desk, now=now)

    def preview(self, draft: Draft) -> str:
        """The HTML part, with the band of light left to whoever shows it."""
        return render_html(self.templates, draft.template, draft.values, language=draft.language)

    async def try_once(self, message: Written, *, attempts: int) -> Result:
        """Hand a message to the transport; every way in which that can end is a result."""
        try:
            answer = await self.transport.send(message)
        except MailRefused as refusal:
            state = "bounced" if refusal.is_address else "failed"
            return Result(state, str(refusal), is_address_bad=refusal.is_address)
        except MailDelayed as delay:
            return Result("failed" if attempts >= MAX_ATTEMPTS else "deferred", str(delay))
        if self.transport.captures:
            return Result("captured", answer, message.content)
        return Result("sent", answer)

    async def note(self, db: Db, results: Sequence[tuple[str, Result]]) -> None:
        """Write down what became of mails; an address that bounces gets no more."""
        now = utcnow()
        rows = [
            {
                "id": mail_id,
                "state": result.state,
                "answer": result.answer[:500],
                "message": result.message,
                "sent_at": now if result.state in ("sent", "captured") else None,
            }
            for mail_id, result in results
        ]
        if rows:
            await db.execute(update(Mail), rows)
        for mail_id, result in results:
            if result.is_address_bad:
                person_id = await db.scalar(select(Mail.person_id).where(Mail.id == mail_id))
                await suppress(db, await db.get_one(Person, person_id), BOUNCED, now=now)

    async def _draft(
        self,
        db: Db,
        mail: Mail,
        *,
        removed: dict[str, Any] | None = None,  # Any: a job's JSON
        now: datetime,
    ) -> Draft | None:
        if mail.kind == INVITATION:
            return await self._invitation(db, mail, now=now)
        if mail.kind == WEBHOOK:
            return await self._webhook(db, mail)
        if mail.kind == REPORT:
            return await self._report(db, mail, now=now)
        subject = await load_removed(db, mail, removed) if removed else await load_subject(db, mail)
        if subject is None or is_outdated(mail.kind, subject):
            return None
        with speak(subject.event.language):
            words = await words_for(db, mail.kind, workspace_id=mail.workspace_id, event_id=subject.event.id)
        draft = self.letter(mail.kind, subject, words, now=now)
        if mail.person_id == subject.person.id:
            return draft
        reader = await db.get_one(Person, mail.person_id)
        title = _("Test: %(subject)s") % {"subject": draft.subject}
        return Draft(reader, draft.from_name, draft.language, title, draft.values, draft.attachments)

    async def _webhook(self, db: Db, mail: Mail) -> Draft | None:
        endpoint = await db.get(Endpoint, mail.subject_id)
        if endpoint is None or endpoint.removed_at or not (endpoint.parked_at or endpoint.disabled_at):
            return None
        person = (await db.scalars(select(Person).where(Person.id == mail.person_id))).one()
        workspace = (await db.scalars(select(Workspace).where(Workspace.id == mail.workspace_id))).one()
        values: dict[str, object] = {
            "workspace": workspace,
            "base_url": self.desk.base_url,
            "person": person,
            "endpoint": endpoint,
            "ledger_url": f"{self.desk.base_url}/console/webhooks/{endpoint.id}",
        }
        return Draft(person, workspace.name, workspace.language, "", values, template=WEBHOOK)

    async def _report(self, db: Db, mail: Mail, *, now: datetime) -> Draft | None:
        order = await db.get(ReportOrder, mail.subject_id)
        if order is None or order.expires_at <= now:
            return None
        person = (await db.scalars(select(Person).where(Person.id == mail.person_id))).one()
        workspace = (await db.scalars(select(Workspace).where(Workspace.id == mail.workspace_id))).one()
        event = (await db.scalars(select(Event).where(Event.id == order.event_id))).one()
        url = report_url(self.desk.base_url, self.desk.secret_key, order)
        values: dict[str, object] = {
            "workspace": workspace,
            "base_url": self.desk.base_url,
            "person": person,
            "event": event,
            "report_url": url,
        }
        return Draft(person, workspace.name, workspace.language, "", values, template=REPORT)

    async def _invitation(self, db: Db, mail: Mail, *, now: datetime) -> Draft | None:
        invitation = await db.get(Invitation, mail.subject_id)
        if invitation is None or invitation.used_at is not None or invitation.expires_at <= now:
            return None
        person = (await db.scalars(select(Person).where(Person.id == mail.person_id))).one()
        workspace = (await db.scalars(select(Workspace).where(Workspace.id == mail.workspace_id))).one()
        token = renew_invitation_token(invitation)
        values: dict[str, object] = {
            "workspace": workspace,
            "base_url": self.desk.base_url,
            "person": person,
            "accept_url": f"{self.desk.base_url}/console/invitation/{token}",
            "expires_at": invitation.expires_at,
        }
        return Draft(person, workspace.name, workspace.language, "", values, template=INVITATION)


def is_outdated(kind: str, subject: Subject) -> bool:
    """Has what the mail says become untrue? An erased person and one without an address get nothing at all."""
    person, session = subject.person, subject.session
    if person.is_anonymous or person.erased_at is not None:
        return True
    if kind in ("confirmation", "moved", "speaker", "waiting", "pending"):
        return session.state == "canceled"
    if kind == "reminder":
        return session.is_over
    if kind == "offer":
        return session.is_over or (subject.request is not None and subject.request.state != "offered")
    return kind == "canceled" and session.state != "canceled"
