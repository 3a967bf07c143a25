"""Whether the process is up, whether it can work, and its figures."""

from typing import Any

from litestar import Response, get
from litestar.datastructures import State
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from footlights.edges.given import Running
from footlights.services import Services


@get("/healthz", include_in_schema=False, sync_to_thread=False)
def healthz() -> dict[str, str]:
    """The process is up."""
    return {"status": "ok"}


@get("/readyz", include_in_schema=False)
async def readyz(services: Running) -> Response[dict[str, Any]]:  # Any: a report
    """Can this server do its work? 503 names what cannot, part by part."""
    parts = {
        "database": await _check_database(services),
        "media": "ok" if services.media.available else (services.media.detail or "not available"),
        "server": "stopping" if services.is_stopping else "ok",
    }
    ready = all(
        state == "ok" or (name == "media" and services.settings.media == "off") for name, state in parts.items()
    )
    return Response({"status": "ready" if ready else "not ready", "parts": parts}, status_code=200 if ready else 503)


@get("/metrics", include_in_schema=False, sync_to_thread=False)
def metrics(state: State) -> Response[bytes]:
    """Prometheus text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _check_database(services: Services) -> str:
    try:
        async with services.database.read() as db:
            await db.execute(text("SELECT 1"))
    except Exception as error:  # whatever the driver raises, the answer is the same
        return f"not reachable ({type(error).__name__})"
    return "ok"
