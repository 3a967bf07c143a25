"""Receivers that fail, and what becomes of deliveries and endpoint."""

import asyncio
import os
import ssl
import subprocess
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from footlights.kit.clock import utcnow
from footlights.outbox import Fact
from footlights.webhooks import sending
from footlights.webhooks.actions import replay_deliveries, resume_endpoint
from footlights.webhooks.claiming import claim
from footlights.webhooks.rules import FAST
from tests.webhooks.conftest import Hooks
from tests.webhooks.receiver import Behave, Got, Write, answer, close_early, endless, hang, receiving, reset

# 10,000 take two minutes; the behaviour is the same.
A_DAY = int(os.environ.get("TEST_FACTS_OF_A_DAY", "960"))


async def test_livestorm_schedule_then_parked_then_everything_goes_out_in_order(hooks: Hooks) -> None:
    async with receiving(answer(503)) as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(1)
        await hooks.worker.run_due()
        for step in FAST:
            hooks.clock.ahead += step - timedelta(seconds=2)
            await hooks.worker.run_due()
            before = len(receiver.got)
            hooks.clock.pass_(seconds=4)
            await hooks.worker.run_due()
            assert len(receiver.got) == before + 1
        parked = await hooks.endpoint()
        await hooks.tell(20)
        await hooks.worker.run_due()
        tried_while_parked = len(receiver.got)
        receiver.behave = answer(204)
        hooks.clock.pass_(minutes=31)
        await hooks.worker.run_due()
    healed = await hooks.endpoint()
    async with hooks.database.read() as db:
        told = (await db.scalars(select(Fact).where(Fact.kind == "webhook.stopped"))).all()

    assert parked.parked_at is not None
    assert tried_while_parked == 6
    assert (healed.parked_at, healed.failing_since) == (None, None)
    assert [delivery.state for delivery in await hooks.deliveries()] == ["delivered"] * 21
    assert [(fact.subject_id, fact.data["how"]) for fact in told] == [(healed.id, "parked")]


async def test_livestorm_policy_disables_and_writes_no_more(hooks: Hooks) -> None:
    async with receiving(answer(500)) as receiver:
        await hooks.subscribe(receiver.url, policy="disable")
        await hooks.tell(1)
        for step in (timedelta(), *FAST):
            hooks.clock.ahead += step + timedelta(seconds=1)
            await hooks.worker.run_due()
        await hooks.tell(3)
        hooks.clock.pass_(days=1)
        await hooks.worker.run_due()

    endpoint = await hooks.endpoint()
    assert (endpoint.is_enabled, endpoint.disabled_why) == (False, "The receiver answered 500.")
    assert len(await hooks.deliveries()) == 1
    assert len(receiver.got) == 6


async def test_410_disables_at_once(hooks: Hooks) -> None:
    async with receiving(answer(410)) as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(1)
        await hooks.worker.run_due()

    assert not (await hooks.endpoint()).is_enabled
    assert [delivery.state for delivery in await hooks.deliveries()] == ["given_up"]


async def test_redirects_are_not_followed(hooks: Hooks) -> None:
    async with receiving(answer(302, location="http://127.0.0.1:1/")) as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(1)
        await hooks.worker.run_due()

    assert [(attempt.status, attempt.problem) for attempt in await hooks.attempts()] == [(302, None)]
    assert len(receiver.got) == 1
    assert (await hooks.endpoint()).parked_at is not None


async def test_retry_after_holds_the_whole_endpoint(hooks: Hooks) -> None:
    async with receiving(answer(429, retry_after="600")) as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(1)
        await hooks.worker.run_due()
        await hooks.tell(1)
        receiver.behave = answer(204)
        hooks.clock.pass_(minutes=9)
        await hooks.worker.run_due()
        held = len(receiver.got)
        hooks.clock.pass_(minutes=2)
        await hooks.worker.run_due()

    assert (held, len(receiver.got)) == (1, 3)


