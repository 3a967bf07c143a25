"""The seven actions an agent takes through the REST API, as functions with JSON Schemas.

They know the contract and nothing of this server: they run against any other that speaks it, Livestorm's included.
Each takes a `Client` and keyword arguments, and answers `Result(success, error, data)`; it raises nothing for bad
input, refusals, timeouts or answers that make no sense. `ACTIONS` has them all by name.

    async with Client("https://webinars.example.org", token) as client:
        made = await create_event(client, title="Heat pumps in old houses")
        print(made.data.id if made.success else made.error)
"""

from footlights.actions.action import ACTIONS, Action, BadInput, Result, failure
from footlights.actions.client import CallFailed, Client, Resource
from footlights.actions.events import create_event, get_event, list_events, update_event
from footlights.actions.people import list_attendees_from_event, register_someone_for_session
from footlights.actions.sessions import list_sessions

__all__ = [
    "ACTIONS",
    "Action",
    "BadInput",
    "CallFailed",
    "Client",
    "Resource",
    "Result",
    "create_event",
    "failure",
    "get_event",
    "list_attendees_from_event",
    "list_events",
    "list_sessions",
    "register_someone_for_session",
    "update_event",
]
