from datetime import timedelta

from sqlalchemy import func, select

from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.kit.ids import new_id
from footlights.outbox import Fact
from footlights.outbox.relay import Relay
from footlights.registration.models import Registration
from footlights.room.presence import Mark, write_marks
from footlights.services import Services
from footlights.subscribers import fact_subscribers
from tests.edges.rest.conftest import Api

START = {"estimated_started_at": "2099-02-01T15:00:00.000Z", "timezone": "America/New_York", "name": "Part 1"}


async def test_sessions_of_an_event_and_their_filters(api: Api) -> None:
    session = await api.make_session()
    path = f"/events/{session['attributes']['event_id']}/sessions"

    by_status = await api.get(f"{path}?filter[status]=upcoming,live")
    none = await api.get(f"{path}?filter[status]=past")
    by_date = await api.get("/sessions?filter[date_from]=2099-01-01T00:00:00Z&filter[date_to]=4100000000")
    before = await api.get("/sessions?filter[date_to]=2099-01-01")
    unknown = await api.call("GET", f"{path}?filter[status]=soon")

    assert [row["id"] for row in by_status["data"]] == [session["id"]]
    assert none["data"] == []
    assert [row["id"] for row in by_date["data"]] == [session["id"]]
    assert before["data"] == []
    assert unknown.status_code == 400


async def test_create_session_attaches_the_owner(api: Api) -> None:
    event = await api.post("/events", "events", {"title": "Tour"})

    document = await api.post(f"/events/{event['data']['id']}/sessions", "sessions", START)

    (person,) = document["included"]
    assert document["data"]["relationships"]["people"]["data"] == [{"type": "people", "id": person["id"]}]
    assert person["attributes"]["role"] == "team_member"
    assert person["attributes"]["registrant_detail"]["password_key"] is None
    assert document["data"]["attributes"]["status"] == "draft"


async def test_session_that_cannot_be_is_refused(api: Api) -> None:
    event = await api.post("/events", "events", {"title": "Tour"})

    for attributes, status in [
        ({"estimated_started_at": "soon", "timezone": "UTC"}, 400),
        ({"estimated_started_at": "", "timezone": "UTC"}, 400),
        ({"estimated_started_at": [1], "timezone": "UTC"}, 400),
        ({"estimated_started_at": True, "timezone": "UTC"}, 400),
        ({"estimated_started_at": 10**30, "timezone": "UTC"}, 400),
        ({"estimated_started_at": "9999-12-31 23:59", "timezone": "UTC"}, 422),
        ({"timezone": "UTC"}, 422),
        ({"estimated_started_at": "2099-02-01 15:00", "timezone": "Mars/Olympus"}, 422),
        ({"estimated_started_at": "2099-02-01 15:00", "timezone": "localtime"}, 422),
        ({**START, "embed_url": "https://example.org/" + "x" * 5000}, 422),
        ({**START, "embed_url": "javascript:alert(1)"}, 422),
        ({**START, "name": {"a": 1}}, 400),
    ]:
        body = {"data": {"type": "sessions", "attributes": attributes}}

        answer = await api.call("POST", f"/events/{event['data']['id']}/sessions", body)

        assert answer.status_code == status
        assert (await api.get("/sessions"))["data"] == []


async def test_start_is_taken_in_every_form(api: Api) -> None:
    event = await api.post("/events", "events", {"title": "Tour"})

    for starts_at in ["2099-02-01 15:00:00", "2099-02-01T14:00:00Z", 4073637600, "4073637600"]:
        attributes = {"estimated_started_at": starts_at, "timezone": "Europe/Paris"}

        document = await api.post(f"/events/{event['data']['id']}/sessions", "sessions", attributes)

        assert document["data"]["attributes"]["estimated_started_at"] == 4073637600


async def test_unknown_team_member_is_told(api: Api) -> None:
    event = await api.post("/events", "events", {"title": "Tour"})

    for people in [[{"data": {"id": "nobody"}}], [{"id": "00000000-0000-4000-8000-000000000000"}]]:
        body = {"data": {"attributes": START, "relationships": {"people": people}}}

        answer = await api.call("POST", f"/events/{event['data']['id']}/sessions", body)

        assert answer.status_code == 422
        (problem,) = answer.json()["errors"]
        assert (problem["detail"], problem["source"]) == (
            "Team member not found",
            {"pointer": "/data/relationships/people"},
        )


async def test_session_is_made_with_its_event_in_the_body(api: Api) -> None:
    event = (await api.post("/events", "events", {"title": "Tour"}))["data"]

    made = await api.post("/sessions", "sessions", START, relationships={"event": {"data": {"id": event["id"]}}})
    nowhere = await api.call("POST", "/sessions", {"data": {"attributes": START}})

    assert made["data"]["attributes"]["event_id"] == event["id"]
    assert nowhere.status_code == 404


