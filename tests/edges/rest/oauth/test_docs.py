"""The snippets of docs/api/oauth.md, run against a real server."""

import re
from pathlib import Path
from typing import Any

import httpx

from tests.edges.rest.oauth.conftest import App, allow

PAGE = (Path(__file__).parents[4] / "docs" / "api" / "oauth.md").read_text()


def snippets() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        exec(block, found)
    return found


async def test_snippets_of_the_code_flow(address: str, app: App) -> None:
    run, known = snippets(), {**app.credentials, "redirect_uri": app.redirect_uri}

    url, state, verifier = run["begin"](address, app.client_id, app.redirect_uri)
    answer = httpx.URL(await allow(address, url)).params
    tokens = await run["finish"](address, known, answer["code"], verifier)
    renewed = await run["refresh"](address, known, tokens["refresh_token"])

    assert answer["state"] == state
    assert tokens["scope"] == "identity:read events:write"
    assert renewed["access_token"] != tokens["access_token"]


async def test_snippet_of_the_login(address: str, app: App) -> None:
    jwt = await snippets()["log_in"](address, app.client_id, app.secret)

    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{address}/api/me", headers={"authorization": f"Bearer {jwt}"})
    assert answer.status_code == 200
