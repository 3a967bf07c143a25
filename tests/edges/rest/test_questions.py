import pytest
from sqlalchemy.event import listen

from footlights.engagement.actions import Posted
from footlights.engagement.questions import answer_question, mark_question, vote_question
from footlights.room.lifecycle import start_session
from footlights.services import Services
from tests.edges.rest.conftest import Api
from tests.engagement.talk import ask, rule
from tests.room.rooms import Cast, at, cast_session


@pytest.fixture
async def cast(api: Api, services: Services) -> Cast:
    """A live session in which names may be hidden."""
    async with services.database.write() as db:
        made = await cast_session(db, api.house)
        await start_session(db, made.host, now=at(0))
    await rule(services.database, made, anonymous_allowed=True)
    return made


@pytest.fixture
async def asked(cast: Cast, services: Services) -> list[Posted]:
    """Answered in writing, answered live, open without a name, dismissed, and held."""
    database = services.database
    written, oral = await ask(database, cast.attendee, "One?"), await ask(database, cast.other, "Two?")
    hidden = await ask(database, cast.attendee, "Three?", anonymous=True)
    dismissed = await ask(database, cast.other, "Four?")
    await rule(database, cast, anonymous_allowed=True, questions_reviewed=True)
    held = await ask(database, cast.other, "Five?")
    async with database.write() as db:
        await vote_question(db, cast.other, written.id, up=True, now=at(2))
        await answer_question(db, cast.host, written.id, "Yes.", client_id="1", now=at(3))
        await mark_question(db, cast.moderator, oral.id, "answered", client_id="2", now=at(4))
        await mark_question(db, cast.moderator, dismissed.id, "dismissed", client_id="3", now=at(4))
    return [written, oral, hidden, dismissed, held]


async def test_questions_are_read_in_order_with_their_answers(api: Api, cast: Cast, asked: list[Posted]) -> None:
    document = await api.get(f"/sessions/{cast.session.id}/questions")

    written, oral, hidden = document["data"]
    assert written == {
        "id": asked[0].id,
        "type": "questions",
        "attributes": {
            "event_id": cast.session.event_id,
            "session_id": cast.session.id,
            "question": "One?",
            "question_author_id": cast.attendee.person_id,
            "response": "Yes.",
            "response_author_id": cast.host.person_id,
            "responded_orally": False,
            "response_orally": False,
            "responded_at": int(at(3).timestamp()),
            "created_at": int(at(1).timestamp()),
            "updated_at": int(at(3).timestamp()),
        },
    }
    assert oral["attributes"]["responded_orally"] is oral["attributes"]["response_orally"] is True
    assert oral["attributes"]["response"] is None
    unanswered = ("response", "response_author_id", "responded_at", "question_author_id")
    assert [hidden["attributes"][name] for name in unanswered] == [None] * 4
    assert document["meta"]["record_count"] == 3


@pytest.mark.usefixtures("asked")
async def test_questions_are_sorted_as_asked(api: Api, cast: Cast) -> None:
    newest = await api.get(f"/sessions/{cast.session.id}/questions?sort=-created_at")
    changed = await api.get(f"/sessions/{cast.session.id}/questions?sort=updated_at")

    assert [row["attributes"]["question"] for row in newest["data"]][1:] == ["Two?", "One?"]
    stamps = [row["attributes"]["updated_at"] for row in changed["data"]]
    assert stamps == sorted(stamps)


@pytest.mark.usefixtures("asked")
async def test_questions_page(api: Api, cast: Cast) -> None:
    document = await api.get(f"/sessions/{cast.session.id}/questions?page[size]=1&page[number]=2")

    assert [row["attributes"]["question"] for row in document["data"]] == ["Two?"]


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("include", "names"),
    [("people", {"asker", "responder"}), ("asker", {"asker"}), ("responder", {"responder"}), ("nonsense", set())],
)
async def test_people_of_questions_are_included(api: Api, cast: Cast, include: str, names: set[str]) -> None:
    document = await api.get(f"/sessions/{cast.session.id}/questions?include={include}")

    written, _, hidden = document["data"]
    included = {other["id"] for other in document.get("included", [])}
    askers = {cast.attendee.person_id, cast.other.person_id}
    responders = {cast.host.person_id, cast.moderator.person_id}
    assert set(written.get("relationships", {})) == names
    assert "relationships" not in hidden
    assert included == (askers if "asker" in names else set()) | (responders if "responder" in names else set())
    assert {other["type"] for other in document.get("included", [])} <= {"people"}


@pytest.mark.usefixtures("asked")
async def test_included_people_cost_the_same_for_one_and_for_many(api: Api, cast: Cast, services: Services) -> None:
    await api.get(f"/sessions/{cast.session.id}")  # the token's first use is noted
    statements: list[str] = []
    listen(
        services.database.engine.sync_engine,
        "before_cursor_execute",
        lambda *arguments: statements.append(arguments[2]),
    )

    await api.get(f"/sessions/{cast.session.id}/questions?include=people")
    all_of_them = len(statements)
    await api.get(f"/sessions/{cast.session.id}/questions?include=people&page[size]=1")

    assert len(statements) == 2 * all_of_them


@pytest.mark.usefixtures("asked")
async def test_questions_and_votes_are_counted_by_person(api: Api, cast: Cast) -> None:
    path = f"/sessions/{cast.session.id}"

    listed = (await api.get(f"{path}/people"))["data"]
    together = (await api.get("/sessions?include=people"))["included"]

    for people in (listed, together):
        counts = {
            person["id"]: (person["attributes"]["questions_count"], person["attributes"]["up_votes_count"])
            for person in people
        }
        assert counts[cast.attendee.person_id] == (2, 0)
        assert counts[cast.other.person_id] == (1, 1)
        assert counts[cast.host.person_id] == (0, 0)


async def test_an_unknown_session_has_no_questions(api: Api) -> None:
    answer = await api.call("GET", "/sessions/00000000-0000-4000-8000-000000000000/questions")

    assert answer.status_code == 404
