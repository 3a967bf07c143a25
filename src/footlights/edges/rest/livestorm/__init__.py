"""The Livestorm-compatible API under `/v1`, in JSON:API style; docs/api/livestorm.md says where it differs.

`auth` finds the actor and checks scopes, `inputs` reads lenient bodies and queries, `documents` and `paging` write
answers, `errors` turns every refusal into the one error shape. Each resource has a file with its routes and its
`*_resource` function.
"""

from litestar import Router

from footlights.edges.rest.livestorm import chat, events, identity, people, questions, sessions, users
from footlights.edges.rest.livestorm.errors import exception_handlers
from footlights.edges.rest.livestorm.limits import add_headers

router = Router(
    "/v1",
    route_handlers=[
        identity.ping,
        identity.me,
        identity.organization,
        users.list_users,
        events.list_events,
        events.create,
        events.show,
        events.update,
        events.replace,
        events.remove,
        sessions.list_of_event,
        sessions.create,
        sessions.create_for_event,
        sessions.list_sessions,
        sessions.show,
        sessions.update,
        sessions.replace,
        sessions.remove,
        people.list_of_session,
        people.register,
        people.remove_by_email,
        people.show,
        people.remove,
        chat.list_messages,
        questions.list_questions,
    ],
    exception_handlers=exception_handlers,
    after_request=add_headers,
)

__all__ = ["exception_handlers", "router"]