async def test_session_is_changed_by_put_and_patch(api: Api) -> None:
    session = await api.make_session()
    path = f"/sessions/{session['id']}"

    moved = await api.call("PUT", path, {"data": {"attributes": {"estimated_started_at": "2099-02-02 15:00"}}})
    named = await api.call("PATCH", path, {"data": {"attributes": {"name": "Part 2"}}})
    nameless = await api.call("PATCH", path, {"data": {"attributes": {"name": None}}})

    assert moved.json()["data"]["attributes"]["estimated_started_at"] == 4073637600 + 24 * 3600
    assert named.json()["data"]["attributes"]["name"] == "Part 2"
    assert nameless.json()["data"]["attributes"]["name"] is None


async def test_session_that_is_live_keeps_its_start(api: Api, services: Services) -> None:
    session = await api.make_session()
    await set_state(services, session["id"], "live")
    path = f"/sessions/{session['id']}"

    moved = await api.call("PATCH", path, {"data": {"attributes": {"estimated_started_at": "2099-02-02 15:00"}}})
    named = await api.call("PATCH", path, {"data": {"attributes": {"name": "Part 2"}}})
    removed = await api.call("DELETE", path)

    assert (moved.status_code, named.status_code, removed.status_code) == (422, 200, 422)


async def test_session_is_removed_with_its_places(api: Api, services: Services) -> None:
    session = await api.make_session()
    await api.register(session["id"], {"email": "noor@example.com"})

    removed = await api.call("DELETE", f"/sessions/{session['id']}")
    again = await api.call("DELETE", f"/sessions/{session['id']}")
    event = await api.call("DELETE", f"/events/{session['attributes']['event_id']}")

    assert (removed.status_code, removed.content, again.status_code, event.status_code) == (204, b"", 404, 204)
    async with services.database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Registration)) == 0
        kinds = list(await db.scalars(select(Fact.kind).order_by(Fact.id)))
    assert kinds[-3:] == ["session.canceled", "person.unregistered", "person.unregistered"]


async def test_session_whose_room_was_told_of_changes_alone_is_removed(api: Api, services: Services) -> None:
    session = await api.make_session()
    await api.register(session["id"], {"email": "noor@example.com"})
    relay = Relay(services.database, fact_subscribers())
    await relay.tell_all()
    await api.call(
        "PATCH", f"/events/{session['attributes']['event_id']}", {"data": {"attributes": {"title": "Again"}}}
    )
    await relay.tell_all()

    removed = await api.call("DELETE", f"/sessions/{session['id']}")
    await relay.tell_all()

    assert removed.status_code == 204
    assert (await api.call("GET", f"/sessions/{session['id']}")).status_code == 404


async def test_session_whose_room_was_visited_stays_as_canceled(api: Api, services: Services) -> None:
    session = await api.make_session()
    marks = [Mark(session["id"], api.house.owner.id, new_id(), "join", utcnow())]
    async with services.database.write() as db:
        await write_marks(db, marks)

    removed = await api.call("DELETE", f"/sessions/{session['id']}")

    assert removed.status_code == 204
    attributes = (await api.get(f"/sessions/{session['id']}"))["data"]["attributes"]
    assert attributes["status"] == "canceled"
    assert attributes["canceled_at"] > 0


async def test_event_and_people_are_included(api: Api) -> None:
    session = await api.make_session()
    await api.register(session["id"], {"email": "noor@example.com"})

    for path in ["/sessions", "/sessions/{id}", "/events/{event_id}/sessions"]:
        document = await api.get(
            path.format(id=session["id"], event_id=session["attributes"]["event_id"]) + "?include=event,people"
        )

        row = document["data"] if isinstance(document["data"], dict) else document["data"][0]
        assert row["relationships"]["event"]["data"] == {"type": "events", "id": session["attributes"]["event_id"]}
        included = {(other["type"], other["id"]): other for other in document["included"]}
        emails = [
            included["people", linked["id"]]["attributes"]["email"] for linked in row["relationships"]["people"]["data"]
        ]
        assert sorted(emails) == ["ines@example.org", "noor@example.com"]
        assert ("events", session["attributes"]["event_id"]) in included
        assert len(included) == len(document["included"])


async def set_state(services: Services, session_id: str, state: str) -> None:
    async with services.database.write() as db:
        row = await db.get_one(Session, session_id)
        row.state, row.started_at = state, utcnow() - timedelta(minutes=5)
