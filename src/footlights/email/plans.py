"""Which mails go out by themselves, and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from footlights.email.models import MailPlan
from footlights.kit.database import Db
from footlights.kit.errors import Invalid, filled
from footlights.workspace.actors import Actor, require_admin, require_team

MOST_REMINDERS = 10
FURTHEST_MIN = 60 * 24 * 60


@dataclass(frozen=True)
class Plan:
    """`reminders` are minutes before the start; `follow_up_min` after the end."""

    reminders: tuple[int, ...] = (24 * 60, 60, 10)
    confirmation: bool = True
    attended: bool = True
    missed: bool = True
    follow_up_min: int = 60
    is_own: bool = False


DEFAULT = Plan()


async def plan_for(db: Db, workspace_id: str, event_id: str | None) -> Plan:
    """The plan of an event: its own, the workspace's, or DEFAULT."""
    return (await plans_for(db, workspace_id, [event_id]))[event_id]


async def plans_for(db: Db, workspace_id: str, event_ids: Collection[str | None]) -> dict[str | None, Plan]:
    """`plan_for` for several events, in one statement."""
    wanted = MailPlan.event_id.in_([event_id for event_id in event_ids if event_id]) | MailPlan.event_id.is_(None)
    rows = await db.scalars(select(MailPlan).where(MailPlan.workspace_id == workspace_id, wanted))
    by_event = {row.event_id: row for row in rows}
    return {event_id: _plan(by_event.get(event_id) or by_event.get(None), event_id) for event_id in event_ids}


def _plan(row: MailPlan | None, event_id: str | None) -> Plan:
    if row is None:
        return DEFAULT
    minutes = tuple(int(part) for part in row.reminders.split())
    return Plan(minutes, row.confirmation, row.attended, row.missed, row.follow_up_min, is_own=row.event_id == event_id)


async def store_plan(db: Db, actor: Actor, event_id: str | None, plan: Plan, *, now: datetime) -> None:
    """Set the plan of an event, or the workspace's; edges call `mailings.set_plan`, which also moves what is due."""
    require_team(actor) if event_id else require_admin(actor)
    if len(plan.reminders) > MOST_REMINDERS:
        raise Invalid(
            filled("At most %(most)s reminders.", most=MOST_REMINDERS), code="too_many_reminders", pointer="reminders"
        )
    if any(not 1 <= minutes <= FURTHEST_MIN for minutes in plan.reminders):
        raise Invalid("A reminder goes out 1 minute to 60 days before.", code="invalid_reminder", pointer="reminders")
    if not 0 <= plan.follow_up_min <= FURTHEST_MIN:
        raise Invalid("The follow-up goes out within 60 days.", code="invalid_follow_up", pointer="follow_up_min")
    await drop_plan(db, actor, event_id)
    row = MailPlan(workspace_id=actor.workspace_id, event_id=event_id)
    row.reminders = " ".join(str(minutes) for minutes in sorted(set(plan.reminders), reverse=True))
    row.confirmation, row.attended, row.missed = plan.confirmation, plan.attended, plan.missed
    row.follow_up_min, row.updated_at = plan.follow_up_min, now
    db.add(row)
    await db.flush()


async def drop_plan(db: Db, actor: Actor, event_id: str | None) -> None:
    mine = MailPlan.workspace_id == actor.workspace_id
    place = MailPlan.event_id == event_id if event_id else MailPlan.event_id.is_(None)
    await db.execute(delete(MailPlan).where(mine, place))
