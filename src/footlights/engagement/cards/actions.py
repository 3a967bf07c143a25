"""What can be done with call-to-action cards."""

from datetime import datetime

from sqlalchemy import func, select

from footlights.engagement.cards.models import CardClick, CardRow
from footlights.engagement.cards.rules import MOST_CARDS, CardDraft, clean_card
from footlights.engagement.cues.actions import add_cue, drop_cues
from footlights.engagement.inserting import upsert
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.errors import Conflict, NotFound, filled
from footlights.kit.ids import find_id, new_id
from footlights.room.actors import RoomActor, require_right
from footlights.room.frames.state import Card
from footlights.room.items import find_earlier, find_item_seq, hide_item, put_item, remove_item
from footlights.room.log import Audience, lock_room
from footlights.room.tallies import counts_changed


class NoSuchCard(NotFound):
    code = "no_such_card"


async def add_card(
    db: Db, actor: RoomActor, draft: CardDraft, *, client_id: str, is_shown: bool = False, now: datetime
) -> tuple[int, str]:
    """Prepare a card at the end of the run of show; answers number and id. A retry answers the first ones.

    Refuses with NotAllowed, Invalid, and Conflict beyond MOST_CARDS.
    """
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    earlier = await find_earlier(db, actor, client_id)
    if earlier is not None:
        return earlier.seq, str(earlier.data.get("card", {}).get("id", ""))
    clean = clean_card(draft)
    if (await db.scalar(select(func.count()).where(CardRow.session_id == actor.session_id)) or 0) >= MOST_CARDS:
        raise Conflict(filled("A session has at most %(most)s cards.", most=MOST_CARDS), code="too_many_cards")
    card = CardRow(
        id=new_id(),
        session_id=actor.session_id,
        title=clean.title,
        text=clean.text,
        label=clean.label,
        url=clean.url,
        is_shown=is_shown,
        created_by=actor.person_id,
        created_at=now,
    )
    db.add(card)
    await db.flush()
    audience: Audience = "all" if is_shown else "team"
    seq = await put_item(db, room, actor, card_wire(card), audience=audience, client_id=client_id, now=now)
    await add_cue(db, room, actor, "card", ref=card.id, is_done=is_shown, now=now)
    return seq, card.id


async def show_card(db: Db, actor: RoomActor, card_id: str, *, is_shown: bool, now: datetime) -> int:
    """Show a card to everyone, or take it away; a second press answers the first one's number.

    Refuses with NotAllowed, NoSuchCard.
    """
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    card = await _get_card(db, actor, card_id)
    if card.is_shown == is_shown:
        return await find_item_seq(db, actor.session_id, Card, card.id)
    card.is_shown = is_shown
    if is_shown:
        return await put_item(db, room, actor, card_wire(card), audience="all", now=now)
    return await hide_item(db, room, actor, card_wire(card), now=now)


async def remove_card(db: Db, actor: RoomActor, card_id: str, *, now: datetime) -> int:
    """Remove a card that is not shown, with its clicks. Refuses with NotAllowed, NoSuchCard, Conflict."""
    require_right(actor, "activities")
    room = await lock_room(db, actor.session_id, now=now)
    card = await _get_card(db, actor, card_id)
    if card.is_shown:
        raise Conflict("Hide the card first.", code="card_shown")
    await drop_cues(db, room, actor, card.id, now=now)
    await db.delete(card)
    await db.flush()
    return await remove_item(db, room, actor, Card, card.id, audience="team", now=now)


async def follow_card(db: Db, actor: RoomActor, card_id: str, *, now: datetime) -> str:
    """Count a click and answer where the card leads. Refuses with NoSuchCard what the actor does not see."""
    card = await _get_card(db, actor, card_id)
    if not card.is_shown and not actor.is_team:
        raise NoSuchCard("This card is not shown any more.")
    key = {"card_id": card.id, "person_id": actor.person_id}
    await upsert(db, CardClick, key, {"times": 1, "first_at": now}, change={"times": CardClick.times + 1})
    counts_changed(db, actor.session_id, card.id)
    return card.url


def card_wire(card: CardRow) -> Card:
    return Card(
        id=card.id,
        at=to_ms(card.created_at),
        title=card.title,
        text=card.text,
        label=card.label,
        url=card.url,
        is_shown=card.is_shown,
    )


async def _get_card(db: Db, actor: RoomActor, card_id: str) -> CardRow:
    wanted = find_id(card_id)
    own = (CardRow.id == wanted) & (CardRow.session_id == actor.session_id)
    card = (await db.scalars(select(CardRow).where(own))).one_or_none() if wanted else None
    if card is None:
        raise NoSuchCard("There is no such card.")
    return card
