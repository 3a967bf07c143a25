"""What can be done with films."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import func, select

from footlights.engagement.files import Kept, clean_file_name
from footlights.engagement.films.rules import LONGEST_MS, MOST_FILMS, FilmRefused, position_at
from footlights.kit.clock import to_ms
from footlights.kit.database import Db
from footlights.kit.errors import Conflict, NotFound, filled
from footlights.kit.ids import find_id
from footlights.room.actors import RoomActor, require_right
from footlights.room.frames.state import Film, FilmOnStage
from footlights.room.items import find_earlier, find_film, put_film, put_item, remove_item
from footlights.room.log import lock_room
from footlights.room.models import RoomItem

FOLDER = "films"
"""In the data directory."""


class NoSuchFilm(NotFound):
    code = "no_such_film"


@dataclass(frozen=True)
class ReceivedFilm:
    """An upload that was looked at and found fit. The random name it lies under becomes its id."""

    path: Path
    name: str
    media_type: str
    size_bytes: int


async def add_film(db: Db, actor: RoomActor, received: ReceivedFilm, *, client_id: str, now: datetime) -> Kept:
    """Keep a film that lies in place already for the team to show; a retry answers the first one.

    Refuses with NotAllowed, FilmRefused (no usable name), and Conflict beyond MOST_FILMS.
    """
    require_right(actor, "present")
    room = await lock_room(db, actor.session_id, now=now)
    earlier = await find_earlier(db, actor, client_id)
    if earlier is not None:
        return Kept(earlier.seq, str(earlier.data.get("film", {}).get("id", "")), is_new=False)
    name = clean_file_name(received.name)
    if not name:
        raise FilmRefused("This film has no usable name.", pointer="file")
    own = (RoomItem.session_id == actor.session_id) & (RoomItem.kind == "film")
    if (await db.scalar(select(func.count()).select_from(RoomItem).where(own)) or 0) >= MOST_FILMS:
        raise Conflict(filled("A session has at most %(most)s films.", most=MOST_FILMS), code="too_many_films")
    film = Film(
        id=str(UUID(received.path.name)),
        at=to_ms(now),
        name=name,
        media_type=received.media_type,
        size_bytes=received.size_bytes,
    )
    seq = await put_item(db, room, actor, film, audience="team", client_id=client_id, now=now)
    return Kept(seq, film.id)


async def show_film(db: Db, actor: RoomActor, film_id: str | None, *, now: datetime) -> int:
    """Put a film on stage for everyone, standing at its beginning, or take it off.

    Refuses with NotAllowed, NoSuchFilm.
    """
    require_right(actor, "present")
    room = await lock_room(db, actor.session_id, now=now)
    if film_id is None:
        return await put_film(db, room, actor, None, now=now)
    film = await _get_film(db, actor, film_id)
    shown = FilmOnStage(
        film_id=film.id,
        name=film.name,
        is_playing=False,
        position_ms=0,
        at=to_ms(now),
        person_id=actor.person_id,
    )
    return await put_film(db, room, actor, shown, now=now)


async def play_film(db: Db, actor: RoomActor, *, is_playing: bool, now: datetime) -> int:
    """Let the film run from where it is, or hold it there; a second press answers the number there was.

    Refuses with NotAllowed, NoSuchFilm (none on stage).
    """
    require_right(actor, "present")
    room = await lock_room(db, actor.session_id, now=now)
    film, seq = await _get_shown(db, actor)
    if film.is_playing == is_playing:
        return seq
    change = replace(
        film, is_playing=is_playing, position_ms=position_at(film, now), at=to_ms(now), person_id=actor.person_id
    )
    return await put_film(db, room, actor, change, now=now)


async def seek_film(db: Db, actor: RoomActor, position_ms: int, *, now: datetime) -> int:
    """Go to a place in the film, which runs on or stands as before. Refuses with NotAllowed, NoSuchFilm."""
    require_right(actor, "present")
    room = await lock_room(db, actor.session_id, now=now)
    film, _ = await _get_shown(db, actor)
    place = max(0, min(position_ms, LONGEST_MS))
    return await put_film(
        db, room, actor, replace(film, position_ms=place, at=to_ms(now), person_id=actor.person_id), now=now
    )


async def remove_film(db: Db, actor: RoomActor, film_id: str, *, now: datetime) -> tuple[int, str]:
    """Remove a film that is not on stage; answers the number and the stored name, which the edge removes after."""
    require_right(actor, "present")
    room = await lock_room(db, actor.session_id, now=now)
    film = await _get_film(db, actor, film_id)
    shown, _ = await find_film(db, actor.session_id)
    if shown is not None and shown.film_id == film.id:
        raise Conflict("This film is on stage. Take it off first.", code="film_on_stage")
    return await remove_item(db, room, actor, Film, film.id, audience="team", now=now), stored_name(film.id)


async def find_shown_film(db: Db, actor: RoomActor, film_id: str) -> Film:
    """A film the actor may see: attendees only while it is on stage. Refuses with NoSuchFilm."""
    film = await _get_film(db, actor, film_id)
    if not actor.is_team:
        shown, _ = await find_film(db, actor.session_id)
        if shown is None or shown.film_id != film.id:
            raise NoSuchFilm("This film is not on stage.")
    return film


def stored_name(film_id: str) -> str:
    return UUID(film_id).hex


async def _get_film(db: Db, actor: RoomActor, film_id: str) -> Film:
    wanted = find_id(film_id)
    row = await db.get(RoomItem, (actor.session_id, "film", wanted)) if wanted else None
    if row is None:
        raise NoSuchFilm("There is no such film.")
    return msgspec.convert(row.data, Film)


async def _get_shown(db: Db, actor: RoomActor) -> tuple[FilmOnStage, int]:
    film, seq = await find_film(db, actor.session_id)
    if film is None:
        raise NoSuchFilm("There is no film on stage.")
    return film, seq
