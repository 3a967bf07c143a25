"""Reading the chat."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from footlights.engagement.models import ChatMessage
from footlights.kit.database import Db, fetch

MOST = 100
"""Messages in one answer."""


@dataclass(frozen=True)
class History:
    """Messages, oldest first, and whether there are older ones."""

    messages: list[ChatMessage]
    more: bool


async def read_history(
    db: Db, session_id: str, *, before_seq: int | None = None, limit: int = 50, for_team: bool = False
) -> History:
    """The newest messages below `before_seq`; without `for_team`, those that everybody may read."""
    limit = max(1, min(limit, MOST))
    query = select(ChatMessage).where(ChatMessage.session_id == session_id)
    if before_seq is not None:
        query = query.where(ChatMessage.seq < before_seq)
    if not for_team:
        query = query.where(ChatMessage.audience == "all")
    rows = list(await db.scalars(query.order_by(ChatMessage.seq.desc()).limit(limit + 1)))
    return History(rows[:limit][::-1], len(rows) > limit)


async def count_messages_by_person(
    db: Db, session_id: str, *, person_ids: Collection[str] | None = None
) -> dict[str, int]:
    """How many messages each person wrote; people without any are not in it. One statement."""
    query = (
        select(ChatMessage.person_id, func.count())
        .where(ChatMessage.session_id == session_id)
        .group_by(ChatMessage.person_id)
    )
    if person_ids is not None:
        query = query.where(ChatMessage.person_id.in_(person_ids))
    return {person_id: int(number) for person_id, number in await fetch(db, query)}


async def count_messages(db: Db, session_ids: Collection[str]) -> dict[str, int]:
    """How many messages each session has; 0 for the others. One statement."""
    rows = await db.execute(
        select(ChatMessage.session_id, func.count())
        .where(ChatMessage.session_id.in_(session_ids))
        .group_by(ChatMessage.session_id)
    )
    return dict.fromkeys(session_ids, 0) | {session_id: int(number) for session_id, number in rows}
