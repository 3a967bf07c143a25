"""Places: how many are left, and whether registration is open."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func, select, union_all

from footlights.events.models import Event, Session
from footlights.events.rules import session_status
from footlights.kit.database import Db, fetch
from footlights.registration.errors import RegistrationClosed
from footlights.registration.models import PlaceRequest, Registration

Openness = Literal["open", "early", "closed", "canceled", "over"]


def openness(session: Session, event: Event, *, now: datetime) -> Openness:
    """May strangers register? `early`: not yet; `closed`: no longer, though the session is still to come."""
    status = session_status(session, event, now=now)
    if status == "canceled":
        return "canceled"
    if status in {"past", "past_not_started"}:
        return "over"
    if event.opens_at is not None and now < event.opens_at:
        return "early"
    closes_at = closing_time(session, event)
    return "closed" if closes_at is not None and now >= closes_at else "open"


def closing_time(session: Session, event: Event) -> datetime | None:
    """When registration ends before the session does; a permanent room has no start to count from."""
    if event.closes_before_min is None or event.schedule == "permanent":
        return None
    return session.starts_at - timedelta(minutes=event.closes_before_min)


def check_open(session: Session, *, is_team: bool, now: datetime) -> None:
    """Refuse with RegistrationClosed; the team may add people before and after the public can register."""
    match openness(session, session.event, now=now):
        case "canceled":
            raise RegistrationClosed("This session was canceled.", code="session_canceled")
        case "over":
            raise RegistrationClosed("This session is over.", code="session_over")
        case "early" if not is_team:
            raise RegistrationClosed("Registration has not opened yet.", code="registration_early")
        case "closed" if not is_team:
            raise RegistrationClosed("Registration has closed.", code="registration_closed")


async def count_left(db: Db, session: Session, *, now: datetime) -> int | None:
    """Places that nobody has and that are not kept for anybody; None without a limit."""
    return (await count_left_in(db, [session], now=now))[session.id]


async def count_left_in(db: Db, sessions: Collection[Session], *, now: datetime) -> dict[str, int | None]:
    """`count_left` for several sessions by id, in one statement; in none when no session has a limit."""
    left: dict[str, int | None] = {session.id: session.capacity for session in sessions}
    limited = [session_id for session_id, capacity in left.items() if capacity is not None]
    if not limited:
        return left
    attendees = Registration.session_id.in_(limited) & (Registration.room_role == "attendee")
    is_kept = (PlaceRequest.state == "offered") & (PlaceRequest.offered_until > now)
    kept = PlaceRequest.session_id.in_(limited) & is_kept
    taken = select(Registration.session_id, func.count()).where(attendees).group_by(Registration.session_id)
    offered = select(PlaceRequest.session_id, func.count()).where(kept).group_by(PlaceRequest.session_id)
    for session_id, number in await fetch(db, union_all(taken, offered)):
        left[session_id] = max(0, (left[session_id] or 0) - number)
    return left


async def lock_places(db: Db, session: Session) -> None:
    """Let no one else count or give places of this session until this transaction ends."""
    await db.execute(select(Session.id).where(Session.id == session.id).with_for_update())
