"""What all calls have in common: bodies, envelope, errors, addresses."""

import httpx
import pytest

from footlights.edges.rest.limits import CallLimits
from footlights.services import Services
from footlights.settings import Settings
from tests.edges.rest.conftest import make_token
from tests.edges.rest.livewebinar.conftest import Api


def error_of(answer: httpx.Response) -> tuple[int, str]:
    error = answer.json()["error"]
    assert error["status_code"] == answer.status_code
    return answer.status_code, error["message"]


async def test_me_is_whom_the_token_stands_for(lw: Api) -> None:
    me = (await lw.get("/me"))["data"]

    assert me["id"] > 0
    assert me["email"] == "ines@example.org"
    assert me["profile"]["data"]["first_name"] == "Ines"
    assert (await lw.get("/me"))["data"] == me


@pytest.mark.parametrize("path", ["/me", "/me/"])
async def test_trailing_slash_reaches_the_same_handler(lw: Api, path: str) -> None:
    assert (await lw.call("GET", path)).status_code == 200


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/vnd.archiebot.v1+json", ""])
async def test_version_one_is_served_whatever_is_accepted(lw: Api, accept: str) -> None:
    answer = await lw.call("GET", "/me", headers={"accept": accept})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


async def test_other_version_is_refused(lw: Api) -> None:
    answer = await lw.call("GET", "/me", headers={"accept": "application/vnd.archiebot.v2+json"})

    assert error_of(answer) == (400, "The version given was unknown or has no registered routes.")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nothing", "Basic YTpi", "{token}"])
async def test_without_a_good_bearer_token_the_answer_is_401(lw: Api, header: str) -> None:
    answer = await lw.wire.get("/api/me", headers={"authorization": header.format(token=lw.token)})

    assert error_of(answer)[0] == 401


async def test_missing_scope_is_403(lw: Api, services: Services) -> None:
    token = await make_token(services.database, lw.house, scopes=["events:read"])

    answer = await lw.call("GET", "/me", token=token)

    assert error_of(answer) == (403, "This token lacks the scope identity:read.")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nowhere", 404), ("GET", "/no/where/", 404), ("PATCH", "/me", 405)]
)
async def test_addresses_that_lead_nowhere_answer_in_shape(lw: Api, method: str, path: str, status: int) -> None:
    answer = await lw.call(method, path)

    assert error_of(answer)[0] == status


async def test_calls_are_counted(lw: Api, services: Services) -> None:
    services.limits = CallLimits(Settings(api_calls_per_month=1))

    first, second = await lw.call("GET", "/me"), await lw.call("GET", "/me")

    assert (first.headers["x-ratelimit-limit"], first.headers["x-ratelimit-remaining"]) == ("1", "0")
    assert error_of(second)[0] == 429
    assert int(second.headers["retry-after"]) > 0
    assert int(second.headers["x-ratelimit-reset"]) > 1_700_000_000


@pytest.mark.parametrize("path", ["/packages", "/oauth/clients", "/widgets/{room}/presenters", "/widgets/{room}/polls"])
async def test_every_list_has_pages(lw: Api, path: str) -> None:
    room = (await lw.post("/widgets", {"name": "Tour"}))["id"]

    answer = await lw.get(path.format(room=room) + "?limit=1&page=2")

    whole = (await lw.get(path.format(room=room)))["data"]
    assert answer["data"] == whole[1:2]
    pages = answer["meta"]["pagination"]
    assert (pages["total"], pages["per_page"], pages["current_page"]) == (len(whole), 1, 2)
