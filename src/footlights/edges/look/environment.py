"""The Jinja environment of all server-rendered pages and mails."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup, escape

from footlights.edges.assets import Assets
from footlights.edges.look import times, words
from footlights.edges.look.drawings import brand_mark, cover_art, cover_front, stage_edge, stage_front
from footlights.edges.look.icons import icon
from footlights.edges.look.people import gel, gel_color, initials

EDGES = Path(__file__).parents[1]
FOLDERS = (EDGES / "pages" / "templates", EDGES / "console" / "templates")
TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a", "h2", "h3", "h4", "blockquote", "code", "pre", "hr"}
_CODE = re.compile(r"`([^`]+)`")


def make_environment(assets: Assets, *, folders: Sequence[Path] = FOLDERS) -> Environment:
    """Templates escape by themselves (but for `.txt` and `.subject`); an undefined name is an error."""
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(words._, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {
        "assets": assets,
        "lucide": icon,
        "brand_mark": brand_mark,
        "stage_edge": stage_edge,
        "stage_front": stage_front,
        "cover_art": cover_art,
        "cover_front": cover_front,
        "gel": gel,
        "gel_color": gel_color,
        "initials": initials,
        "long_date": times.long_date,
        "time_span": times.time_span,
        "zone_name": times.zone_name,
        "weekday": times.weekday,
        "month": times.month,
        "day": times.day,
        "clock": times.clock,
        "page_language": "en",
    }
    # What is known only when a page is made goes through `spoken`: gettext of templates takes its text for a format and
    # for HTML.
    environment.filters |= {"sanitised": sanitised, "coded": coded, "iso": _iso, "spoken": words._}
    return environment


def sanitised(html: str | None) -> Markup:
    """HTML that someone typed, reduced to plain formatting and safe links."""
    return Markup(nh3.clean(html or "", tags=TAGS, link_rel="noopener noreferrer nofollow"))  # noqa: S704 (cleaned)


def coded(text: str | None) -> Markup:
    """A sentence of a description, escaped, with what stands between backticks set as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text or ""))))  # noqa: S704 (escaped)


@pass_context
def _iso(_: Context, at: datetime) -> str:
    return at.isoformat(timespec="seconds")
