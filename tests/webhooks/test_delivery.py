"""From a fact to a receiver, and what the ledger says of it."""

import asyncio
import json
from collections import Counter

from standardwebhooks.webhooks import Webhook

from footlights.webhooks.signing import endpoint_secret, livestorm_signature, message_id
from tests.factories import SECRET_KEY
from tests.webhooks.conftest import Hooks
from tests.webhooks.receiver import Got, Write, answer, receiving


async def test_fact_becomes_one_signed_request_and_one_row(hooks: Hooks) -> None:
    async with receiving(answer(200, b"thanks", server="receiver")) as receiver:
        endpoint = await hooks.subscribe(receiver.url)
        await hooks.tell(1)
        await hooks.worker.run_due()

    (got,), (delivery,), (attempt,) = receiver.got, await hooks.deliveries(), await hooks.attempts()
    secret = endpoint_secret(SECRET_KEY, endpoint.id, 1)
    timestamp = int(got.headers["webhook-timestamp"])
    assert json.loads(got.body)["data"]["meta"] == {
        "webhook": {"event": "people.registered", "organization_id": hooks.house.workspace.id}
    }
    assert Webhook(secret).verify(got.body, got.headers)
    assert got.headers["x-livestorm-signature"] == livestorm_signature(secret, got.body, timestamp=timestamp)
    assert (got.id, got.headers["content-type"]) == (message_id(delivery.id), "application/json")
    assert (delivery.state, delivery.number, delivery.attempts, delivery.due_at) == ("delivered", 1, 1, None)
    assert (attempt.status, attempt.response_body, attempt.response_headers["server"]) == (200, "thanks", "receiver")


async def test_one_delivery_for_each_endpoint_that_wants_the_fact(hooks: Hooks) -> None:
    async with receiving() as first, receiving() as second:
        await hooks.subscribe(first.url, "people.registered", "session.ended")
        await hooks.subscribe(second.url, "people.attended")
        await hooks.tell(3)
        await hooks.worker.run_due()

    assert (len(first.got), len(second.got)) == (3, 0)
    assert [delivery.number for delivery in await hooks.deliveries()] == [1, 2, 3]


async def test_same_subject_in_order_other_subjects_side_by_side(hooks: Hooks) -> None:
    async def take_a_moment(got: Got, writer: Write) -> None:
        await asyncio.sleep(0.01)
        await answer(204)(got, writer)

    async with receiving(take_a_moment) as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(60, subjects=6)
        await hooks.worker.run_due()

    orders: dict[str, list[int]] = {}
    for got in receiver.got:
        data = json.loads(got.body)["data"]
        orders.setdefault(data["id"], []).append(data["attributes"]["fact"])
    assert [len(order) for order in orders.values()] == [10] * 6
    assert all(order == sorted(order) for order in orders.values())
    assert receiver.most_at_once > 1


async def test_failing_delivery_holds_back_its_subject_alone(hooks: Hooks) -> None:
    async def refuse_first(got: Got, writer: Write) -> None:
        await answer(500 if b'"p0@' in got.body else 204)(got, writer)

    async with receiving(refuse_first) as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(8, subjects=2)
        await hooks.worker.run_due()

    states = Counter((delivery.subject_id[-1], delivery.state) for delivery in await hooks.deliveries())
    assert states == {("0", "waiting"): 4, ("1", "delivered"): 4}
    assert len(receiver.got) == 5
