"""Idempotency-Key on every POST."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update

from footlights.edges.rest import livestorm
from footlights.events.models import Event
from footlights.idempotency.models import KeptAnswer
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.outbox import Fact
from footlights.services import Services
from tests.edges.rest.conftest import Api


async def post(api: Api, path: str, body: Any, key: str) -> httpx.Response:
    headers = {"authorization": api.token, "idempotency-key": key}
    return await api.wire.post(f"/v1{path}", json=body, headers=headers)


def event(title: str) -> dict[str, Any]:
    return {"data": {"type": "events", "attributes": {"title": title}}}


async def count(database: Database, table: Any) -> int:
    async with database.read() as db:
        return await db.scalar(select(func.count()).select_from(table)) or 0


async def test_same_key_is_the_same_answer_and_done_once(api: Api, database: Database) -> None:
    first = await post(api, "/events", event("Tour"), "k1")
    again = await post(api, "/events", event("Tour"), "k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert await count(database, Event) == 1


async def test_same_key_with_another_request_is_refused(api: Api, database: Database) -> None:
    await post(api, "/events", event("Tour"), "k1")

    other_body = await post(api, "/events", event("Other"), "k1")
    other_path = await post(api, "/webhooks", event("Tour"), "k1")

    assert [answer.status_code for answer in (other_body, other_path)] == [422, 422]
    assert other_body.json()["errors"][0]["code"] == "idempotency_key_reused"
    assert await count(database, Event) == 1


async def test_many_at_once_do_it_once(api: Api, database: Database) -> None:
    answers = await asyncio.gather(*(post(api, "/events", event("Tour"), "k1") for _ in range(8)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["data"]["id"] for answer in answers}) == 1
    assert await count(database, Event) == 1


async def test_secret_in_an_answer_is_told_again_and_not_to_be_read_in_the_database(
    api: Api, services: Services, database: Database
) -> None:
    body = {"data": {"attributes": {"url": "https://hooks.example.com/", "event": "people.registered"}}}

    first, again = [await post(api, "/webhooks", body, "k1") for _ in range(2)]
    async with database.read() as db:
        kept = (await db.scalars(select(KeptAnswer))).one()
    services.secret_key = b"another"
    lost = await post(api, "/webhooks", body, "k1")

    assert (again.status_code, again.json()) == (201, first.json())
    assert first.json()["data"]["attributes"]["secret"] not in kept.document
    assert "hooks.example.com" not in kept.document
    assert (lost.status_code, lost.json()["errors"][0]["code"]) == (409, "answer_lost")


async def test_answer_kept_before_they_were_sealed_is_told_again(api: Api, database: Database) -> None:
    first = await post(api, "/events", event("Tour"), "k1")
    async with database.write() as db:
        await db.execute(update(KeptAnswer).values(document=first.text))

    again = await post(api, "/events", event("Tour"), "k1")

    assert (again.headers["idempotent-replayed"], again.json()) == ("true", first.json())


async def test_refusal_is_not_kept(api: Api) -> None:
    session = await api.make_session()
    body = {"data": {"attributes": {"fields": {"email": "noor@example.com", "plan": "Pro"}}}}

    refused = await post(api, f"/sessions/{session['id']}/people", body, "k1")
    good = {"data": {"attributes": {"fields": {"email": "noor@example.com"}}}}
    done = await post(api, f"/sessions/{session['id']}/people", good, "k1")

    assert (refused.status_code, done.status_code) == (400, 201)


async def test_registration_that_is_repeated_is_no_conflict_and_no_second_mail(api: Api, database: Database) -> None:
    session = await api.make_session()
    body = {"data": {"attributes": {"fields": {"email": "noor@example.com"}}}}

    answers = [await post(api, f"/sessions/{session['id']}/people", body, "k1") for _ in range(3)]

    async with database.read() as db:
        told = await db.scalar(select(func.count()).where(Fact.kind == "person.registered"))
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert told == 1


async def test_crash_before_the_commit_leaves_neither_effect_nor_answer(
    api: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: Any, **__: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("footlights.edges.rest.livestorm.writing.keep_answer", crash)
        broken = await post(api, "/events", event("Tour"), "k1")
    left = await count(database, Event), await count(database, KeptAnswer)
    again = await post(api, "/events", event("Tour"), "k1")

    assert (broken.status_code, left, again.status_code) == (500, (0, 0), 201)


async def test_key_counts_for_a_day(api: Api, database: Database) -> None:
    await post(api, "/events", event("Tour"), "k1")
    async with database.write() as db:
        await db.execute(update(KeptAnswer).values(expires_at=utcnow() - timedelta(seconds=1)))

    await post(api, "/events", event("Other"), "k1")

    assert await count(database, Event) == 2


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "ü"])
async def test_keys_that_are_none(api: Api, key: str) -> None:
    headers = {"authorization": api.token, "idempotency-key": key.encode("utf-8")}
    answer = await api.wire.post("/v1/events", json=event("Tour"), headers=headers)

    assert answer.status_code == 422


async def test_next_request_without_a_key_is_its_own(api: Api, database: Database) -> None:
    await post(api, "/events", event("Tour"), "k1")
    await api.call("POST", "/events", event("Tour"))

    assert await count(database, Event) == 2


def test_every_post_writes_in_one_transaction_that_keeps_the_answer() -> None:
    posts = [handler for handler in livestorm.documented if "POST" in handler.http_methods]

    assert len(posts) >= 10
    for handler in posts:
        assert handler.opt["operation"].answers is not None, handler.name
