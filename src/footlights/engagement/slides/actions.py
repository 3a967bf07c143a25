"""What can be done with slides."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from footlights.engagement.files import Kept, clean_file_name
from footlights.engagement.slides.models import DeckRow
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.errors import Conflict, NotFound, filled
from footlights.kit.ids import find_id, new_id
from footlights.room.actors import RoomActor, require_right
from footlights.room.frames.state import Deck, Slides
from footlights.room.items import find_earlier, find_slides, put_item, put_slides, remove_item
from footlights.room.log import lock_room

FOLDER = "slides"
"""In the data directory; a folder per deck."""
MOST_DECKS = 20


class NoSuchDeck(NotFound):
    code = "no_such_deck"


@dataclass(frozen=True)
class DrawnDeck:
    """A PDF that was drawn: the folder of its pictures, and how many there are."""

    folder: Path
    name: str
    pages: int


async def add_deck(db: Db, actor: RoomActor, drawn: DrawnDeck, *, client_id: str, now: datetime) -> Kept:
    """Keep a deck for the team to show; a retry answers the first one.

    Refuses with NotAllowed, and Conflict beyond MOST_DECKS.
    """
    require_right(actor, "present")
    room = await lock_room(db, actor.session_id, now=now)
    earlier = await find_earlier(db, actor, client_id)
    if earlier is not None:
        return Kept(earlier.seq, str(earlier.data.get("deck", {}).get("id", "")), is_new=False)
    if (await db.scalar(select(func.count()).where(DeckRow.session_id == actor.session_id)) or 0) >= MOST_DECKS:
        raise Conflict(filled("A session has at most %(most)s sets of slides.", most=MOST_DECKS), code="too_many_decks")
    row = DeckRow(
        id=new_id(),
        session_id=actor.session_id,
        name=clean_file_name(drawn.name) or "slides.pdf",
        pages=drawn.pages,
        stored_as=drawn.folder.name,
        created_by=actor.person_id,
        created_at=now,
    )
    db.add(row)
    await db.flush()
    seq = await put_item(db, room, actor, deck_wire(row), audience="team", client_id=client_id, now=now)
    return Kept(seq, row.id)


async def show_slides(db: Db, actor: RoomActor, deck_id: str | None, *, page: int, now: datetime) -> int:
    """Put a page on stage for everyone, or clear the stage of slides; a page beyond the ends is the nearest one.

    Refuses with NotAllowed, NoSuchDeck.
    """
    require_right(actor, "present")
    room = await lock_room(db, actor.session_id, now=now)
    if deck_id is None:
        return await put_slides(db, room, actor, None, now=now)
    row = await _get_deck(db, actor, deck_id)
    shown = Slides(
        deck_id=row.id,
        name=row.name,
        pages=row.pages,
        page=max(1, min(page, row.pages)),
        person_id=actor.person_id,
    )
    return await put_slides(db, room, actor, shown, now=now)


async def remove_deck(db: Db, actor: RoomActor, deck_id: str, *, now: datetime) -> tuple[int, str]:
    """Remove a deck that is not on stage; answers the number and the folder the edge removes after the commit."""
    require_right(actor, "present")
    room = await lock_room(db, actor.session_id, now=now)
    row = await _get_deck(db, actor, deck_id)
    shown = await find_slides(db, actor.session_id)
    if shown is not None and shown.deck_id == row.id:
        raise Conflict("These slides are on stage. Take them off first.", code="deck_on_stage")
    stored_as = row.stored_as
    await db.delete(row)
    await db.flush()
    return await remove_item(db, room, actor, Deck, row.id, audience="team", now=now), stored_as


async def find_page(db: Db, actor: RoomActor, deck_id: str, page: int) -> str:
    """The stored folder of a deck whose page the actor may see: attendees only while the deck is on stage, and not
    beyond the page after the one shown. Refuses with NoSuchDeck."""
    row = await _get_deck(db, actor, deck_id)
    if not 1 <= page <= row.pages:
        raise NoSuchDeck("There is no such page.")
    if not actor.is_team:
        shown = await find_slides(db, actor.session_id)
        if shown is None or shown.deck_id != row.id or page > shown.page + 1:
            raise NoSuchDeck("This page is not on stage.")
    return row.stored_as


def deck_wire(row: DeckRow) -> Deck:
    return Deck(id=row.id, at=to_ms(row.created_at), name=row.name, pages=row.pages)


async def _get_deck(db: Db, actor: RoomActor, deck_id: str) -> DeckRow:
    wanted = find_id(deck_id)
    own = (DeckRow.id == wanted) & (DeckRow.session_id == actor.session_id)
    row = (await db.scalars(select(DeckRow).where(own))).one_or_none() if wanted else None
    if row is None:
        raise NoSuchDeck("There are no such slides.")
    return row
