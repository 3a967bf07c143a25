import pytest
from sqlalchemy.event import listen

from footlights.engagement.actions import post_message
from footlights.room.lifecycle import start_session
from footlights.services import Services
from tests.edges.rest.conftest import Api
from tests.room.rooms import Cast, at, cast_session


@pytest.fixture
async def cast(api: Api, services: Services) -> Cast:
    """A live session with a line of the team from before the start, one of an attendee and one of the host."""
    async with services.database.write() as db:
        made = await cast_session(db, api.house)
        await post_message(db, made.host, text="Are we ready?", client_id="h1", now=at(-5))
        await start_session(db, made.host, now=at(0))
        await post_message(db, made.attendee, text="Hello <b>all</b>\nfrom Lyon", client_id="a1", now=at(1))
        await post_message(db, made.host, text="Welcome", client_id="h2", now=at(2))
    return made


async def test_chat_is_read_in_order_without_what_the_team_wrote_before(api: Api, cast: Cast) -> None:
    for name in ["chat_messages", "chat-messages"]:
        document = await api.get(f"/sessions/{cast.session.id}/{name}")

        first, second = (row["attributes"] for row in document["data"])
        assert first == {
            "author_id": cast.attendee.person_id,
            "text_content": "Hello <b>all</b>\nfrom Lyon",
            "html_content": "Hello &lt;b&gt;all&lt;/b&gt;<br>from Lyon",
            "from_team_member": False,
            "from_guest_speaker": False,
            "created_at": int(at(1).timestamp()),
            "updated_at": int(at(1).timestamp()),
            "session_id": cast.session.id,
            "event_id": cast.session.event_id,
        }
        assert (second["text_content"], second["from_team_member"]) == ("Welcome", True)


async def test_chat_pages(api: Api, cast: Cast) -> None:
    document = await api.get(f"/sessions/{cast.session.id}/chat_messages?page[size]=1&page[number]=2")

    assert [row["attributes"]["text_content"] for row in document["data"]] == ["Welcome"]
    assert document["meta"]["record_count"] == 2


async def test_chat_is_sorted_as_asked(api: Api, cast: Cast) -> None:
    for sort, texts in {
        "-created_at": ["Welcome", "Hello <b>all</b>\nfrom Lyon"],
        "updated_at": ["Hello <b>all</b>\nfrom Lyon", "Welcome"],
        "nonsense": ["Hello <b>all</b>\nfrom Lyon", "Welcome"],
    }.items():
        document = await api.get(f"/sessions/{cast.session.id}/chat_messages?sort={sort}")

        assert [row["attributes"]["text_content"] for row in document["data"]] == texts


async def test_authors_are_included_also_without_a_place(api: Api, cast: Cast, services: Services) -> None:
    path = f"/sessions/{cast.session.id}"
    await api.call("DELETE", f"{path}/people/{cast.attendee.person_id}")
    statements: list[str] = []
    listen(
        services.database.engine.sync_engine,
        "before_cursor_execute",
        lambda *arguments: statements.append(arguments[2]),
    )

    document = await api.get(f"{path}/chat_messages?include=people")
    all_of_them = len(statements)
    await api.get(f"{path}/chat_messages?include=people&page[size]=1")

    included = {other["id"]: other["attributes"] for other in document["included"]}
    assert set(included) == {cast.attendee.person_id, cast.host.person_id}
    assert "registrant_detail" not in included[cast.attendee.person_id]
    assert included[cast.host.person_id]["messages_count"] == 2
    assert len(statements) == 2 * all_of_them


async def test_messages_are_counted_by_person(api: Api, cast: Cast) -> None:
    path = f"/sessions/{cast.session.id}"

    listed = (await api.get(f"{path}/people"))["data"]
    included = (await api.get(f"{path}?include=people"))["included"]
    together = (await api.get("/sessions?include=people"))["included"]

    for people in (listed, included, together):
        counts = {person["id"]: person["attributes"]["messages_count"] for person in people}
        assert counts[cast.attendee.person_id] == 1
        assert counts[cast.other.person_id] == 0
