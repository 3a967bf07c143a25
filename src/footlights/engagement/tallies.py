"""Everything a room counts, in a few statements."""

from collections.abc import Collection

from sqlalchemy import func, select

from footlights.engagement.cards.models import CardClick, CardRow
from footlights.engagement.handouts.models import HandoutDownload, HandoutRow
from footlights.engagement.polls.queries import tally_polls
from footlights.kit.database import Db
from footlights.room.frames.server import Tally


async def read_tallies(db: Db, session_id: str, ids: Collection[str] | None = None) -> list[Tally]:
    """Counts of the things named, or of all of a session's (`room.tallies.ReadTallies`)."""
    return [
        *await tally_polls(db, session_id, ids),
        *await _tally_clicks(db, session_id, ids),
        *await _tally_downloads(db, session_id, ids),
    ]


async def _tally_clicks(db: Db, session_id: str, ids: Collection[str] | None) -> list[Tally]:
    clicked = select(CardClick.card_id, func.count()).join(CardRow, CardRow.id == CardClick.card_id)
    clicked = clicked.where(CardRow.session_id == session_id)
    if ids is not None:
        clicked = clicked.where(CardRow.id.in_(ids))
    return [_tally(card_id, people) for card_id, people in await db.execute(clicked.group_by(CardClick.card_id))]


async def _tally_downloads(db: Db, session_id: str, ids: Collection[str] | None) -> list[Tally]:
    taken = select(HandoutDownload.handout_id, func.count()).join(
        HandoutRow, HandoutRow.id == HandoutDownload.handout_id
    )
    taken = taken.where(HandoutRow.session_id == session_id)
    if ids is not None:
        taken = taken.where(HandoutRow.id.in_(ids))
    return [_tally(one, people) for one, people in await db.execute(taken.group_by(HandoutDownload.handout_id))]


def _tally(item_id: str, people: int) -> Tally:
    return Tally(id=item_id, count=int(people), options={}, answers=[])
