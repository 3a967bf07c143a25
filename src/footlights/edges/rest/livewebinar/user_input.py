"""What a body says of a user (contract, section 3)."""

from typing import Any

from footlights.edges.rest.livewebinar.bodies import Body
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.workspace.accounts import MIN_PASSWORD, AccountChange
from footlights.workspace.packages import check_package
from footlights.workspace.rules import check_email, check_password

TEXTS = ("company", "date_format", "time_format", "city", "street", "postal_code", "about")
PICTURES = ("logo_url", "background_url")
COUNTRIES = ("country_code_iso2", "country_state_iso2")


def read_user(body: Body, *, is_new: bool) -> AccountChange:
    """Read a new user, of whom e-mail and password are required, or a change. Refuses every problem at once."""
    fields = Fields(body)
    email = fields.text("email", required=True, most=320) if is_new else fields.given("email", most=320)
    password = fields.text("password", required=True, most=1000) if is_new else fields.text("password", most=1000)
    if email:
        fields.checked("email", lambda: check_email(email))
    if password:
        fields.checked("password", lambda: check_password(password, shortest=MIN_PASSWORD))
    status = fields.choice("status", ("active", "inactive"))
    package_id = fields.whole("package_id")
    if package_id is not None:
        fields.checked("package_id", lambda: check_package(package_id))
    change = AccountChange(
        email=email or None,
        password=password or None,
        is_active=None if status is None else status == "active",
        is_confirmed=fields.flag("confirmed"),
        first_name=_either(fields, "first_name"),
        last_name=_either(fields, "last_name"),
        time_zone=fields.time_zone("profile[timezone]") or fields.time_zone("timezone"),
        avatar_url=_address(fields, "profile[avatar_url]"),
        user_name=fields.text("user_name", most=64),
        phone_number=fields.text("phone_number", most=40),
        package_id=package_id,
        data_location=fields.text("data_location", most=64),
        created_ip=fields.text("created_ip", most=45),
        profile=_profile(fields),
    )
    fields.check()
    return change


def read_settings(body: Body) -> AccountChange:
    """Read account settings. Refuses every problem at once."""
    fields = Fields(body)
    settings: dict[str, Any] = {}  # Any: as AccountSettings has them
    if fields.has("language"):
        settings["language"] = _language(fields)
    for name in ("default_form_id", "default_template_id"):
        if fields.has(name):
            settings[name] = fields.whole(name, least=0)
    if fields.has("thankyou_page_url"):
        settings["thankyou_page_url"] = fields.web_address("thankyou_page_url")
    records = fields.flag("recording_auto")
    if records is not None:
        settings["recording_auto"] = records
    if fields.has("notifications"):
        settings["notifications"] = _notifications(fields)
    change = AccountChange(time_zone=fields.time_zone("timezone"), settings=settings)
    fields.check()
    return change


def _profile(fields: Fields) -> dict[str, Any]:  # Any: as Profile has them
    found: dict[str, Any] = {}
    for name in TEXTS:
        if fields.has(f"profile[{name}]"):
            found[name] = fields.text(f"profile[{name}]", most=2000)
    for name in PICTURES:
        if fields.has(f"profile[{name}]"):
            found[name] = fields.web_address(f"profile[{name}]")
    for name in COUNTRIES:
        code = _country(fields, f"profile[{name}]") or _country(fields, name)
        if code:
            found[name] = code
    own_logo = fields.flag("profile[own_logo]")
    return found if own_logo is None else found | {"own_logo": own_logo}


def _country(fields: Fields, name: str) -> str | None:
    code = (fields.given(name, most=8) or "").upper()
    if code and not (code.isascii() and code.isalnum() and len(code) <= 3):
        fields.refuse(name, "Use a code of ISO 3166, such as PL.")
        return None
    return code or None


def _language(fields: Fields) -> str | None:
    code = (fields.given("language", most=16) or "").lower()[:2]
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        fields.refuse("language", "The selected language is invalid.")
    return code or None


def _notifications(fields: Fields) -> dict[str, bool]:
    names = fields.raw("notifications")
    if not isinstance(names, dict) or len(names) > 50:
        fields.refuse("notifications", "The notifications must be an object of booleans.")
        return {}
    found = {str(name)[:64]: fields.flag(f"notifications[{name}]") for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _either(fields: Fields, name: str) -> str | None:
    return fields.given(f"profile[{name}]", most=100) or fields.given(name, most=100)


def _address(fields: Fields, name: str) -> str | None:
    """An address, "" to take it away, None when it is not there."""
    return (fields.web_address(name) or "") if fields.has(name) else None
