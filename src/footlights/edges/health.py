"""Whether the process is up, whether it can work, and its figures."""

from typing import Any

from litestar import Response, get
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import text

from footlights.edges.given import Running
from footlights.services import Services

CONNECTIONS = Gauge("footlights_room_connections", "Open room sockets")
ROOMS = Gauge("footlights_rooms", "Rooms in memory")
PUBLISHERS = Gauge("footlights_media_publishers", "Streams on stage")
WATCHERS = Gauge("footlights_media_watchers", "Tabs that receive media")
MEDIA_UP = Gauge("footlights_media_up", "Is Janus there")
MEDIA_EPOCH = Gauge("footlights_media_epoch", "How often Janus was started")


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
def metrics(services: Running) -> Response[bytes]:
    """Prometheus text format."""
    load = services.media.node_load()
    figures = {
        CONNECTIONS: services.rooms.connections,
        ROOMS: services.rooms.rooms,
        PUBLISHERS: load.publishers,
        WATCHERS: load.watchers,
        MEDIA_UP: int(services.media.available),
        MEDIA_EPOCH: services.media.epoch,
    }
    for gauge, figure in figures.items():
        gauge.set(figure)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _check_database(services: Services) -> str:
    try:
        async with services.database.read() as db:
            await db.execute(text("SELECT 1"))
    except Exception as error:  # whatever the driver raises, the answer is the same
        return f"not reachable ({type(error).__name__})"
    return "ok"
