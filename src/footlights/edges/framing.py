"""Which sites may show our pages in a frame, and the headers that say so to the browser."""

import re
from urllib.parse import urlsplit

from footlights.edges.web import content_policy
from footlights.services import Services
from footlights.workspace.models import Workspace

_HOST = re.compile(r"[a-z0-9.-]+(:\d{1,5})?|\[[0-9a-f:]+\](:\d{1,5})?")


def room_ancestors(workspace: Workspace) -> str:
    """Of rooms by number: every site, or those that the workspace names (LiveWebinar contract, section 8)."""
    return " ".join(["'self'", *workspace.embed_origins]) if workspace.embed_origins else "*"


def named_ancestors(workspace: Workspace, embed_url: str | None) -> str:
    """Of pages by event: the site of the session's `embed_url` and those that the workspace names, else none."""
    sites = [*workspace.embed_origins, *filter(None, [origin_of(embed_url or "")])]
    return " ".join(["'self'", *dict.fromkeys(sites)]) if sites else "'none'"


def framed(services: Services, ancestors: str, *, allows_wasm: bool = False) -> dict[str, str]:
    """Headers of a page that may stand in a frame; its address may hold a token, so it is told to nobody."""
    policy = content_policy(services.settings.base_url, allows_wasm=allows_wasm, ancestors=ancestors)
    return {"content-security-policy": policy, "referrer-policy": "no-referrer"}


def origin_of(url: str) -> str | None:
    """`https://host:port` of a web address; None for anything else."""
    parts = urlsplit(url.strip().lower())
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}" if parts.scheme in ("http", "https") and _HOST.fullmatch(host) else None
