from datetime import timedelta

import pytest

from footlights.events.form_library import (
    FieldDraft,
    NoSuchForm,
    add_field,
    attach_form,
    change_field,
    create_form,
    delete_form,
    find_form_of,
    find_forms_of_events,
    get_form_for,
    list_fields_of_forms,
    list_public_events,
    remove_field,
    update_form,
)
from footlights.events.forms import list_fields
from footlights.events.models import Session
from footlights.kit.database import Database, Db
from footlights.kit.errors import Invalid
from tests.factories import NOW, House, make_event, make_house, make_session

LATER = NOW + timedelta(minutes=1)
COMPANY = FieldDraft(name="company", label="Your company", required=True)


async def asked(db: Db, event_id: str) -> list[tuple[str, str, bool]]:
    return [(field.slug, field.name, field.required) for field in await list_fields(db, event_id)]


async def a_house(db: Db) -> House:
    return await make_house(db)


async def test_attached_form_becomes_the_registration_form(database: Database) -> None:
    async with database.write() as db:
        house = await a_house(db)
        event = await make_event(db, house)
        session = await make_session(db, house, event)
        session.registered_only = False
        form = await create_form(db, house.actor, name="Sign-up", kind="registration", now=NOW)
        await add_field(db, house.actor, form, COMPANY, now=NOW)

        await attach_form(db, house.actor, event, form, now=LATER)

        assert await asked(db, event.id) == [("email", "E-mail", True), ("company", "Your company", True)]
        found = await find_form_of(db, event.id)
        assert found is not None
        assert found.id == form.id
        await db.refresh(session)
        assert session.registered_only
        assert [row.id for row in await list_public_events(db, form)] == [event.id]


async def test_detached_form_leaves_the_usual_fields_and_a_name_is_enough(database: Database) -> None:
    async with database.write() as db:
        house = await a_house(db)
        event = await make_event(db, house)
        session_id = (await make_session(db, house, event)).id
        form = await create_form(db, house.actor, name="Sign-up", kind="registration", now=NOW)
        await attach_form(db, house.actor, event, form, now=NOW)

        await attach_form(db, house.actor, event, None, now=LATER)

        assert [slug for slug, _, _ in await asked(db, event.id)] == ["email", "first_name", "last_name"]
        assert await find_forms_of_events(db, [event.id]) == {}
        db.expire_all()
        assert not (await db.get_one(Session, session_id)).registered_only


async def test_changing_the_form_changes_the_events_it_is_attached_to(database: Database) -> None:
    async with database.write() as db:
        house = await a_house(db)
        event = await make_event(db, house)
        form = await create_form(db, house.actor, name="Sign-up", kind="registration", now=NOW)
        await attach_form(db, house.actor, event, form, now=NOW)

        field = await add_field(db, house.actor, form, COMPANY, now=LATER)
        draft = FieldDraft(name="company", label="Firm", position=1)
        await change_field(db, house.actor, form, field, draft, now=LATER)
        size = FieldDraft(name="size", label="Size", input="select", options=["1", "2-9"])
        await add_field(db, house.actor, form, size, now=LATER)

        expected = [("company", "Firm", False), ("email", "E-mail", True), ("size", "Size", False)]
        assert await asked(db, event.id) == expected
        assert (await list_fields(db, event.id))[2].options == ("1", "2-9")
        await remove_field(db, house.actor, form, field, now=LATER)
        assert await asked(db, event.id) == expected[1:]


async def test_fields_of_every_input(database: Database) -> None:
    async with database.write() as db:
        house = await a_house(db)
        form = await create_form(db, house.actor, name="All", kind="lead", now=NOW)
        inputs = ("text", "email", "phone", "textarea", "select", "radio", "checkbox", "date", "consent")
        for place, kind in enumerate(inputs):
            options = ["a", "b"] if kind in ("select", "radio", "checkbox") else []
            draft = FieldDraft(name=f"f{place}", label=kind, input=kind, options=options)
            await add_field(db, house.actor, form, draft, now=NOW)

        types = [field.attribute.type for field in (await list_fields_of_forms(db, [form.id]))[form.id]]

        assert types == [
            "email",
            "text",
            "email",
            "text",
            "long_text",
            "unique_select",
            "unique_select",
            "multiple_select",
            "text",
            "consent",
        ]


async def test_adding_a_field_twice_changes_it(database: Database) -> None:
    async with database.write() as db:
        house = await a_house(db)
        form = await create_form(db, house.actor, name="All", kind="lead", now=NOW)
        first = await add_field(db, house.actor, form, COMPANY, now=NOW)

        again = await add_field(db, house.actor, form, FieldDraft(name="company"), now=NOW)

        assert again.id == first.id
        assert (again.required, again.label) == (False, None)


async def test_refusals(database: Database) -> None:
    async with database.write() as db:
        house, stranger = await a_house(db), await make_house(db, name="Other", email="o@example.net")
        event = await make_event(db, house)
        form = await create_form(db, house.actor, name="Sign-up", kind="registration", now=NOW)
        survey = await create_form(db, house.actor, name="After", kind="survey", now=NOW)
        field = await add_field(db, house.actor, form, COMPANY, now=NOW)

        for draft in (
            FieldDraft(name="Not a name"),
            FieldDraft(name="x", input="slider"),
            FieldDraft(name="company", input="select", options=["a"]),
            FieldDraft(name="y", input="select"),
        ):
            with pytest.raises(Invalid):
                await add_field(db, house.actor, form, draft, now=NOW)
        with pytest.raises(Invalid):
            await change_field(db, house.actor, form, field, FieldDraft(name="firm"), now=NOW)
        with pytest.raises(Invalid):
            await attach_form(db, house.actor, event, survey, now=NOW)
        await attach_form(db, house.actor, event, form, now=NOW)
        for wrong in ({"kind": "survey"}, {"kind": "quiz"}, {"name": " "}):
            with pytest.raises(Invalid):
                await update_form(db, house.actor, form, **wrong, now=NOW)
        with pytest.raises(NoSuchForm):
            await get_form_for(db, stranger.actor, form.id)


async def test_deleted_form_leaves_the_fields_of_its_events(database: Database) -> None:
    async with database.write() as db:
        house = await a_house(db)
        event = await make_event(db, house)
        form = await create_form(db, house.actor, name="Sign-up", kind="registration", now=NOW)
        await add_field(db, house.actor, form, COMPANY, now=NOW)
        await attach_form(db, house.actor, event, form, now=NOW)

        await delete_form(db, house.actor, form)

        assert [slug for slug, _, _ in await asked(db, event.id)] == ["email", "company"]
        assert await find_form_of(db, event.id) is None
