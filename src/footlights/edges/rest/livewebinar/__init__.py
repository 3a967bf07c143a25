"""The LiveWebinar-compatible API under `/api`; docs/api/livewebinar.md says where it differs.

`bodies` and `fields` read what clients send, `access` finds the actor, `answers` and `lists` write the envelope,
`errors` turns every refusal into the one error shape, `working` runs transactions. `method_override` stands before
routing. Each resource has a file with its routes.
"""

from litestar import Router
from litestar.handlers import HTTPRouteHandler

from footlights.edges.rest.livewebinar import (
    account,
    entry_codes,
    forms,
    oauth,
    packages,
    participants,
    personal,
    polls,
    presenters,
    public_forms,
    quizzes,
    recordings,
    registrants,
    reports,
    sessions,
    storage,
    users,
    webhooks,
    widgets,
)
from footlights.edges.rest.livewebinar.access import check_version
from footlights.edges.rest.livewebinar.errors import exception_handlers
from footlights.edges.rest.livewebinar.method_override import MethodOverride

routes: list[HTTPRouteHandler] = [
    account.me,
    *oauth.routes,
    packages.list_packages,
    packages.show,
    users.search_users,
    users.list_users,
    users.create,
    users.show,
    users.update,
    users.remove,
    users.enable,
    users.disable,
    users.show_settings,
    users.update_settings,
    users.list_widgets,
    users.create_widget,
    widgets.list_widgets,
    widgets.create,
    widgets.show_by_token,
    widgets.show,
    widgets.update,
    widgets.remove,
    widgets.enable,
    widgets.disable,
    widgets.regenerate_roles,
    widgets.show_embed,
    *personal.routes,
    *registrants.routes,
    *participants.routes,
    *presenters.routes,
    *entry_codes.routes,
    *forms.routes,
    *public_forms.routes,
    *sessions.routes,
    *polls.routes,
    *quizzes.routes,
    *recordings.routes,
    *reports.routes,
    *storage.routes,
    *webhooks.routes,
]
router = Router("/api", route_handlers=routes, exception_handlers=exception_handlers, before_request=check_version)

__all__ = ["MethodOverride", "exception_handlers", "router", "routes"]
