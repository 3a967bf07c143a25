"""Answers to the fields of a registration form, without a database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict
from urllib.parse import urlsplit

from footlights.events.forms import Field, UnknownField
from footlights.kit.errors import Invalid, InvalidFields
from footlights.kit.text import clean_line, clean_text
from footlights.workspace.attributes import BUILT_IN_SLUGS, IDENTITY
from footlights.workspace.rules import check_email

Answer = str | list[str]
Given = Mapping[str, Answer | None]
"""Answers as they come in, by field id; None or a blank empties."""


class Consent(TypedDict):
    """A yes or no, the version of the wording it answers, and when (ISO)."""

    given: bool
    version: int
    at: str


TEXT_LENGTH = 5000
LINE_LENGTH = 300
URL_LENGTH = 2000
TRUE = {"true", "1", "yes", "on"}
_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
FALSE = {"false", "0", "no", "off"}


@dataclass(frozen=True)
class Answers:
    """Answers, checked: what belongs to the person, and what belongs to the registration (None empties)."""

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    avatar_url: str | None = None
    other: dict[str, Answer | None] = field(default_factory=dict)


def check_answers(given: Given, form: Sequence[Field]) -> Answers:
    """Take what the form asks for, and built-in fields in any case; anything else is an UnknownField.

    Nothing is demanded here: who is asked for what, and when, is the caller's matter.
    """
    fields = {known.slug: known for known in form}
    for slug in given:
        if slug not in fields and slug not in BUILT_IN_SLUGS:
            raise UnknownField(slug)
    other = {slug: _check(slug, answer, fields.get(slug)) for slug, answer in given.items() if slug not in IDENTITY}
    return Answers(
        email=_line(given, "email") or None,
        first_name=_line(given, "first_name"),
        last_name=_line(given, "last_name"),
        avatar_url=_check_picture(_line(given, "avatar")),
        other=other,
    )


def check_form(given: Given, form: Sequence[Field]) -> Answers:
    """Answers of the hosted page, where every field counts. InvalidFields names all that is wrong, field by field."""
    problems: dict[str, str] = {}
    for known in form:
        problem = _problem_of(given.get(known.slug), known)
        if problem:
            problems[known.slug] = problem
    if problems:
        raise InvalidFields(problems)
    return check_answers({known.slug: given.get(known.slug) for known in form}, form)


def consents_of(answers: Mapping[str, Answer | None], form: Sequence[Field], *, now: datetime) -> dict[str, Consent]:
    """What was agreed to or not, with the version of the wording that was shown."""
    return {
        known.slug: {
            "given": answers.get(known.slug) == "true",
            "version": known.wording_version or 1,
            "at": now.isoformat(timespec="seconds"),
        }
        for known in form
        if known.type == "consent" and known.slug in answers
    }


def _problem_of(answer: Answer | None, known: Field) -> str | None:
    """What is wrong with one answer, as a sentence that stands beside its field."""
    text = " ".join(answer) if isinstance(answer, list) else answer or ""
    if known.type == "consent":
        return _("Tick this to register.") if known.required and text.strip().lower() not in TRUE else None
    if not clean_line(text, limit=10):
        return _missing(known) if known.required else None
    try:
        _check_identity(known.slug, text) if known.slug in IDENTITY else _check(known.slug, answer, known)
    except Invalid as refusal:
        return _WRONG.get(known.type, refusal.sentence) if known.type != "email" else refusal.sentence
    return None


def _check_identity(slug: str, text: str) -> None:
    if slug == "email":
        check_email(text)
    elif slug == "avatar":
        _check_picture(text)
    elif _LINK.search(text):  # mails greet by name: nobody's mailbox is reached with somebody else's link
        raise Invalid("A name has no web address in it.", code="link_in_name", pointer=slug)


def _missing(known: Field) -> str:
    sentences = {"email": "Enter your e-mail address.", "first_name": "Enter your first name."}
    sentences |= {"last_name": "Enter your last name."}
    by_type = {"unique_select": "Choose one.", "multiple_select": "Choose at least one."}
    return _(sentences.get(known.slug) or by_type.get(known.type) or "This needs an answer.")


_WRONG = {
    "unique_select": "Choose one of the list.",
    "multiple_select": "Choose from the list.",
    "url": "Enter a web address that begins with https://.",
}


def _(text: str) -> str:
    """Marks a sentence for translation; the edge that shows it speaks the visitor's language."""
    return text


def merge_answers(stored: Mapping[str, Answer], changed: Mapping[str, Answer | None]) -> dict[str, Answer]:
    """Stored answers with the changed ones in their place; None takes one away."""
    merged = {**stored, **changed}
    return {slug: answer for slug, answer in merged.items() if answer is not None}


def _check(slug: str, answer: Answer | None, known: Field | None) -> Answer | None:
    kind = known.type if known else "text"
    if kind == "multiple_select":
        chosen = [part.strip() for part in ([answer] if isinstance(answer, str) else answer or []) if part.strip()]
        return _check_options(slug, list(dict.fromkeys(chosen)), known) or None
    text = ", ".join(answer) if isinstance(answer, list) else answer
    if text is None or not text.strip():
        return None
    match kind:
        case "unique_select":
            return _check_options(slug, [text.strip()], known)[0]
        case "email":
            return check_email(text, pointer="fields")[0]
        case "url" | "avatar":
            return _check_url(slug, text.strip())
        case "consent":
            return _check_consent(slug, text.strip().lower())
        case _:
            return clean_text(text, limit=TEXT_LENGTH) or None


def _check_options(slug: str, chosen: list[str], known: Field | None) -> list[str]:
    options = known.options if known else ()
    for option in chosen:
        if option not in options:
            sentence = f"“{option[:60]}” is no option of {slug}."
            raise Invalid(sentence, code="unknown_option", pointer="fields")
    return chosen


def _check_consent(slug: str, text: str) -> str:
    if text in TRUE | FALSE:
        return "true" if text in TRUE else "false"
    raise Invalid(f"{slug} is true or false.", code="invalid_consent", pointer="fields")


def _check_url(slug: str, text: str) -> str:
    try:
        parts = urlsplit(text)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(text) <= URL_LENGTH
    except ValueError:
        is_good = False
    if not is_good or any(ord(c) < 33 for c in text):
        raise Invalid(f"{slug} is an address that begins with https://.", code="invalid_url", pointer="fields")
    return text


def _check_picture(text: str | None) -> str | None:
    """The address of a picture in one of the usual formats."""
    if not text:
        return None
    url = _check_url("avatar", text)
    if not urlsplit(url).path.lower().endswith((".png", ".jpg", ".jpeg")):
        raise Invalid("avatar is the address of a PNG or JPEG picture.", code="invalid_picture", pointer="fields")
    return url


def _line(given: Given, slug: str) -> str | None:
    answer = given.get(slug)
    if answer is None:
        return None
    return clean_line(", ".join(answer) if isinstance(answer, list) else answer, limit=URL_LENGTH)
