"""The headers that tell a client its budgets. A self-hosted server has none unless its operator sets some."""

from typing import Any

from litestar import Response

UNLIMITED = 1_000_000_000


def limit_headers() -> dict[str, str]:
    """Both spellings of the monthly pair: an old one is still read by clients."""
    number = str(UNLIMITED)
    names = ("Monthly-Limit", "Monthly-Remaining", "Montly-Limit", "Montly-Remaining", "Interval-Limit")
    return {f"RateLimit-{name}": number for name in (*names, "Interval-Remaining")}


async def add_headers(response: Response[Any]) -> Response[Any]:
    """On every answer of the API."""
    for name, value in limit_headers().items():
        response.headers.setdefault(name, value)
    return response
