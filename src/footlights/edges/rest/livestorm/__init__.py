"""The Livestorm-compatible API under `/v1`, in JSON:API style; docs/api/livestorm.md says where it differs.

`auth` finds the actor and checks scopes, `inputs` reads lenient bodies and queries, `documents` and `paging` write
answers, `errors` turns every refusal into the one error shape. Each resource has a file with its routes and its
`*_resource` function.
"""

from litestar import Router
from litestar.handlers import HTTPRouteHandler

from footlights.edges.rest.livestorm import (
    attributes,
    chat,
    deliveries,
    events,
    identity,
    jobs,
    people,
    questions,
    recordings,
    sessions,
    tags,
    users,
    webhooks,
)
from footlights.edges.rest.livestorm.errors import exception_handlers
from footlights.edges.rest.livestorm.reference import make_reference

documented: list[HTTPRouteHandler] = [
    identity.ping,
    identity.me,
    identity.organization,
    users.list_users,
    users.invite,
    users.show,
    users.remove,
    events.list_events,
    events.create,
    events.show,
    events.update,
    events.replace,
    events.remove,
    tags.add,
    tags.remove,
    people.list_of_event,
    people.show_of_event,
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
    people.update,
    people.replace,
    people.remove,
    jobs.bulk,
    jobs.import_people,
    jobs.list_jobs,
    jobs.show,
    jobs.list_tasks,
    people.list_people,
    people.show_person,
    attributes.list_attributes,
    chat.list_messages,
    questions.list_questions,
    recordings.list_recordings,
    webhooks.list_webhooks,
    webhooks.create,
    webhooks.show,
    webhooks.update,
    webhooks.replace,
    webhooks.remove,
    webhooks.rotate,
    deliveries.list_deliveries,
    deliveries.show,
    deliveries.test,
    deliveries.replay,
    deliveries.replay_one,
]
router = Router("/v1", route_handlers=[*documented, *make_reference(documented)], exception_handlers=exception_handlers)

__all__ = ["documented", "exception_handlers", "router"]
