"""Forms, tests, polls, sessions, reports, files and webhooks."""

import csv
import io
import json

import pytest
from sqlalchemy import select, update

from footlights.edges.rest.livestorm.payloads import payload_writer
from footlights.edges.rest.livewebinar.told import told_writer
from footlights.engagement.quizzes.actions import finish_quiz, start_quiz
from footlights.engagement.quizzes.models import Quiz
from footlights.engagement.reports.models import ReportOrder
from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.outbox.relay import Relay
from footlights.registration.queries import find_registration, find_registration_by_email
from footlights.registration.room_links import registration_id_of
from footlights.room.presence import Mark, record_presence
from footlights.services import Services
from footlights.subscribers import fact_subscribers
from footlights.webhooks.models import Delivery
from footlights.webhooks.subscribers import Ledger
from tests.edges.rest.livewebinar.conftest import Api
from tests.edges.rest.livewebinar.rooms import make_room
from tests.engagement.pdfs import text_of
from tests.room.counting import count_statements

SAFETY = {
    "name": "Safety test",
    "time_limit": 600,
    "pass_score": 0.8,
    "questions": [
        {
            "text": "Exit is…",
            "type": "single",
            "points": 1,
            "options": [{"text": "left", "correct": True}, {"text": "right", "correct": False}],
        }
    ],
}


async def tell(services: Services) -> list[dict[str, object]]:
    """Tell all facts; the bodies that webhooks will carry, in their order."""
    ledger = Ledger(payload_writer(services), told_writer(services))
    await Relay(services.database, fact_subscribers(ledger)).tell_all()
    async with services.database.read() as db:
        return [json.loads(body) for body in await db.scalars(select(Delivery.body).order_by(Delivery.created_at))]


async def test_forms_have_fields_and_an_embed_code(lw: Api) -> None:
    made = await lw.post("/forms", {"name": "Sign-up", "type": "registration", "description": "For tours"})
    options = {"options[0]": "1", "options[1]": "2-9"}
    size = await lw.post(f"/forms/{made['id']}/fields", {"name": "size", "label": "Size", "type": "select", **options})

    shown = (await lw.get(f"/forms/{made['id']}"))["data"]

    assert [field["name"] for field in shown["fields"]] == ["email", "size"]
    assert size == {
        "id": size["id"],
        "name": "size",
        "label": "Size",
        "type": "select",
        "required": False,
        "position": 2,
        "options": ["1", "2-9"],
    }
    code = shown["EmbedCode"]["data"]["code"]
    assert '<div id="FormContainer"></div>' in code
    assert "'_form_containerID':'FormContainer'" in code
    assert f"/ef?f={made['id']}" in code
    assert (await lw.get("/forms"))["data"] == [shown]
    changed = await lw.put(f"/forms/{made['id']}/fields/{size['id']}", {"required": "1", "position": "1"})
    assert (changed["required"], changed["position"], changed["options"]) == (True, 1, ["1", "2-9"])
    assert (await lw.call("DELETE", f"/forms/{made['id']}/fields/{size['id']}")).status_code == 204
    assert (await lw.put(f"/forms/{made['id']}", {"type": "survey"}))["EmbedCode"]["data"]["code"] == ""
    assert (await lw.call("DELETE", f"/forms/{made['id']}")).status_code == 204
    assert (await lw.get("/forms"))["data"] == []
    assert sorted(await lw.problems("POST", "/forms", {})) == ["name", "type"]
    assert list(await lw.problems("POST", "/forms", {"name": "x", "type": "quiz"})) == ["type"]


