"""What everything that runs on a data directory begins with: a free port, a migrated database.

It knows nothing of the web: a command that only asks the database starts in half the time of one that serves.
"""

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
