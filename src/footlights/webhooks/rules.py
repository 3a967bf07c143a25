"""When to try again, and how bodies are written. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import msgspec

FAST = tuple(timedelta(seconds=s) for s in (30, 60, 150, 360, 720))
"""Livestorm's schedule: five more tries."""
SLOW = tuple(timedelta(hours=h) for h in (0.5, 1, 2, 4, 6))
"""While an endpoint is parked, or one delivery alone fails; the last step repeats."""
GIVES_UP_AFTER = timedelta(days=7)
LONGEST_HOLD = timedelta(hours=24)
"""The most that a Retry-After may ask for."""
WIDGET = tuple(timedelta(seconds=s) for s in (30, 60, 300, 1800, 7200))
"""LiveWebinar's dialect: five more tries, and no more (section 7.5 of its contract)."""
RETRIED = frozenset((*range(400, 457), *range(500, 512)))
"""Statuses that Livestorm tries again soon; others will hardly change by themselves."""
GONE = 410
INTEGRAL_BELOW = 2**53

Verdict = Literal["delivered", "soon", "later", "gone"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an attempt brought: a status, or a problem; a `lasting` one is not tried again soon."""

    status: int | None
    problem: str | None = None
    is_lasting: bool = False
    headers: Mapping[str, str] | None = None
    body: bytes = b""


def judge(answer: Answer) -> Verdict:
    """`soon`: on the fast schedule. `later`: on the slow one at once, as nothing short-lived is wrong."""
    if answer.status is None:
        return "later" if answer.is_lasting else "soon"
    if 200 <= answer.status < 300:
        return "delivered"
    if answer.status == GONE:
        return "gone"
    return "soon" if answer.status in RETRIED else "later"


def next_try(tries: int, verdict: Verdict, *, first_tried_at: datetime, now: datetime) -> datetime | None:
    """When a delivery that failed `tries` times is due again; None when its time is over."""
    if now - first_tried_at >= GIVES_UP_AFTER:
        return None
    if verdict == "soon" and tries <= len(FAST):
        return now + FAST[tries - 1]
    return now + slow_step(max(0, tries - len(FAST) - 1) if verdict == "soon" else tries - 1)


def next_widget_try(tries: int, *, now: datetime) -> datetime | None:
    """As `next_try`, in LiveWebinar's dialect."""
    return now + WIDGET[tries - 1] if tries <= len(WIDGET) else None


def is_out_of_fast_tries(tries: int, verdict: Verdict) -> bool:
    return verdict == "later" or tries > len(FAST)


def slow_step(steps: int) -> timedelta:
    return SLOW[min(steps, len(SLOW) - 1)]


def hold_until(headers: Mapping[str, str] | None, *, now: datetime) -> datetime | None:
    """What Retry-After asks for, in seconds or as a date; at most LONGEST_HOLD."""
    text = (headers or {}).get("retry-after", "").strip()
    if not text:
        return None
    try:
        if text.isdecimal() and text.isascii() and len(text) < 10:
            asked = now + timedelta(seconds=int(text))
        else:
            date = parsedate_to_datetime(text)
            asked = date if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return min(asked, now + LONGEST_HOLD) if asked > now else None


def write_body(data: Mapping[str, Any], *, event: str, organization_id: str) -> str:  # Any: JSON
    """The body of a request: the resource, with `meta` inside `data`, as `JSON.stringify` would write it."""
    plain: dict[str, Any] = msgspec.to_builtins(dict(data))
    plain.setdefault("relationships", {})
    plain["meta"] = {"webhook": {"event": event, "organization_id": organization_id}}
    return msgspec.json.encode({"data": _as_javascript(plain)}).decode()


def write_widget_body(
    flat: Mapping[str, str], data: Mapping[str, Any], *, event: str, at: datetime
) -> str:  # Any: JSON
    """The body of a request in LiveWebinar's dialect: flat texts as its triggers have them, and `data` in structure."""
    told = {
        "event": event,
        "created_at": str(int(at.timestamp())),
        "created_date_at": at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
    }
    return msgspec.json.encode({**flat, **told, "data": data}).decode()


def _as_javascript(value: Any) -> Any:  # Any: JSON
    """The one difference between our JSON and JavaScript's that our values can meet: whole numbers have no point."""
    if isinstance(value, float) and value.is_integer() and abs(value) < INTEGRAL_BELOW:
        return int(value)
    if isinstance(value, dict):
        return {key: _as_javascript(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_javascript(part) for part in value]
    return value
