"""Webhooks in the console."""

import pytest
from sqlalchemy import select

from footlights.edges.console.bars import HEIGHT, delivery_bars
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.services import Services
from footlights.settings import Settings
from footlights.webhooks.actions import create_endpoint, send_test
from footlights.webhooks.models import Delivery, Endpoint
from footlights.webhooks.queries import Hour
from footlights.webhooks.signing import endpoint_secret
from footlights.webhooks.transport import GuardedTransport
from footlights.webhooks.worker import WebhookWorker
from tests.edges.console.browser import Browser
from tests.factories import SECRET_KEY, House
from tests.webhooks.receiver import answer, receiving


@pytest.fixture
def services(services: Services) -> Services:
    services.settings = Settings(webhook_allow=["127.0.0.1"], webhook_http=True)
    return services


async def make(database: Database, house: House, services: Services, url: str) -> Endpoint:
    async with database.write() as db:
        endpoint = await create_endpoint(
            db,
            house.actor,
            url=url,
            events=["people.registered"],
            name="CRM sync",
            addresses=services.webhook_addresses,
            now=utcnow(),
        )
        await send_test(db, house.actor, endpoint, now=utcnow())
        return endpoint


async def deliver(services: Services) -> None:
    transport = GuardedTransport(services.webhook_addresses)
    await WebhookWorker(services.database, SECRET_KEY, transport).run_due()
    await transport.aclose()


async def test_secret_is_shown_once(ines: Browser, database: Database) -> None:
    await ines.open("/console/webhooks")
    made = await ines.send(
        "/console/webhooks", url="https://crm.example.org/hooks", name="CRM sync", events=["people.registered"]
    )
    later = await ines.open("/console/webhooks")

    async with database.read() as db:
        endpoint = (await db.scalars(select(Endpoint))).one()
    secret = endpoint_secret(SECRET_KEY, endpoint.id, 1)
    assert made.status == 200
    assert (secret in made.html, secret in later.html) == (True, False)
    assert "CRM sync" in later.text
    assert "Not used yet" in later.text


async def test_problems_stand_beside_their_fields(ines: Browser) -> None:
    await ines.open("/console/webhooks")

    wrong_address = await ines.send("/console/webhooks", url="https://10.0.0.7/", events=["people.registered"])
    no_event = await ines.send("/console/webhooks", url="https://crm.example.org/", name="Kept")

    assert (wrong_address.status, no_event.status) == (422, 422)
    assert "This address is not public." in wrong_address.text
    assert "Choose at least one event." in no_event.text
    assert no_event.value("f-name") == "Kept"


async def test_ledger_shows_tries_and_replays(
    ines: Browser, services: Services, database: Database, house: House
) -> None:
    async with receiving(answer(200, b"<b>thanks</b>")) as receiver:
        endpoint = await make(database, house, services, receiver.url)
        await deliver(services)
        path = f"/console/webhooks/{endpoint.id}"
        ledger = await ines.open(path)
        async with database.read() as db:
            delivery = (await db.scalars(select(Delivery))).one()
        detail = await ines.open(f"{path}/deliveries/{delivery.id}")
        again = await ines.submit(f"{path}/replay", what="ticked", delivery=[delivery.id])
        await deliver(services)
        after = await ines.open(path)

    assert "webhook.test" in ledger.text
    assert "Delivered" in ledger.text
    assert "<b>thanks</b>" in detail.text
    assert f"webhook-id: {receiver.got[0].id}" in detail.text
    assert "1 delivery is sent again." in again.text
    assert "Replayed" in after.text
    assert receiver.got[0].id == receiver.got[1].id


async def test_pause_resume_test_and_ranges(
    ines: Browser, services: Services, database: Database, house: House
) -> None:
    endpoint = await make(database, house, services, "https://crm.example.org/")
    path = f"/console/webhooks/{endpoint.id}"
    await ines.open(path)

    paused = await ines.submit(f"{path}/pause")
    tested = await ines.submit(f"{path}/test")
    resumed = await ines.submit(f"{path}/resume")
    ranged = await ines.submit(f"{path}/replay", what="range", since="2026-01-01T00:00", until="2099-01-01T00:00")
    nothing = await ines.send(f"{path}/replay", what="range")

    assert "Paused" in paused.text
    assert "2 waiting" in tested.text
    assert "Running again." in resumed.text
    assert "2 deliveries are sent again." in ranged.text
    assert nothing.status == 422


async def test_new_secret_and_removal_ask_first(
    ines: Browser, services: Services, database: Database, house: House
) -> None:
    endpoint = await make(database, house, services, "https://crm.example.org/")
    path = f"/console/webhooks/{endpoint.id}"
    await ines.open(path)

    rotated = await ines.send(f"{path}/secret")
    asked = await ines.open(f"{path}/remove")
    removed = await ines.submit(f"{path}/remove")
    gone = await ines.open(path)

    assert endpoint_secret(SECRET_KEY, endpoint.id, 2) in rotated.html
    assert "1 delivery that waits is given up." in asked.text
    assert "No program is told of anything yet." in removed.text
    assert gone.status == 404


def test_bars_fill_the_drawing_and_stack() -> None:
    bars = delivery_bars([Hour(), Hour(3, 1), Hour(1, 0)])

    assert [(bar.good_height, bar.bad_height) for bar in bars] == [(0, 0), (42, 14), (14, 0)]
    assert bars[1].bad_y == 0
    assert all(bar.good_y + bar.good_height == HEIGHT for bar in bars)
