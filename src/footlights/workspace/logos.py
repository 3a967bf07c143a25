"""A workspace's logo: decoded, made small and written anew, so that nothing of the file that came is kept."""

import io
import warnings
from datetime import datetime

from PIL import Image, ImageOps
from sqlalchemy import delete, select

from footlights.kit.database import Db
from footlights.kit.errors import Invalid, filled
from footlights.kit.ids import find_id, new_id
from footlights.workspace.actors import Actor, require_admin
from footlights.workspace.models import Logo, Workspace

LARGEST_BYTES = 1024 * 1024
LARGEST_SIDE = 4096  # pixels of a picture that is taken
SHOWN_SIZE = (640, 160)  # pixels; a larger one is made to fit
FORMATS = ("PNG", "JPEG", "WEBP")


def draw_logo(content: bytes) -> bytes:
    """A PNG of at most SHOWN_SIZE from a PNG, JPEG or WebP; else Invalid. Takes processor time: call it in a thread.

    The size is read from the head of the file and checked before any pixel is decoded. Of a moving picture the
    first frame is kept.
    """
    if len(content) > LARGEST_BYTES:
        raise Invalid("A logo has at most 1 MB.", code="picture_too_large", pointer="logo")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _draw(content)
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:  # Pillow's, of broken files
        raise Invalid("Choose a PNG, JPEG or WebP picture.", code="not_a_picture", pointer="logo") from error


def _draw(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if max(picture.size) > LARGEST_SIDE:
            raise _too_large()
        drawn = ImageOps.exif_transpose(picture).convert("RGBA")
    drawn.thumbnail(SHOWN_SIZE)
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()


def _too_large() -> Invalid:
    sentence = filled("A logo has at most %(most)s pixels a side.", most=LARGEST_SIDE)
    return Invalid(sentence, code="picture_too_large", pointer="logo")


async def set_logo(db: Db, actor: Actor, png: bytes, *, now: datetime) -> Workspace:
    """Show what `draw_logo` made in place of an earlier one; its address changes with it. Refuses with Forbidden."""
    workspace = await remove_logo(db, actor, now=now)
    row = Logo(id=new_id(), workspace_id=workspace.id, content=png, created_at=now)
    db.add(row)
    workspace.logo_id = row.id
    return workspace


async def remove_logo(db: Db, actor: Actor, *, now: datetime) -> Workspace:
    """Go back to the initials. Refuses with Forbidden."""
    require_admin(actor)
    workspace = (await db.scalars(select(Workspace).where(Workspace.id == actor.workspace_id))).one()
    await db.execute(delete(Logo).where(Logo.workspace_id == workspace.id))
    workspace.logo_id, workspace.updated_at = None, now
    return workspace


async def find_logo(db: Db, logo_id: str) -> Logo | None:
    wanted = find_id(logo_id)
    return (await db.scalars(select(Logo).where(Logo.id == wanted))).one_or_none() if wanted else None
