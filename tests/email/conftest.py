"""A sender over a real database."""

from collections.abc import Callable
from typing import cast

import pytest
from sqlalchemy import select

from footlights.edges.assets import Assets
from footlights.edges.look import make_environment
from footlights.email.compose import TEMPLATES
from footlights.email.models import Mail
from footlights.email.sending import Sender
from footlights.email.transport import make_transport
from footlights.kit.database import Database
from footlights.outbox.relay import Relay
from footlights.settings import Settings
from footlights.subscribers import fact_subscribers
from tests.edges.conftest import NamedAssets
from tests.factories import SECRET_KEY

MakeSender = Callable[[str], Sender]


@pytest.fixture
def make_sender(database: Database) -> MakeSender:
    def make(smtp_url: str = "") -> Sender:
        settings = Settings(smtp_url=smtp_url, public_url="https://events.example.org")
        templates = make_environment(cast("Assets", NamedAssets()), folders=[TEMPLATES])
        return Sender(database, make_transport(smtp_url), templates, settings, SECRET_KEY)

    return make


async def tell(database: Database) -> list[Mail]:
    """Tell every fact, and return the ledger in the order it was written."""
    await Relay(database, fact_subscribers()).tell_all()
    async with database.read() as db:
        return list(await db.scalars(select(Mail).order_by(Mail.created_at, Mail.id)))


async def ledger(database: Database) -> Mail:
    async with database.read() as db:
        return (await db.scalars(select(Mail))).one()
