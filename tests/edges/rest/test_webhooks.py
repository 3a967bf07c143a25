"""Webhooks over the API, from the change to the receiver."""

import json
from collections.abc import AsyncIterator

import pytest
from standardwebhooks.webhooks import Webhook

from footlights.edges.rest.livestorm.payloads import payload_writer
from footlights.kit.database import Database
from footlights.outbox.relay import Relay
from footlights.services import Services
from footlights.settings import Settings
from footlights.subscribers import fact_subscribers
from footlights.webhooks.signing import endpoint_secret
from footlights.webhooks.subscribers import Ledger
from footlights.webhooks.transport import GuardedTransport
from footlights.webhooks.worker import WebhookWorker
from tests.edges.rest.conftest import Api, make_token
from tests.factories import SECRET_KEY, House
from tests.webhooks.receiver import receiving

ENDPOINT = {"url": "https://hooks.example.com/ls", "event": "people.registered"}


@pytest.fixture
def services(services: Services) -> Services:
    services.settings = Settings(webhook_allow=["127.0.0.1"], webhook_http=True)
    return services


class Sending:
    """Relay and worker, a step at a time."""

    def __init__(self, services: Services) -> None:
        self.transport = GuardedTransport(services.webhook_addresses)
        self._relay = Relay(services.database, fact_subscribers(Ledger(payload_writer(services))))
        self._worker = WebhookWorker(services.database, SECRET_KEY, self.transport)

    async def all(self) -> None:
        await self._relay.tell_all()
        await self._worker.run_due()


@pytest.fixture
async def sending(services: Services) -> AsyncIterator[Sending]:
    made = Sending(services)
    yield made
    await made.transport.aclose()


async def test_webhook_is_made_listed_changed_and_removed(api: Api) -> None:
    made = await api.post("/webhooks", "webhooks", ENDPOINT)
    id = made["data"]["id"]
    shown = await api.get(f"/webhooks/{id}")
    changed = await api.call("PATCH", f"/webhooks/{id}", {"data": {"attributes": {"paused": True, "name": "CRM"}}})
    listed = await api.get("/webhooks?filter[event]=registration")
    others = await api.get("/webhooks?filter[event]=session.ended")
    removed = await api.call("DELETE", f"/webhooks/{id}")
    gone = await api.call("GET", f"/webhooks/{id}")

    attributes = made["data"]["attributes"]
    assert attributes.pop("secret") == endpoint_secret(SECRET_KEY, id, 1)
    assert shown["data"]["attributes"] == attributes
    assert {"url", "event", "created_at", "updated_at"} <= attributes.keys()
    assert changed.json()["data"]["attributes"]["paused_at"] > 0
    assert [row["id"] for row in listed["data"]] == [id]
    assert (others["data"], removed.status_code, gone.status_code) == ([], 204, 404)


async def test_webhooks_are_replaced_found_by_any_of_several_events_and_sorted(api: Api) -> None:
    names = ("people.registered", "session.ended", "job.ended")
    ids = [(await api.post("/webhooks", "webhooks", ENDPOINT | {"event": name}))["data"]["id"] for name in names]

    put = await api.call("PUT", f"/webhooks/{ids[0]}", {"data": {"attributes": {"name": "CRM"}}})
    other = await api.call("PUT", f"/webhooks/{ids[0]}", {"data": {"id": ids[1], "attributes": {"name": "CRM"}}})
    either = await api.get("/webhooks?filter[event]=registration,job.ended")
    newest, oldest = await api.get("/webhooks"), await api.get("/webhooks?sort=created_at")
    unknown = await api.call("GET", "/webhooks?filter[event]=job.ended,people.sneezed")

    assert (put.status_code, put.json()["data"]["attributes"]["name"], other.status_code) == (200, "CRM", 409)
    assert {row["id"] for row in either["data"]} == {ids[0], ids[2]}
    stamps = [[row["attributes"]["created_at"] for row in found["data"]] for found in (newest, oldest)]
    assert stamps == [sorted(stamps[0], reverse=True), sorted(stamps[0])]
    assert {row["id"] for row in oldest["data"]} == {*ids}
    assert unknown.status_code == 400


@pytest.mark.parametrize(
    ("attributes", "status"),
    [
        ({"target_url": "https://hooks.example.com/", "event_name": "attendance"}, 201),
        ({"url": "https://hooks.example.com/", "event": "sessions.ended"}, 201),
        ({"url": "https://hooks.example.com/", "events": ["people.registered", "people.attended"]}, 201),
        ({"url": "https://hooks.example.com/", "event": "people.sneezed"}, 422),
        ({"url": "https://hooks.example.com/"}, 422),
        ({"url": "https://10.0.0.1/", "event": "people.registered"}, 422),
        ({"event": "people.registered"}, 422),
        ({"url": "https://hooks.example.com/", "events": "people.registered"}, 400),
        ({"url": 7, "event": "people.registered"}, 422),
    ],
)
async def test_what_a_webhook_may_be(api: Api, attributes: dict[str, object], status: int) -> None:
    answer = await api.call("POST", "/webhooks", {"data": {"type": "webhooks", "attributes": attributes}})

    assert answer.status_code == status, answer.text


