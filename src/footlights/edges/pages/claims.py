"""What somebody who comes to a room by its number says of themselves: by the address, its query, or a sent form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from footlights.kit.text import clean_line

NAME_LENGTH, TOKEN_LENGTH, TEXT_LENGTH = 100, 80, 400
OLD_ROLE_TOKEN = re.compile(r"[0-9a-f]{32}")
PICTURE = re.compile(r"https://[^\s\"'<>]{1,1990}")
Kind = Literal["x", "p", "r"]
"""How the last part of an address is marked: a role's token, an invited person's, a registrant's."""
NAMES: dict[str, tuple[str, ...]] = {
    "nickname": ("_nickname", "_nick_name", "nickname"),
    "role": ("_role_token", "_presenter_token"),
    "personal": ("_personal_token",),
    "registrant": ("_registrant_token", "_registration_token"),
    "code": ("_password_token", "password_token"),
    "email": ("_email", "attendee_email"),
    "avatar_url": ("_avatar_url",),
    "stays": ("_disable_target_top",),
}
"""Query parameters and embed options (LiveWebinar contract, sections 8 and 9.1); the first that is not empty counts."""


@dataclass(frozen=True)
class Claim:
    """Nothing of it is believed before it is checked. Empty is absent."""

    nickname: str = ""
    role: str = ""
    personal: str = ""
    registrant: str = ""
    code: str = ""
    email: str = ""
    avatar_url: str = ""
    stays: str = ""
    seat: str = ""
    browser: str = ""
    """A secret that this browser alone sends again; an entry code belongs to it."""

    def with_token(self, kind: Kind, token: str) -> "Claim":
        """A token in the path counts more than one in the query."""
        field = {"x": "role", "p": "personal", "r": "registrant"}[kind]
        return replace(self, **{field: token[:TOKEN_LENGTH]})

    def hidden(self) -> dict[str, str]:
        """What the form before the room carries on, under the names of `NAMES`."""
        kept = {"role": self.role, "email": self.email, "avatar_url": self.avatar_url, "stays": self.stays}
        return {NAMES[field][0]: value for field, value in kept.items() if value}

    def query(self) -> dict[str, str]:
        """The same for the registration form, with the name."""
        kept = {"email": self.email, "first_name": self.nickname}
        return {name: value for name, value in kept.items() if value}


def read_claim(given: Mapping[str, object]) -> Claim:
    """From a query or a form; `name`, `passcode` and `seat` are what the page before the room asks or gives back."""
    told = {field: _first(given, names) for field, names in NAMES.items()}
    name = _first(given, ("name",)) or told["nickname"]
    picture = told["avatar_url"]
    return Claim(
        nickname=clean_line(name, limit=NAME_LENGTH),
        role=told["role"][:TOKEN_LENGTH],
        personal=told["personal"][:TOKEN_LENGTH],
        registrant=told["registrant"][:TOKEN_LENGTH],
        code=(_first(given, ("passcode",)) or told["code"])[:TOKEN_LENGTH],
        email=told["email"][:TEXT_LENGTH],
        avatar_url=picture if PICTURE.fullmatch(picture) else "",
        stays="1" if told["stays"] in ("1", "true") else "",
        seat=_first(given, ("seat",))[:TEXT_LENGTH],
        browser=_first(given, ("browser",))[:TOKEN_LENGTH],
    )


def _first(given: Mapping[str, object], names: tuple[str, ...]) -> str:
    values = (given.get(name) for name in names)
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), "")
