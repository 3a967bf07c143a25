"""`GET /actions` and `POST /actions/{name}`."""

import asyncio
from typing import Any

import httpx
import msgspec
from litestar import Response, get, post

from footlights.actions import ACTIONS, Action, BadInput, CallFailed, Client, Result, failure
from footlights.edges.actions.refusals import Asked, answer, refuse
from footlights.edges.given import PathText

ADDRESS = "http://in-process"


@get("/", include_in_schema=False, sync_to_thread=False)
def list_actions() -> dict[str, Any]:  # Any: JSON
    """Name, description and JSON Schemas of every action."""
    listed = [{"name": found.name, "description": found.description, **found.schemas()} for found in ACTIONS.values()]
    return {"actions": listed}


@post("/{name:str}", status_code=200, include_in_schema=False)
async def run(request: Asked, name: PathText) -> Response[bytes]:
    """Run one action with the JSON object of the body as its parameters."""
    found = ACTIONS.get(name)
    if found is None:
        return refuse("There is no such action. GET /actions lists them.", status=404)
    try:
        given = msgspec.json.decode(await request.body() or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return refuse("The body is no valid JSON.", status=400)
    if not isinstance(given, dict):
        return refuse("The body is a JSON object with the action's parameters.", status=400)
    # A task of its own, because the calls inside give log lines another request id.
    return await asyncio.create_task(_run(request, found, given))


async def _run(request: Asked, found: Action, given: dict[str, Any]) -> Response[bytes]:  # Any: JSON
    transport = httpx.ASGITransport(app=request.app, raise_app_exceptions=False)  # type: ignore[arg-type]
    token, key = request.headers.get("authorization", ""), request.headers.get("idempotency-key")
    async with Client(ADDRESS, token, transport=transport, idempotency_key=key) as client:
        try:
            return answer(Result(success=True, data=await found.perform(client, given)))
        except BadInput as error:
            return answer(failure(error), status=400)
        except CallFailed as error:
            return answer(failure(error), status=401 if error.status == 401 else 200)
