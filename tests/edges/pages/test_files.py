"""Handouts, slides and cards over HTTP: only for the people of the session, and only what the team may do."""

from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from footlights.engagement.cards.actions import add_card, show_card
from footlights.engagement.cards.rules import CardDraft
from footlights.engagement.handouts.models import HandoutDownload
from footlights.engagement.slides.actions import show_slides
from footlights.engagement.tallies import read_tallies
from footlights.kit.database import Database
from footlights.kit.ids import new_id
from footlights.registration.links import join_key
from footlights.registration.models import Registration
from footlights.room.actors import RoomActor
from footlights.services import Services
from footlights.settings import Settings
from tests.engagement import pdfs
from tests.engagement.activities import count_rows, live_cast
from tests.factories import SECRET_KEY
from tests.room.rooms import Cast, at, cast_session

PDF = pdfs.slides(2)


@pytest.fixture
def services(services: Services, tmp_path: Path) -> Services:
    services.settings = Settings(data_dir=str(tmp_path / "data"))
    return services


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await live_cast(database)


@dataclass
class Someone:
    """A person in the room, as their browser asks: with the cookie of the join link."""

    client: httpx.AsyncClient
    cast: Cast
    cookie: str

    def address(self, *path: str, session_id: str = "") -> str:
        session = self.cast.session
        return f"/p/{session.event_id}/live/{'/'.join(path)}?s={session_id or session.id}"

    async def get(self, *path: str, session_id: str = "") -> httpx.Response:
        return await self.client.get(self.address(*path, session_id=session_id), headers={"cookie": self.cookie})

    async def send(self, what: str, content: bytes, name: str, **headers: str) -> httpx.Response:
        sent = {"cookie": self.cookie, "x-file-name": name, "x-client-id": "u1", "sec-fetch-site": "same-origin"}
        return await self.client.post(self.address(what), content=content, headers=sent | headers)


async def seat(database: Database, client: httpx.AsyncClient, cast: Cast, actor: RoomActor) -> Someone:
    async with database.read() as db:
        row = await db.get_one(Registration, actor.registration_id)
    key = join_key(SECRET_KEY, row)
    return Someone(client, cast, f"footlights_seat_{row.session_id[:8]}={row.id}.{key}")


def stored(services: Services, folder: str) -> list[Path]:
    return sorted((services.settings.data_path / folder).glob("*"))


async def test_a_handout_is_shared_taken_and_counted(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast
) -> None:
    host, noor = await seat(database, visitor, cast, cast.host), await seat(database, visitor, cast, cast.attendee)

    sent = await host.send("handouts", PDF, "field%20study.pdf")
    again = await host.send("handouts", PDF, "field%20study.pdf")
    handout_id = sent.json()["id"]
    taken = await noor.get("handouts", handout_id)
    await noor.get("handouts", handout_id)
    async with database.read() as db:
        (tally,) = await read_tallies(db, cast.session.id)

    assert (sent.status_code, again.json()) == (201, sent.json())
    assert (taken.status_code, taken.content) == (200, PDF)
    assert taken.headers["content-disposition"] == "attachment; filename*=utf-8''field%20study.pdf"
    assert taken.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in taken.headers["content-security-policy"]
    assert (tally.id, tally.count) == (handout_id, 1)
    assert len(stored(services, "handouts")) == 1
    assert "study" not in stored(services, "handouts")[0].name


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"MZ\x90\x00", "setup.exe", "file_refused"),
        (b"MZ\x90\x00", "study.pdf", "file_refused"),
        (b"", "study.pdf", "empty_file"),
        (PDF, "", "file_refused"),
    ],
)
async def test_unfit_handouts_are_refused_and_leave_nothing(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast, content: bytes, name: str, code: str
) -> None:
    host = await seat(database, visitor, cast, cast.host)

    answer = await host.send("handouts", content, name)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert stored(services, "handouts") == []


