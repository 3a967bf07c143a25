"""Personal access, invites, registrants, participants, presenters and entry codes."""

import re
from datetime import timedelta

from sqlalchemy import select

from footlights.email.models import Mail
from footlights.events.actions import EventChange, update_event
from footlights.events.form_library import FieldDraft, add_field, attach_form, create_form
from footlights.events.models import Event, Session
from footlights.kit.clock import utcnow
from footlights.outbox.relay import Relay
from footlights.registration.models import Registration
from footlights.registration.queries import find_registration
from footlights.registration.room_links import is_personal_token, registration_id_of
from footlights.room.lifecycle import end_session, start_session
from footlights.room.presence import Mark, record_presence
from footlights.services import Services
from footlights.subscribers import fact_subscribers
from tests.edges.rest.conftest import make_token
from tests.edges.rest.livewebinar.conftest import Api
from tests.edges.rest.livewebinar.rooms import make_room
from tests.factories import make_house
from tests.room.rooms import make_actor


async def mails(services: Services) -> list[tuple[str, str]]:
    """Kind and state of every mail, once all facts are told."""
    await Relay(services.database, fact_subscribers()).tell_all()
    async with services.database.read() as db:
        return [(mail.kind, mail.state) for mail in await db.scalars(select(Mail).order_by(Mail.created_at))]


async def ask_for_company(services: Services, lw: Api, session: Session) -> None:
    """Attach a form that needs the first name and the company."""
    async with services.database.write() as db:
        event = await db.get_one(Event, session.event_id)
        form = await create_form(db, lw.house.actor, name="Sign-up", kind="registration", now=utcnow())
        for name in ("first_name", "company"):
            await add_field(db, lw.house.actor, form, FieldDraft(name=name, required=True), now=utcnow())
        await attach_form(db, lw.house.actor, event, form, now=utcnow())


async def test_personal_access_answers_token_and_link(lw: Api, services: Services) -> None:
    room, session = await make_room(lw, services)

    form = {"emails": "cy@example.org", "role": "presenter", "firstname": "Cy", "lastname": "Oak"}
    made = await lw.post(f"/widgets/{room}/personal", form)

    async with services.database.read() as db:
        event = await db.get_one(Event, session.event_id)
        place = await find_registration(db, registration_id_of(made["personal_token"]) or "")
    assert place is not None
    assert is_personal_token(services.secret_key, place, made["personal_token"], "personal")
    assert (place.room_role, place.session_id) == ("speaker", session.id)
    assert re.fullmatch(r"[0-9A-Za-z]{60}", made["personal_token"])
    assert made == {
        "id": made["id"],
        "widget_id": room,
        "email": "cy@example.org",
        "firstname": "Cy",
        "lastname": "Oak",
        "role": "presenter",
        "type": None,
        "personal_token": made["personal_token"],
        "personal_url": f"{services.settings.base_url}/{event.room_number}/p/{made['personal_token']}",
        "created_at": made["created_at"],
    }
    assert await mails(services) == []


