import httpx
import pytest

from footlights.edges.rest.limits import UNLIMITED, CallLimits
from footlights.services import Services
from footlights.settings import Settings
from tests.edges.rest.conftest import Api, make_token

ACME = {"workspace_id": "acme", "token_id": "one"}


def left(answer: httpx.Response) -> tuple[int, int]:
    return int(answer.headers["RateLimit-Monthly-Remaining"]), int(answer.headers["RateLimit-Interval-Remaining"])


async def test_without_limits_the_headers_say_so(api: Api) -> None:
    answer = await api.call("GET", "/ping")

    assert left(answer) == (UNLIMITED, UNLIMITED)
    assert answer.headers["RateLimit-Interval-Limit"] == str(UNLIMITED)
    assert "Retry-After" not in answer.headers


async def test_month_counts_down_and_refuses_until_its_end(api: Api, services: Services) -> None:
    services.limits = CallLimits(Settings(api_calls_per_month=3))

    answers = [await api.call("GET", "/ping") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [left(answer)[0] for answer in answers] == [2, 1, 0, 0]
    assert 29 * 86_400 < int(answers[3].headers["Retry-After"]) <= 30 * 86_400


@pytest.mark.parametrize(("shared_by", "expected"), [("workspace", 429), ("token", 200)])
async def test_budget_is_the_workspaces_or_each_tokens(
    api: Api, services: Services, shared_by: str, expected: int
) -> None:
    services.limits = CallLimits(Settings(api_calls_per_month=1, api_limits_by=shared_by))
    other = await make_token(services.database, api.house)
    await api.call("GET", "/ping")

    assert (await api.call("GET", "/ping", token=other)).status_code == expected


async def test_bad_token_uses_nothing_up(api: Api, services: Services) -> None:
    services.limits = CallLimits(Settings(api_calls_per_month=2))

    refused = [await api.call("GET", "/ping", token="nobody") for _ in range(3)]

    assert {(answer.status_code, left(answer)[0]) for answer in refused} == {(401, 2)}
    assert left(await api.call("GET", "/ping"))[0] == 1


async def test_call_refused_by_the_second_does_not_count_for_the_month() -> None:
    limits = CallLimits(Settings(api_calls_per_second=1, api_calls_per_month=100))

    budgets = [await limits.take(**ACME) for _ in range(20)]

    refused = [budget for budget, is_within in budgets if not is_within]
    assert refused
    assert budgets[-1][0].monthly_left == 100 - (20 - len(refused))


async def test_redis_counts_for_every_process(redis_url: str) -> None:
    first, second = (CallLimits(Settings(redis_url=redis_url, api_calls_per_month=2)) for _ in range(2))
    who = {"workspace_id": "counted together", "token_id": "one"}

    taken = [await limits.take(**who) for limits in (first, second, first)]

    assert [is_within for _, is_within in taken] == [True, True, False]


async def test_redis_that_is_gone_limits_nobody() -> None:
    limits = CallLimits(Settings(redis_url="redis://127.0.0.1:1/0", api_calls_per_month=1))

    taken = [await limits.take(**ACME) for _ in range(3)]

    assert all(is_within for _, is_within in taken)
