import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.kit.ids import new_id
from footlights.registration.geography import Geography
from footlights.room.attendance import refresh_attendance
from footlights.room.presence import Mark, write_marks
from footlights.services import Services
from tests.edges.rest.conftest import Api
from tests.services.mmdb import city, write_mmdb

NOOR = [{"id": "email", "value": "noor@example.com"}, {"id": "first_name", "value": "Noor"}]


@pytest.mark.parametrize(
    "attributes",
    [
        {"fields": NOOR},
        {"fields": {"email": "noor@example.com", "first_name": "Noor"}},
        {"email": "noor@example.com", "first_name": "Noor"},
    ],
)
async def test_register_takes_fields_as_list_object_or_flat(api: Api, attributes: dict[str, object]) -> None:
    session = await api.make_session()

    document = await api.post(f"/sessions/{session['id']}/people", "people", attributes)

    person = document["data"]["attributes"]
    detail = person["registrant_detail"]
    assert (person["email"], person["first_name"], person["role"]) == ("noor@example.com", "Noor", "participant")
    assert len(detail["password_key"]) == 22
    assert detail["connection_link"].endswith(
        f"/p/{session['attributes']['event_id']}/live"
        f"?email=noor%40example.com&key={detail['password_key']}&s={session['id']}"
    )
    assert (detail["attended"], detail["attendance_rate"], detail["attendance_duration"]) == (False, None, 0)
    assert detail["registration_type"] == "API"


async def test_second_registration_is_a_conflict(api: Api) -> None:
    session = await api.make_session()
    await api.register(session["id"], NOOR)

    again = await api.register(session["id"], {"email": "NOOR@example.com"})

    assert again.status_code == 409
    assert "already been registered" in again.json()["errors"][0]["detail"]


async def test_registering_at_once_gives_one_person(api: Api) -> None:
    session = await api.make_session()

    answers = await asyncio.gather(*(api.register(session["id"], NOOR) for _ in range(2)))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    people = await api.get(f"/sessions/{session['id']}/people?filter[role]=participant")
    assert people["meta"]["record_count"] == 1


async def test_bad_registrations_are_refused(api: Api) -> None:
    session = await api.make_session()

    for fields, status in [
        ([{"id": "email", "value": "nobody"}], 422),
        ([], 422),
        ([{"id": "email", "value": "a@example.com"}, {"id": "shoe_size", "value": "43"}], 400),
        ("email=a@example.com", 400),
        ([{"value": "x"}], 400),
        ([{"id": "email", "value": {"a": 1}}], 400),
    ]:
        answer = await api.register(session["id"], fields)

        assert answer.status_code == status
        assert (await api.get(f"/sessions/{session['id']}/people"))["meta"]["record_count"] == 1


async def test_unknown_field_is_named(api: Api) -> None:
    session = await api.make_session()

    answer = await api.register(session["id"], {"email": "a@example.com", "shoe": "43"})

    assert "The field 'shoe' doesn't exist" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    "written", ["a%2Bb@example.com", "a+b@example.com", '"a%2Bb@example.com"', "A%2BB@Example.com"]
)
async def test_registrant_is_removed_by_email(api: Api, written: str) -> None:
    session = await api.make_session()
    await api.register(session["id"], {"email": "a+b@example.com"})
    path = f"/sessions/{session['id']}/people?filter[email]={written}"

    removed = await api.call("DELETE", path)
    again = await api.call("DELETE", path)
    no_filter = await api.call("DELETE", f"/sessions/{session['id']}/people")

    assert (removed.status_code, removed.content) == (204, b"")
    assert (again.status_code, no_filter.status_code) == (404, 400)


async def test_registrant_is_shown_and_removed_by_id(api: Api) -> None:
    session = await api.make_session()
    made = (await api.register(session["id"], NOOR)).json()["data"]
    path = f"/sessions/{session['id']}/people/{made['id']}"

    shown = await api.get(path)
    removed = await api.call("DELETE", path)
    gone = await api.call("GET", path)

    assert shown["data"] == made
    assert (removed.status_code, gone.status_code) == (204, 404)


async def test_attended_filter_and_figures(api: Api, services: Services) -> None:
    session = await api.make_session()
    noor = (await api.register(session["id"], NOOR)).json()["data"]
    await api.register(session["id"], {"email": "absent@example.com"})
    began = utcnow() - timedelta(minutes=10)
    async with services.database.write() as db:
        row = await db.get_one(Session, session["id"])
        row.state, row.started_at, row.ended_at = "ended", began, began + timedelta(minutes=10)
        connection = new_id()
        stay = [("join", 0), ("leave", 5)]
        await write_marks(
            db,
            [
                Mark(row.id, noor["id"], connection, kind, began + timedelta(minutes=minute))  # type: ignore[arg-type]
                for kind, minute in stay
            ],
        )
        await db.flush()
        await refresh_attendance(db, row, now=utcnow())

    there = await api.get(f"/sessions/{session['id']}/people?filter[attended]=true")
    absent = await api.get(f"/sessions/{session['id']}/people?filter[attended]=false&filter[role]=participant")

    (person,) = there["data"]
    detail = person["attributes"]["registrant_detail"]
    assert (detail["attended"], detail["attendance_rate"], detail["attendance_duration"]) == (True, 50, 300)
    assert [row["attributes"]["email"] for row in absent["data"]] == ["absent@example.com"]
    shown = await api.get(f"/sessions/{session['id']}")
    assert (shown["data"]["attributes"]["attendees_count"], shown["data"]["attributes"]["duration"]) == (1, 600)


