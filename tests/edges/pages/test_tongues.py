"""Public pages in the language of the event, or in the one that a visitor chose."""

import re

import httpx
import pytest

from footlights.events.forms import WantedField, set_fields
from footlights.events.models import Event
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from tests.edges.pages.test_events import FORM, open_session
from tests.factories import House


async def test_page_speaks_the_language_of_its_event(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house, language="fr")

    page = await visitor.get(f"/p/{session.event_id}")
    again = await visitor.post(f"/p/{session.event_id}", data={**FORM, "email": ""})

    assert '<html lang="fr"' in page.text
    assert "Réservez votre place" in page.text
    assert "Saisissez votre adresse e-mail." in again.text


async def test_visitor_chooses_a_language_and_comes_back(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)
    address = f"/p/{session.event_id}?s={session.id}"
    assert "Save your place" in (await visitor.get(address)).text

    chosen = await visitor.get("/language", params={"to": "fr", "back": address})
    page = await visitor.get(address)
    lost = await visitor.get("/p/nowhere")

    assert (chosen.status_code, chosen.headers["location"]) == (303, address)
    assert "httponly" in chosen.headers["set-cookie"].lower()
    assert "Réservez votre place" in page.text
    assert f'href="/language?to=en&amp;back=%2Fp%2F{session.event_id}%3Fs%3D{session.id}"' in page.text
    assert "Il n’y a rien ici." in lost.text or "Cela n’a pas fonctionné." in lost.text


@pytest.mark.parametrize(
    "asked",
    [
        {"to": "xx", "back": "/"},
        {"to": "fr", "back": "//elsewhere.example"},
        {"to": "fr", "back": "https://elsewhere.example"},
        {"to": "fr", "back": "/\\elsewhere.example"},
        {"to": "fr", "back": "/a\r\nset-cookie: x=y"},
    ],
)
async def test_choice_leads_nowhere_else(visitor: httpx.AsyncClient, asked: dict[str, str]) -> None:
    answer = await visitor.get("/language", params=asked)

    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


async def test_unknown_language_in_the_cookie_is_not_looked_at(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house)

    page = await visitor.get(f"/p/{session.event_id}", headers={"cookie": 'language="../../etc"; x'})

    assert '<html lang="en"' in page.text


async def test_refusals_speak_the_language_of_the_browser(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house, language="fr")
    french = {"accept-language": "fr-FR,en;q=0.5"}

    lost = await visitor.get("/nowhere/at/all", headers=french)
    old_link = await visitor.get(f"/p/{session.event_id}/mine?r=old", headers=french)
    plain = await visitor.get(f"/p/{session.event_id}/mine?r=old")

    assert '<html lang="fr"' in lost.text
    assert "Il n’y a rien ici." in lost.text
    assert "Ce lien a été remplacé" in old_link.text
    assert "This link was replaced" in plain.text


async def test_no_field_of_the_usual_form_stays_english(
    visitor: httpx.AsyncClient, database: Database, house: House
) -> None:
    session = await open_session(database, house, language="fr")
    async with database.write() as db:
        usual = [WantedField(slug=slug) for slug in ("email", "avatar", "company", "job_title")]
        own = WantedField(slug="first_name", label="What friends call you")
        await set_fields(db, house.actor, await db.get_one(Event, session.event_id), [*usual, own], now=utcnow())

    page = (await visitor.get(f"/p/{session.event_id}")).text

    assert re.findall(r'class="field-label" for="f-\w+">([^<]+?) ?<', page) == [
        "E-mail",
        "Image",
        "Entreprise",
        "Fonction",
        "What friends call you",
    ]
