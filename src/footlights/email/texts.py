"""Own words of mails: checked when they are saved, rendered in a sandbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from sqlalchemy import delete, select

from footlights.edges.look import _
from footlights.email.kinds import FIELDS, KINDS
from footlights.email.models import MailText
from footlights.kit.database import Db
from footlights.kit.errors import Invalid, filled
from footlights.kit.text import clean_line, clean_text
from footlights.workspace.actors import Actor, require_admin, require_team

LONGEST_BODY = 20_000
_sandbox = ImmutableSandboxedEnvironment(autoescape=False, undefined=StrictUndefined)
_FILTERS = {"default", "upper", "lower", "title", "capitalize", "trim"}
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
)
"""No loops, calls or arithmetic: nothing that could run long or reach further than the fields."""


class WrongText(Invalid):
    """A template that cannot be rendered; the sentence names the place."""

    code = "wrong_text"


@dataclass(frozen=True)
class Words:
    """Subject and body with merge fields; `is_own` unless they are the product's."""

    subject: str
    body: str
    is_own: bool = False


async def words_for(db: Db, kind: str, *, workspace_id: str, event_id: str | None) -> Words:
    """The event's words, or else the workspace's, or else the product's in the language spoken now."""
    rows = await db.scalars(
        select(MailText)
        .where(MailText.workspace_id == workspace_id, MailText.kind == kind)
        .where((MailText.event_id == event_id) | MailText.event_id.is_(None))
    )
    own = sorted(rows, key=lambda row: row.event_id is None)
    return Words(own[0].subject, own[0].body, is_own=True) if own else usual_words(kind)


def usual_words(kind: str) -> Words:
    return Words(_(KINDS[kind].subject), _(KINDS[kind].body))


async def set_words(
    db: Db, actor: Actor, kind: str, *, event_id: str | None, subject: str, body: str, now: datetime
) -> None:
    """Set the words of an event's mails, or of all the workspace's (for which one must be admin). Refuses WrongText."""
    require_team(actor) if event_id else require_admin(actor)
    subject, body = clean_line(subject, limit=300), clean_text(body, limit=LONGEST_BODY)
    if kind not in KINDS:
        raise Invalid("There is no such mail.", code="unknown_kind", pointer="kind")
    if not subject or not body:
        raise WrongText("A mail has a subject and a text.", pointer="subject" if body else "body")
    check_text(subject, pointer="subject")
    check_text(body, pointer="body")
    await reset_words(db, actor, kind, event_id=event_id)
    own = MailText(workspace_id=actor.workspace_id, event_id=event_id, kind=kind, subject=subject, body=body)
    own.updated_at = now
    db.add(own)


async def reset_words(db: Db, actor: Actor, kind: str, *, event_id: str | None) -> None:
    """Go back to the words of the workspace, or of the product."""
    require_team(actor) if event_id else require_admin(actor)
    mine = (MailText.workspace_id == actor.workspace_id) & (MailText.kind == kind)
    place = MailText.event_id == event_id if event_id else MailText.event_id.is_(None)
    await db.execute(delete(MailText).where(mine, place))


def check_text(source: str, *, pointer: str) -> None:
    """Refuse with WrongText what is no template, names an unknown field or does more than show fields."""
    try:
        tree = _sandbox.parse(source)
    except TemplateError as error:
        raise WrongText(f"{error}.", pointer=pointer) from error
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            sentence = filled("Only fields and “if” can be used here, not %(what)s.", what=type(node).__name__.lower())
            raise WrongText(sentence, pointer=pointer)
        if isinstance(node, nodes.Name) and node.name not in FIELDS and node.name != "answers":
            raise WrongText(filled("There is no field “%(name)s”.", name=node.name[:60]), pointer=pointer)
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            raise WrongText(filled("There is no filter “%(name)s” here.", name=node.name[:60]), pointer=pointer)
        if isinstance(node, nodes.Getattr) and not (isinstance(node.node, nodes.Name) and node.node.name == "answers"):
            raise WrongText(filled("There is no field “%(name)s”.", name=node.attr[:60]), pointer=pointer)


def render_text(source: str, fields: Mapping[str, object]) -> str:
    """Fill the merge fields in. What they hold is text: it is never read as a template."""
    return _compiled(source).render(fields)


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    return _sandbox.from_string(source)