async def test_session_that_is_over_takes_nobody(api: Api, services: Services) -> None:
    session = await api.make_session()
    async with services.database.write() as db:
        (await db.get_one(Session, session["id"])).state = "canceled"

    answer = await api.register(session["id"], NOOR)

    assert answer.status_code == 422


async def test_people_are_filtered(api: Api) -> None:
    session = await api.make_session()
    await api.register(session["id"], NOOR)
    await api.register(session["id"], {"email": "a+b@example.com"})

    for query, emails in [
        ("filter[email]=NOOR@example.com", ["noor@example.com"]),
        ("filter[email]=%22noor@example.com%22", ["noor@example.com"]),
        ("filter[email]=a+b@example.com", ["a+b@example.com"]),
        ("filter[email]=nobody", []),
        ("filter[email]=%ED%A0%80", []),
        ("filter[role]=team_member", ["ines@example.org"]),
        ("filter[role]=participant&sort=created_at", ["noor@example.com", "a+b@example.com"]),
        ("filter[created_since]=4000000000", []),
    ]:
        document = await api.get(f"/sessions/{session['id']}/people?{query}")

        assert [row["attributes"]["email"] for row in document["data"]] == emails


async def test_event_and_session_are_included_with_people(api: Api) -> None:
    session = await api.make_session()
    noor = (await api.register(session["id"], NOOR)).json()["data"]

    listed = await api.get(f"/sessions/{session['id']}/people?include=event,session,people")
    shown = await api.get(f"/sessions/{session['id']}/people/{noor['id']}?include[]=session")

    assert [other["type"] for other in listed["included"]] == ["events", "sessions"]
    assert listed["included"][1]["attributes"]["registrants_count"] == 2
    assert shown["data"]["relationships"] == {"session": {"data": {"type": "sessions", "id": session["id"]}}}


async def test_team_member_registers_as_one(api: Api) -> None:
    session = await api.make_session()
    owner = (await api.get(f"/sessions/{session['id']}/people"))["data"][0]
    await api.call("DELETE", f"/sessions/{session['id']}/people/{owner['id']}")

    made = (await api.register(session["id"], {"email": "ines@example.org"})).json()["data"]

    detail = made["attributes"]["registrant_detail"]
    assert (made["id"], made["attributes"]["role"], detail["password_key"]) == (owner["id"], "team_member", None)
    assert "key=" not in detail["connection_link"]


async def test_where_they_came_from_is_kept(api: Api) -> None:
    session = await api.make_session()

    made = (await api.register(session["id"], NOOR, referrer="r" * 5000, utm_source="mail", utm_term="")).json()["data"]

    detail = made["attributes"]["registrant_detail"]
    assert (len(detail["referrer"]), detail["utm_source"], detail["utm_term"]) == (2000, "mail", None)


async def test_many_at_once_are_each_answered_for_themselves(api: Api) -> None:
    session = await api.make_session()
    emails = [f"crowd-{n}@example.com" for n in range(6)]

    answers = await asyncio.gather(
        *(api.register(session["id"], {"email": email}) for email in emails),
        api.register(session["id"], {"email": "nobody at all"}),
        api.register(new_id(), {"email": "lost@example.com"}),
    )

    assert [answer.status_code for answer in answers] == [201] * 6 + [422, 404]
    assert [answer.json()["data"]["attributes"]["email"] for answer in answers[:6]] == emails
    people = await api.get(f"/sessions/{session['id']}/people?filter[role]=participant")
    assert people["meta"]["record_count"] == 6


async def test_address_that_a_form_elsewhere_passes_on_becomes_a_place(
    api: Api, services: Services, tmp_path: Path
) -> None:
    networks = {"203.0.113.0/24": city("Lyon", "FR", "France")}
    services.geography = Geography(write_mmdb(tmp_path / "geo.mmdb", "GeoLite2-City", networks))
    session = await api.make_session()

    answer = await api.register(session["id"], NOOR, ip="203.0.113.9")

    detail = answer.json()["data"]["attributes"]["registrant_detail"]
    assert [detail["ip_city"], detail["ip_country_code"], detail["ip_country_name"]] == ["Lyon", "FR", "France"]
