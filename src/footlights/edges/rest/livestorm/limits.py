"""Counting calls, and the headers that tell a client how many are left."""

import math
import time

from footlights.edges.rest.limits import Budget, CallLimits
from footlights.edges.rest.livestorm.asked import Asked
from footlights.kit.errors import Limited

STATE = "call_budget"
LIMIT_HEADERS = (
    "RateLimit-Monthly-Limit",
    "RateLimit-Monthly-Remaining",
    "RateLimit-Montly-Limit",  # an old spelling that clients still read
    "RateLimit-Montly-Remaining",
    "RateLimit-Interval-Limit",
    "RateLimit-Interval-Remaining",
)


class TooManyCalls(Limited):
    code = "too_many_calls"


async def count_call(limits: CallLimits, request: Asked, *, workspace_id: str, token_id: str) -> None:
    """Count the call and remember what is left for the headers of its answer. Refuses with TooManyCalls."""
    budget, is_within = await limits.take(workspace_id=workspace_id, token_id=token_id)
    request.state[STATE] = budget
    if not is_within:
        raise TooManyCalls("Too many calls. Wait as long as Retry-After says.")


def limit_headers(request: Asked) -> dict[str, str]:
    """For the answer to this request: what is left, or all there is for someone who is not known."""
    services = request.app.state.get("services")
    budget = request.state.get(STATE) or (services.limits.full if services else Budget())
    headers = _written(budget)
    if budget.reset_at is not None:
        headers["Retry-After"] = str(max(1, math.ceil(budget.reset_at - time.time())))
        headers["RateLimit-Reset"] = str(math.ceil(budget.reset_at))
    return headers


def full_headers(limits: CallLimits) -> dict[str, str]:
    """For somebody who has not called yet."""
    return _written(limits.full)


def _written(budget: Budget) -> dict[str, str]:
    numbers = (budget.monthly_limit, budget.monthly_left) * 2 + (budget.second_limit, budget.second_left)
    return dict(zip(LIMIT_HEADERS, map(str, numbers), strict=True))
