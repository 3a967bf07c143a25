"""Counting calls, and the headers that tell a client how many are left."""

import math
import time

from footlights.edges.rest.limits import Budget
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.kit.errors import Limited
from footlights.services import Services

LIMIT_HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
_STATE = "livewebinar_budget"


class TooManyCalls(Limited):
    code = "too_many_calls"


async def count_call(services: Services, request: Asked, *, workspace_id: str, caller_id: str) -> None:
    """Count the call and remember what is left for the headers of its answer. Refuses with TooManyCalls."""
    budget, is_within = await services.limits.take(workspace_id=workspace_id, token_id=caller_id)
    request.state[_STATE] = budget
    if not is_within:
        raise TooManyCalls("Too many calls. Wait as long as Retry-After says.")


def limit_headers(request: Asked) -> dict[str, str]:
    """The tighter of both budgets, or all there is for someone who is not known."""
    services = request.app.state.get("services")
    budget = request.state.get(_STATE) or (services.limits.full if services else Budget())
    of_second, of_month = (budget.second_limit, budget.second_left), (budget.monthly_limit, budget.monthly_left)
    limit, left = min(of_second, of_month, key=lambda pair: pair[1])
    headers = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(left)}
    if budget.reset_at is not None:
        headers["Retry-After"] = str(max(1, math.ceil(budget.reset_at - time.time())))
        headers["X-RateLimit-Reset"] = str(math.ceil(budget.reset_at))
    return headers
