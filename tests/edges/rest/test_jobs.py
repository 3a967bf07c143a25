"""Jobs: fifty people in a call, or a file of them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from footlights.imports.running import run_batch
from footlights.kit.database import Database
from footlights.outbox import Fact
from footlights.services import Services
from footlights.settings import Settings
from tests.edges.rest.conftest import Api


@pytest.fixture
def services(services: Services, tmp_path: Path) -> Services:
    services.settings = Settings(data_dir=str(tmp_path))
    return services


def tasks(*emails: str) -> list[dict[str, Any]]:
    return [{"fields": [{"id": "email", "value": email}]} for email in emails]


def wrap(given: list[dict[str, Any]]) -> dict[str, Any]:
    return {"attributes": {"tasks": given}}


async def make_job(api: Api, path: str, given: Any) -> Any:
    answer = await api.call("POST", path, given)
    assert answer.status_code == 202, answer.text
    return answer.json()["data"]


async def upload(api: Api, session_id: str, file: bytes, query: str = "", **headers: str) -> Any:
    sent = {"authorization": api.token, "content-type": "text/csv"} | headers
    return await api.wire.post(f"/v1/sessions/{session_id}/people/import?{query}", content=file, headers=sent)


async def test_bulk_job_registers_and_tells_of_each(api: Api, database: Database) -> None:
    session = await api.make_session()
    await api.register(session["id"], {"email": "old@example.com"})
    given = {
        "data": {"type": "jobs", "attributes": {"tasks": tasks("a@example.com", "old@example.com", "A@example.com")}}
    }
    given["data"]["attributes"]["tasks"].append({"fields": [{"id": "nothing", "value": "x"}]})

    job = await make_job(api, f"/sessions/{session['id']}/people/bulk", given)
    before = (await api.get(f"/jobs/{job['id']}"))["data"]["attributes"]
    await run_batch(database, job["id"])
    after = (await api.get(f"/jobs/{job['id']}"))["data"]["attributes"]
    listed = await api.get(f"/jobs/{job['id']}/tasks?page[size]=10")

    assert (job["attributes"]["input"], job["attributes"]["total_tasks"]) == (given["data"]["attributes"]["tasks"], 4)
    assert (before["status"], before["total_processed_items"]) == ("processing", 0)
    assert (after["status"], after["total_items"], after["total_processed_items"]) == ("failed", 4, 4)
    for names in (("total_fail", "total_failed"), ("total_success", "total_succeeded")):
        assert len({after[name] for name in names}) == 1
    assert [row["attributes"]["status"] for row in listed["data"]] == ["succeeded", "failed", "failed", "failed"]
    details = [row["attributes"]["errors"][0]["detail"] for row in listed["data"][1:]]
    assert details[:2] == ["This person has already been registered to the session"] * 2
    assert "The field 'nothing' doesn't exist" in details[2]
    first = listed["data"][0]
    assert first["attributes"]["registrant_detail"]["connection_link"]
    assert first["relationships"]["people"]["data"]["id"] == listed["included"][0]["id"]


@pytest.mark.parametrize(
    "body",
    [
        {"type": "jobs", "data": {"attributes": {"tasks": [{"attributes": tasks("a@example.com")[0]}]}}},
        {"data": [{"type": "people", "attributes": tasks("a@example.com")[0]}]},
        {"tasks": tasks("a@example.com")},
        {"data": [{"attributes": {"email": "a@example.com", "first_name": "A"}}]},
    ],
)
async def test_bulk_bodies_in_other_forms(api: Api, database: Database, body: Any) -> None:
    session = await api.make_session()

    job = await make_job(api, f"/sessions/{session['id']}/people/bulk", body)
    await run_batch(database, job["id"])

    assert (await api.get(f"/jobs/{job['id']}"))["data"]["attributes"]["status"] == "ended"


@pytest.mark.parametrize("number", [0, 51])
async def test_bulk_takes_one_to_fifty(api: Api, number: int) -> None:
    session = await api.make_session()
    given = {"data": {"attributes": {"tasks": tasks(*(f"p{n}@example.com" for n in range(number)))}}}

    answer = await api.call("POST", f"/sessions/{session['id']}/people/bulk", given)

    assert answer.status_code == 400


async def test_import_registers_a_file_and_job_ended_is_told_once(api: Api, database: Database) -> None:
    session = await api.make_session()
    rows = "".join(f"p{n}@example.com,P{n},newsletter\n" for n in range(1200))
    file = ("E-mail,First name,utm_source\n" + rows + "nobody,X,\np7@example.com,P7,\n").encode()

    job = (await upload(api, session["id"], file)).json()["data"]
    await run_batch(database, job["id"])
    await run_batch(database, job["id"])
    done = (await api.get(f"/jobs/{job['id']}"))["data"]["attributes"]
    failed = await api.get(f"/jobs/{job['id']}/tasks?filter[status]=failed")
    async with database.read() as db:
        kinds = dict((await db.execute(select(Fact.kind, func.count()).group_by(Fact.kind))).all())
    people = await api.get(f"/sessions/{session['id']}/people?filter[email]=p3@example.com")

    assert (done["status"], done["total_success"], done["total_fail"]) == ("failed", 1200, 2)
    assert [row["attributes"]["line"] for row in failed["data"]] == [1202, 1203]
    assert (kinds["person.registered"], kinds["job.ended"]) == (1200, 1)
    assert people["data"][0]["attributes"]["registrant_detail"]["utm_source"] == "newsletter"
    assert people["data"][0]["attributes"]["registrant_detail"]["registration_type"] == "import"


async def test_dry_run_checks_every_row_and_registers_nobody(api: Api, database: Database) -> None:
    session = await api.make_session()
    file = b"email\na@example.com\nA@example.com\nnobody\nb@example.com\n"

    job = (await upload(api, session["id"], file, "dry_run=true")).json()["data"]
    await run_batch(database, job["id"])
    listed = await api.get(f"/jobs/{job['id']}/tasks")
    people = await api.get(f"/sessions/{session['id']}/people?filter[role]=participant")

    assert job["attributes"]["dry_run"] is True
    assert [row["attributes"]["status"] for row in listed["data"]] == ["succeeded", "failed", "failed", "succeeded"]
    assert people["data"] == []


async def test_same_key_and_file_is_the_same_job(api: Api) -> None:
    session = await api.make_session()
    file = b"email\na@example.com\n"

    first = await upload(api, session["id"], file, **{"idempotency-key": "k"})
    again = await upload(api, session["id"], file, **{"idempotency-key": "k"})
    other = await upload(api, session["id"], file + b"b@example.com\n", **{"idempotency-key": "k"})

    assert first.json() == again.json()
    assert [answer.headers.get("idempotent-replayed") for answer in (first, again)] == [None, "true"]
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "idempotency_key_reused")


async def test_key_of_a_file_is_no_other_requests_and_the_other_way_round(api: Api) -> None:
    session = await api.make_session()
    file, event = b"email\na@example.com\n", {"data": {"attributes": {"title": "Tour"}}}
    headers = {"authorization": api.token, "idempotency-key": "k"}

    await upload(api, session["id"], file, **{"idempotency-key": "k"})
    made = await api.wire.post("/v1/events", json=event, headers=headers)
    other = await api.wire.post("/v1/events", json=event, headers=headers | {"idempotency-key": "l"})
    sent = await upload(api, session["id"], file, **{"idempotency-key": "l"})

    assert (other.status_code, made.status_code, sent.status_code) == (201, 422, 422)
    assert made.json()["errors"][0]["code"] == sent.json()["errors"][0]["code"] == "idempotency_key_reused"


async def test_file_sent_several_times_at_once_is_one_job(api: Api) -> None:
    session = await api.make_session()

    sent = [upload(api, session["id"], b"email\na@example.com\n", **{"idempotency-key": "k"}) for _ in range(5)]
    answers = await asyncio.gather(*sent)

    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len((await api.get("/jobs"))["data"]) == 1


@pytest.mark.parametrize("type_", ["jobs", "job", None])
async def test_bulk_takes_its_own_type(api: Api, type_: str | None) -> None:
    session = await api.make_session()
    body = {"data": {"type": type_, **wrap(tasks("noor@example.com"))}}

    answer = await api.call("POST", f"/sessions/{session['id']}/people/bulk", body)

    assert answer.status_code == 202


async def test_what_is_wrong_in_a_bulk_body_is_told_with_its_place(api: Api) -> None:
    session = await api.make_session()
    path, good = f"/sessions/{session['id']}/people/bulk", {"email": "noor@example.com"}

    found = []
    for body in (
        {"data": {"type": "events", **wrap([good])}},
        {"type": "people", "data": wrap([good])},
        {"data": wrap([good, {"attributes": "x"}])},
        {"data": wrap([good, {"fields": "x"}])},
        {"data": wrap([{**good, "utm_source": ["x"]}])},
    ):
        answer = await api.call("POST", path, body)
        found.append((answer.status_code, answer.json()["errors"][0]["source"]["pointer"]))

    assert found == [
        (409, "/data/type"),
        (409, "/type"),
        (400, "/data/attributes/tasks/1"),
        (400, "/data/attributes/tasks/1/fields"),
        (400, "/data/attributes/tasks/0/utm_source"),
    ]


async def test_jobs_and_their_tasks_are_sorted_as_asked(api: Api) -> None:
    session = await api.make_session()
    path, three = f"/sessions/{session['id']}/people/bulk", tasks("a@example.com", "b@example.com", "c@example.com")
    first, second = [(await make_job(api, path, {"data": wrap(three)}))["id"] for _ in range(2)]

    newest, oldest = await api.get("/jobs"), await api.get("/jobs?sort=created_at")
    backwards = await api.get(f"/jobs/{first}/tasks?sort=-created_at")

    assert {row["id"] for row in newest["data"]} == {first, second}
    assert oldest["data"] == newest["data"][::-1]
    assert [row["attributes"]["number"] for row in backwards["data"]] == [3, 2, 1]


async def test_ndjson(api: Api, database: Database) -> None:
    session = await api.make_session()
    file = b'{"email": "a@example.com"}\n\n{"fields": [{"id": "email", "value": "b@example.com"}]}\n[1]\n'

    job = (await upload(api, session["id"], file, **{"content-type": "application/x-ndjson"})).json()["data"]
    await run_batch(database, job["id"])
    listed = await api.get(f"/jobs/{job['id']}/tasks")

    assert [row["attributes"]["status"] for row in listed["data"]] == ["succeeded", "succeeded", "failed"]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "The file is empty."),
        (b"email,first_name\n", "no rows below its heading"),
        (b"name,phone\nNoor,1\n", "no column for the e-mail"),
        (b"\x00\x01\x02\x03" * 100, "This is no text file."),
        (b'email,first_name\na@example.com,"No\nend', "cannot be read"),
        (b"email\n" + b"x" * 300_000, "more than 200,000 characters"),
    ],
)
async def test_file_that_cannot_be_taken_leaves_nothing(api: Api, file: bytes, words: str) -> None:
    session = await api.make_session()

    answer = await upload(api, session["id"], file)
    jobs = await api.get("/jobs")

    assert answer.status_code == 422, answer.text
    assert words in answer.json()["errors"][0]["detail"]
    assert jobs["data"] == []


async def test_gigabyte_is_refused_long_before_its_end(api: Api, tmp_path: Path) -> None:
    session = await api.make_session()
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b"email\n"
        for number in range(1000):
            sent += 1
            yield b"person%d@example.com\n" % number * 50_000

    headers = {"authorization": api.token, "content-type": "text/csv"}
    answer = await api.wire.post(f"/v1/sessions/{session['id']}/people/import", content=endless(), headers=headers)

    assert answer.status_code in {413, 422}, answer.text
    assert sent < 100
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("upload-")] == []
    assert (await api.get("/jobs"))["data"] == []
