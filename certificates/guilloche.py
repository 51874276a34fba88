"""A fine woven border and a pale rosette, drawn from a few numbers: no picture file, and hard to retouch.

All lengths are millimetres on a landscape A4 page.
"""

from functools import cache

WIDTH, HEIGHT = 297, 210
INSET = 7.0
BAND = 5.6
WAVE = 5.6
STRANDS = ((0.0, "#6f93b5"), (0.25, "#b9cbdc"), (0.5, "#c2a661"), (0.75, "#b9cbdc"))
LINE, FAINT, GOLD = "#0f4c81", "#eff3f7", "#c2a661"


@cache
def background_svg() -> str:
    """The whole page's background as the inner markup of one SVG."""
    return "".join(
        (_rosette(WIDTH / 2, HEIGHT / 2, 62, 30, colour=FAINT, width=0.3), *_sides(), *_corners(), *_rules())
    )


def _wave(x: float, y: float, length: float, phase: float, *, upright: bool) -> str:
    """One strand: a smooth wave of parabolas along a side, starting `phase` of a wave before it."""
    half = WAVE / 2
    reach = BAND * 0.92
    steps = int(length / half) + 3
    start = -phase * WAVE
    if upright:
        first, rest = f"q{reach:.2f} {half / 2:.2f} 0 {half:.2f}", f"t0 {half:.2f}" * (steps - 1)
        return f"M{x:.2f} {y + start:.2f}{first}{rest}"
    first, rest = f"q{half / 2:.2f} {reach:.2f} {half:.2f} 0", f"t{half:.2f} 0" * (steps - 1)
    return f"M{x + start:.2f} {y:.2f}{first}{rest}"


def _sides() -> list[str]:
    """Four woven bands; the strands run on under the corner pieces."""
    centre = INSET + 1 + BAND / 2
    wide, high = WIDTH - 2 * INSET - 4 * WAVE, HEIGHT - 2 * INSET - 4 * WAVE
    corner = INSET + 1.6 * WAVE
    parts = []
    for phase, colour in STRANDS:
        lines = "".join(
            (
                _wave(corner, centre, wide, phase, upright=False),
                _wave(corner, HEIGHT - centre, wide, phase, upright=False),
                _wave(centre, corner, high, phase, upright=True),
                _wave(WIDTH - centre, corner, high, phase, upright=True),
            )
        )
        parts.append(_path(lines, colour, 0.22))
    return parts


def _corners() -> list[str]:
    """A white square that hides the strands' ends, and a small rosette in it."""
    size = BAND + 2
    parts = []
    for x in (INSET, WIDTH - INSET - size):
        for y in (INSET, HEIGHT - INSET - size):
            parts.append(f'<rect x="{x}" y="{y}" width="{size}" height="{size}" fill="#fff"/>')
            parts.append(_rosette(x + size / 2, y + size / 2, size / 2 - 0.5, 6, colour="#6f93b5", width=0.2))
    return parts


def _rules() -> list[str]:
    inner = INSET + BAND + 2
    return [
        _rect(INSET - 1.2, LINE, 0.55),
        _rect(INSET, LINE, 0.18),
        _rect(inner, LINE, 0.18),
        _rect(inner + 0.9, GOLD, 0.3),
    ]


def _rosette(x: float, y: float, radius: float, petals: int, *, colour: str, width: float) -> str:
    """Ellipses of one size turned about one centre."""
    ellipses = "".join(
        f'<ellipse rx="{radius:.2f}" ry="{radius * 0.42:.2f}" transform="rotate({180 * turn / petals:.2f})"/>'
        for turn in range(petals)
    )
    style = f'fill="none" stroke="{colour}" stroke-width="{width}"'
    return f'<g transform="translate({x} {y})" {style}>{ellipses}</g>'


def _path(lines: str, colour: str, width: float) -> str:
    return f'<path d="{lines}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _rect(inset: float, colour: str, width: float) -> str:
    wide, high = WIDTH - 2 * inset, HEIGHT - 2 * inset
    return (
        f'<rect x="{inset}" y="{inset}" width="{wide}" height="{high}" fill="none"'
        f' stroke="{colour}" stroke-width="{width}"/>'
    )
