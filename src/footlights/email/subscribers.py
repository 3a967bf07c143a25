"""Facts that become mails."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from footlights.email.kinds import WEBHOOK
from footlights.email.mailings import add_mailing, plan_event, plan_sessions
from footlights.email.models import Mail
from footlights.email.plans import plan_for
from footlights.email.queue import Letter, queue_mail, queue_mails
from footlights.events.models import Event
from footlights.events.queries import find_session
from footlights.events.room_options import options_of
from footlights.kit.clock import utcnow
from footlights.kit.database import Db, among, fetch
from footlights.outbox import Fact
from footlights.registration.models import PlaceRequest, Registration
from footlights.workspace.accounts import accounts_of, settings_of
from footlights.workspace.models import Person, TeamMember
from footlights.workspace.stand_ins import is_stand_in

AGAIN_AFTER = timedelta(minutes=2)
"""A form sent again sooner than this does not send the same mail again: nobody's mailbox is a target."""
STATES = {"waiting": "waiting", "pending": "pending", "offered": "offer"}


async def queue_confirmations(db: Db, facts: Sequence[Fact]) -> None:
    """`person.registered`: mail the personal link to whoever registered, and to speakers the way into the green room.

    An event without confirmations still mails those who ask for their link. In a handful of statements for all.
    """
    places = await _load_places(db, [fact.subject_id for fact in facts if not fact.data.get("quiet")])
    mailed = await _list_mailed(db, [fact for fact in facts if fact.data.get("again")])
    plans = {place.event_id: await plan_for(db, *of_event) for of_event, place in _one_of_each_event(places.values())}
    silent = {event_id for event_id in plans if await _is_silent(db, event_id)}
    letters = []
    for fact in facts:
        place = places.get(fact.subject_id)
        if place is None or is_stand_in(place.email) or place.erased_at is not None:
            continue
        is_attendee, is_again = place.room_role == "attendee", fact.data.get("again", False)
        if place.event_id in silent and not is_again:
            continue
        kind = "confirmation" if is_attendee else "speaker"
        is_wanted = plans[place.event_id].confirmation or is_again or not is_attendee
        if is_wanted and (fact.subject_id, kind) not in mailed:
            letters.append(Letter(place.workspace_id, place.person_id, kind, fact.subject_id))
            mailed.add((fact.subject_id, kind))
    await queue_mails(db, letters, now=utcnow())


async def queue_request(db: Db, fact: Fact) -> None:
    """`place.requested`: say that somebody is on the list, or that the team looks at it."""
    kind = STATES.get(fact.data["state"])
    if kind is not None and not fact.data.get("quiet") and not await _is_silent_about(db, fact):
        await _queue_once(db, fact, person_id=fact.data["person_id"], kind=kind)


async def queue_offer(db: Db, fact: Fact) -> None:
    """`place.offered`"""
    if await _is_silent_about(db, fact):
        return
    await _queue(db, fact, person_id=fact.data["person_id"], kind="offer")


async def queue_decline(db: Db, fact: Fact) -> None:
    """`place.declined`"""
    if await _is_silent_about(db, fact):
        return
    await _queue(db, fact, person_id=fact.data["person_id"], kind="declined")


async def queue_release(db: Db, fact: Fact) -> None:
    """`person.unregistered`: whoever gave the place back gets that in writing, and it leaves their calendar.

    Whom the team removes is not written to; whoever moved to another date has a mail about that one. When the whole
    session was removed, it is canceled for everybody.
    """
    removed = fact.data.get("removed")
    if removed:
        await _queue(db, fact, person_id=fact.data["person_id"], kind="canceled", removed=removed)
        return
    request_id = fact.data.get("request_id")
    request = await db.get(PlaceRequest, request_id) if request_id else None
    if request is None or fact.actor_id != request.person_id or await _is_silent(db, request.event_id):
        return
    elsewhere = (Registration.event_id == request.event_id) & (Registration.person_id == request.person_id)
    if await db.scalar(select(Registration.id).where(elsewhere, Registration.created_at == request.updated_at)):
        return
    await _queue(db, fact, person_id=request.person_id, kind="released", subject_id=request.id)


async def queue_invitation(db: Db, fact: Fact) -> None:
    """`team_member.invited`: mail the way in."""
    await _queue(db, fact, person_id=fact.subject_id, kind="invitation", subject_id=fact.data["invitation_id"])


