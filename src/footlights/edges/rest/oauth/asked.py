"""The request as these routes take it."""

from typing import Any

from litestar import Request
from litestar.datastructures import State

Asked = Request[Any, Any, State]  # Any: no user, no auth
