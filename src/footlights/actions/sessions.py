"""`list_sessions`."""

from footlights.actions.action import Input, action
from footlights.actions.client import Client, Resource


class ListSessions(Input, kw_only=True):
    """Takes no parameter."""


@action(ListSessions, list[Resource])
async def list_sessions(client: Client, _: ListSessions) -> list[Resource]:
    """List the sessions of all events, the latest start first."""
    return await client.many("sessions")
