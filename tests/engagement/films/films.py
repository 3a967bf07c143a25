"""Films for tests, through the product's own actions."""

from pathlib import Path

from footlights.engagement.files import Kept
from footlights.engagement.films.actions import ReceivedFilm, add_film, show_film
from footlights.kit.database import Database
from footlights.kit.ids import new_id
from footlights.room.actors import RoomActor
from footlights.room.frames.state import FilmOnStage
from footlights.room.items import find_film
from tests.room.rooms import at


def received(name: str = "tour.webm") -> ReceivedFilm:
    return ReceivedFilm(Path(new_id().replace("-", "")), name, "video/webm", 9)


async def keep(database: Database, actor: RoomActor, *, client_id: str = "f1") -> Kept:
    async with database.write() as db:
        return await add_film(db, actor, received(), client_id=client_id, now=at(1))


async def put_on_stage(database: Database, actor: RoomActor, *, client_id: str = "f1") -> str:
    kept = await keep(database, actor, client_id=client_id)
    async with database.write() as db:
        await show_film(db, actor, kept.id, now=at(2))
    return kept.id


async def shown(database: Database, actor: RoomActor) -> FilmOnStage | None:
    async with database.read() as db:
        return (await find_film(db, actor.session_id))[0]
