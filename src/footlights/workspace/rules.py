"""Rules of the workspace, without a database."""

from functools import lru_cache
from typing import Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from email_validator import EmailNotValidError, validate_email

from footlights.kit.errors import Invalid, filled

Role = Literal["owner", "admin", "member"]
RoomRole = Literal["host", "moderator"]
ROLES: tuple[str, ...] = get_args(Role)
ROOM_ROLES: tuple[str, ...] = get_args(RoomRole)
SCOPE_ENTITIES = ("identity", "events", "admin", "webhooks")
SCOPES = tuple(f"{entity}:{level}" for entity in SCOPE_ENTITIES for level in ("read", "write"))
LONGEST_EMAIL = 254  # characters, RFC 5321 4.5.3.1.3 without the angle brackets
MIN_PASSWORD = 10  # characters; NIST SP 800-63B asks for 8 at least and no composition rules
_ZONES = available_timezones() - {"localtime", "Factory"}  # of this machine, and none at all: browsers know neither


class NoEmail(Invalid):
    code = "invalid_email"


def check_email(text: str, *, pointer: str = "email") -> tuple[str, str]:
    """The address as it is written to, and the key under which it is one person (both without surrounding blanks).

    The key is lower case throughout with the domain in its ASCII form. Nothing is looked up on the network.
    """
    try:
        return _read_email(text.strip())
    except EmailNotValidError as error:
        raise _refuse_email(text.strip(), pointer) from error


def _refuse_email(text: str, pointer: str) -> NoEmail:
    """What helps to mend an address that cannot be one."""
    before, at, domain = text.rpartition("@")
    if not at:
        return NoEmail("Check the e-mail address: it needs an @.", pointer=pointer)
    if not before:
        return NoEmail("Check the e-mail address: something has to stand before the @.", pointer=pointer)
    if "." not in domain.strip("."):
        return NoEmail(
            "Check the e-mail address: the part after @ needs an ending, such as example.org.", pointer=pointer
        )
    if len(text) > LONGEST_EMAIL:
        return NoEmail("Check the e-mail address: it is too long.", pointer=pointer)
    return NoEmail("Check the e-mail address: it has something in it that no address has.", pointer=pointer)


@lru_cache(maxsize=1024)
def _read_email(text: str) -> tuple[str, str]:
    """The form, the group and the ledger look at an address one after the other: it is parsed once."""
    valid = validate_email(text, check_deliverability=False, test_environment=True)
    domain = valid.ascii_domain or valid.domain
    return valid.normalized, f"{valid.local_part}@{domain}".lower()


def check_time_zone(name: str, *, pointer: str = "timezone") -> str:
    if name not in _ZONES:
        raise Invalid(
            filled("“%(name)s” is no time zone. Use a name such as Europe/Paris.", name=name[:64]),
            code="unknown_time_zone",
            pointer=pointer,
        )
    return name


def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def check_password(password: str, *, pointer: str = "password", shortest: int = MIN_PASSWORD) -> str:
    if len(password) < shortest:
        raise Invalid(
            filled("Use at least %(least)s characters.", least=shortest), code="password_too_short", pointer=pointer
        )
    if len(password) > 1000:
        raise Invalid("Use at most 1,000 characters.", code="password_too_long", pointer=pointer)
    return password


def check_scopes(scopes: list[str]) -> str:
    """The scopes in a fixed order, joined by spaces; refuses an unknown one."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        raise Invalid(f"“{unknown[0][:40]}” is no scope.", code="unknown_scope", pointer="scopes")
    return " ".join(scope for scope in SCOPES if scope in scopes)