async def queue_webhook_alert(db: Db, fact: Fact) -> None:
    """`webhook.stopped`: tell the workspace's owners that a receiver takes nothing."""
    owners = (TeamMember.workspace_id == fact.workspace_id) & (TeamMember.role == "owner")
    rows = await db.scalars(select(TeamMember.id).where(owners, TeamMember.removed_at.is_(None)))
    owner_ids = list(rows)
    accounts = await accounts_of(db, owner_ids)
    for owner_id in owner_ids:
        if not settings_of(accounts.get(owner_id)).notifications.get(WEBHOOK, True):
            continue
        await _queue(db, fact, person_id=owner_id, kind="webhook", subject_id=fact.subject_id)


async def queue_report(db: Db, fact: Fact) -> None:
    """`report.ordered`: mail its link to who asked for it."""
    await _queue(db, fact, person_id=fact.data["asked_by_id"], kind="report")


async def plan_mailings(db: Db, fact: Fact) -> None:
    """`session.created`, `session.updated`, `session.canceled`: reminders follow the date, and people are told."""
    session, now = await find_session(db, fact.subject_id), utcnow()
    if session is None:
        return
    await plan_sessions(db, [session], now=now)
    if not session.event.is_published or session.starts_at < now:
        return
    if fact.kind == "session.canceled":
        name = f"canceled-{session.revision}"
        await add_mailing(db, session, name=name, kind="canceled", due_at=now, now=now)
    elif fact.data.get("moved"):
        await add_mailing(db, session, name=f"moved-{session.revision}", kind="moved", due_at=now, now=now)


async def plan_event_mailings(db: Db, fact: Fact) -> None:
    """`event.published`, `event.updated`: reminders are only due while the event is public."""
    await plan_event(db, fact.subject_id, now=utcnow())


async def plan_follow_ups(db: Db, fact: Fact) -> None:
    """`session.ended`: one mail to those who came and another to those who did not."""
    session, now = await find_session(db, fact.subject_id), utcnow()
    if session is None or session.ended_at is None:
        return
    plan = await plan_for(db, session.workspace_id, session.event_id)
    due_at = session.ended_at + timedelta(minutes=plan.follow_up_min)
    for kind, is_wanted in (("attended", plan.attended), ("missed", plan.missed)):
        if is_wanted:
            await add_mailing(db, session, name=kind, kind=kind, due_at=due_at, now=now)


async def _load_places(db: Db, registration_ids: Sequence[str]) -> dict[str, Any]:  # Any: rows of columns
    rows = await fetch(
        db,
        select(
            Registration.id,
            Registration.workspace_id,
            Registration.event_id,
            Registration.person_id,
            Registration.room_role,
            Person.email,
            Person.erased_at,
        )
        .join(Person, Person.id == Registration.person_id)
        .where(among(Registration.id, registration_ids)),
    )
    return {row.id: row for row in rows}


async def _list_mailed(db: Db, facts: Sequence[Fact]) -> set[tuple[str, str]]:
    """Subjects and kinds of mails that these facts would repeat too soon."""
    if not facts:
        return set()
    since = min(fact.recorded_at for fact in facts) - AGAIN_AFTER
    recent = Mail.subject_id.in_([fact.subject_id for fact in facts]) & (Mail.created_at > since)
    return {(row.subject_id, row.kind) for row in await fetch(db, select(Mail.subject_id, Mail.kind).where(recent))}


def _one_of_each_event(places: Iterable[Any]) -> Iterable[tuple[tuple[str, str], Any]]:
    return {(place.workspace_id, place.event_id): place for place in places}.items()


async def _is_silent(db: Db, event_id: str) -> bool:
    """Does the event's room send no mail at all? What people ask for themselves is mailed all the same."""
    event = await db.get(Event, event_id)
    return event is not None and options_of(event).sends_no_mail


async def _is_silent_about(db: Db, fact: Fact) -> bool:
    """The same for a fact whose subject is a request for a place."""
    request = await db.get(PlaceRequest, fact.subject_id)
    return request is not None and await _is_silent(db, request.event_id)


async def _queue_once(db: Db, fact: Fact, *, person_id: str, kind: str) -> None:
    recent = await db.scalar(
        select(Mail.id).where(
            Mail.subject_id == fact.subject_id,
            Mail.kind == kind,
            Mail.created_at > fact.recorded_at - AGAIN_AFTER,
        )
    )
    if recent is None:
        await _queue(db, fact, person_id=person_id, kind=kind)


async def _queue(
    db: Db,
    fact: Fact,
    *,
    person_id: str,
    kind: str,
    subject_id: str | None = None,
    removed: dict[str, Any] | None = None,  # Any: a fact's JSON
) -> None:
    person = await db.get(Person, person_id)
    if person is None or person.is_anonymous or person.erased_at is not None:
        return
    await queue_mail(
        db,
        workspace_id=fact.workspace_id,
        person_id=person_id,
        kind=kind,
        subject_id=subject_id or fact.subject_id,
        removed=removed,
        now=utcnow(),
    )
