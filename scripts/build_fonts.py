"""Cut the two typefaces to what the design uses: web/node_modules/@fontsource-variable → web/public/fonts.

Fraunces at optical size 72, SOFT 40, WONK 1, weight 560; Inter from 400 to 650. Latin and Latin-extended are files of
their own; of Inter's features only those remain that our pages use. Fonts that are newer than their source and this
script are left as they are.
"""

from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

WEB = Path(__file__).parents[1] / "web"
SOURCES = WEB / "node_modules" / "@fontsource-variable"
TARGET = WEB / "public" / "fonts"
FRAUNCES = {"opsz": 72, "SOFT": 40, "WONK": 1, "wght": 560}
INTER = {"wght": (400, 650)}
DISPLAY = ("kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum")
TEXT = ("kern", "locl", "tnum")
JOBS = [
    ("fraunces/files/fraunces-latin-full-normal.woff2", FRAUNCES, DISPLAY, "fraunces-latin.woff2"),
    ("fraunces/files/fraunces-latin-ext-full-normal.woff2", FRAUNCES, DISPLAY, "fraunces-latin-ext.woff2"),
    ("inter/files/inter-latin-wght-normal.woff2", INTER, TEXT, "inter-latin.woff2"),
    ("inter/files/inter-latin-ext-wght-normal.woff2", INTER, TEXT, "inter-latin-ext.woff2"),
]


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, axes, features, target in JOBS:
        source, out = SOURCES / name, TARGET / target
        newest = max(source.stat().st_mtime, Path(__file__).stat().st_mtime)
        if out.exists() and out.stat().st_mtime > newest:
            continue
        cut(source, axes, features, out)
        print(f"fonts: {target} {out.stat().st_size / 1024:.1f} KB")


def cut(source: Path, axes: dict[str, object], features: tuple[str, ...], out: Path) -> None:
    font = TTFont(source)
    present = {axis.axisTag for axis in font["fvar"].axes}
    instantiateVariableFont(font, {tag: place for tag, place in axes.items() if tag in present}, inplace=True)
    whole = BytesIO()  # a variable table that lost glyphs on the way is only consistent once written
    font.save(whole)
    font = TTFont(BytesIO(whole.getvalue()))
    options = Options()
    options.layout_features = list(features)
    options.hinting = False
    options.flavor = "woff2"
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(out)


if __name__ == "__main__":
    main()
