"""The room of an event in the console: links, entry codes, presenters, form of the library and tests."""

import csv
import io
import re

import pytest

from footlights.engagement.quizzes.actions import create_quiz, list_quizzes_of_events
from footlights.engagement.quizzes.rules import Option, Question
from footlights.events.form_library import FieldDraft, add_field, create_form, find_form_of
from footlights.events.forms import list_fields
from footlights.events.models import Event
from footlights.events.presenters import create_presenter, list_presenters
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.registration.entry_codes import code_text, list_codes, list_groups_of_event, needs_code
from footlights.registration.room_links import role_url
from footlights.services import Services
from footlights.workspace.actors import Actor
from tests.edges.console.browser import Browser
from tests.factories import SECRET_KEY, House, make_event, make_house

CODE = re.compile(r"<code>([A-Z2-9]{6})</code>")


@pytest.fixture
async def event(database: Database, house: House) -> Event:
    async with database.write() as db:
        return await make_event(db, house)


@pytest.fixture
async def elsewhere(database: Database) -> Event:
    """An event of another workspace."""
    async with database.write() as db:
        return await make_event(db, await make_house(db, name="Elsewhere", email="gus@example.net"))


def base_of(event: Event) -> str:
    return f"/console/events/{event.id}/room"


async def test_links_of_every_role_are_shown_and_replaced(
    ines: Browser, services: Services, database: Database, event: Event
) -> None:
    page = await ines.open(base_of(event))
    before = page.value("link-host")

    after = await ines.submit(f"{base_of(event)}/links")

    assert before == role_url(services.settings.base_url, SECRET_KEY, event, "host")
    assert page.value("link-attendee").endswith(f"/{event.room_number}")
    assert after.value("link-host") != before
    assert after.value("link-attendee") == page.value("link-attendee")


async def test_codes_are_made_shown_and_deleted(ines: Browser, database: Database, event: Event) -> None:
    base = base_of(event)
    await ines.open(base)

    page = await ines.submit(f"{base}/codes", codes_name="Tour <b>codes</b>", codes_amount="3")
    async with database.read() as db:
        (group,) = await list_groups_of_event(db, event)
        codes = [code_text(SECRET_KEY, code) for code in (await list_codes(db, [group.id]))[group.id]]

    assert CODE.findall(page.html) == codes
    assert "Tour <b>codes</b> 0 of 3 used" in page.text
    page = await ines.submit(f"{base}/codes/{group.id}/more", amount="10")
    assert "0 of 13 used" in page.text
    file = await ines.client.get(f"/console/events/{event.id}/entry-codes/{group.id}/codes.csv")
    rows = list(csv.reader(io.StringIO(file.text.lstrip("\ufeff"))))
    assert (rows[0], len(rows), [row[0] for row in rows[1:4]]) == (["Code", "Used"], 14, codes)
    page = await ines.submit(f"{base}/codes/{group.id}/remove")
    assert not CODE.findall(page.html)
    async with database.read() as db:
        assert not await needs_code(db, event)


@pytest.mark.parametrize("amount", ["0", "301", "some", ""])
async def test_amounts_of_codes_are_refused(ines: Browser, event: Event, amount: str) -> None:
    await ines.open(base_of(event))

    page = await ines.send(f"{base_of(event)}/codes", codes_name="Mine", codes_amount=amount)

    assert page.status == 422
    assert (page.value("f-codes_name"), page.value("f-codes_amount")) == ("Mine", amount)
    assert 'id="w-codes_amount"' in page.html


async def test_presenters_come_from_the_library_or_are_new(
    ines: Browser, database: Database, house: House, event: Event
) -> None:
    base = base_of(event)
    async with database.write() as db:
        cy = await create_presenter(db, house.actor, first_name="Cy", last_name="Oak", now=utcnow())
    await ines.open(base)

    await ines.submit(f"{base}/presenters", presenter_id=cy.id)
    page = await ines.submit(f"{base}/presenters", first_name="Di", last_name="Fox", bio="Knows heat.")

    async with database.read() as db:
        announced = await list_presenters(db, event.id)
    assert [row.name for row in announced] == ["Cy Oak", "Di Fox"]
    assert "Knows heat." in page.text
    page = await ines.submit(f"{base}/presenters/{announced[1].id}/remove")
    assert re.findall(r'<option value="[^"]*">(Di Fox|Cy Oak)</option>', page.html) == ["Di Fox"]


async def test_presenter_without_a_name_is_refused(ines: Browser, database: Database, event: Event) -> None:
    await ines.open(base_of(event))

    page = await ines.send(f"{base_of(event)}/presenters", first_name=" ", photo="javascript:alert(1)")

    assert page.status == 422
    assert page.value("f-photo") == "javascript:alert(1)"
    async with database.read() as db:
        assert await list_presenters(db, event.id) == []


