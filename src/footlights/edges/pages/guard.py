"""Keeping programs off the public forms without a third party: limits per address, a trap field, and a little time."""

import time
import unicodedata
from pathlib import Path

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.storage import storage_from_string
from litestar import Request
from litestar.datastructures import State

from footlights.kit.errors import AppError, Invalid, Limited
from footlights.kit.secrets import sign, unsign
from footlights.services import Services
from footlights.settings import SettingsError
from footlights.workspace.rules import check_email

TRAP = "website"
"""A field that people do not see: whoever fills it in is a program."""
OPENED = "opened"
OPEN_FOR_S = 7 * 24 * 3600
Asked = Request[None, None, State]


async def count_post(services: Services, request: Asked) -> None:
    """Count one sent form of this address. Refuses with Limited when there were too many in this minute."""
    most = services.settings.form_posts_per_minute
    if not most:
        return
    state = request.app.state
    if "form_limiter" not in state:
        url = services.settings.redis_url
        storage = storage_from_string(f"async+{url}") if url else MemoryStorage()
        assert isinstance(storage, Storage)
        state.form_limiter = FixedWindowRateLimiter(storage)
    item = RateLimitItemPerMinute(most, namespace="forms")
    if not await state.form_limiter.hit(item, address_of(services, request)):
        raise Limited("Too many forms came from your network. Wait a minute and send it again.", code="too_many_forms")


def address_of(services: Services, request: Asked) -> str:
    """The visitor's network address; behind proxies, what the outermost of ours saw."""
    hops = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    proxies = services.settings.proxies
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return request.client.host if request.client else ""


def opening_mark(services: Services) -> str:
    """What a form carries to tell when it was opened; empty when that is not checked."""
    if not services.settings.form_min_seconds:
        return ""
    return sign(services.secret_key, OPENED, str(int(time.time() * 1000)).encode())


def check_human(services: Services, *, trap: str, mark: str) -> None:
    """Refuse a form that a program filled in, with a sentence that a person can act on."""
    if trap:
        raise Invalid("A hidden field was filled in. Leave “Website” empty and send the form again.", code="trap")
    least = services.settings.form_min_seconds
    if not least:
        return
    opened = unsign(services.secret_key, OPENED, mark)
    age_s = time.time() - int(opened) / 1000 if opened else -1.0
    if not 0 <= age_s <= OPEN_FOR_S:
        raise Invalid("This page was open for long. Send the form once more.", code="stale_form")
    if age_s < least:
        raise Invalid("That was very quick. Look the form over and send it once more.", code="too_quick")


def check_domain(services: Services, email: str) -> None:
    """Refuse addresses of blocked domains, and domains whose letters imitate those of another alphabet."""
    try:
        _, key = check_email(email)
    except AppError:
        return  # the form says what is wrong with it
    domain = key.rpartition("@")[2]
    if any(_is_mixed(_letters(label)) for label in domain.split(".")):
        raise Invalid("This address mixes alphabets. Type it instead of pasting it.", pointer="email")
    parts = domain.split(".")
    if any(".".join(parts[start:]) in services.blocked_domains for start in range(len(parts))):
        raise Invalid("Use an address that you will still have on the day.", code="blocked_domain", pointer="email")


def _letters(label: str) -> str:
    """A label as it was meant: browsers send those with other letters than ASCII's in Punycode (RFC 3492)."""
    return label[4:].encode("ascii").decode("punycode", "replace") if label.startswith("xn--") else label


def _is_mixed(label: str) -> bool:
    """Does a label mix Latin with Cyrillic or Greek letters, as no name does?"""
    scripts = {unicodedata.name(c, "").partition(" ")[0] for c in label if c.isalpha()}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN"}) > 1


def read_domains(file: str) -> frozenset[str]:
    """The mail domains of a list, one a line, `#` before a comment. Raises SettingsError."""
    if not file:
        return frozenset()
    try:
        lines = [line.strip().lower() for line in Path(file).read_text().splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The list of mail domains {file} cannot be read.") from error
    return frozenset(line for line in lines if line and not line.startswith("#"))
