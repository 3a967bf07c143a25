"""Lucide icons, inline. `icons.json` is written by scripts/build_icons.mjs; its licence is LUCIDE-LICENSE."""

import json
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

_BODIES: dict[str, str] = json.loads((Path(__file__).parent / "icons.json").read_text())


@lru_cache
def icon(name: str, size: int = 18) -> Markup:
    """An icon in the colour of its text, hidden from screen readers: words stand beside it. KeyError when unknown."""
    stroke = "2" if size < 16 else "1.75"
    return Markup(  # noqa: S704 (our own file)
        f'<svg class="icon" width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="{stroke}" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f"{_BODIES[name]}</svg>"
    )
