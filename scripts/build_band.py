"""Draw the band on top of mails: 1152 × 152 pixels, shown at half that, as PNG without any library."""

import math
import struct
import zlib
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src" / "footlights" / "email" / "templates" / "band.png"
WIDTH, HEIGHT = 1152, 152
GROUND, SHEET, WIRE, LAMP = (25, 17, 12), (255, 254, 251), (138, 99, 48), (255, 181, 71)
SHAFTS = [
    (0.10, 0.16, (255, 163, 31)),
    (0.30, 0.24, (208, 88, 127)),
    (0.52, 0.60, (255, 181, 71)),
    (0.74, 0.62, (78, 151, 200)),
    (0.93, 0.86, (255, 163, 31)),
]


def edge(x: float) -> float:
    """The curve of the stage, in pixels from the top."""
    share = x / WIDTH
    return 118 + 4 * 30 * share * (1 - share)


def light(x: int, y: int) -> tuple[float, float, float]:
    color = list(map(float, GROUND))
    rise = 1 - y / HEIGHT  # 0 at the stage, 1 at the top
    for foot, head, gel in SHAFTS:
        centre = (foot + (head - foot) * rise) * WIDTH
        width = 26 + 110 * rise
        strength = (0.5 - 0.42 * rise) * math.exp(-(((x - centre) / width) ** 2))
        color = [c + (g - c) * strength for c, g in zip(color, gel, strict=True)]
    return color[0], color[1], color[2]


def pixel(x: int, y: int) -> tuple[int, int, int]:
    below = edge(x)
    for n in range(13):
        centre = (n + 0.5) / 13 * WIDTH
        if math.hypot(x - centre, y - edge(centre)) < 12 and y < below:
            return LAMP
    if abs(y - below) < 1.6:
        return WIRE
    if y > below:
        return SHEET
    red, green, blue = light(x, y)
    return int(red), int(green), int(blue)


def filtered(row: bytes, before: bytes) -> bytes:
    """A row as differences to its neighbours (PNG's Sub or Up, whichever is flatter), which shrink better."""
    left = bytes(3) + row[:-3]
    tries = [
        bytes([kind]) + bytes((a - b) % 256 for a, b in zip(row, other, strict=True))
        for kind, other in ((1, left), (2, before))
    ]
    return min(tries, key=lambda line: sum(min(v, 256 - v) for v in line[1:]))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main() -> None:
    rows, before = [], bytes(3 * WIDTH)
    for y in range(HEIGHT):
        row = bytes(v for x in range(WIDTH) for v in pixel(x, y))
        rows.append(filtered(row, before))
        before = row
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"".join(rows), 9)), chunk(b"IEND", b"")]
    TARGET.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


if __name__ == "__main__":
    main()
