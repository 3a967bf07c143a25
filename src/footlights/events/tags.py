"""Tags of events."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from footlights.events.models import EventTag, Tag
from footlights.events.queries import get_event_for
from footlights.kit.database import Db, Reads, fetch
from footlights.kit.errors import Invalid, filled
from footlights.kit.ids import new_id
from footlights.kit.snapshot import Prepared
from footlights.kit.text import clean_line
from footlights.workspace.actors import Actor, require_team

TITLE_LENGTH = 100
MOST_TAGS = 100


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag that an event has."""

    id: str
    title: str


async def add_tag(db: Db, actor: Actor, event_id: str, title: str, *, now: datetime) -> Tag:
    """Give an event a tag, making the tag if it is new; twice is the same as once."""
    require_team(actor)
    event = await get_event_for(db, actor, event_id)
    tag = await _find(db, actor, title)
    if tag is None:
        cleaned = _check_title(title)
        tag = Tag(
            id=new_id(), workspace_id=actor.workspace_id, title=cleaned, title_key=tag_key(cleaned), created_at=now
        )
        db.add(tag)
        await db.flush()
    tagged = set(await db.scalars(select(EventTag.tag_id).where(EventTag.event_id == event.id)))
    if tag.id not in tagged:
        if len(tagged) >= MOST_TAGS:
            raise Invalid(
                filled("An event has at most %(most)s tags.", most=MOST_TAGS), code="too_many_tags", pointer="title"
            )
        db.add(EventTag(event_id=event.id, tag_id=tag.id))
        event.updated_at = now
    return tag


async def remove_tag(db: Db, actor: Actor, event_id: str, title: str, *, now: datetime) -> None:
    """Take a tag off an event; the tag stays. One that is not there changes nothing."""
    require_team(actor)
    event = await get_event_for(db, actor, event_id)
    tag = await _find(db, actor, title)
    if tag is not None:
        await db.execute(delete(EventTag).where(EventTag.event_id == event.id, EventTag.tag_id == tag.id))
        event.updated_at = now


async def list_tags_of_events(db: Reads, event_ids: Collection[str]) -> dict[str, list[Tagged]]:
    """Tags of several events in one statement, by title."""
    found: dict[str, list[Tagged]] = {event_id: [] for event_id in event_ids}
    for event_id, tag_id, title in await fetch(db, _TAGS, {"event_ids": list(found)}):
        found[event_id].append(Tagged(tag_id, title))
    return found


_TAGS = Prepared(
    select(EventTag.event_id, Tag.id, Tag.title)
    .join(Tag, Tag.id == EventTag.tag_id)
    .where(EventTag.event_id.in_(bindparam("event_ids", expanding=True)))
    .order_by(Tag.title_key)
)


def tag_key(title: str) -> str:
    """The form of a title in which tags are compared."""
    return clean_line(title, limit=TITLE_LENGTH).casefold()[:TITLE_LENGTH]


async def _find(db: Db, actor: Actor, title: str) -> Tag | None:
    own = (Tag.workspace_id == actor.workspace_id) & (Tag.title_key == tag_key(_check_title(title)))
    return (await db.scalars(select(Tag).where(own))).one_or_none()


def _check_title(title: str) -> str:
    cleaned = clean_line(title, limit=TITLE_LENGTH + 1)
    if not cleaned:
        raise Invalid("Give the tag a title.", code="title_missing", pointer="title")
    if len(cleaned) > TITLE_LENGTH:
        raise Invalid(
            filled("A tag has at most %(most)s characters.", most=TITLE_LENGTH), code="title_too_long", pointer="title"
        )
    return cleaned
