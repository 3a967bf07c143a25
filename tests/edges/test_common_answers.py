"""What every answer of the whole application has, whether its address leads anywhere or not."""

from collections.abc import AsyncIterator

import httpx
import pytest
from prometheus_client import generate_latest

from footlights.edges.rest.livestorm.limits import LIMIT_HEADERS
from footlights.services import Services
from tests.edges.apps import whole_app


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=whole_app(services), raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as made:
        yield made


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/ping", 401),
        ("GET", "/v1/nowhere", 404),
        ("GET", "/v1", 404),
        ("PUT", "/v1/events", 405),
        ("HEAD", "/v1/events", 405),
        ("OPTIONS", "/v1/events", 204),
        ("OPTIONS", "/v1/nowhere", 404),
        ("GET", "/api/nowhere", 404),
        ("GET", "/nowhere/at/all", 404),
        ("DELETE", "/healthz", 405),
        ("GET", "/healthz", 200),
    ],
)
async def test_every_answer_has_an_id_and_the_headers_of_safety(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)

    assert answer.status_code == status
    assert len(answer.headers.get_list("x-request-id")) == 1
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(answer.headers.get_list("content-security-policy")) == 1
    counted = [name in answer.headers for name in LIMIT_HEADERS]
    assert counted == [path.startswith("/v1")] * len(LIMIT_HEADERS)


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/events", "GET, OPTIONS, POST"),
        ("/v1/events/x", "DELETE, GET, OPTIONS, PATCH, PUT"),
        ("/v1/sessions/x/people/", "DELETE, GET, OPTIONS, POST"),
        ("/api/widgets", "GET, OPTIONS, POST"),
    ],
)
async def test_every_method_of_an_address_is_told(client: httpx.AsyncClient, path: str, methods: str) -> None:
    asked, refused = await client.options(path), await client.request("TRACE", path)

    assert asked.headers.get_list("allow") == [methods]
    assert sorted(refused.headers["allow"].split(", ")) == methods.split(", ")


async def test_made_up_methods_are_one_figure(client: httpx.AsyncClient) -> None:
    for method in ("BREW", "WHEN"):
        assert (await client.request(method, "/v1/events")).status_code == 405

    figures = generate_latest().decode()

    assert 'method="other"' in figures
    assert "BREW" not in figures
