"""The Livestorm-compatible API under `/v1`."""

from litestar import Router

router = Router("/v1", route_handlers=[])
