"""What becomes of a received file, whichever edge it came by."""

import asyncio
import shutil
from pathlib import Path

from footlights.engagement.files import Kept, discard
from footlights.engagement.films.actions import ReceivedFilm, add_film
from footlights.engagement.films.rules import check_film
from footlights.engagement.handouts.actions import ReceivedFile, add_handout
from footlights.engagement.handouts.rules import check_handout
from footlights.engagement.slides.actions import FOLDER as SLIDES
from footlights.engagement.slides.actions import add_deck
from footlights.engagement.slides.drawing import draw_deck
from footlights.kit.clock import utcnow
from footlights.room.actors import RoomActor
from footlights.services import Services


def folder_of(services: Services, name: str) -> Path:
    return services.settings.data_path / name


async def keep_handout(services: Services, actor: RoomActor, path: Path, *, name: str, client_id: str) -> Kept:
    """Look at a received file and share it; what is refused leaves nothing behind."""
    is_kept = False
    try:
        media_type = await asyncio.to_thread(check_handout, path, name)
        size = (await asyncio.to_thread(path.stat)).st_size
        file = ReceivedFile(path, name, media_type, size)
        async with services.database.write() as db:
            kept = await add_handout(db, actor, file, client_id=client_id, now=utcnow())
        is_kept = kept.is_new
    finally:
        if not is_kept:
            discard(path)
    return kept


async def keep_deck(services: Services, actor: RoomActor, path: Path, *, name: str, client_id: str) -> Kept:
    """Draw a received PDF and keep its pictures; the PDF itself goes."""
    try:
        drawn = await draw_deck(path, folder_of(services, SLIDES), name=name)
    finally:
        discard(path)
    is_kept = False
    try:
        async with services.database.write() as db:
            kept = await add_deck(db, actor, drawn, client_id=client_id, now=utcnow())
        is_kept = kept.is_new
    finally:
        if not is_kept:
            await asyncio.to_thread(shutil.rmtree, drawn.folder, ignore_errors=True)
    return kept


async def keep_film(services: Services, actor: RoomActor, path: Path, *, name: str, client_id: str) -> Kept:
    """Look at a received film and keep it for the team to show; what is refused leaves nothing behind."""
    is_kept = False
    try:
        media_type = await asyncio.to_thread(check_film, path, name)
        size = (await asyncio.to_thread(path.stat)).st_size
        film = ReceivedFilm(path, name, media_type, size)
        async with services.database.write() as db:
            kept = await add_film(db, actor, film, client_id=client_id, now=utcnow())
        is_kept = kept.is_new
    finally:
        if not is_kept:
            discard(path)
    return kept
