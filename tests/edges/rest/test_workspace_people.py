from tests.edges.rest.conftest import Api


async def test_people_of_an_event_are_each_once_with_their_place(api: Api) -> None:
    session = await api.make_session()
    event_id = session["attributes"]["event_id"]
    second = await api.post(f"/events/{event_id}/sessions", "sessions", {"estimated_started_at": "2099-03-01 15:00"})
    for session_id in (session["id"], second["data"]["id"]):
        await api.register(session_id, {"email": "noor@example.com", "first_name": "Noor"})

    people = await api.get(f"/events/{event_id}/people?filter[role]=participant")
    team = await api.get(f"/events/{event_id}/people?filter[role]=team_member")
    (noor,) = people["data"]
    read = await api.get(f"/events/{event_id}/people/{noor['id']}")

    assert read["data"] == noor
    assert set(noor["attributes"]["registrant_detail"]) == {"event_id", "created_at", "updated_at", "fields"}
    assert noor["attributes"]["registrant_detail"]["event_id"] == event_id
    assert [row["id"] for row in team["data"]] == [api.house.owner.id]


async def test_everyone_is_listed_newest_first_and_found(api: Api) -> None:
    session = await api.make_session()
    for name in ("noor", "tom", "ana"):
        await api.register(session["id"], {"email": f"{name}@example.com"})

    people = await api.get("/people?filter[role]=participant")
    found = await api.get("/people?filter[email]=TOM@example.com")
    ordered = await api.get("/people?filter[role]=participant&sort=created_at")

    assert [row["attributes"]["email"].partition("@")[0] for row in people["data"]] == ["ana", "tom", "noor"]
    assert [row["id"] for row in ordered["data"]] == [row["id"] for row in people["data"]][::-1]
    assert [row["attributes"]["email"] for row in found["data"]] == ["tom@example.com"]
    assert (await api.call("GET", "/people/11111111-1111-4111-8111-111111111111")).status_code == 404
    other = await api.make_session()
    elsewhere = f"/events/{other['attributes']['event_id']}/people/{found['data'][0]['id']}"
    assert (await api.call("GET", elsewhere)).status_code == 404