async def test_form_of_the_library_is_used_and_taken_away(
    ines: Browser, database: Database, house: House, event: Event
) -> None:
    base = base_of(event)
    async with database.write() as db:
        form = await create_form(db, house.actor, name="Sign-up", kind="registration", now=utcnow())
        await add_field(db, house.actor, form, FieldDraft(name="company", label="Company"), now=utcnow())
        await create_form(db, house.actor, name="Afterwards", kind="survey", now=utcnow())
    page = await ines.open(base)

    assert "Afterwards" not in page.text
    page = await ines.submit(f"{base}/form", form_id=form.id)
    assert f'<option value="{form.id}" selected>Sign-up</option>' in page.html
    async with database.read() as db:
        assert [field.slug for field in await list_fields(db, event.id)] == ["email", "company"]
    await ines.submit(f"{base}/form", form_id="")
    async with database.read() as db:
        assert await find_form_of(db, event.id) is None
        assert "company" not in [field.slug for field in await list_fields(db, event.id)]


async def test_tests_come_from_the_library_or_are_written(
    ines: Browser, database: Database, house: House, event: Event
) -> None:
    base = base_of(event)
    question = Question(0, "Exit is…", "single", 2, (Option(0, "left", True), Option(0, "right", False)))
    async with database.write() as db:
        safety = await create_quiz(db, house.actor, name="Safety", questions=[question], pass_score=0.8, now=utcnow())
    await ines.open(base)

    page = await ines.submit(f"{base}/tests", quiz_id=safety.id)
    assert "Safety 1 question Nobody has taken it yet. To pass: 80 %." in page.text
    written = {"test_name": "Heat", "test_questions": "Hot?\n*yes\nno", "minutes": "10", "percent": "100"}
    await ines.submit(f"{base}/tests", **written)

    async with database.read() as db:
        offered = (await list_quizzes_of_events(db, [event.id]))[event.id]
    assert [(quiz.name, quiz.time_limit_s, quiz.pass_score) for quiz in offered] == [
        ("Safety", None, 0.8),
        ("Heat", 600, 1.0),
    ]
    page = await ines.submit(f"{base}/tests/{safety.id}/remove")
    assert f'<option value="{safety.id}">Safety</option>' in page.html


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"test_name": "", "test_questions": "Hot?\n*yes\nno", "percent": "50"}, "test_name"),
        ({"test_name": "Heat", "test_questions": "Hot?\nyes\nno", "percent": "50"}, "test_questions"),
        ({"test_name": "Heat", "test_questions": "", "percent": "50"}, "test_questions"),
        ({"test_name": "Heat", "test_questions": "Hot?\n*yes\nno", "percent": "101"}, "percent"),
        ({"test_name": "Heat", "test_questions": "Hot?\n*yes\nno", "minutes": "9999"}, "minutes"),
    ],
)
async def test_tests_with_mistakes_are_kept_in_the_form(
    ines: Browser, event: Event, given: dict[str, str], field: str
) -> None:
    await ines.open(base_of(event))

    page = await ines.send(f"{base_of(event)}/tests", **given)

    assert page.status == 422
    assert f'id="w-{field}"' in page.html
    assert given["test_questions"] in page.html


async def test_what_is_elsewhere_does_not_exist(
    ines: Browser, database: Database, event: Event, elsewhere: Event
) -> None:
    stranger = Actor(elsewhere.workspace_id, elsewhere.owner_id, "owner", "console")
    async with database.write() as db:
        presenter = await create_presenter(db, stranger, first_name="Gus", now=utcnow())
        form = await create_form(db, stranger, name="Theirs", kind="registration", now=utcnow())
    page = await ines.open(base_of(event))

    assert "Gus" not in page.text
    assert "Theirs" not in page.text
    assert (await ines.open(base_of(elsewhere))).status == 404
    assert (await ines.send(f"{base_of(elsewhere)}/links")).status == 404
    assert (await ines.send(f"{base_of(event)}/presenters", presenter_id=presenter.id)).status == 422
    assert (await ines.send(f"{base_of(event)}/form", form_id=form.id)).status == 404
    for path in ("nothing", f"codes/{form.id}/more", f"codes/{form.id}/nothing", f"codes/{form.id}/remove"):
        assert (await ines.send(f"{base_of(event)}/{path}", amount="1")).status == 404
    assert (await ines.open(f"/console/events/{event.id}/entry-codes/{form.id}/codes.csv")).status == 404
