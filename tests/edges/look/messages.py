"""Every string that visitors, the team and readers of mails can see, as the catalogues name it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import extract_from_ast

import footlights
from footlights.email.kinds import FIELDS, KINDS
from footlights.media.control import LOST, OFF

SOURCE = Path(footlights.__file__).parent
TEMPLATES = ("edges/pages/templates/pages", "edges/console/templates/console", "email/templates")
MODULES = ("edges/pages", "edges/console", "edges/look", "email", "registration")
REFUSALS = (
    "registration/places.py",
    "edges/pages/guard.py",
    "edges/pages/registering.py",
    "edges/pages/numbered.py",
    "edges/pages/room.py",
    "edges/pages/tries.py",
    "email/plans.py",
    "email/texts.py",
)
SHOWN_REFUSALS = (
    "workspace",
    "oauth",
    "events",
    "registration",
    "engagement",
    "imports",
    "privacy",
    "webhooks",
    "room",
    "edges/console",
    "edges/pages",
)
"""Whose refusals the forms of the console, the public pages and the room show."""
SOCKET = SOURCE / "edges/socket"
ANSWERS = SOURCE / "registration/answers.py"
FOR_OPERATORS = {"pages/mail.html", "pages/mails.html", "pages/reference.html"}
"""Pages that only whoever runs the server or writes programs reads."""
Message = tuple[str, ...]
"""A string, or its singular and plural."""


def messages() -> set[Message]:
    kinds = {(text,) for kind in KINDS.values() for text in (kind.label, kind.subject, kind.body)}
    return {
        *_in_templates(),
        *_in_modules(),
        *_in_refusals(),
        *_in_shown_refusals(),
        *_in_socket(),
        *_in_answers(),
        *kinds,
        *((meaning,) for meaning in FIELDS.values()),
        *_filled(),
        (LOST,),
        (OFF,),
    }


def _in_templates() -> Iterator[Message]:
    environment = Environment(extensions=["jinja2.ext.i18n"])
    for folder in TEMPLATES:
        for path in (SOURCE / folder).rglob("*.*"):
            if (
                path.suffix in (".html", ".txt", ".subject", ".xml")
                and f"{path.parent.name}/{path.name}" not in FOR_OPERATORS
            ):
                for _, __, found in extract_from_ast(environment.parse(path.read_text())):
                    texts = (found,) if isinstance(found, str) else tuple(text for text in found or () if text)
                    if texts:
                        yield texts


def _in_modules() -> Iterator[Message]:
    for folder in MODULES:
        for path in (SOURCE / folder).glob("*.py"):
            yield from _calls(path, {"_", "ngettext"})


def _in_refusals() -> Iterator[Message]:
    for path in REFUSALS:
        yield from _calls(SOURCE / path, {"RegistrationClosed", "SessionFull", "Limited", "Invalid", "WrongText"})


def _in_shown_refusals() -> Iterator[Message]:
    for folder in SHOWN_REFUSALS:
        for path in (SOURCE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and (sentence := _sentence_of(node)):
                    yield (sentence,)


def _in_socket() -> Iterator[Message]:
    """What calls of the room are refused with before they come to an action."""
    for path in SOCKET.glob("*.py"):
        tree = ast.parse(path.read_text())
        described = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in described and str(node.value).endswith("."):
                yield (str(node.value),)


def _sentence_of(call: ast.Call) -> str | None:
    """The sentence that something of a class is made with: a refusal's first argument is what people read."""
    is_class = isinstance(call.func, ast.Name) and call.func.id[0].isupper()
    first = call.args[0] if is_class and call.args else None
    is_sentence = isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value.endswith(".")
    return str(first.value) if is_sentence else None  # type: ignore[union-attr]


def _filled() -> Iterator[Message]:
    """Sentences with figures, wherever they are made."""
    for path in SOURCE.rglob("*.py"):
        yield from _calls(path, {"filled"})


def sentences_that_no_catalogue_knows() -> set[str]:
    """Where something shown is refused with a sentence that is put together before anyone can translate it."""
    found = set()
    for folder in SHOWN_REFUSALS:
        for path in (SOURCE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.JoinedStr) and _end_of(node).endswith("."):
                    found.add(f"{path.relative_to(SOURCE)}: {ast.unparse(node)}")
    return found


def _end_of(sentence: ast.JoinedStr) -> str:
    last = sentence.values[-1]
    return str(last.value) if isinstance(last, ast.Constant) else ""


def _in_answers() -> Iterator[Message]:
    """Sentences beside fields are chosen from dictionaries there."""
    for node in ast.walk(ast.parse(ANSWERS.read_text())):
        if isinstance(node, ast.Dict):
            for value in node.values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value.endswith("."):
                    yield (value.value,)
    yield ("This needs an answer.",)
    yield ("A name has no web address in it.",)


def _calls(path: Path, names: set[str]) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if texts:
                yield tuple(texts)
