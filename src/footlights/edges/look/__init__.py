"""How server-rendered pages look: icons, drawings, colours of people, words and times, and the Jinja environment."""

from footlights.edges.look.environment import make_environment
from footlights.edges.look.words import _, ngettext, speak

__all__ = ["_", "make_environment", "ngettext", "speak"]
