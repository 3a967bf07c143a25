from sqlalchemy import select

from footlights.services import Services
from footlights.workspace.models import Invitation
from tests.edges.rest.conftest import Api


def user(email: str, **attributes: object) -> dict[str, object]:
    return {"data": {"type": "users", "attributes": {"email": email, **attributes}}}


async def test_user_is_invited_found_and_removed(api: Api, services: Services) -> None:
    made = await api.call("POST", "/users", user("tom@example.org", role="host"))
    assert made.status_code == 201
    tom = made.json()["data"]

    again = await api.call("POST", "/users", user("TOM@example.org"))
    pending = await api.get("/users?filter[pending_invite]=true")
    hosts = await api.get("/users?filter[role]=host&filter[email]=tom@example.org")
    read = await api.get(f"/users/usr_{tom['id']}")
    removed = await api.call("DELETE", f"/users/{tom['id']}")

    assert tom["type"] == "users"
    assert (tom["attributes"]["role"], tom["attributes"]["pending_invite"]) == ("host", True)
    assert (tom["attributes"]["first_name"], tom["attributes"]["locale"]) == (None, "en")
    assert again.status_code == 409
    assert [row["id"] for row in pending["data"]] == [row["id"] for row in hosts["data"]] == [tom["id"]]
    assert read["data"] == tom
    assert removed.status_code == 204
    assert (await api.call("GET", f"/users/{tom['id']}")).status_code == 404
    async with services.database.read() as db:
        assert len(list(await db.scalars(select(Invitation)))) == 1


async def test_refusals_about_users(api: Api) -> None:
    answers = [
        await api.call("POST", "/users", user("nobody")),
        await api.call("POST", "/users", user("tom@example.org", role="king")),
        await api.call("DELETE", f"/users/{api.house.owner.id}"),
        await api.call("DELETE", "/users/nobody"),
        await api.call("GET", "/users?filter[role]=king"),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 404, 400]
