"""Web sites that may show a workspace's rooms and forms in a frame."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from footlights.kit.database import Db
from footlights.kit.errors import Invalid, filled
from footlights.workspace.actors import Actor, require_admin
from footlights.workspace.models import Workspace

MOST_SITES = 50
_HOST = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?")


def clean_origin(text: str) -> str:
    """`https://shop.example.org`, or `https://*.example.org` for all below it, out of what people paste.

    Anything behind the host is cut off, since a browser compares no more; without a scheme it is https.
    """
    lowered = text.strip().lower()
    parts = urlsplit(lowered if "://" in lowered else f"https://{lowered}")
    if parts.scheme not in ("http", "https") or len(parts.netloc) > 253 or not _HOST.fullmatch(parts.netloc):
        raise Invalid(
            filled("“%(text)s” is no web site. Write it like https://example.org.", text=text.strip()[:80]),
            code="invalid_site",
            pointer="sites",
        )
    return f"{parts.scheme}://{parts.netloc}"


async def set_sites(db: Db, actor: Actor, sites: Sequence[str], *, now: datetime) -> None:
    """Say which sites may frame the workspace's pages, instead of those before; admins only. Refuses with Invalid."""
    require_admin(actor)
    origins = list(dict.fromkeys(clean_origin(site) for site in sites if site.strip()))
    if len(origins) > MOST_SITES:
        raise Invalid(filled("Name at most %(most)s sites.", most=MOST_SITES), code="too_many_sites", pointer="sites")
    workspace = await db.get_one(Workspace, actor.workspace_id)
    workspace.embed_origins, workspace.updated_at = origins, now
