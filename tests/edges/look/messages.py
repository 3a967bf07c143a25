"""Every string that visitors and readers of mails can see, as the catalogues name it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment

import footlights
from footlights.email.kinds import KINDS

SOURCE = Path(footlights.__file__).parent
TEMPLATES = ("edges/pages/templates/pages", "email/templates")
MODULES = ("edges/pages", "edges/look", "email", "registration")
REFUSALS = ("registration/places.py", "edges/pages/guard.py", "edges/pages/registering.py")
ANSWERS = SOURCE / "registration/answers.py"
FOR_OPERATORS = {"mail.html", "mails.html", "reference.html"}
"""Pages that only whoever runs the server or writes programs reads."""
Message = tuple[str, ...]
"""A string, or its singular and plural."""


def public_messages() -> set[Message]:
    kinds = {(text,) for kind in KINDS.values() for text in (kind.subject, kind.body)}
    return {*_in_templates(), *_in_modules(), *_in_refusals(), *_in_answers(), *kinds}


def _in_templates() -> Iterator[Message]:
    environment = Environment(extensions=["jinja2.ext.i18n"])
    for folder in TEMPLATES:
        for path in (SOURCE / folder).rglob("*.*"):
            if path.suffix in (".html", ".txt", ".subject", ".xml") and path.name not in FOR_OPERATORS:
                for _, __, found in environment.extract_translations(path.read_text()):
                    texts = (found,) if isinstance(found, str) else tuple(text for text in found or () if text)
                    if texts:
                        yield texts


def _in_modules() -> Iterator[Message]:
    for folder in MODULES:
        for path in (SOURCE / folder).glob("*.py"):
            yield from _calls(path, {"_", "ngettext"})


def _in_refusals() -> Iterator[Message]:
    for path in REFUSALS:
        yield from _calls(SOURCE / path, {"RegistrationClosed", "SessionFull", "Limited", "Invalid"})


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
