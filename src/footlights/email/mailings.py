"""Mails to everybody in a session: what is due when, and sending it in portions of constant size.

A mailing's row says what and when; its job runs at that moment and looks at the row first, so that a mailing which was
moved or called off does nothing. Ledger rows are written before anything is sent, each with the outcome of its try: a
crash in between repeats at most what was on its way at that moment, once.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import joinedload

from footlights.edges.look import speak
from footlights.email.frames import Frames
from footlights.email.letters import Subject
from footlights.email.models import Mail, Mailing
from footlights.email.plans import Plan, drop_plan, plans_for, store_plan
from footlights.email.queue import SEND
from footlights.email.sending import Result, Sender, is_outdated
from footlights.email.subjects import load_subjects
from footlights.email.suppressions import list_suppressed, stops
from footlights.email.texts import Words, words_for
from footlights.events.models import Session
from footlights.events.queries import find_session
from footlights.events.room_options import options_of
from footlights.jobs import add_job, enqueue
from footlights.kit.clock import utcnow
from footlights.kit.database import Db, insert_rows
from footlights.kit.ids import new_id
from footlights.registration.models import Registration
from footlights.room.models import Attendance
from footlights.workspace.actors import Actor
from footlights.workspace.models import Person

RUN = "email.mailing"
FOLLOW_UPS = ("attended", "missed")
ROWS = 500
"""Ledger rows written in one transaction."""
PORTION = 25
"""Mails that are loaded and noted down together. Two portions are on their way at most, so that connections have work
while one is noted: that is what a crash can repeat, and what is held in memory."""
PARALLEL = 8
"""Mails handed to the server at once, each over a connection of its own."""
SLICE_S = 100.0
"""A job goes on as another one after this long, well inside the lease that keeps a second worker away."""
FIRST_DELAY = timedelta(seconds=30)


async def plan_sessions(db: Db, sessions: Sequence[Session], *, now: datetime) -> None:
    """Bring the reminders of sessions of one workspace in line with their dates, their events and the plans.

    `session.event` is loaded. Two statements read for all of them.
    """
    if not sessions:
        return
    plans = await plans_for(db, sessions[0].workspace_id, {session.event_id for session in sessions})
    own = Mailing.session_id.in_([session.id for session in sessions]) & (Mailing.kind == "reminder")
    known: dict[str, dict[str, Mailing]] = {session.id: {} for session in sessions}
    for row in await db.scalars(select(Mailing).where(own)):
        known[row.session_id][row.name] = row
    for session in sessions:
        is_coming = session.state == "scheduled" and session.event.is_published
        wanted = _reminders(session, plans[session.event_id]) if is_coming else {}
        for name, row in known[session.id].items():
            if row.state != "done":
                row.state = "due" if name in wanted else "off"
        for name, due_at in wanted.items():
            if name not in known[session.id] and due_at > now:
                _add(db, session, name=name, kind="reminder", due_at=due_at, now=now)


async def add_mailing(
    db: Db, session: Session, *, name: str, kind: str, due_at: datetime, now: datetime
) -> Mailing | None:
    """Make a mailing with its job; None when there is one of that name already."""
    taken = (Mailing.session_id == session.id) & (Mailing.name == name)
    if await db.scalar(select(Mailing.id).where(taken)):
        return None
    return _add(db, session, name=name, kind=kind, due_at=due_at, now=now)


def _add(db: Db, session: Session, *, name: str, kind: str, due_at: datetime, now: datetime) -> Mailing:
    mailing = Mailing(id=new_id(), workspace_id=session.workspace_id, session_id=session.id, name=name, kind=kind)
    mailing.state, mailing.due_at, mailing.created_at = "due", due_at, now
    db.add(mailing)
    add_job(db, RUN, {"mailing_id": mailing.id}, now=now, run_at=due_at)
    return mailing


async def set_plan(db: Db, actor: Actor, event_id: str | None, plan: Plan | None, *, now: datetime) -> None:
    """Set the plan of an event or of the workspace (None: back to the usual), and move what is due accordingly."""
    if plan is None:
        await drop_plan(db, actor, event_id)
    else:
        await store_plan(db, actor, event_id, plan, now=now)
    mine = Session.event_id == event_id if event_id else Session.workspace_id == actor.workspace_id
    coming = mine & (Session.state == "scheduled") & (Session.starts_at > now)
    await plan_sessions(db, await _list_with_event(db, coming), now=now)


async def plan_event(db: Db, event_id: str, *, now: datetime) -> None:
    """`plan_sessions` for every date of an event that is still to come."""
    of_event = (Session.event_id == event_id) & (Session.state == "scheduled")
    await plan_sessions(db, await _list_with_event(db, of_event), now=now)


@dataclass(frozen=True)
class _Portion:
    """Mails that leave together, with what they are about; `last_id` is of the last that was looked at."""

    kind: str
    words: Words
    going: list[tuple[Mail, Subject]]
    last_id: str


class Mailer:
    """`run` is the handler of the job that sends a mailing."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._database = sender.database

    async def run(self, data: dict[str, Any]) -> None:  # Any: a job's JSON
        """Send what is left of the mailing `mailing_id`, for SLICE_S at most; a further job does the rest."""
        mailing_id, ends_at = data["mailing_id"], time.monotonic() + SLICE_S
        if not await self._fill(mailing_id):
            return
        if not await self._send_all(mailing_id, ends_at):
            await self._go_on(mailing_id, data.get("part", 0) + 1)
            return
        async with self._database.write() as db:
            await db.execute(update(Mailing).where(Mailing.id == mailing_id).values(state="done"))

    async def _fill(self, mailing_id: str) -> bool:
        """Write a ledger row for everybody who has none yet; False when there is nothing to send."""
        while True:
            async with self._database.write() as db:
                mailing = await db.get(Mailing, mailing_id)
                session = await find_session(db, mailing.session_id) if mailing else None
                if mailing is None or session is None or mailing.state != "due":
                    return False
                if _is_called_off(mailing, session):
                    mailing.state = "off"
                    return False
                people = await _list_next(db, mailing)
                if not people:
                    return True
                now = utcnow()
                rows = [
                    {
                        "id": new_id(),
                        "workspace_id": mailing.workspace_id,
                        "person_id": person_id,
                        "kind": mailing.kind,
                        "subject_id": registration_id,
                        "mailing_id": mailing.id,
                        "state": "queued",
                        "attempts": 0,
                        "created_at": now,
                    }
                    for registration_id, person_id in people
                ]
                await insert_rows(db, Mail, rows)
                if len(people) < ROWS:
                    return True

    async def _send_all(self, mailing_id: str, ends_at: float) -> bool:
        """Send what is left, the next portion while the one before is noted down; False when the time was too short."""
        turns, last = asyncio.Semaphore(PARALLEL), ""
        before: asyncio.Task[None] | None = None
        try:
            while portion := await self._take(mailing_id, after=last):
                last = portion.last_id
                sending = asyncio.create_task(self._send(portion, turns))
                before, done = sending, before
                if done is not None:
                    await done
                if time.monotonic() > ends_at:
                    return False
            return True
        except asyncio.CancelledError:
            if before is not None:
                before.cancel()
            raise
        finally:
            if before is not None:
                await before

    async def _take(self, mailing_id: str, *, after: str) -> _Portion | None:
        """The next mails to send, with what they are about; None when none is left."""
        async with self._database.write() as db:
            queued = (Mail.mailing_id == mailing_id) & (Mail.state == "queued")
            if after:
                queued &= Mail.id > after
            mails = list(await db.scalars(select(Mail).where(queued).order_by(Mail.id).limit(PORTION)))
            mailing = await db.get_one(Mailing, mailing_id)
            session = await find_session(db, mailing.session_id)
            if not mails or session is None:
                return None
            subjects = await load_subjects(db, session, [mail.subject_id for mail in mails])
            people = [subject.person for subject in subjects.values()]
            stopped = await list_suppressed(db, mailing.workspace_id, people)
            with speak(session.event.language):
                words = await words_for(db, mailing.kind, workspace_id=mailing.workspace_id, event_id=session.event_id)
            going = []
            for mail in mails:
                subject = subjects.get(mail.subject_id)
                if subject is None or is_outdated(mail.kind, subject):
                    mail.state = "dropped"
                elif stops(stopped[subject.person.id], mail.kind) if subject.person.id in stopped else False:
                    mail.state = "suppressed"
                elif wait_s := self._sender.pacer.wait_s(subject.person.email):
                    mail.state = "deferred"
                    await enqueue(
                        db, SEND, {"mail_id": mail.id}, now=utcnow(), run_at=utcnow() + timedelta(seconds=wait_s)
                    )
                else:
                    mail.attempts += 1
                    going.append((mail, subject))
            return _Portion(mailing.kind, words, going, mails[-1].id)

    async def _send(self, portion: _Portion, turns: asyncio.Semaphore) -> None:
        """Send a portion and note what became of it."""
        frames = Frames()

        async def one(mail: Mail, subject: Subject) -> tuple[str, Result]:
            async with turns:
                draft = self._sender.letter(portion.kind, subject, portion.words, now=utcnow())
                return mail.id, await self._sender.try_once(self._sender.write(draft, frames), attempts=mail.attempts)

        results = await asyncio.gather(*(one(mail, subject) for mail, subject in portion.going))
        async with self._database.write() as db:
            await self._sender.note(db, results)
            for mail_id, result in results:
                if result.state == "deferred":
                    await enqueue(db, SEND, {"mail_id": mail_id}, now=utcnow(), run_at=utcnow() + FIRST_DELAY)

    async def _go_on(self, mailing_id: str, part: int) -> None:
        async with self._database.write() as db:
            key = f"mailing:{mailing_id}:{part}"
            await enqueue(db, RUN, {"mailing_id": mailing_id, "part": part}, now=utcnow(), unique_key=key)


