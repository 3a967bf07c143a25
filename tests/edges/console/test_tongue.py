"""The console speaks the language that was chosen, or else the browser's."""

import pytest

from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.workspace.actions import invite_team_member
from tests.edges.console.browser import Browser
from tests.edges.console.conftest import OpenBrowser
from tests.factories import House


@pytest.mark.parametrize(
    ("headers", "language", "title"),
    [
        ({}, "en", "Sign in"),
        ({"accept-language": "fr-CA,fr;q=0.9,en;q=0.8"}, "fr", "Se connecter"),
        ({"accept-language": "tlh, fr;q=0.5"}, "fr", "Se connecter"),
        ({"accept-language": "en-GB,fr;q=0.9"}, "en", "Sign in"),
        ({"accept-language": "en-GB", "cookie": "language=fr"}, "fr", "Se connecter"),
        ({"accept-language": "fr", "cookie": "language=en"}, "en", "Sign in"),
        ({"cookie": "language=../fr"}, "en", "Sign in"),
    ],
)
async def test_sign_in_speaks_as_asked(
    open_browser: OpenBrowser, house: House, headers: dict[str, str], language: str, title: str
) -> None:
    page = await (await open_browser()).client.get("/console/sign-in", headers=headers)

    assert f'<html lang="{language}"' in page.text
    assert f'<h1 class="page-title">{title}</h1>' in page.text


async def test_pages_notices_and_refusals_are_french(ines: Browser, house: House, database: Database) -> None:
    async with database.write() as db:
        member = await invite_team_member(db, house.actor, email="priya@example.org", now=utcnow())
    ines.client.cookies.set("language", "fr")

    events = await ines.open("/console/events")
    team = await ines.open("/console/team")
    sent = await ines.submit(f"/console/team/{member.id}/invitation")
    twice = await ines.send("/console/team", email="priya@example.org", role="member", room_role="host")
    nothing = await ines.open("/console/events/nothing")

    assert '<html lang="fr"' in events.html
    assert "Nouvel événement" in events.text
    assert "Inviter quelqu’un" in team.text
    assert "Une nouvelle invitation est en route" in sent.text
    assert "Cette personne fait déjà partie de l’équipe." in twice.text
    assert "Il n’y a rien ici." in nothing.text


async def test_language_is_chosen_on_the_account_page(ines: Browser) -> None:
    page = await ines.open("/console/account")

    assert 'href="/language?to=fr&amp;back=%2Fconsole%2Faccount"' in page.html
