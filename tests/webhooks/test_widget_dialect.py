"""LiveWebinar's dialect: bodies, headers, its own schedule, and hooks that end with a 410."""

import hashlib
import hmac
import json
from uuid import UUID

from sqlalchemy import select

from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.secrets import seal, unseal
from footlights.outbox import Fact
from footlights.outbox.relay import Relay
from footlights.subscribers import fact_subscribers
from footlights.webhooks.actions import create_endpoint, send_test
from footlights.webhooks.models import Delivery, Endpoint
from footlights.webhooks.signing import SEALED, endpoint_secret
from footlights.webhooks.subscribers import Ledger, Payload, Told
from tests.factories import SECRET_KEY
from tests.webhooks.conftest import LOOPBACK, Hooks
from tests.webhooks.receiver import answer, receiving

ROOM = "0b7e6a52-95a1-4f3f-8f6a-5f4a6a0a0001"
OTHER = "0b7e6a52-95a1-4f3f-8f6a-5f4a6a0a0002"


def person_id(n: int) -> str:
    return str(UUID(int=n))


async def write_told(db: Db, fact: Fact) -> Told:
    person = fact.data["person_id"]
    data = {"registrant": {"email": f"{person}@example.org"}}
    flat = {"widgetRegistrant_email": f"{person}@example.org"}
    return Told("widget_registrant_create", ROOM, fact.subject_id, person, flat, data)


async def write_payload(db: Db, fact: Fact) -> Payload | None:
    return None


async def hook(hooks: Hooks, url: str, event: str = "widget_registrant_create", **given: str | None) -> Endpoint:
    async with hooks.database.write() as db:
        return await create_endpoint(
            db,
            hooks.house.actor,
            url=url,
            events=[event],
            dialect="livewebinar",
            addresses=LOOPBACK,
            now=utcnow(),
            **given,
        )


async def tell(hooks: Hooks, number: int = 1) -> None:
    everyone = fact_subscribers(Ledger(write_payload, write_told)).items()
    relay = Relay(hooks.database, {kind: told[-1:] for kind, told in everyone})
    async with hooks.database.write() as db:
        db.add_all(hooks.fact("person.registered", person_id(n)) for n in range(number))
    await relay.tell_all()


async def test_body_and_headers_of_the_contract(hooks: Hooks) -> None:
    async with receiving() as receiver:
        endpoint = await hook(hooks, receiver.url)
        await tell(hooks)
        await hooks.worker.run_due()

    (got,), (delivery,) = receiver.got, await hooks.deliveries()
    body = json.loads(got.body)
    assert body["event"] == got.headers["x-webinar-event"] == "widget_registrant_create"
    assert body["widgetRegistrant_email"] == f"{person_id(0)}@example.org"
    assert body["data"] == {"registrant": {"email": f"{person_id(0)}@example.org"}}
    assert body["created_at"].isdecimal()
    assert len(body["created_date_at"]) == len("2026-02-25 06:33:20")
    assert got.headers["x-webinar-delivery"] == delivery.id
    signed = got.headers["x-webinar-timestamp"].encode() + b"." + got.body
    digest = hmac.digest(endpoint_secret(SECRET_KEY, endpoint.id, 1).encode(), signed, hashlib.sha256).hex()
    assert got.headers["x-webinar-signature"] == f"sha256={digest}"
    assert "x-livestorm-signature" not in got.headers


async def test_given_secret_signs_and_is_not_in_the_database(hooks: Hooks) -> None:
    sealed = seal(SECRET_KEY, SEALED, "my own secret")
    assert "my own secret" not in sealed
    assert unseal(b"x" * 32, SEALED, sealed) is None
    async with receiving() as receiver:
        await hook(hooks, receiver.url, sealed_secret=sealed)
        await tell(hooks)
        await hooks.worker.run_due()

    (got,) = receiver.got
    signed = got.headers["x-webinar-timestamp"].encode() + b"." + got.body
    digest = hmac.digest(b"my own secret", signed, hashlib.sha256).hex()
    assert got.headers["x-webinar-signature"] == f"sha256={digest}"


async def test_hooks_of_other_events_and_other_rooms_are_not_told(hooks: Hooks) -> None:
    async with receiving() as receiver:
        await hook(hooks, receiver.url, "widget_lead_create")
        await hook(hooks, receiver.url, event_id=OTHER)
        own = await hook(hooks, receiver.url, event_id=ROOM)
        await tell(hooks, 2)
        await hooks.worker.run_due()

    assert len(receiver.got) == 2
    assert {delivery.endpoint_id for delivery in await hooks.deliveries()} == {own.id}


async def test_five_more_tries_and_then_no_more(hooks: Hooks) -> None:
    async with receiving(answer(500)) as receiver:
        await hook(hooks, receiver.url)
        await tell(hooks)
        waits = []
        for seconds in (0, 30, 60, 300, 1800, 7200):
            hooks.clock.pass_(seconds=seconds + 1)
            await hooks.worker.run_due()
            (delivery,) = await hooks.deliveries()
            waits.append(delivery.due_at and round((delivery.due_at - hooks.clock()).total_seconds() / 30) * 30)

    assert waits == [30, 60, 300, 1800, 7200, None]
    assert (len(receiver.got), delivery.state) == (6, "given_up")
    assert (await hooks.endpoint()).parked_at is None


async def test_410_deletes_the_hook_and_what_waits(hooks: Hooks) -> None:
    async with receiving(answer(410)) as receiver:
        await hook(hooks, receiver.url)
        await tell(hooks)
        await hooks.worker.run_due()
        await tell(hooks)

    endpoint = await hooks.endpoint()
    assert endpoint.removed_at is not None
    async with hooks.database.read() as db:
        assert list(await db.scalars(select(Delivery.state))) == ["given_up"]


async def test_test_delivery_says_so(hooks: Hooks) -> None:
    async with receiving() as receiver:
        endpoint = await hook(hooks, receiver.url, "widget_session_start")
        async with hooks.database.write() as db:
            await send_test(db, hooks.house.actor, endpoint, now=utcnow())
        await hooks.worker.run_due()

    body = json.loads(receiver.got[0].body)
    assert (body["event"], body["test"], body["data"]) == ("widget_session_start", "1", {})