@pytest.mark.parametrize(
    ("behave", "status", "problem"),
    [
        (hang, None, "No answer within 10 s."),
        (reset, None, "The answer is no HTTP, or broke off."),
        (close_early, 200, "The body of the answer broke off."),
        (endless, 200, None),
    ],
    ids=["hangs", "resets", "closes early", "sends 1 GB"],
)
async def test_misbehaviour_is_noted(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch, behave: Behave, status: int | None, problem: str | None
) -> None:
    monkeypatch.setattr(sending, "TIMEOUT_S", 1.0)
    async with receiving(behave) as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(1)
        await hooks.worker.run_due()

    (attempt,), (delivery,) = await hooks.attempts(), await hooks.deliveries()
    assert (attempt.status, attempt.problem) == (status, problem)
    assert len(attempt.response_body) <= sending.KEPT_BYTES
    assert delivery.state == ("delivered" if status else "waiting")


async def test_receiver_that_is_not_there_is_tried_again(hooks: Hooks) -> None:
    async with receiving() as receiver:
        endpoint_url = receiver.url
    await hooks.subscribe(endpoint_url)
    await hooks.tell(1)

    await hooks.worker.run_due()

    (attempt,), (delivery,) = await hooks.attempts(), await hooks.deliveries()
    assert (attempt.status, attempt.problem, delivery.state) == (None, "No connection.", "waiting")


async def test_certificate_that_cannot_be_trusted_parks_the_endpoint(hooks: Hooks, tmp_path: Path) -> None:
    async with receiving(tls=_self_signed(tmp_path)) as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(1)
        await hooks.worker.run_due()

    (attempt,) = await hooks.attempts()
    assert (attempt.problem or "").startswith("The certificate cannot be trusted")
    assert (receiver.got, (await hooks.endpoint()).parked_at is not None) == ([], True)


async def test_every_second_answer_is_500_and_all_arrive_once_recorded(hooks: Hooks) -> None:
    counts: Counter[str] = Counter()

    async def every_second(got: Got, writer: Write) -> None:
        counts[got.id] += 1
        await answer(500 if counts[got.id] == 1 else 204)(got, writer)

    async with receiving(every_second) as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(200, subjects=50)
        for _ in range(30):
            await hooks.worker.run_due()
            hooks.clock.pass_(seconds=31)

    deliveries = await hooks.deliveries()
    assert {delivery.state for delivery in deliveries} == {"delivered"}
    assert len(counts) == len(deliveries) == 200
    assert set(counts.values()) == {2}
    assert len(await hooks.attempts()) == 400


async def test_slow_endpoint_does_not_delay_another(hooks: Hooks) -> None:
    async def slow(got: Got, writer: Write) -> None:
        await asyncio.sleep(3)
        await answer(204)(got, writer)

    async with receiving(slow) as tortoise, receiving() as hare:
        await hooks.subscribe(tortoise.url)
        await hooks.subscribe(hare.url)
        await hooks.tell(100)
        running = asyncio.create_task(hooks.worker.run())
        async with asyncio.timeout(2.5):
            while len(hare.got) < 100:  # noqa: ASYNC110 (the receiver has no event to wait for)
                await asyncio.sleep(0.02)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    assert len(hare.got) == 100
    assert len(tortoise.got) < 100


async def test_died_between_sending_and_recording_sends_again_with_the_same_id(hooks: Hooks) -> None:
    async with receiving() as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(1)
        endpoint = await hooks.endpoint()
        async with hooks.database.write() as db:
            (claimed,) = await claim(db, endpoint, most=1, now=hooks.clock())
        await sending.attempt(
            hooks.worker._transport, sending.Target(endpoint.id, endpoint.url, ("whsec_AAAA",)), claimed, now=utcnow()
        )
        await hooks.worker.run_due()
        held_by_lease = len(receiver.got)
        hooks.clock.pass_(seconds=61)
        await hooks.worker.run_due()

    assert (held_by_lease, len(receiver.got)) == (1, 2)
    assert receiver.got[0].id == receiver.got[1].id
    assert [(delivery.state, delivery.attempts) for delivery in await hooks.deliveries()] == [("delivered", 1)]