async def _list_with_event(db: Db, wanted: ColumnElement[bool]) -> Sequence[Session]:
    return (await db.scalars(select(Session).options(joinedload(Session.event)).where(wanted))).all()


def _reminders(session: Session, plan: Plan) -> dict[str, datetime]:
    """Name to moment; the name holds the start, so that a session which moves is reminded of anew.

    A permanent room has no start to be reminded of.
    """
    if session.event.schedule == "permanent":
        return {}
    start = int(session.starts_at.timestamp())
    return {f"reminder-{minutes}@{start}": session.starts_at - timedelta(minutes=minutes) for minutes in plan.reminders}


def _is_called_off(mailing: Mailing, session: Session) -> bool:
    options = options_of(session.event)
    if options.sends_no_mail or (mailing.kind in FOLLOW_UPS and not options.sends_thank_you):
        return True
    if mailing.kind == "canceled":
        return session.state != "canceled"
    return session.state == "canceled" or not session.event.is_published


async def _list_next(db: Db, mailing: Mailing) -> Sequence[Any]:
    """Registration and person id of those who have no ledger row of this mailing yet."""
    has_mail = exists().where(Mail.mailing_id == mailing.id, Mail.subject_id == Registration.id)
    rows = await db.execute(
        select(Registration.id, Registration.person_id)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.session_id == mailing.session_id, ~has_mail, Person.erased_at.is_(None))
        .where(~Person.is_anonymous, *_who(mailing))
        .order_by(Registration.id)
        .limit(ROWS)
    )
    return rows.all()


def _who(mailing: Mailing) -> list[ColumnElement[bool]]:
    """Whom a mailing is for: follow-ups are for the audience, by whether they came."""
    if mailing.kind not in FOLLOW_UPS:
        return []
    came = exists().where(
        Attendance.session_id == Registration.session_id, Attendance.person_id == Registration.person_id
    )
    return [Registration.room_role == "attendee", came if mailing.kind == "attended" else ~came]