async def test_plain_http_is_refused_unless_the_operator_allows_it(api: Api, services: Services) -> None:
    services.settings = Settings()

    answer = await api.call("POST", "/webhooks", {"data": {"attributes": {**ENDPOINT, "url": "http://example.com/"}}})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "plain_http")


async def test_scopes_and_other_workspaces(api: Api, database: Database, house: House) -> None:
    made = await api.post("/webhooks", "webhooks", ENDPOINT)
    reader = await make_token(database, house, scopes=["webhooks:read"])
    stranger = await make_token(database, house, scopes=["events:write"])

    assert (await api.call("GET", f"/webhooks/{made['data']['id']}", token=reader)).status_code == 200
    assert (await api.call("DELETE", f"/webhooks/{made['data']['id']}", token=reader)).status_code == 403
    assert (await api.call("GET", "/webhooks", token=stranger)).status_code == 403


async def test_everything_that_happens_is_told_as_the_api_would_tell_it(api: Api, sending: Sending) -> None:
    names = ["event.created", "event.published", "session.created", "people.registered", "people.unregistered"]
    async with receiving() as receiver:
        hook = await api.post("/webhooks", "webhooks", {"url": receiver.url, "events": names})
        session = await api.make_session()
        person = (await api.register(session["id"], {"email": "noor@example.com", "first_name": "Noor"})).json()["data"]
        await sending.all()
        await api.call("DELETE", f"/sessions/{session['id']}/people/{person['id']}")
        await sending.all()

    bodies = [json.loads(got.body)["data"] for got in receiver.got]
    by_event = {body["meta"]["webhook"]["event"]: body for body in bodies}
    assert sorted(by_event) == sorted(names)
    assert by_event["people.registered"]["attributes"] == person["attributes"]
    assert by_event["people.unregistered"]["attributes"]["email"] == "noor@example.com"
    assert by_event["session.created"]["id"] == session["id"]
    assert by_event["event.published"]["attributes"]["status"] == "published"
    ledger = await api.get(f"/webhooks/{hook['data']['id']}/deliveries")
    assert [row["attributes"]["number"] for row in ledger["data"]] == [1, 2, 3, 4, 5]


async def test_ledger_is_read_on_from_a_number(api: Api, sending: Sending) -> None:
    hook = (await api.post("/webhooks", "webhooks", ENDPOINT))["data"]["id"]
    await api.call("PATCH", f"/webhooks/{hook}", {"data": {"attributes": {"paused": True}}})
    for _ in range(5):
        await api.call("POST", f"/webhooks/{hook}/test")

    first = await api.get(f"/webhooks/{hook}/deliveries?page[size]=3")
    second = await api.get(f"/webhooks/{hook}/deliveries?after={first['meta']['next_after']}")
    end = await api.get(f"/webhooks/{hook}/deliveries?after=5&filter[state]=waiting")

    assert [row["attributes"]["number"] for row in first["data"] + second["data"]] == [1, 2, 3, 4, 5]
    assert (first["meta"], end) == (
        {"next_after": 3, "has_more": True},
        {"data": [], "meta": {"next_after": 5, "has_more": False}},
    )


async def test_delivery_with_its_tries_and_replays(api: Api, sending: Sending) -> None:
    async with receiving() as receiver:
        hook = (await api.post("/webhooks", "webhooks", {**ENDPOINT, "url": receiver.url}))["data"]["id"]
        made = (await api.call("POST", f"/webhooks/{hook}/test")).json()["data"]
        await sending.all()
        path = f"/webhooks/{hook}/deliveries/{made['id']}"
        await api.call("POST", f"{path}/replay")
        await sending.all()
        range_ = {"data": {"attributes": {"since": 0}}}
        replayed = (await api.call("POST", f"/webhooks/{hook}/replays", range_)).json()["data"]["attributes"]
        nothing = await api.call("POST", f"/webhooks/{hook}/replays", {"data": {"attributes": {}}})
        await sending.all()
        shown = (await api.get(path))["data"]["attributes"]

    assert {got.id for got in receiver.got} == {shown["message_id"]}
    assert (replayed, nothing.status_code) == ({"replayed": 1}, 422)
    assert [(attempt["status"], attempt["problem"]) for attempt in shown["tries"]] == [(204, None)] * 3
    assert (shown["state"], shown["event"], shown["attempts"]) == ("delivered", "webhook.test", 3)


async def test_new_secret_signs_beside_the_old_one(api: Api, sending: Sending) -> None:
    async with receiving() as receiver:
        made = (await api.post("/webhooks", "webhooks", {**ENDPOINT, "url": receiver.url}))["data"]
        rotated = (await api.call("POST", f"/webhooks/{made['id']}/secret")).json()["data"]
        await api.call("POST", f"/webhooks/{made['id']}/test")
        await sending.all()

    (got,) = receiver.got
    secrets = [made["attributes"]["secret"], rotated["attributes"]["secret"]]
    assert len(set(secrets)) == 2
    for secret in secrets:
        assert Webhook(secret).verify(got.body, got.headers)
    assert got.headers["x-livestorm-signature"] != got.headers["x-livestorm-signature-previous"]
