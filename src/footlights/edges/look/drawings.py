"""The mark, the stage edge and cover art, as inline SVG without styles or scripts."""

import random

from markupsafe import Markup

LAMP = "#FFB547"
UNLIT = "#4A3E33"
WIRE = "#8A6330"
GROUND = "#19110C"
SHAFTS = ("#FFA31F", "#D0587F", "#FFB547", "#4E97C8", "#FFA31F")


def brand_mark(*, word: bool = True) -> Markup:
    """Three lamps on a curve in the colour of the text, and the name."""
    drawing = (
        '<svg width="28" height="16" viewBox="0 0 28 16" aria-hidden="true">'
        '<path d="M2 9.5Q14 15.5 26 9.5" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/>'
        '<g fill="#F6AE3C"><path d="M2.2 7.8a3.4 3.4 0 0 1 6.6 1.6z"/><path d="M10.4 10a3.6 3.6 0 0 1 7.2 0z"/>'
        '<path d="M19.2 9.4a3.4 3.4 0 0 1 6.6-1.6z"/></g></svg>'
    )
    name = '<span class="mark-word">Footlights</span>' if word else ""
    return Markup(f'<span class="mark">{drawing}{name}</span>')  # noqa: S704 (constant)


def stage_front(*, share_lit: float = 1.0) -> Markup:
    """The stage edge across a page, `share_lit` of its lamps burning.

    It comes twice, for wide and for narrow screens, so that lamps stay round; the style sheet shows one.
    """
    wide = stage_edge(name="wide", lit=round(33 * share_lit))
    return wide + stage_edge(name="narrow", width=390, dip=36, lamps=9, lit=round(9 * share_lit))


def stage_edge(
    *,
    width: int = 1440,
    dip: int = 56,
    below: str = "var(--paper)",
    lamps: int = 33,
    lit: int | None = None,
    name: str = "any",
) -> Markup:
    """A shallow curve with lamps, filled below. `lit` lamps burn from the centre outward; None: all."""
    height, radius = dip + 16, 8
    order = sorted(range(lamps), key=lambda n: abs(n - (lamps - 1) / 2))
    burning = set(order[: lamps if lit is None else lit])
    domes = []
    for n in range(lamps):
        share = (n + 0.5) / lamps
        x, y = share * width, 14 + 4 * dip / 2 * share * (1 - share)
        color = LAMP if n in burning else UNLIT
        domes.append(f'<path d="M{x - radius:.0f} {y:.1f}a{radius} {radius} 0 0 1 {2 * radius} 0z" fill="{color}"/>')
    curve = f"M0 14Q{width / 2:.0f} {14 + dip} {width} 14"
    return Markup(  # noqa: S704 (numbers and our own colours)
        f'<svg class="stage-edge stage-edge--{name}" viewBox="0 0 {width} {height}" preserveAspectRatio="none" '
        f'aria-hidden="true"><path d="{curve}V{height}H0z" fill="{below}"/>{"".join(domes)}'
        f'<path d="{curve}" fill="none" stroke="{WIRE}" stroke-width="2"/></svg>'
    )


def cover_front(seed: str) -> Markup:
    """The cover across a page: twice, for wide and for narrow screens, as the stage edge; the style sheet shows one."""
    narrow = cover_art(seed, name="narrow", width=390, height=330, blur=7)
    return cover_art(seed, name="wide") + narrow


def cover_art(seed: str, *, width: int = 1280, height: int = 420, blur: int = 10, name: str = "any") -> Markup:
    """Five soft shafts of light that rise from the stage edge; the same seed always gives the same picture.

    `name` keeps apart the ids of several drawings on one page.
    """
    rng = random.Random(seed)  # noqa: S311 (art, not secrecy)
    scale = min(1.0, width / 640)
    step = width / len(SHAFTS)
    shafts, gradients = [], []
    for n, color in enumerate(SHAFTS):
        foot = step * (n + 0.5) + rng.uniform(-0.3, 0.3) * step
        lean = rng.uniform(-0.28, 0.28) * width
        spread, half = rng.uniform(70, 150) * scale, 22 * scale
        shaft = f"{name}-shaft{n}"
        gradients.append(
            f'<linearGradient id="{shaft}" x1="0" y1="1" x2="0" y2="0"><stop offset="0" stop-color="{color}" '
            f'stop-opacity=".5"/><stop offset=".5" stop-color="{color}" stop-opacity=".18"/>'
            f'<stop offset="1" stop-color="{color}" stop-opacity=".04"/></linearGradient>'
        )
        shafts.append(
            f'<path d="M{foot - half:.0f} {height}L{foot + lean - spread:.0f} 0H{foot + lean + spread:.0f}'
            f'L{foot + half:.0f} {height}z" fill="url(#{shaft})"/>'
        )
    return Markup(  # noqa: S704 (numbers and our own colours)
        f'<svg class="cover cover--{name}" viewBox="0 0 {width} {height}" preserveAspectRatio="xMidYMax slice" '
        f'aria-hidden="true"><defs>{"".join(gradients)}<filter id="{name}-soft">'
        f'<feGaussianBlur stdDeviation="{blur}"/></filter></defs><rect width="{width}" height="{height}" '
        f'fill="{GROUND}"/><g filter="url(#{name}-soft)">{"".join(shafts)}</g></svg>'
    )
