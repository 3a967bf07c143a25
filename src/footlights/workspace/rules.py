"""Rules of the workspace, without a database."""

from functools import lru_cache
from typing import Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from email_validator import EmailNotValidError, validate_email

from footlights.kit.errors import Invalid

Role = Literal["owner", "admin", "member"]
RoomRole = Literal["host", "moderator"]
ROLES: tuple[str, ...] = get_args(Role)
ROOM_ROLES: tuple[str, ...] = get_args(RoomRole)
SCOPE_ENTITIES = ("identity", "events", "admin", "webhooks")
SCOPES = tuple(f"{entity}:{level}" for entity in SCOPE_ENTITIES for level in ("read", "write"))
MIN_PASSWORD = 10  # characters; NIST SP 800-63B asks for 8 at least and no composition rules
_ZONES = available_timezones() - {"localtime", "Factory"}  # of this machine, and none at all: browsers know neither


def check_email(text: str, *, pointer: str = "email") -> tuple[str, str]:
    """The address as it is written to, and the key under which it is one person (both without surrounding blanks).

    The key is lower case throughout with the domain in its ASCII form. Nothing is looked up on the network.
    """
    try:
        return _read_email(text.strip())
    except EmailNotValidError as error:
        raise Invalid(f"Check the e-mail address: {error}", code="invalid_email", pointer=pointer) from error


@lru_cache(maxsize=1024)
def _read_email(text: str) -> tuple[str, str]:
    """The form, the group and the ledger look at an address one after the other: it is parsed once."""
    valid = validate_email(text, check_deliverability=False, test_environment=True)
    domain = valid.ascii_domain or valid.domain
    return valid.normalized, f"{valid.local_part}@{domain}".lower()


def check_time_zone(name: str, *, pointer: str = "timezone") -> str:
    if name not in _ZONES:
        raise Invalid(
            f"“{name[:64]}” is no time zone. Use a name such as Europe/Paris.",
            code="unknown_time_zone",
            pointer=pointer,
        )
    return name


def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def check_password(password: str, *, pointer: str = "password", shortest: int = MIN_PASSWORD) -> str:
    if len(password) < shortest:
        raise Invalid(f"Use at least {shortest} characters.", code="password_too_short", pointer=pointer)
    if len(password) > 1000:
        raise Invalid("Use at most 1,000 characters.", code="password_too_long", pointer=pointer)
    return password


def check_scopes(scopes: list[str]) -> str:
    """The scopes in a fixed order, joined by spaces; refuses an unknown one."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        raise Invalid(f"“{unknown[0][:40]}” is no scope.", code="unknown_scope", pointer="scopes")
    return " ".join(scope for scope in SCOPES if scope in scopes)
