"""What a body says of a widget, and what that means for the event and its room (contract, section 4.2)."""

from dataclasses import dataclass
from typing import Any

from msgspec import UNSET, UnsetType

from footlights.edges.rest.livewebinar.bodies import Body
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.events.actions import EventChange
from footlights.events.models import Event
from footlights.events.rooms import opens_by_name
from footlights.events.rules import check_capacity, check_passcode, check_slug
from footlights.kit.database import Db
from footlights.kit.errors import Forbidden
from footlights.registration.rooms import SHORTEST_PASSWORD, RoomChange
from footlights.workspace.accounts import AccountSettings, settings_of
from footlights.workspace.models import Account
from footlights.workspace.packages import Package, package_of, places_within

LONGEST_MIN = 9000
DEFAULT_MIN = 45
MODES = ("discussion", "presentation", "qa", "classroom")
TYPES = ("scheduled", "permanent", "evergreen")
LOCKS = {"locked": True, "1": True, "unlocked": False, "0": False, "true": True, "false": False}
TEMPLATES = (0, 3)


@dataclass(frozen=True)
class WidgetInput:
    event: EventChange
    room: RoomChange
    is_active: bool | None  # None leaves it as it is


async def read_widget(
    db: Db,
    body: Body,
    *,
    event: Event | None = None,
    owner_id: str | None = None,
    time_zone: str,
    account: Account | None = None,
) -> WidgetInput:
    """Read a new widget, or a change of `event`. `account` is the owner's: a new widget begins with its settings,
    and any stays within its package. `time_zone` is that of dates which come without one: the room's, or for a new one
    the owner's.

    Refuses with every problem at once (InvalidFields), and with Forbidden what this server does not have.
    """
    fields, settings = Fields(body), settings_of(account)
    _refuse_sale(fields)
    zone = fields.time_zone("timezone")
    schedule = fields.choice("type", TYPES)
    starts_at = fields.moment("start_date", zone or time_zone)
    if event is None:
        schedule = schedule or ("scheduled" if starts_at else "permanent")
        if schedule == "scheduled" and starts_at is None and "start_date" not in fields.problems:
            fields.refuse("start_date", "The start date field is required when type is scheduled.")
    if schedule == "evergreen":
        fields.refuse("type", "An evergreen room replays a recording, and there is none. A permanent one is open.")
    custom_name = await _custom_name(db, fields, event)
    status = fields.choice("status", ("active", "inactive"))
    change = EventChange(
        title=_name(fields, is_new=event is None),
        slug=custom_name,
        description=fields.text("agenda") if fields.has("agenda") else None,
        language=_language(fields) or (settings.language if event is None else None),
        duration_min=_duration(fields, is_new=event is None),
        longest_min=LONGEST_MIN,
        owner_id=owner_id,
        needs_approval=fields.flag("manual_confirm_registrants"),
        everyone_can_speak=_speaks(fields),
    )
    room = RoomChange(
        schedule=schedule,
        starts_at=starts_at,
        time_zone=zone or (time_zone if event is None else None),
        password=_password(fields),
        is_locked=_lock(fields),
        capacity=_capacity(fields, package_of(account.package_id if account else None), is_new=event is None),
        options=(_usual(settings) if event is None else {})
        | _options(fields)
        | ({"has_custom_name": True} if custom_name else {}),
    )
    fields.check()
    return WidgetInput(change, room, _is_active(status, is_new=event is None))


def _is_active(status: str | None, *, is_new: bool) -> bool | None:
    if status is None:
        return True if is_new else None
    return status == "active"


def _name(fields: Fields, *, is_new: bool) -> str | None:
    """Required of a new widget; of another it must not be empty when it is there."""
    if not is_new and not fields.has("name"):
        return None
    return fields.text("name", required=True, most=300)


def _duration(fields: Fields, *, is_new: bool) -> int | None:
    minutes = fields.whole("duration", least=1, most=LONGEST_MIN)
    return DEFAULT_MIN if minutes is None and is_new else minutes


def _language(fields: Fields) -> str | None:
    language = fields.given("language")
    if language is None:
        return None
    code = language.lower()[:2]
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        fields.refuse("language", "The selected language is invalid.")
        return None
    return code


def _speaks(fields: Fields) -> bool | None:
    """In a discussion everyone may."""
    mode = fields.choice("autostart[mode]", MODES)
    return None if mode is None else mode == "discussion"


def _password(fields: Fields) -> str | None:
    """An empty one takes the password away."""
    if not fields.has("password"):
        return None
    password = fields.text("password") or ""
    fields.checked("password", lambda: check_passcode(password, shortest=SHORTEST_PASSWORD))
    return password


def _lock(fields: Fields) -> bool | None:
    value = fields.raw("autostart[lock_state]")
    word = str(value).strip().lower() if value is not None else ""
    if word and word not in LOCKS:
        fields.refuse("autostart[lock_state]", "The selected lock state is invalid. It is locked or unlocked.")
    return LOCKS.get(word)


def _capacity(fields: Fields, package: Package, *, is_new: bool) -> int | UnsetType | None:
    """An empty one, or 0, means no limit but the package's. Refuses more than that with OverPackage."""
    if not fields.has("capacity") and not is_new:
        return UNSET
    places = fields.whole("capacity", least=0)
    fields.checked("capacity", lambda: check_capacity(places or None))
    return places_within(package, places or None)


def _usual(settings: AccountSettings) -> dict[str, Any]:  # Any: as RoomOptions has them
    """What a new widget begins with; a form comes with what is attached."""
    found = {
        "starts_recording": settings.recording_auto,
        "thank_you_url": settings.thankyou_page_url,
        "initial_template": settings.default_template_id if settings.default_template_id in TEMPLATES else None,
    }
    return {name: value for name, value in found.items() if value}


def _options(fields: Fields) -> dict[str, Any]:  # Any: as RoomOptions has them
    """Members of RoomOptions that the body names."""
    template = fields.whole("autostart[initial_template_id]")
    found = {
        "mode": fields.choice("autostart[mode]", MODES),
        "is_strict": fields.flag("strict_event"),
        "initial_layout": fields.whole("autostart[initial_layout_id]", least=1, most=6),
        "initial_template": template if template in TEMPLATES or template is None else 0,
        "starts_recording": fields.flag("autostart[record]"),
        "sends_no_mail": fields.flag("disable_all_notifications"),
        "sends_thank_you": fields.flag("thank_you_email"),
    }
    options: dict[str, Any] = {name: value for name, value in found.items() if value is not None}
    if fields.has("autostart[thankyou_page_url]"):
        options["thank_you_url"] = fields.web_address("autostart[thankyou_page_url]")
    return options


async def _custom_name(db: Db, fields: Fields, event: Event | None) -> str | None:
    """A name for the room's address that nothing else has; an empty one is not given."""
    wanted = fields.given("custom_name", most=100)
    slug = fields.checked("custom_name", lambda: check_slug(wanted)) if wanted else None
    if slug is None:
        return None
    if not await opens_by_name(db, slug, event):
        fields.refuse("custom_name", "The custom name has already been taken.")
    return slug


def _refuse_sale(fields: Fields) -> None:
    if (fields.given("price") or "0").strip("0.") != "":
        raise Forbidden("Paid webinars are not available on this server.", code="no_sales")