async def test_a_handout_that_is_too_large_is_refused(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlights.edges.pages.files.MOST_BYTES", 1024)
    host = await seat(database, visitor, cast, cast.host)

    answer = await host.send("handouts", PDF + b"\n" * 2000, "study.pdf")

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_large")
    assert stored(services, "handouts") == []


async def test_only_the_team_uploads_and_only_from_here(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast
) -> None:
    noor, host = await seat(database, visitor, cast, cast.attendee), await seat(database, visitor, cast, cast.host)

    answers = [
        await noor.send("handouts", PDF, "study.pdf"),
        await noor.send("decks", PDF, "study.pdf"),
        await host.send("handouts", PDF, "study.pdf", **{"sec-fetch-site": "cross-site"}),
        await Someone(visitor, cast, "").send("handouts", PDF, "study.pdf"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert stored(services, "handouts") == stored(services, "slides") == []


async def test_files_of_another_session_do_not_exist(
    visitor: httpx.AsyncClient, database: Database, cast: Cast
) -> None:
    async with database.write() as db:
        other_cast = await cast_session(db, cast.house)
    host = await seat(database, visitor, cast, cast.host)
    elsewhere = await seat(database, visitor, other_cast, other_cast.attendee)
    handout_id = (await host.send("handouts", PDF, "study.pdf")).json()["id"]
    deck_id = (await host.send("decks", PDF, "talk.pdf", **{"x-client-id": "u2"})).json()["id"]

    answers = [
        await elsewhere.get("handouts", handout_id),
        await elsewhere.get("decks", deck_id, "1"),
        await elsewhere.get("cards", new_id()),
        await host.get("handouts", "../../server.key"),
        await host.get("handouts", handout_id, session_id=other_cast.session.id),
        await Someone(visitor, cast, "").get("handouts", handout_id),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404, 404, 403]
    assert await count_rows(database, HandoutDownload) == 0


async def test_slides_are_drawn_and_attendees_see_what_is_on_stage(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast
) -> None:
    host, noor = await seat(database, visitor, cast, cast.host), await seat(database, visitor, cast, cast.attendee)
    deck_id = (await host.send("decks", pdfs.slides(4), "talk.pdf")).json()["id"]

    hidden = await noor.get("decks", deck_id, "1")
    async with database.write() as db:
        await show_slides(db, cast.speaker, deck_id, page=2, now=at(2))
    shown = [(await noor.get("decks", deck_id, str(page))).status_code for page in (1, 2, 3, 4)]
    picture = await host.get("decks", deck_id, "4")

    assert (hidden.status_code, shown) == (404, [200, 200, 200, 404])
    assert (picture.status_code, picture.headers["content-type"], picture.content[8:12]) == (200, "image/webp", b"WEBP")
    assert (await host.get("decks", deck_id, "5")).status_code == 404


async def test_slides_with_a_script_are_refused_with_a_reason(
    visitor: httpx.AsyncClient, database: Database, services: Services, cast: Cast
) -> None:
    host = await seat(database, visitor, cast, cast.host)

    answer = await host.send("decks", pdfs.with_script(), "talk.pdf")

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "pdf_refused")
    assert "scripts" in answer.json()["error"]["detail"]
    assert stored(services, "slides") == []


async def test_a_card_leads_to_its_stored_address_and_counts_people(
    visitor: httpx.AsyncClient, database: Database, cast: Cast
) -> None:
    noor = await seat(database, visitor, cast, cast.attendee)
    draft = CardDraft("Book a visit", "", "Book", "https://example.org/book?a=1")
    async with database.write() as db:
        _, card_id = await add_card(db, cast.host, draft, client_id="k1", now=at(1))

    before = await noor.get("cards", card_id)
    async with database.write() as db:
        await show_card(db, cast.host, card_id, is_shown=True, now=at(2))
    answers = [await noor.get("cards", f"{card_id}") for _ in range(3)]
    forged = await noor.client.get(
        noor.address("cards", card_id) + "&url=https://evil.example", headers={"cookie": noor.cookie}
    )
    async with database.read() as db:
        (tally,) = await read_tallies(db, cast.session.id)

    assert before.status_code == 404
    assert {(one.status_code, one.headers["location"]) for one in [*answers, forged]} == {
        (303, "https://example.org/book?a=1")
    }
    assert answers[0].headers["referrer-policy"] == "no-referrer"
    assert (tally.id, tally.count) == (card_id, 1)
