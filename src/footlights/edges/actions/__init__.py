"""`GET /actions` and `POST /actions/{name}`: the actions of `footlights.actions` over this very application.

An action makes its calls to `/v1` in process, with the caller's Authorization header: scopes, validation and budgets
are those of the API. Every answer is `{success, error, data}`; the status is 200 whenever an action ran.
"""

from litestar import Router

from footlights.edges.actions import routes
from footlights.edges.actions.refusals import exception_handlers

router = Router("/actions", route_handlers=[routes.list_actions, routes.run], exception_handlers=exception_handlers)

__all__ = ["exception_handlers", "router"]
