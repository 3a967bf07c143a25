"""What real clients of LiveWebinar do, as the list of compatibility tests in its contract numbers it."""

from footlights.services import Services
from tests.edges.rest.livewebinar.conftest import Api
from tests.edges.rest.livewebinar.rooms import make_room


async def test_06_codes_of_the_wordpress_plugin(lw: Api, services: Services) -> None:
    room, session = await make_room(lw, services)
    form = {"name": "Tour codes", "widgets_ids[0]": str(room), "amount": "2"}

    answer = await lw.call("POST", "/account/widget_tokens/", form, follow_redirects=False)

    assert answer.status_code == 201
    group = answer.json()["data"]
    tokens = [code["token"] for code in group["tokens"]["data"]]
    assert group == {
        "id": group["id"],
        "name": "Tour codes",
        "amount": 2,
        "widgets": {"data": [{"id": room, "token": session.event.room_number}]},
        "tokens": {
            "data": [
                {"id": code["id"], "token": token, "used": False}
                for code, token in zip(group["tokens"]["data"], tokens, strict=True)
            ]
        },
    }
    listed = await lw.get(f"/account/widget_user_tokens/{room}")
    expected = {"user_widget_token_id": group["id"], "name": "Tour codes", "amount": 2, "used": 0}
    assert listed == {"widgets_user_tokens": [expected]}
    added = await lw.call("POST", f"/account/widget_tokens/items/generate/{group['id']}", {"amount": "1"})
    (new,) = added.json()["data"]["tokens"]["data"]
    assert new["token"] not in tokens
    assert (await lw.call("DELETE", f"/account/widget_tokens/{group['id']}")).status_code == 204
    assert await lw.get(f"/account/widget_user_tokens/{room}") == {"widgets_user_tokens": []}


async def test_18_personal_access(lw: Api, services: Services) -> None:
    room, _ = await make_room(lw, services)
    path = f"/widgets/{room}/personal"

    by_emails = await lw.post(path, {"emails": "cy@example.org", "role": "presenter", "firstname": "Cy"})
    by_email = await lw.post(path, {"email": "di@example.org"})
    both = await lw.post(path, {"emails": "ed@example.org,fay@example.org"})

    assert (by_emails["email"], by_emails["role"]) == ("cy@example.org", "presenter")
    assert (by_email["email"], by_email["role"]) == ("di@example.org", "attendee")
    assert [person["email"] for person in both] == ["ed@example.org", "fay@example.org"]
    assert len({person["personal_token"] for person in (by_emails, by_email, *both)}) == 4
    form = await lw.post("/forms", {"name": "Sign-up", "type": "registration"})
    await lw.post(f"/forms/{form['id']}/fields", {"name": "company", "label": "Company", "required": "1"})
    await lw.put(f"/widgets/{room}", {"form[id]": str(form["id"])})
    assert list(await lw.problems("POST", path, {"email": "gus@example.org"})) == ["company"]
    assert (await lw.post(path, {"email": "gus@example.org", "company": "Example"}))["email"] == "gus@example.org"
