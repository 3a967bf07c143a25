"""What can be done with the workspace's files."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, select

from footlights.engagement.files import clean_file_name
from footlights.engagement.handouts.actions import ReceivedFile
from footlights.engagement.handouts.rules import FileRefused
from footlights.engagement.storage.models import StoredFile
from footlights.kit.database import Db
from footlights.kit.errors import Conflict, NotFound, filled
from footlights.kit.ids import find_id, new_id
from footlights.kit.secrets import sign, unsign
from footlights.workspace.actors import Actor, require_team

FOLDER = "storage"
"""In the data directory."""
MOST_FILES = 5000
_PURPOSE = "stored file"


class NoSuchFile(NotFound):
    code = "no_such_file"


async def add_stored(db: Db, actor: Actor, file: ReceivedFile, *, now: datetime) -> StoredFile:
    """Keep a file that lies in place already. Refuses with FileRefused, and Conflict beyond MOST_FILES."""
    require_team(actor)
    name = clean_file_name(file.name)
    if not name:
        raise FileRefused("This file has no usable name.", pointer="file")
    mine = StoredFile.workspace_id == actor.workspace_id
    if (await db.scalar(select(func.count()).select_from(StoredFile).where(mine)) or 0) >= MOST_FILES:
        raise Conflict(
            filled("A workspace has at most %(most)s files.", most=MOST_FILES), code="too_many_files", pointer="file"
        )
    row = StoredFile(
        id=new_id(),
        workspace_id=actor.workspace_id,
        name=name,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        stored_as=file.path.name,
        made_by_id=actor.person_id,
        created_at=now,
    )
    db.add(row)
    await db.flush()
    return row


async def get_stored_for(db: Db, actor: Actor, file_id: str) -> StoredFile:
    """A file of the actor's workspace, or NoSuchFile."""
    require_team(actor)
    own = (StoredFile.id == find_id(file_id)) & (StoredFile.workspace_id == actor.workspace_id)
    row = (await db.scalars(select(StoredFile).where(own))).one_or_none()
    if row is None:
        raise NoSuchFile("There is no such file.")
    return row


async def remove_stored(db: Db, actor: Actor, row: StoredFile) -> str:
    """Forget a file; its address opens nothing any more. Answers `stored_as`, whose bytes the caller removes."""
    require_team(actor)
    await db.execute(delete(StoredFile).where(StoredFile.id == row.id))
    return row.stored_as


def stored_url(base_url: str, secret_key: bytes, row: StoredFile) -> str:
    """Opens without a sign-in; nobody guesses it."""
    return f"{base_url}/storage/{sign(secret_key, _PURPOSE, row.id.encode())}{Path(row.name).suffix}"


async def open_stored(db: Db, secret_key: bytes, name: str) -> StoredFile | None:
    """The file behind the last part of an address."""
    payload = unsign(secret_key, _PURPOSE, name.rpartition(".")[0] if name.count(".") > 1 else name)
    file_id = find_id(payload.decode("ascii", "replace")) if payload else None
    return await db.get(StoredFile, file_id) if file_id else None
