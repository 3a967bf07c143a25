"""The job that sends one mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from sqlalchemy import select

from footlights.email.compose import Attachment, Envelope, compose
from footlights.email.models import Mail
from footlights.email.transport import MailDelayed, MailRefused, Transport, sender_of
from footlights.events.calendar import FILE_NAME, session_calendar
from footlights.jobs.worker import RetryLater
from footlights.kit.clock import utcnow
from footlights.kit.database import Database, Db
from footlights.registration.links import join_link
from footlights.registration.queries import find_registration
from footlights.settings import Settings
from footlights.webhooks.models import Endpoint
from footlights.workspace.actions import renew_invitation_token
from footlights.workspace.models import Invitation, Person, Workspace

MAX_ATTEMPTS = 10


@dataclass(frozen=True)
class _Draft:
    """What a mail needs beside its ledger row."""

    workspace: Workspace
    person: Person
    language: str
    values: dict[str, object]
    attachments: tuple[Attachment, ...] = ()


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
        self._database = database
        self._transport = transport
        self._templates = templates
        self._settings = settings
        self._secret_key = secret_key

    async def send(self, data: dict[str, Any]) -> None:  # Any: a job's JSON
        """Send the mail `mail_id` unless that was done already; a mail whose reason is gone is dropped."""
        now = utcnow()
        async with self._database.write() as db:
            mail = await db.get(Mail, data["mail_id"])
            if mail is None or mail.state != "queued":
                return
            draft = await self._draft(db, mail, now=now)
            if draft is None:
                mail.state = "dropped"
                return
            mail.attempts += 1
        message = compose(
            self._templates,
            mail.kind,
            self._envelope(draft),
            draft.values,
            language=draft.language,
            attachments=draft.attachments,
        )
        try:
            answer = await self._transport.send(message)
        except MailRefused as refusal:
            await self._note(mail.id, state="failed", answer=str(refusal))
            return
        except MailDelayed as delay:
            await self._note(mail.id, state="failed" if mail.attempts >= MAX_ATTEMPTS else "queued", answer=str(delay))
            if mail.attempts >= MAX_ATTEMPTS:
                return
            raise RetryLater(str(delay)) from delay
        if self._transport.captures:
            await self._note(mail.id, state="captured", answer=answer, message=message.as_bytes())
        else:
            await self._note(mail.id, state="sent", answer=answer)

    async def _note(self, mail_id: str, *, state: str, answer: str, message: bytes | None = None) -> None:
        async with self._database.write() as db:
            mail = await db.get_one(Mail, mail_id)
            mail.state, mail.answer, mail.message = state, answer[:500], message
            mail.sent_at = utcnow() if state in {"sent", "captured"} else None

    def _envelope(self, draft: _Draft) -> Envelope:
        name, address = sender_of(self._settings.smtp_url, host=urlsplit(self._settings.base_url).hostname or "")
        return Envelope(name or draft.workspace.name, address, draft.person.name, draft.person.email)

    async def _draft(self, db: Db, mail: Mail, *, now: datetime) -> _Draft | None:
        if mail.kind == "invitation":
            return await self._invitation(db, mail, now=now)
        if mail.kind == "webhook":
            return await self._webhook(db, mail)
        return await self._confirmation(db, mail, now=now)

    async def _confirmation(self, db: Db, mail: Mail, *, now: datetime) -> _Draft | None:
        registration = await find_registration(db, mail.subject_id)
        if registration is None or registration.session.state == "canceled":
            return None
        session, event, person = registration.session, registration.session.event, registration.person
        url = join_link(self._settings.base_url, self._secret_key, registration, person)
        calendar = Attachment(
            FILE_NAME,
            "text",
            "calendar",
            session_calendar(session, event, url=url, now=now),
            {"method": "PUBLISH", "charset": "utf-8"},
        )
        values: dict[str, object] = {
            "workspace": event.workspace,
            "event": event,
            "session": session,
            "person": person,
            "registration": registration,
            "join_url": url,
            "event_url": f"{self._settings.base_url}/p/{event.id}",
        }
        return _Draft(event.workspace, person, event.language, values, (calendar,))

    async def _webhook(self, db: Db, mail: Mail) -> _Draft | None:
        endpoint = await db.get(Endpoint, mail.subject_id)
        if endpoint is None or endpoint.removed_at or not (endpoint.parked_at or endpoint.disabled_at):
            return None
        person = (await db.scalars(select(Person).where(Person.id == mail.person_id))).one()
        workspace = (await db.scalars(select(Workspace).where(Workspace.id == mail.workspace_id))).one()
        values: dict[str, object] = {
            "workspace": workspace,
            "person": person,
            "endpoint": endpoint,
            "ledger_url": f"{self._settings.base_url}/console/webhooks/{endpoint.id}",
        }
        return _Draft(workspace, person, workspace.language, values)

    async def _invitation(self, db: Db, mail: Mail, *, now: datetime) -> _Draft | None:
        invitation = await db.get(Invitation, mail.subject_id)
        if invitation is None or invitation.used_at is not None or invitation.expires_at <= now:
            return None
        person = (await db.scalars(select(Person).where(Person.id == mail.person_id))).one()
        workspace = (await db.scalars(select(Workspace).where(Workspace.id == mail.workspace_id))).one()
        token = renew_invitation_token(invitation)
        values: dict[str, object] = {
            "workspace": workspace,
            "person": person,
            "accept_url": f"{self._settings.base_url}/console/invitation/{token}",
            "expires_at": invitation.expires_at,
        }
        return _Draft(workspace, person, workspace.language, values)