async def test_widgets_take_form_presenters_and_tests(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    form = await lw.post("/forms", {"name": "Sign-up", "type": "lead"})
    cy, di = await lw.post("/presenters", {"first_name": "Cy"}), await lw.post("/presenters", {"first_name": "Di"})
    quiz = (await lw.call("POST", "/tests", json=SAFETY)).json()["data"]

    given = {"form[id]": str(form["id"]), "presenters[0]": str(di["id"]), "presenters[1]": str(cy["id"])}
    widget = await lw.put(f"/widgets/{room}", {**given, "tests[]": str(quiz["id"])})

    assert widget["form"] == {"id": form["id"], "name": "Sign-up", "type": "lead"}
    assert (widget["presenters"], widget["tests"]) == ([di["id"], cy["id"]], [quiz["id"]])
    assert [row["first_name"] for row in (await lw.get(f"/widgets/{room}/presenters"))["data"]] == ["Di", "Cy"]
    assert (await lw.put(f"/widgets/{room}", {"form": ""}))["form"] is None
    assert list(await lw.problems("PUT", f"/widgets/{room}", {"form[id]": "999999"})) == ["form"]
    assert list(await lw.problems("PUT", f"/widgets/{room}", {"presenters[]": "999999"})) == ["presenters"]


async def test_embedded_form_registers_and_tells_no_link(lw: Api, services: Services) -> None:
    room, session = await make_room(lw, services)
    form = await lw.post("/forms", {"name": "Sign-up", "type": "registration"})
    await lw.post(f"/forms/{form['id']}/fields", {"name": "first_name", "required": "1"})
    path = f"/api/public/forms/{form['id']}/submit"
    assert (await lw.wire.post(path, data={"email": "ed@example.org"})).status_code == 404
    await lw.put(f"/widgets/{room}", {"form[id]": str(form["id"])})

    wrong = await lw.wire.post(path, data={"email": "ed@example.org"})
    answer = await lw.wire.post(path, data={"email": "ed@example.org", "first_name": "Ed"})
    again = await lw.wire.post(path, data={"email": "ed@example.org", "first_name": "Ed"})

    assert list(wrong.json()["error"]["errors"]) == ["first_name"]
    said = {"status": "confirmed", "message": "Your personal link arrives by mail."}
    assert (answer.status_code, answer.json()["data"], again.json()["data"]) == (201, said, said)
    assert answer.headers["access-control-allow-origin"] == "*"
    async with services.database.read() as db:
        place = await find_registration_by_email(db, session, "ed@example.org")
    assert place is not None
    assert (place.person.first_name, place.registration_type) == ("Ed", "registration_page")


async def test_tests_have_results(lw: Api, services: Services) -> None:
    room, session = await make_room(lw, services)
    answer = await lw.call("POST", "/tests", json=SAFETY)
    quiz = answer.json()["data"]
    assert answer.status_code == 201, answer.text
    assert [option["id"] for option in quiz["questions"][0]["options"]] == [1, 2]
    await lw.put(f"/widgets/{room}", {"tests[]": str(quiz["id"])})
    made = await lw.post(f"/widgets/{room}/registrants", {"email": "ed@example.org", "name": "Ed Poe"})
    run = (await lw.call("POST", f"/widgets/{room}/sessions/start")).json()["data"]
    async with services.database.write() as db:
        place = await find_registration(db, registration_id_of(made["registrant_token"]) or "")
        assert place is not None
        row = (await db.scalars(select(Quiz))).one()
        live = await db.get_one(Session, session.id)
        await start_quiz(db, place, live, row, now=utcnow())
        done = await finish_quiz(db, place, row, {1: frozenset({1})}, now=utcnow())

    results = (await lw.get(f"/tests/{quiz['id']}/results?session_id={run['id']}"))["data"]["results"]

    assert results == [
        {
            "participant_id": made["id"],
            "email": "ed@example.org",
            "score": 1.0,
            "passed": True,
            "finished_at": int(done.finished_at.timestamp()) if done.finished_at else None,
        }
    ]
    assert (await lw.get(f"/sessions/{run['id']}/tests"))["data"] == [{**quiz, "results": results}]
    changed = await lw.call("PUT", f"/tests/{quiz['id']}", json={"questions": SAFETY["questions"]})
    assert (changed.status_code, list(changed.json()["error"]["errors"])) == (422, ["questions"])
    assert (await lw.put(f"/tests/{quiz['id']}", {"name": "New", "time_limit": ""}))["time_limit"] is None
    assert (await lw.call("DELETE", f"/tests/{quiz['id']}")).status_code == 204
    assert (await lw.get("/tests"))["data"] == []
    refused = await lw.call("POST", "/tests", json={"name": "x", "questions": [{"text": "?", "options": []}]})
    assert list(refused.json()["error"]["errors"]) == ["questions"]


async def test_polls_are_prepared_changed_and_removed(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    form = {"question": "Which topic next?", "type": "single", "options[0]": "API", "options[1]": "Branding"}

    made = await lw.post(f"/widgets/{room}/polls", form)

    assert (made["status"], made["answered"], [option["text"] for option in made["options"]]) == (
        "prepared",
        0,
        ["API", "Branding"],
    )
    assert [option["votes"] for option in made["options"]] == [0, 0]
    changed = await lw.put(f"/polls/{made['id']}", {"question": "What next?"})
    assert (changed["question"], len(changed["options"])) == ("What next?", 2)
    assert (await lw.get(f"/widgets/{room}/polls"))["data"] == [changed]
    assert (await lw.get(f"/polls/{made['id']}/results"))["data"] == changed
    assert (await lw.get(f"/sessions/{made['session_id']}/polls"))["data"] == [changed]
    assert (await lw.call("DELETE", f"/polls/{made['id']}")).status_code == 204
    assert (await lw.call("GET", f"/polls/{made['id']}")).status_code == 404
    assert list(await lw.problems("POST", f"/widgets/{room}/polls", {"type": "single"})) == ["question"]


async def test_sessions_start_stop_and_have_figures(lw: Api, services: Services) -> None:
    room, session = await make_room(lw, services)
    made = await lw.post(f"/widgets/{room}/registrants", {"email": "ed@example.org", "name": "Ed Poe"})
    assert (await lw.get(f"/widgets/{room}/sessions"))["data"] == []

    started = await lw.call("POST", f"/widgets/{room}/sessions/start")
    async with services.database.write() as db:
        place = await find_registration(db, registration_id_of(made["registrant_token"]) or "")
        assert place is not None
        now = utcnow()
        await record_presence(
            db,
            [
                Mark(session.id, place.person_id, session.id, "join", now),
                Mark(session.id, place.person_id, session.id, "leave", now),
            ],
        )
    stopped = await lw.call("POST", f"/widgets/{room}/sessions/stop")

    assert (started.status_code, started.json()["data"]["end_date"]) == (200, None)
    run = stopped.json()["data"]
    assert (run["widget_id"], run["total_visitors"], run["max_visitors"], run["registrants"]) == (room, 1, 1, 1)
    assert run["attendance_rate"] == 1.0
    assert isinstance(run["end_date"], int)
    assert (await lw.get(f"/sessions/{run['id']}"))["data"] == run
    assert (await lw.get(f"/widgets/{room}/sessions"))["data"] == [run]
    totals = (await lw.get(f"/widgets/{room}/statistics"))["data"]
    assert (totals["sessions"], totals["total_visitors"], totals["registrants"]) == (1, 1, 1)
    assert totals["attendance_rate"] == 1.0
    assert (await lw.get(f"/sessions/{run['id']}/chat"))["data"] == []
    assert (await lw.get(f"/sessions/{run['id']}/questions"))["data"] == []


async def test_figures_count_as_registrants_whom_the_list_names(lw: Api, services: Services) -> None:
    room, session = await make_room(lw, services)
    await lw.post(f"/widgets/{room}/registrants", {"email": "ed@example.org", "name": "Ed Poe"})
    await lw.post(f"/widgets/{room}/personal", {"email": "cy@example.org"})
    await lw.call("POST", f"/widgets/{room}/sessions/start")
    async with services.database.write() as db:
        joined = Mark(session.id, lw.house.actor.person_id or "", session.id, "join", utcnow())
        await record_presence(db, [joined])

    run = (await lw.call("POST", f"/widgets/{room}/sessions/stop")).json()["data"]

    listed = await lw.get(f"/widgets/{room}/registrants")
    assert run["registrants"] == listed["meta"]["pagination"]["total"] == 1
    assert (run["total_visitors"], run["attendance_rate"]) == (1, 0.0)


@pytest.mark.parametrize("kind", ["event", "participants", "registrants", "chat", "polls", "tests"])
async def test_reports_of_every_type(lw: Api, services: Services, kind: str) -> None:
    room, _ = await make_room(lw, services)
    await lw.post(f"/widgets/{room}/registrants", {"email": "ed@example.org", "name": "=Ed"})
    await lw.call("POST", f"/widgets/{room}/sessions/start")

    ordered = await lw.call("POST", "/reports", {"widget_id": str(room), "format": "csv", "type": kind})

    report = await lw.wire.get(ordered.json()["data"]["url"])
    rows = list(csv.reader(io.StringIO(report.text.lstrip("\ufeff"))))
    assert report.status_code == 200
    assert len(rows[0]) > 3
    assert {len(row) for row in rows} == {len(rows[0])}
    if kind == "registrants":
        assert [row[0] for row in rows[1:]] == ["Ines Marchetti", "'=Ed"]


async def test_reports_in_json_expire_and_are_refused_when_wrong(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    await lw.call("POST", f"/widgets/{room}/sessions/start")
    url = (await lw.get(f"/reports/widget/{room}/event/json"))["data"]["url"]

    assert [row["name"] for row in (await lw.wire.get(url)).json()] == ["Heat pumps in old houses"]
    assert (await lw.get(f"/reports/widget/{room}/event/json"))["data"]["url"] == url
    assert (await lw.wire.get(url.replace(".json", ".csv"))).status_code == 404
    assert (await lw.wire.get("/reports/AAAA.BBBB.json")).status_code == 404
    wrong = {"widget_id": str(room), "format": "doc", "type": "everything"}
    assert sorted(await lw.problems("POST", "/reports", wrong)) == ["format", "type"]


async def test_report_as_pdf(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    await lw.post(f"/widgets/{room}/registrants", {"email": "ed@example.org", "name": "Łucja Жук 日本"})

    report = await lw.wire.get((await lw.get(f"/reports/widget/{room}/registrants/pdf"))["data"]["url"])

    assert (report.status_code, report.headers["content-type"]) == (200, "application/pdf")
    assert report.headers["content-disposition"].endswith('-registrants.pdf"')
    assert "Łucja Жук ??" in text_of(report.content)[0]


async def test_expired_reports_open_no_more_and_are_forgotten(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    url = (await lw.get(f"/reports/widget/{room}/event/json"))["data"]["url"]
    async with services.database.write() as db:
        await db.execute(update(ReportOrder).values(expires_at=utcnow()))

    assert (await lw.wire.get(url)).status_code == 404
    fresh = (await lw.get(f"/reports/widget/{room}/event/json"))["data"]["url"]
    assert (await lw.wire.get(fresh)).status_code == 200
    async with services.database.read() as db:
        assert len(list(await db.scalars(select(ReportOrder.id)))) == 1


async def test_files_open_by_their_address_until_removed(lw: Api, services: Services) -> None:
    files = {"file": ("Title slide.PNG", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "image/png")}
    answer = await lw.call("POST", "/storage", files=files)
    made = answer.json()["data"]

    assert answer.status_code == 201, answer.text
    assert (made["name"], made["file_extension"], made["file_size"]) == ("Title slide", "png", 108)
    given = await lw.wire.get(made["url"])
    assert (given.status_code, given.headers["content-type"], len(given.content)) == (200, "image/png", 108)
    assert "sandbox" in given.headers["content-security-policy"]
    assert (await lw.get("/storage?limit=2000"))["data"] == [made]
    assert (await lw.get(f"/storage/{made['id']}"))["data"] == made
    assert (await lw.call("DELETE", f"/storage/{made['id']}")).status_code == 204
    assert (await lw.wire.get(made["url"])).status_code == 404
    program = {"file": ("run.png", b"MZ" + b"0" * 100, "image/png")}
    refused = await lw.call("POST", "/storage", files=program)
    assert (refused.status_code, list(refused.json()["error"]["errors"])) == (422, ["file"])
    assert list(await lw.problems("POST", "/storage", {})) == ["file"]


async def test_hooks_are_made_tested_and_deleted(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    form = {"target_url": "https://hooks.example.org/x", "event": "widget_session_start", "widget_id": str(room)}

    made = await lw.post("/webhooks", form)

    assert made["secret"].startswith("whsec_")
    shown = {name: value for name, value in made.items() if name != "secret"}
    assert shown["widget_id"] == room
    assert (await lw.get("/webhooks"))["data"] == [shown]
    tested = await lw.call("POST", f"/webhooks/{made['id']}/test")
    assert tested.status_code == 202
    assert (await lw.get(f"/webhooks/{made['id']}/deliveries"))["data"] == [tested.json()["data"]]
    assert (await lw.post("/webhooks", {**form, "secret": "my own"}))["secret"] == "my own"
    assert (await lw.call("DELETE", f"/webhooks/{made['id']}")).status_code == 204
    assert (await lw.call("GET", f"/webhooks/{made['id']}/deliveries")).status_code == 404
    wrong = {"target_url": "https://hooks.example.org/x", "event": "widget_explodes"}
    assert list(await lw.problems("POST", "/webhooks", wrong)) == ["event"]
    assert list(await lw.problems("POST", "/webhooks", {**form, "target_url": "http://127.0.0.1/"})) == ["target_url"]


async def test_hooks_tell_what_happens_to_a_room(lw: Api, services: Services) -> None:
    events = ("create", "update", "enable", "disable", "registrant_create", "session_start", "session_stop", "delete")
    for event in events:
        await lw.post("/webhooks", {"target_url": "https://hooks.example.org/x", "event": f"widget_{event}"})
    widget = await lw.post("/widgets", {"name": "Product tour", "type": "permanent", "agenda": "Tour"})
    room = widget["id"]

    made = await lw.post(f"/widgets/{room}/registrants", {"email": "ed@example.org", "name": "Ed Poe"})
    await lw.post(f"/widgets/{room}/personal", {"email": "cy@example.org"})
    await lw.call("POST", f"/widgets/{room}/sessions/start")
    await lw.call("POST", f"/widgets/{room}/sessions/stop")
    bodies = await tell(services)

    by_event = {body["event"]: body for body in bodies}
    start = by_event["widget_session_start"]
    assert (start["Widget_token"], start["data"]["widget"]["id"]) == (widget["token"], room)  # type: ignore[index]
    assert "widget_session_stop" in by_event
    registered = [body for body in bodies if body["event"] == "widget_registrant_create"]
    assert [body["widgetRegistrant_email"] for body in registered] == ["ed@example.org"]
    assert registered[0]["widgetRegistrant_personal_url"] == made["personal_url"]
    assert registered[0]["data"]["registrant"]["id"] == made["id"]  # type: ignore[index]
    created = by_event["widget_create"]
    assert (created["type"], created["name"], created["token"], created["agenda"]) == (
        "permanent",
        "Product tour",
        widget["token"],
        "Tour",
    )
    await lw.call("PUT", f"/widgets/{room}/disable")
    assert (await tell(services))[-1]["event"] == "widget_disable"
    await lw.call("DELETE", f"/widgets/{room}")
    assert (await tell(services))[-1]["event"] == "widget_delete"


async def test_hooks_tell_a_room_disabled_once_and_then_of_its_changes(lw: Api, services: Services) -> None:
    for event in ("update", "disable", "delete"):
        await lw.post("/webhooks", {"target_url": "https://hooks.example.org/x", "event": f"widget_{event}"})
    room = (await lw.post("/widgets", {"name": "Product tour"}))["id"]
    await tell(services)

    await lw.put(f"/widgets/{room}", {"status": "inactive", "agenda": "", "type": "permanent"})
    await lw.put(f"/widgets/{room}", {"name": "Tour of the product"})
    await lw.call("DELETE", f"/widgets/{room}")

    told = [body["event"] for body in await tell(services)]
    assert told == ["widget_update", "widget_disable", "widget_update", "widget_delete"]


async def test_hooks_tell_the_user_name_of_a_sub_account(lw: Api, services: Services) -> None:
    await lw.post("/webhooks", {"target_url": "https://hooks.example.org/x", "event": "subaccount_create"})

    form = {"email": "bo@example.org", "password": "Str0ng-pass", "confirmed": "1"}
    await lw.post("/users", {**form, "user_name": "bo.ray"})
    await lw.post("/users", {**form, "email": "di@example.org"})

    assert [body["user_name"] for body in await tell(services)] == ["bo.ray", ""]


async def test_lead_forms_tell_of_leads(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    form = await lw.post("/forms", {"name": "Hello", "type": "lead"})
    await lw.put(f"/widgets/{room}", {"form[id]": str(form["id"])})
    for event in ("widget_lead_create", "widget_registrant_create"):
        await lw.post("/webhooks", {"target_url": "https://hooks.example.org/x", "event": event})

    await lw.post(f"/widgets/{room}/registrants", {"email": "ed@example.org", "name": "Ed Poe"})

    (body,) = await tell(services)
    assert (body["event"], body["attendee_email"], body["attendee_name"]) == (
        "widget_lead_create",
        "ed@example.org",
        "Ed Poe",
    )


@pytest.mark.parametrize(
    "path",
    [
        "/widgets/{room}/personal",
        "/widgets/{room}/invites",
        "/widgets/{room}/registrants",
        "/widgets/{room}/presenters",
        "/presenters",
        "/forms",
        "/account/widget_tokens",
        "/storage",
        "/tests",
        "/webhooks",
        "/widgets/{room}/polls",
    ],
)
async def test_lists_take_the_same_statements_for_one_and_for_three(lw: Api, services: Services, path: str) -> None:
    room, _ = await make_room(lw, services)
    counts = []
    for some in (["a"], ["b", "c"]):
        for name in some:
            await _add_everything(lw, room, name)
        await lw.get(path.format(room=room))  # gives numbers
        with count_statements(services.database) as statements:
            listed = await lw.get(path.format(room=room))
        counts.append(len(statements))

    assert len(listed["data"]) == 3
    assert counts[0] == counts[1]


async def _add_everything(lw: Api, room: int, name: str) -> None:
    await lw.post(f"/widgets/{room}/invites/invite", {"email": f"i{name}@example.org"})
    await lw.post(f"/widgets/{room}/registrants", {"email": f"r{name}@example.org", "name": name})
    await lw.post("/presenters", {"first_name": name, "email": f"p{name}@example.org"})
    announced = [row["id"] for row in (await lw.get("/presenters"))["data"]]
    await lw.call("PUT", f"/widgets/{room}", json={"presenters": announced})
    await lw.post("/forms", {"name": name, "type": "lead"})
    await lw.post("/account/widget_tokens", {"name": name, "widgets_ids[]": str(room), "amount": "2"})
    await lw.call("POST", "/storage", files={"file": (f"{name}.txt", b"text", "text/plain")})
    await lw.call("POST", "/tests", json={**SAFETY, "name": name})
    await lw.post("/webhooks", {"target_url": "https://hooks.example.org/x", "event": "widget_create"})
    poll = {"question": name, "options[0]": "a", "options[1]": "b"}
    await lw.post(f"/widgets/{room}/polls", poll)


async def test_polls_that_shall_be_anonymous_are_refused(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    poll = {"question": "Which?", "options[0]": "API", "options[1]": "Branding"}

    assert list(await lw.problems("POST", f"/widgets/{room}/polls", {**poll, "anonymous": "1"})) == ["anonymous"]
    assert (await lw.post(f"/widgets/{room}/polls", {**poll, "anonymous": "0"}))["anonymous"] is False


async def test_new_rooms_begin_with_the_form_and_template_of_the_account(lw: Api) -> None:
    form = await lw.post("/forms", {"name": "Sign-up", "type": "registration"})
    me = (await lw.get("/me"))["data"]["id"]
    await lw.put(f"/users/{me}/settings", {"default_form_id": str(form["id"]), "default_template_id": "3"})

    made = await lw.post("/widgets", {"name": "Tour"})
    bare = await lw.post("/widgets", {"name": "Tour", "form": "", "autostart[initial_template_id]": "0"})

    assert (made["form"]["id"], made["autostart"]["initial_template_id"]) == (form["id"], 3)
    assert (bare["form"], bare["autostart"]["initial_template_id"]) == (None, 0)
    assert (await lw.call("DELETE", f"/forms/{form['id']}")).status_code == 204
    assert (await lw.post("/widgets", {"name": "Tour"}))["form"] is None


@pytest.mark.parametrize("kind", ["xls", "csv", "pdf", "json"])
async def test_reports_have_one_charset_at_most(lw: Api, services: Services, kind: str) -> None:
    room, _ = await make_room(lw, services)
    ordered = await lw.call("POST", "/reports", {"widget_id": room, "format": kind})

    opened = await lw.wire.get(ordered.json()["data"]["url"])

    assert opened.status_code == 200
    assert opened.headers["content-type"].count("charset") == (1 if kind == "csv" else 0)