async def test_same_address_again_is_updated_with_the_same_token(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    first = await lw.post(f"/widgets/{room}/personal", {"email": "cy@example.org"})

    answer = await lw.call("POST", f"/widgets/{room}/personal", {"email": "CY@example.org", "role": "moderator"})

    assert answer.status_code == 200
    assert answer.json()["data"] == {**first, "role": "moderator"}
    third = await lw.call("POST", f"/widgets/{room}/personal", {"email": "cy@example.org", "first_name": "Cy"})
    assert third.json()["data"] == {**first, "role": "moderator", "firstname": "Cy"}


async def test_several_addresses_answer_a_list(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)

    by_comma = await lw.post(f"/widgets/{room}/personal", {"emails": "a@example.org, b@example.org"})
    by_array = await lw.post(f"/widgets/{room}/personal", {"emails[0]": "c@example.org", "emails[1]": "d@example.org"})

    assert [made["email"] for made in (*by_comma, *by_array)] == [f"{n}@example.org" for n in "abcd"]
    listed = await lw.get(f"/widgets/{room}/personal?sort=email&order=desc&limit=3")
    assert [made["email"] for made in listed["data"]] == [f"{n}@example.org" for n in "dcb"]
    assert listed["meta"]["pagination"]["total"] == 4


async def test_personal_needs_what_the_form_requires(lw: Api, services: Services) -> None:
    room, session = await make_room(lw, services)
    await ask_for_company(services, lw, session)
    form = {"email": "cy@example.org", "firstname": "Cy"}

    assert list(await lw.problems("POST", f"/widgets/{room}/personal", form)) == ["company"]
    await lw.post(f"/widgets/{room}/personal", {**form, "company": "Example"})
    await lw.post(f"/widgets/{room}/personal", {**form, "email": "di@example.org", "fields[company]": "Example"})

    async with services.database.read() as db:
        given = await db.scalars(select(Registration.answers).where(Registration.registration_type == "personal"))
        assert list(given) == [{"company": "Example"}] * 2


async def test_personal_refuses_what_is_wrong(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    path = f"/widgets/{room}/personal"

    assert list(await lw.problems("POST", path, {})) == ["email"]
    assert list(await lw.problems("POST", path, {"emails": "a@example.org,nobody"})) == ["email"]
    assert list(await lw.problems("POST", path, {"email": "a@example.org", "role": "king"})) == ["role"]
    assert (await lw.get(path))["data"] == []
    assert (await lw.call("POST", "/widgets/999999/personal", {"email": "a@example.org"})).status_code == 404


async def test_personal_is_shown_changed_and_removed(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    made = await lw.post(f"/widgets/{room}/personal", {"email": "cy@example.org"})
    path = f"/widgets/{room}/personal/{made['id']}"

    changed = await lw.put(path, {"role": "host", "lastname": "Oak"})

    assert changed == {**made, "role": "host", "lastname": "Oak"}
    assert (await lw.get(path))["data"] == changed
    assert (await lw.call("DELETE", path)).status_code == 204
    assert (await lw.call("GET", path)).status_code == 404


async def test_send_email_mails_the_link(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)

    await lw.post(f"/widgets/{room}/personal", {"email": "cy@example.org", "role": "presenter", "send_email": "1"})

    assert await mails(services) == [("speaker", "queued")]


async def test_invite_mails_the_link_and_tells_of_the_mail(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    form = {"email": "di@example.org", "first_name": "Di", "last_name": "Fox", "role": "attendee"}

    made = await lw.post(f"/widgets/{room}/invites/invite", form)
    await lw.post(f"/widgets/{room}/personal", {"email": "cy@example.org"})

    assert (made["first_name"], made["last_name"], made["status"]) == ("Di", "Fox", "queued")
    assert await mails(services) == [("confirmation", "queued")]
    async with services.database.write() as db:
        (mail,) = list(await db.scalars(select(Mail)))
        mail.state, mail.sent_at = "sent", utcnow()
    ((listed),) = (await lw.get(f"/widgets/{room}/invites"))["data"]
    assert (listed["id"], listed["status"]) == (made["id"], "sent")
    assert isinstance(listed["sent_at"], int)
    assert (await lw.call("DELETE", f"/widgets/{room}/invites/{made['id']}")).status_code == 204
    assert (await lw.get(f"/widgets/{room}/invites"))["data"] == []


async def test_registrant_gets_a_link_and_a_mail(lw: Api, services: Services) -> None:
    room, session = await make_room(lw, services)
    await ask_for_company(services, lw, session)
    form = {"email": "ed@example.org", "first_name": "Ed", "last_name": "Poe", "fields": {"company": "Example"}}

    answer = await lw.call("POST", f"/widgets/{room}/registrants", json={**form, "send_confirmation": 1})

    made = answer.json()["data"]
    assert answer.status_code == 201
    assert (made["status"], made["name"], made["fields"]) == ("confirmed", "Ed Poe", {"company": "Example"})
    assert made["personal_url"].endswith(f"/r/{made['registrant_token']}")
    assert await mails(services) == [("confirmation", "queued")]
    again = await lw.call("POST", f"/widgets/{room}/registrants", json={**form, "send_confirmation": 0})
    assert (again.status_code, again.json()["data"]) == (200, made)
    assert (await lw.get(f"/widgets/{room}/registrants/{made['id']}"))["data"] == made
    assert (await lw.get(f"/widgets/{room}/registrants"))["data"] == [made]


async def test_registrant_without_confirmation_gets_no_mail(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)

    made = await lw.post(
        f"/widgets/{room}/registrants", {"email": "ed@example.org", "name": "Ed van Poe", "send_confirmation": "0"}
    )

    assert made["name"] == "Ed van Poe"
    assert await mails(services) == []
    assert list(await lw.problems("POST", f"/widgets/{room}/registrants", {"name": "Nobody"})) == ["email"]


async def test_pending_registrants_keep_their_id_through_all_decisions(lw: Api, services: Services) -> None:
    room, session = await make_room(lw, services)
    async with services.database.write() as db:
        change = EventChange(needs_approval=True)
        await update_event(db, lw.house.actor, session.event_id, change, now=utcnow())
    path = f"/widgets/{room}/registrants"

    made = await lw.post(path, {"email": "ed@example.org", "name": "Ed Poe"})

    assert (made["status"], made["registrant_token"], made["personal_url"]) == ("pending", None, None)
    confirmed = await lw.put(f"{path}/{made['id']}/confirm")
    assert (confirmed["id"], confirmed["status"]) == (made["id"], "confirmed")
    assert len(confirmed["registrant_token"]) == 60
    rejected = await lw.put(f"{path}/{made['id']}/reject")
    assert (rejected["id"], rejected["status"], rejected["registrant_token"]) == (made["id"], "rejected", None)
    assert (await lw.put(f"{path}/{made['id']}/confirm"))["status"] == "confirmed"
    assert [(row["id"], row["status"]) for row in (await lw.get(path))["data"]] == [(made["id"], "confirmed")]
    assert (await lw.call("DELETE", f"{path}/{made['id']}")).status_code == 204
    assert (await lw.get(path))["data"] == []


async def test_people_of_another_workspace_do_not_exist(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    made = await lw.post(f"/widgets/{room}/personal", {"email": "cy@example.org"})
    presenter = await lw.post("/presenters", {"first_name": "Cy"})
    async with services.database.write() as db:
        stranger = await make_house(db, name="Other", email="o@example.net")
    token = await make_token(services.database, stranger)

    for path in (
        f"/widgets/{room}/personal/{made['id']}",
        f"/presenters/{presenter['id']}",
        f"/widgets/{room}/invites",
    ):
        assert (await lw.call("GET", path, token=token)).status_code == 404


async def test_participants_come_from_the_ledger(lw: Api, services: Services) -> None:
    room, session = await make_room(lw, services)
    made = await lw.post(f"/widgets/{room}/registrants", {"email": "ed@example.org", "name": "Ed Poe"})
    await lw.post(f"/widgets/{room}/registrants", {"email": "away@example.org", "name": "Away"})
    began = utcnow()
    async with services.database.write() as db:
        place = await find_registration(db, registration_id_of(made["registrant_token"]) or "")
        assert place is not None
        host = await make_actor(db, lw.house, session, "Ines", "host")
        await start_session(db, host, now=began)
        marks = [(began, "join"), (began + timedelta(minutes=30), "leave")]
        await record_presence(db, [Mark(session.id, place.person_id, session.id, kind, at) for at, kind in marks])  # type: ignore[arg-type]
        await end_session(db, host, now=began + timedelta(minutes=40))

    (was,) = (await lw.get(f"/widgets/{room}/participants"))["data"]

    assert (was["nickname"], was["email"], was["role"], was["duration"]) == (
        "Ed Poe",
        "ed@example.org",
        "attendee",
        1800,
    )
    assert (was["source"], was["source_id"], was["joined_at"]) == ("registrant", made["id"], int(began.timestamp()))
    assert (await lw.get(f"/sessions/{was['session_id']}/participants"))["data"] == [was]
    assert (await lw.get(f"/widgets/{room}/participants?session_id={was['session_id']}&role=attendee"))["data"] == [was]
    assert (await lw.get(f"/widgets/{room}/participants?role=presenter"))["data"] == []
    assert (await lw.get(f"/widgets/{room}/participants?email=ED@example.org"))["data"] == [was]


async def test_presenters_are_kept_in_a_library(lw: Api) -> None:
    form = {"first_name": "Cy", "last_name": "Oak", "email": "cy@example.org"}
    made = await lw.post("/presenters", form)

    assert made == {"id": made["id"], **form, "bio": "", "photo_url": None}
    changed = await lw.put(f"/presenters/{made['id']}", {"bio": "Builds things", "lastname": "Ash"})
    assert changed == {**made, "bio": "Builds things", "last_name": "Ash"}
    assert (await lw.get("/presenters"))["data"] == [changed]
    assert list(await lw.problems("POST", "/presenters", {"last_name": "Oak"})) == ["first_name"]
    assert (await lw.call("DELETE", f"/presenters/{made['id']}")).status_code == 204
    assert (await lw.call("GET", f"/presenters/{made['id']}")).status_code == 404


async def test_codes_refuse_unknown_rooms_and_amounts(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)

    wrong = {"name": "x", "widgets_ids[0]": "999999", "amount": "1"}
    assert list(await lw.problems("POST", "/account/widget_tokens", wrong)) == ["widgets_ids"]
    many = {"name": "x", "widgets_ids[0]": str(room), "amount": "301"}
    assert list(await lw.problems("POST", "/account/widget_tokens", many)) == ["amount"]
    assert (await lw.get("/account/widget_tokens"))["data"] == []


async def test_code_groups_are_listed_with_their_codes(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    form = {"name": "Tour", "widgets_ids[0]": str(room), "amount": "2"}

    made = await lw.post("/account/widget_tokens", form)

    assert (await lw.get("/account/widget_tokens"))["data"] == [made]
    assert (await lw.get(f"/account/widget_tokens/{made['id']}"))["data"] == made
