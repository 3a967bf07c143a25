"""Structured logs on standard error: one JSON object a line, with the request's id, without personal data.

What goes in: ids, kinds, counts, durations, error classes. What never does: names, addresses, message texts, tokens,
query strings.
"""

import logging
import sys

import structlog


def configure_logs(log_format: str, *, level: int = logging.INFO) -> None:
    """`log_format` is json or text."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if log_format == "text"
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it logs addresses with their query strings
