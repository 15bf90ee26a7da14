"""The outage's time line as a picture: payments per five seconds by channel, failures below the line."""

from typing import Any, Final
from xml.sax.saxutils import escape

WIDTH: Final = 960
HEIGHT: Final = 360
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 56, 40
COLOURS: Final = ("#0f766e", "#b45309", "#4338ca", "#be185d", "#475569")
FONT: Final = "system-ui, 'Noto Sans CJK SC', 'PingFang SC', sans-serif"


def draw(found: dict[str, Any]) -> str:
    """An SVG of `figures()`; it reads without colour too, by its title and labels."""
    rows = found["timeline"]
    channels = sorted({channel for row in rows for channel in (*row["paid"], *row["failed"])})
    most = max((sum(row["paid"].values()) for row in rows), default=1)
    worst = max((sum(row["failed"].values()) for row in rows), default=0)
    last_s = max((row["at_s"] for row in rows), default=0) + 5
    scale = (HEIGHT - TOP - BOTTOM) / max(1, most + worst)
    middle = TOP + most * scale

    def x_of(seconds: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / last_s

    bars = [_bars(row, channels, (x_of(row["at_s"]), x_of(5) - LEFT - 1), (middle, scale)) for row in rows]
    dead = (x_of(found["dies_at_s"]), x_of(found["returns_at_s"]))
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
                f'font-family="{FONT}" font-size="13">'
            ),
            f"<title>{escape(_title(found))}</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            f'<text x="{LEFT}" y="22" font-size="15" fill="#111827">{escape(_title(found))}</text>',
            (
                f'<rect x="{dead[0]:.1f}" y="{TOP}" width="{dead[1] - dead[0]:.1f}" '
                f'height="{HEIGHT - TOP - BOTTOM}" fill="#fee2e2"/>'
            ),
            *bars,
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{middle:.1f}" y2="{middle:.1f}" stroke="#374151"/>',
            *_legend(channels),
            *(
                f'<text x="{x_of(m * 60):.1f}" y="{HEIGHT - 14}" text-anchor="middle" fill="#374151">{m} min</text>'
                for m in range(int(last_s // 60) + 1)
            ),
            "</svg>\n",
        ]
    )


def _title(found: dict[str, Any]) -> str:
    return (
        f"{found['dying']} dies at {found['dies_at_s']:.0f} s, returns at {found['returns_at_s']:.0f} s: "
        f"{100 * found['success_rate']:.2f} % of {found['willing']} served, moved after {found['moved_after_s']} s"
    )


def _bars(
    row: dict[str, Any], channels: list[str], across: tuple[float, float], down: tuple[float, float]
) -> str:
    (x, width), (middle, scale) = across, down
    parts, above, below = [], middle, middle
    for n, channel in enumerate(channels):
        colour = COLOURS[n % len(COLOURS)]
        paid, failed = row["paid"].get(channel, 0) * scale, row["failed"].get(channel, 0) * scale
        above -= paid
        parts.append(_rect((x, above, width, paid), colour, 1.0))
        parts.append(_rect((x, below, width, failed), colour, 0.45))
        below += failed
    return "".join(parts)


def _rect(box: tuple[float, float, float, float], colour: str, opacity: float) -> str:
    x, y, width, height = box
    if height <= 0:
        return ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}" '
        f'fill-opacity="{opacity}"/>'
    )


def _legend(channels: list[str]) -> list[str]:
    shown = []
    for n, channel in enumerate(channels):
        x = LEFT + n * 130
        shown.append(f'<rect x="{x}" y="34" width="12" height="12" fill="{COLOURS[n % len(COLOURS)]}"/>')
        shown.append(f'<text x="{x + 18}" y="45" fill="#111827">{escape(channel)}</text>')
    x = LEFT + len(channels) * 130
    shown.append(f'<text x="{x}" y="45" fill="#4b5563">above: paid in 5 s; below: failed</text>')
    return shown
