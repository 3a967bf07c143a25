from tests.edges.rest.conftest import Api


def tag(title: str) -> dict[str, object]:
    return {"data": {"type": "tags", "attributes": {"title": title}}}


async def test_tag_is_made_once_linked_and_included(api: Api) -> None:
    event = (await api.post("/events", "events", {"title": "Tour"}))["data"]
    other = (await api.post("/events", "events", {"title": "Other"}))["data"]

    first = await api.call("POST", f"/events/{event['id']}/tags", tag("Customers"))
    again = await api.call("POST", f"/events/{event['id']}/tags", tag("CUSTOMERS"))
    elsewhere = await api.call("POST", f"/events/{other['id']}/tags", {"data": {"attributes": {"name": "customers"}}})
    read = await api.get(f"/events/{event['id']}?include=tags")

    assert [answer.status_code for answer in (first, again, elsewhere)] == [201, 201, 201]
    assert first.json() == again.json() == elsewhere.json()
    assert first.json()["data"]["attributes"] == {"title": "Customers"}
    assert read["data"]["relationships"]["tags"]["data"] == [{"type": "tags", "id": first.json()["data"]["id"]}]
    assert read["included"] == [first.json()["data"]]


async def test_events_are_found_by_any_of_their_tags(api: Api) -> None:
    ids = []
    for title, word in (("A", "Customers"), ("B", "Partners"), ("C", "Press")):
        event = (await api.post("/events", "events", {"title": title}))["data"]
        await api.call("POST", f"/events/{event['id']}/tags", tag(word))
        ids.append(event["id"])

    found = await api.get("/events?filter[tag]=customers,PARTNERS")
    nothing = await api.get("/events?filter[tag]=nobody")

    assert {event["id"] for event in found["data"]} == set(ids[:2])
    assert nothing["data"] == []


async def test_tag_is_taken_off_by_body_or_query_and_stays_elsewhere(api: Api) -> None:
    event = (await api.post("/events", "events", {"title": "Tour"}))["data"]
    path = f"/events/{event['id']}/tags"
    for title in ("Customers", "Press", "Q&A"):
        await api.call("POST", path, tag(title))

    answers = [
        await api.call("DELETE", path, tag("customers")),
        await api.call("DELETE", f"{path}?title=press"),
        await api.call("DELETE", f"{path}?filter[title]=never"),
        await api.call("DELETE", path, {"data": {"attributes": {}}}),
    ]
    left = await api.get(f"/events/{event['id']}?include=tags")

    assert [answer.status_code for answer in answers] == [204, 204, 204, 422]
    assert [row["attributes"]["title"] for row in left["included"]] == ["Q&A"]
