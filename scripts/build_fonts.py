"""Cut the two typefaces to what the design uses: web/node_modules/@fontsource-variable → web/public/fonts.

Fraunces at optical size 72, SOFT 40, WONK 1, weight 560; Inter from 400 to 650. Latin and Latin-extended are files of
their own; of Inter's features only those remain that our pages use. Reports as PDF take one file with all letters that
Inter has. Fonts that are newer than their source and this script are left as they are.
"""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
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
PARTS = ("latin", "latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese")
PRINT = "inter-print.ttf"
PRINT_WEIGHT = 450


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, axes, features, target in JOBS:
        source, out = SOURCES / name, TARGET / target
        if is_old(out, source):
            cut(source, axes, features, out)
            tell(out)
    parts = [SOURCES / f"inter/files/inter-{part}-wght-normal.woff2" for part in PARTS]
    if is_old(TARGET / PRINT, *parts):
        join(parts, TARGET / PRINT)
        tell(TARGET / PRINT)


def is_old(out: Path, *sources: Path) -> bool:
    newest = max(source.stat().st_mtime for source in (*sources, Path(__file__)))
    return not out.exists() or out.stat().st_mtime <= newest


def tell(out: Path) -> None:
    print(f"fonts: {out.name} {out.stat().st_size / 1024:.1f} KB")


def join(parts: list[Path], out: Path) -> None:
    """One font of one weight with the letters of all parts, and nothing but letters."""
    with TemporaryDirectory() as folder:
        files = []
        for number, part in enumerate(parts):
            font = instance(part, {"wght": PRINT_WEIGHT})
            options = Options()
            options.layout_features = []
            options.hinting = False
            options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "DSIG"]
            subsetter = Subsetter(options)
            subsetter.populate(unicodes=font.getBestCmap())
            subsetter.subset(font)
            font.flavor = None
            files.append(str(Path(folder) / f"{number}.ttf"))
            font.save(files[-1])
        Merger().merge(files).save(out)


def instance(source: Path, axes: dict[str, object]) -> TTFont:
    font = TTFont(source)
    present = {axis.axisTag for axis in font["fvar"].axes}
    instantiateVariableFont(font, {tag: place for tag, place in axes.items() if tag in present}, inplace=True)
    whole = BytesIO()  # a variable table that lost glyphs on the way is only consistent once written
    font.save(whole)
    return TTFont(BytesIO(whole.getvalue()))


def cut(source: Path, axes: dict[str, object], features: tuple[str, ...], out: Path) -> None:
    font = instance(source, axes)
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
