"""Things of the room that stay: each change is an entry of the log, and a row holds what the newest entry says.

A snapshot is read from the rows; the reducer gets to the same by applying the entries. Attendees never learn of what is
the team's; what they have seen and shall not see any more leaves with `hide_item`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, get_args

import msgspec
from sqlalchemy import delete, select

from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.room.actors import RoomActor
from footlights.room.frames.activity_entries import (
    CardRemovedData,
    CardSetData,
    CuesSetData,
    DeckRemovedData,
    DeckSetData,
    FilmAddedData,
    FilmRemovedData,
    FilmSetData,
    HandoutRemovedData,
    HandoutSetData,
    PollRemovedData,
    PollSetData,
    SlidesSetData,
)
from footlights.room.frames.state import Card, Cue, Deck, Film, FilmOnStage, Handout, Poll, Slides
from footlights.room.frames.wire import EntryData
from footlights.room.log import Audience, append_entry
from footlights.room.models import Room, RoomEntry, RoomItem

Item = Poll | Card | Handout | Deck | Film
_KINDS: dict[type[Item], str] = {Poll: "poll", Card: "card", Handout: "handout", Deck: "deck", Film: "film"}
ON_STAGE = "film_on_stage"
_REMOVED: dict[type[Item], type[EntryData]] = {
    Poll: PollRemovedData,
    Card: CardRemovedData,
    Handout: HandoutRemovedData,
    Deck: DeckRemovedData,
    Film: FilmRemovedData,
}


@dataclass
class Items:
    """All of them, as one audience sees them; each list in the order in which its things were made."""

    polls: list[Poll] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    handouts: list[Handout] = field(default_factory=list)
    decks: list[Deck] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    slides: Slides | None = None
    films: list[Film] = field(default_factory=list)
    film: FilmOnStage | None = None


async def put_item(
    db: Db,
    room: Room,
    actor: RoomActor,
    item: Item,
    *,
    audience: Audience,
    client_id: str | None = None,
    now: datetime,
) -> int:
    """Tell a thing as it is now; answers the number. `room` comes from `lock_room` in this transaction."""
    seq = append_entry(
        db, room, _set_data(item), audience=audience, actor_id=actor.person_id, client_id=client_id, now=now
    )
    await _keep(db, room, _KINDS[type(item)], item.id, seq, audience, msgspec.to_builtins(item))
    return seq


async def hide_item(db: Db, room: Room, actor: RoomActor, item: Item, *, now: datetime) -> int:
    """Take a thing from the attendees and leave it with the team: two entries, of which the last is answered."""
    await remove_item(db, room, actor, type(item), item.id, audience="all", now=now)
    return await put_item(db, room, actor, item, audience="team", now=now)


async def remove_item(
    db: Db, room: Room, actor: RoomActor, kind: type[Item], item_id: str, *, audience: Audience, now: datetime
) -> int:
    own = (RoomItem.session_id == room.session_id) & (RoomItem.kind == _KINDS[kind]) & (RoomItem.id == item_id)
    await db.execute(delete(RoomItem).where(own))
    gone = msgspec.convert({"id": item_id}, _REMOVED[kind])
    return append_entry(db, room, gone, audience=audience, actor_id=actor.person_id, now=now)


async def put_cues(
    db: Db, room: Room, actor: RoomActor, cues: list[Cue], *, client_id: str | None = None, now: datetime
) -> int:
    """The whole run of show, for the team."""
    data = CuesSetData(cues=cues)
    seq = append_entry(db, room, data, audience="team", actor_id=actor.person_id, client_id=client_id, now=now)
    await _keep(db, room, "cues", room.session_id, seq, "team", msgspec.to_builtins(data))
    return seq


async def put_slides(db: Db, room: Room, actor: RoomActor, slides: Slides | None, *, now: datetime) -> int:
    data = SlidesSetData(slides=slides)
    seq = append_entry(db, room, data, actor_id=actor.person_id, now=now)
    await _keep(db, room, "slides", room.session_id, seq, "all", msgspec.to_builtins(data))
    if slides is not None:
        await _clear(db, room, ON_STAGE, seq, FilmSetData(film=None))
    return seq


async def put_film(db: Db, room: Room, actor: RoomActor, film: FilmOnStage | None, *, now: datetime) -> int:
    data = FilmSetData(film=film)
    seq = append_entry(db, room, data, actor_id=actor.person_id, now=now)
    await _keep(db, room, ON_STAGE, room.session_id, seq, "all", msgspec.to_builtins(data))
    if film is not None:
        await _clear(db, room, "slides", seq, SlidesSetData(slides=None))
    return seq


async def find_film(db: Db, session_id: str) -> tuple[FilmOnStage | None, int]:
    """The film on stage, and the number of the newest entry about it."""
    row = await db.get(RoomItem, (session_id, ON_STAGE, session_id))
    return (msgspec.convert(row.data, FilmSetData).film, row.seq) if row is not None else (None, 0)


async def find_slides(db: Db, session_id: str) -> Slides | None:
    row = await db.get(RoomItem, (session_id, "slides", session_id))
    return msgspec.convert(row.data, SlidesSetData).slides if row is not None else None


async def find_item_seq(db: Db, session_id: str, kind: type[Item], item_id: str) -> int:
    """The number of the newest entry about a thing; 0 if there is no such thing."""
    row = await db.get(RoomItem, (session_id, _KINDS[kind], item_id))
    return row.seq if row is not None else 0


async def find_earlier(db: Db, actor: RoomActor, client_id: str) -> RoomEntry | None:
    """The entry this person made before under the same `client_id`: then the call is a retry."""
    if not (0 < len(client_id) <= 64 and client_id.isascii() and client_id.isprintable()):
        raise Invalid("This has no usable id.", code="invalid_client_id", pointer="client_id")
    own = (RoomEntry.session_id == actor.session_id) & (RoomEntry.actor_id == actor.person_id)
    return (await db.scalars(select(RoomEntry).where(own, RoomEntry.client_id == client_id))).one_or_none()


async def read_items(db: Db, session_id: str) -> dict[Audience, Items]:
    """Everything, by audience; the team sees all of it."""
    seen: dict[Audience, Items] = {audience: Items() for audience in get_args(Audience)}
    columns = (RoomItem.kind, RoomItem.audience, RoomItem.data)
    for kind, audience, data in await db.execute(select(*columns).where(RoomItem.session_id == session_id)):
        for one in ("team", "all") if audience == "all" else ("team",):
            _take(seen[one], kind, data)
    for items in seen.values():
        for things in (items.polls, items.cards, items.handouts, items.decks, items.films):
            things.sort(key=lambda thing: (thing.at, thing.id))
    return seen


def _take(items: Items, kind: str, data: dict[str, Any]) -> None:  # Any: JSON values
    match kind:
        case "poll":
            items.polls.append(msgspec.convert(data, Poll))
        case "card":
            items.cards.append(msgspec.convert(data, Card))
        case "handout":
            items.handouts.append(msgspec.convert(data, Handout))
        case "deck":
            items.decks.append(msgspec.convert(data, Deck))
        case "cues":
            items.cues = msgspec.convert(data, CuesSetData).cues
        case "slides":
            items.slides = msgspec.convert(data, SlidesSetData).slides
        case "film":
            items.films.append(msgspec.convert(data, Film))
        case "film_on_stage":
            items.film = msgspec.convert(data, FilmSetData).film


def _set_data(item: Item) -> EntryData:
    match item:
        case Poll():
            return PollSetData(poll=item)
        case Card():
            return CardSetData(card=item)
        case Handout():
            return HandoutSetData(handout=item)
        case Deck():
            return DeckSetData(deck=item)
        case Film():
            return FilmAddedData(film=item)


async def _clear(db: Db, room: Room, kind: str, seq: int, nothing: EntryData) -> None:
    """What the entry `seq` put on stage took this off."""
    row = await db.get(RoomItem, (room.session_id, kind, room.session_id))
    if row is not None:
        row.seq, row.data = seq, msgspec.to_builtins(nothing)


async def _keep(
    db: Db,
    room: Room,
    kind: str,
    item_id: str,
    seq: int,
    audience: Audience,
    data: dict[str, Any],  # Any: JSON values
) -> None:
    row = await db.get(RoomItem, (room.session_id, kind, item_id))
    if row is None:
        db.add(RoomItem(session_id=room.session_id, kind=kind, id=item_id, seq=seq, audience=audience, data=data))
        await db.flush()
    else:
        row.seq, row.audience, row.data = seq, audience, data