async def test_clock_set_back_by_a_day_delays_nothing(hooks: Hooks) -> None:
    async with receiving(answer(500)) as receiver:
        await hooks.subscribe(receiver.url)
        hooks.clock.pass_(days=1)
        await hooks.tell(2)
        await hooks.worker.run_due()
        await hooks.worker._watch_clock()
        hooks.clock.pass_(days=-1)
        receiver.behave = answer(204)
        await hooks.worker._watch_clock()
        await hooks.worker.run_due()

    assert [delivery.state for delivery in await hooks.deliveries()] == ["delivered"] * 2


async def test_receiver_down_for_a_day_gets_everything_in_order(hooks: Hooks) -> None:
    async with receiving(answer(503)) as receiver:
        await hooks.subscribe(receiver.url)
        for _ in range(24):
            await hooks.tell(A_DAY // 24, subjects=120)
            await hooks.worker.run_due()
            hooks.clock.pass_(hours=1)
        refused = len(receiver.got)
        receiver.got.clear()
        receiver.behave = answer(204)
        hooks.clock.pass_(hours=7)
        await hooks.worker.run_due()

    deliveries = await hooks.deliveries()
    ids = [got.id for got in receiver.got]
    assert len(deliveries) == A_DAY // 24 * 24
    assert {delivery.state for delivery in deliveries} == {"delivered"}
    assert len(ids) == len(set(ids)) == len(deliveries)
    assert set(ids) == {"msg_" + delivery.id.replace("-", "") for delivery in deliveries}
    numbers = {"msg_" + delivery.id.replace("-", ""): delivery for delivery in deliveries}
    lanes: dict[str, list[int]] = {}
    for id in ids:
        lanes.setdefault(numbers[id].subject_id, []).append(numbers[id].number)
    assert all(order == sorted(order) for order in lanes.values())
    assert refused < A_DAY // 24 * 6 + 24


async def test_replay_sends_the_same_id_and_counts_from_anew(hooks: Hooks) -> None:
    async with receiving() as receiver:
        endpoint = await hooks.subscribe(receiver.url)
        await hooks.tell(3)
        await hooks.worker.run_due()
        first = {got.id for got in receiver.got}
        async with hooks.database.write() as db:
            number = await replay_deliveries(
                db, hooks.house.actor, endpoint, since=utcnow() - timedelta(hours=1), now=hooks.clock()
            )
        await hooks.worker.run_due()

    assert number == 3
    assert {got.id for got in receiver.got[3:]} == first
    assert [(delivery.attempts, delivery.tries) for delivery in await hooks.deliveries()] == [(2, 1)] * 3


async def test_resume_lets_go_of_what_was_parked(hooks: Hooks) -> None:
    async with receiving(answer(302)) as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(3)
        await hooks.worker.run_due()
        receiver.behave = answer(204)
        async with hooks.database.write() as db:
            endpoint = await db.merge(await hooks.endpoint())
            await resume_endpoint(db, hooks.house.actor, endpoint, now=hooks.clock())
        await hooks.worker.run_due()

    assert [delivery.state for delivery in await hooks.deliveries()] == ["delivered"] * 3


def _self_signed(folder: Path) -> ssl.SSLContext:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-keyout",
            str(key),
            "-out",
            str(certificate),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


async def test_new_deliveries_go_out_while_another_one_hangs(hooks: Hooks) -> None:
    async def hang_for_one(got: Got, writer: Write) -> None:
        await (hang if b'"p0@' in got.body else answer(204))(got, writer)

    async with receiving(hang_for_one) as receiver:
        await hooks.subscribe(receiver.url)
        await hooks.tell(1)
        running = asyncio.create_task(hooks.worker.run())
        await asyncio.sleep(0.5)
        async with hooks.database.write() as db:
            db.add(hooks.fact("person.registered", "p1"))
        await hooks.relay.tell_all()
        async with asyncio.timeout(4):
            while len(receiver.got) < 2:  # noqa: ASYNC110 (the receiver has no event to wait for)
                await asyncio.sleep(0.02)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    assert [b'"p0@' in got.body for got in receiver.got] == [True, False]
