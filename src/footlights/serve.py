"""One server: web, workers and media in one process, from a data directory.

Order of life: lock the directory, migrate, open the database, start media, open the rooms, start the workers, listen.
On SIGTERM or SIGINT the same backwards within ten seconds: refuse new work, tell the rooms, stop listening, let workers
finish, stop media, close the database.
"""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator

import structlog
import uvloop
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from footlights.app import create_app
from footlights.edges.assets import Assets, AssetsMissing
from footlights.edges.look import make_environment
from footlights.edges.pages.guard import read_domains
from footlights.edges.rest.limits import CallLimits
from footlights.edges.rest.livestorm.payloads import payload_writer
from footlights.edges.rest.livewebinar.told import told_writer
from footlights.email.compose import TEMPLATES as MAIL_TEMPLATES
from footlights.email.sending import Sender
from footlights.email.transport import make_transport
from footlights.engagement.tallies import read_tallies
from footlights.imports.running import BatchRunner
from footlights.jobs.worker import Worker
from footlights.kit.data_dir import DataDirError, DataDirLock, load_secret_key, prepare_data_dir
from footlights.kit.database import Database
from footlights.kit.logs import configure_logs
from footlights.media.control import MediaControl
from footlights.media.settings import MediaSettings
from footlights.media.types import MediaUnavailable
from footlights.migrations import NewerDatabase
from footlights.outbox.relay import Relay
from footlights.registration.geography import Geography, UnusableDatabase
from footlights.room.live import LiveRooms
from footlights.services import Services
from footlights.settings import Settings, SettingsError
from footlights.starting import CannotServe, check_port, open_database, settle_memory
from footlights.subscribers import TOLD_AT_ONCE, fact_subscribers, job_handlers
from footlights.webhooks.subscribers import Ledger
from footlights.webhooks.transport import GuardedTransport
from footlights.webhooks.worker import WebhookWorker

DRAIN_S = 8.0
"""How long requests and jobs may finish after the signal; with the rest it stays under ten seconds."""
BACKLOG = 4096
log = structlog.get_logger()


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises CannotServe."""
    configure_logs(settings.log_format)
    uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    check_port(settings)
    try:
        async with open_services(settings) as services, working(services):
            await _listen(services, stop)
    except (DataDirError, NewerDatabase, SettingsError, AssetsMissing, MediaUnavailable, UnusableDatabase) as error:
        raise CannotServe(str(error)) from error


@contextlib.asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Everything an edge needs, opened in order and closed in reverse."""
    prepare_data_dir(settings.data_path)
    lock = DataDirLock(settings.data_path).acquire()
    try:
        database = await open_database(settings)
        try:
            async with _open_rooms(settings, database) as services:
                yield services
        finally:
            await database.close()
    finally:
        lock.release()


def media_settings(settings: Settings) -> MediaSettings:
    low, _, high = settings.media_port_range.partition("-")
    return MediaSettings(
        data_dir=settings.data_path,
        media_ip=settings.media_ip or None,
        media_public_ip=settings.media_public_ip or None,
        port_range=(int(low), int(high)),
        turn_url=settings.turn_url or None,
        turn_secret=settings.turn_secret or None,
        enabled=settings.media == "janus",
        max_watchers=settings.media_max_watchers,
    )


@contextlib.asynccontextmanager
async def _open_rooms(settings: Settings, database: Database) -> AsyncIterator[Services]:
    secret_key = load_secret_key(settings.data_path, settings.secret_key)
    assets = Assets()
    media = MediaControl(media_settings(settings))
    rooms = LiveRooms(database, media, settings, secret_key, read_tallies=read_tallies)
    templates = make_environment(assets)
    geography, blocked = Geography(settings.geoip_file), read_domains(settings.blocked_domains_file)
    await media.open()
    try:
        await rooms.start()
        try:
            yield Services(
                settings,
                database,
                secret_key,
                media,
                rooms,
                templates,
                assets,
                CallLimits(settings),
                geography,
                blocked,
            )
        finally:
            await rooms.stop()
    finally:
        await media.close()


@contextlib.asynccontextmanager
async def working(services: Services) -> AsyncIterator[None]:
    """Relay and job workers in the background for as long as the block runs."""
    sender = Sender(
        services.database,
        make_transport(services.settings.smtp_url),
        make_environment(services.assets, folders=[MAIL_TEMPLATES]),
        services.settings,
        services.secret_key,
    )
    ledger = Ledger(payload_writer(services), told_writer(services))
    relay = Relay(services.database, fact_subscribers(ledger), at_once=TOLD_AT_ONCE)
    handlers = job_handlers(sender, BatchRunner(services.database))
    worker = Worker(services.database, handlers, quiet=services.together.wait_until_quiet)
    webhooks = WebhookWorker(services.database, services.secret_key, GuardedTransport(services.webhook_addresses))
    tasks = [
        asyncio.create_task(relay.run(), name="relay"),
        asyncio.create_task(worker.run(), name="worker"),
        asyncio.create_task(webhooks.run(), name="webhooks"),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=DRAIN_S / 2)
        await sender.transport.close()
        services.geography.close()


async def _listen(services: Services, stop: asyncio.Event) -> None:
    settings = services.settings
    server = Server(
        create_app(services),
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        log_level=LogLevels.error,
        backlog=BACKLOG,
    )
    settle_memory()
    serving = asyncio.create_task(server.serve(), name="listen")
    log.info("serving", url=settings.base_url)
    await asyncio.wait([serving, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
    log.info("stopping")
    services.is_stopping = True
    await services.rooms.close_all("restarting")
    server.stop()  # type: ignore[no-untyped-call]  # Granian does not type it
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(serving, DRAIN_S / 2)
