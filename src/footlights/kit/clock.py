"""Time, always aware and in UTC."""

from datetime import UTC, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def utcnow() -> datetime:
    return datetime.now(UTC)


def to_ms(at: datetime) -> int:
    """Milliseconds since 1970, as the room protocol counts."""
    return int((at - EPOCH).total_seconds() * 1000)


def to_unix(at: datetime | None) -> int | None:
    """Whole seconds since 1970, as the REST APIs count; None stays None."""
    return None if at is None else int(at.timestamp())
