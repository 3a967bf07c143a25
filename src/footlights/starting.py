"""What everything that runs on a data directory begins with: a free port, a migrated database, settled memory.

It knows nothing of the web: a command that only asks the database starts in half the time of one that serves.
"""

import gc
import socket

from sqlalchemy.exc import SQLAlchemyError

from footlights.kit.database import Database
from footlights.migrations import upgrade
from footlights.settings import Settings


class CannotServe(Exception):
    """The server cannot start; the message is one line for the operator."""


def check_port(settings: Settings) -> None:
    """Refuse a taken port before anything else is touched."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotServe(
                f"{settings.host}:{settings.port} cannot be used: {error.strerror}. Choose another with --port."
            ) from error


async def open_database(settings: Settings) -> Database:
    """The migrated, open database. Raises CannotServe when it cannot be reached, NewerDatabase."""
    try:
        await upgrade(settings.effective_database_url)
    except (SQLAlchemyError, OSError) as error:
        raise CannotServe(f"The database cannot be opened: {type(error).__name__}.") from error
    database = Database(settings.effective_database_url)
    await database.open()
    return database


def settle_memory() -> None:
    """Leave what is loaded by now out of garbage collection: it stays until the end.

    Looking through the 300,000 objects of all pages and routes takes 100 ms in which nobody would be answered.
    """
    gc.collect()
    gc.freeze()
