"""Making the objects tests need, through the product's own actions."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from footlights.events.actions import EventChange, create_event, publish_event
from footlights.events.models import Event, Session
from footlights.kit.database import Db
from footlights.registration.actions import Registered, register_person
from footlights.registration.scheduling import schedule_session
from footlights.workspace.actions import create_workspace
from footlights.workspace.actors import Actor
from footlights.workspace.models import TeamMember, Workspace
from footlights.workspace.queries import actor_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "a lamp and a curve"
SECRET_KEY = b"0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class House:
    """A workspace with its owner."""

    workspace: Workspace
    owner: TeamMember
    actor: Actor


async def make_house(db: Db, *, name: str = "Hearth & Grid", email: str = "ines@example.org") -> House:
    made = await create_workspace(
        db,
        name=name,
        email=email,
        password=PASSWORD,
        time_zone="Europe/Amsterdam",
        first_name="Ines",
        last_name="Marchetti",
        now=NOW,
    )
    return House(made.workspace, made.owner, actor_of(made.owner, via="console"))


async def make_event(db: Db, house: House, *, published: bool = True, **values: object) -> Event:
    change = EventChange(**{"title": "Heat pumps in old houses", **values})  # type: ignore[arg-type]
    event = await create_event(db, house.actor, change, now=NOW)
    return await publish_event(db, house.actor, event.id, now=NOW) if published else event


async def make_session(
    db: Db, house: House, event: Event | None = None, *, starts_at: datetime | None = None, capacity: int | None = None
) -> Session:
    event = event or await make_event(db, house)
    return await schedule_session(
        db,
        house.actor,
        event.id,
        starts_at=starts_at or NOW + timedelta(hours=1),
        time_zone="Europe/Amsterdam",
        capacity=capacity,
        now=NOW,
    )


async def make_registrant(db: Db, house: House, session: Session, n: int = 1, **values: object) -> Registered:
    given = {"email": f"person{n}@example.com", "first_name": f"First{n}", "last_name": f"Last{n}", "now": NOW}
    return await register_person(db, house.actor, session, **{**given, **values})  # type: ignore[arg-type]
